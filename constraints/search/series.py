"""Bounds of what the meetings of each region cost alone, which add up to a bound of the whole.

The linear relaxation mixes plans of a region that nobody can carry out. With the duals of the whole as prices of what
regions share, such as staff or a budget, each region is a program of its own (Lagrangian decomposition, as in
`openings`). An engine says what it costs at least with whole columns, which is a claim. Rows and columns that belong to
no region alone are bounded by our own sums.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from scipy import sparse

from constraints.engines.part_relaxation import PartRelaxation
from constraints.engines.presolve import columns_in, shrink
from constraints.engines.program import SolveStatus
from constraints.search.best_first import Divisible
from constraints.search.blocks import groups_of_columns, rows_inside
from constraints.search.threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constraints.engines.presolve import Back
    from constraints.engines.program import MipProgram, SolveResult
    from constraints.engines.relaxation import LinearRelaxation
    from constraints.model.linear import Floats
    from constraints.problem.problem import Ints

SCALE = 8.0
"""What prices are multiplied by before they are rounded down to integers."""
BLOCK_SECONDS = 12.0
"""Time of the engine for one block, after which only its relaxation counts."""


class Bounding(Protocol):
    """The search for which blocks are bounded.

    Attributes:
        best: cost of the best solution so far.
        threads: number of threads that it may use.
    """

    best: float
    threads: int

    def time_is_up(self) -> bool:
        """Return whether there is no time left."""

    def bounded(self, program: MipProgram, limit: float, seconds: float) -> SolveResult:
        """Have the engine search one block for its best solution, if that costs at most the limit."""


class _Block(NamedTuple):
    """What is known of one block, at integer prices.

    Attributes:
        least: what it costs at least in a better solution.
        if_one, if_zero: the same where a column is 1, or 0, by its relaxation, shape (columns of the block,).
    """

    least: float
    if_one: Floats
    if_zero: Floats


class TightRelaxation:
    """What the bounds of blocks say of the core that contains all better solutions.

    Args:
        relaxation: that of the model.
        search: the search, which has a solution.
        shrunk: the core, and the way back from its points.

    Attributes:
        program: the core.
        bound: lower bound on the cost of any better solution.
        claims: what the bound rests on: blocks, and limits which no solution of a block costs at most.
        choices: number of candidates in the core.
        made, decisions, openings: as those of the relaxation of the model.
    """

    def __init__(self, relaxation: LinearRelaxation, search: Bounding, shrunk: tuple[MipProgram, Back]) -> None:
        self._search = search
        model = Divisible(relaxation.program, relaxation.point, relaxation.decisions, relaxation.openings)
        core = model.smaller(*shrunk)
        self.program, self._back = core.program, core.back
        self.decisions, self.openings = core.decisions, core.openings
        now = columns_in(*shrunk)
        self._candidates = _present(now[: relaxation.choices])
        self.choices, self.made = len(self._candidates), relaxation.made
        self.bound = relaxation.bound
        self.claims: list[tuple[MipProgram, float]] = []
        self._if_one = self._if_zero = np.full(len(self.program.cost), self.bound)
        self._bound_blocks([_present(now[group]) for group in relaxation.series])

    def gap_for(self, count: int) -> float:
        """Return the gap for which `core` keeps about `count` candidates."""
        costs = np.sort(self._if_one[self._candidates])
        return float(max(costs[min(count, len(costs)) - 1] - self.bound, 1.0)) if len(costs) else 1.0

    def core(self, gap: float) -> MipProgram:
        """Return the program restricted to what a solution that costs at most bound + gap can use."""
        most = self.bound + max(gap, 0.0)
        return self.program.decided(self._if_one > most, self._if_zero > most)

    def point(self, point: Floats) -> Floats:
        """Return the point of the model, shape (columns,), for one of the program."""
        return self._back(point)

    def _learn(self, bound: float, if_one: Floats, if_zero: Floats) -> None:
        """Take a bound, and what a solution costs above it at least where a column is 1, or 0."""
        self.bound = max(self.bound, bound)
        self._if_one = np.maximum(self._if_one, bound + if_one)
        self._if_zero = np.maximum(self._if_zero, bound + if_zero)

    def _bound_blocks(self, series: Sequence[Ints]) -> None:
        """Bound the blocks of these candidates at the prices of the relaxation's duals."""
        program = self.program
        relaxation = PartRelaxation(program)
        relaxation.solve(program.lower, program.upper, math.inf)
        reduced = relaxation.reduced
        self._learn(relaxation.bound, *_above(reduced))
        holds = sparse.csr_array(abs(program.rows).sign())
        owners = groups_of_columns(holds, series, len(program.cost))
        alone = owners.sum(axis=1) == 1
        columns = [np.flatnonzero(alone & mine) for mine in owners.T]
        rows = [rows_inside(holds, alone & mine) for mine in owners.T]
        duals = relaxation.duals.copy()
        duals[np.concatenate(rows)] = 0.0
        bound, reduced = relaxation.sums(duals, alone)
        prices = np.floor(SCALE * reduced)
        bound += float(np.minimum(program.lower, 0.0)[alone] @ (reduced - prices / SCALE)[alone])
        if_one, if_zero = _above(reduced)
        parts = [program.part(inside, mine, prices[mine]) for mine, inside in zip(columns, rows, strict=True)]
        for mine, block in zip(columns, in_threads(self._search.threads, self._bounded, parts), strict=True):
            if block is None:
                return
            bound += block.least / SCALE
            if_one[mine] = np.maximum(block.if_one - block.least, 0.0) / SCALE
            if_zero[mine] = np.maximum(block.if_zero - block.least, 0.0) / SCALE
        self._learn(bound, if_one, if_zero)

    def _bounded(self, block: MipProgram) -> _Block | None:
        """Return what is known of a block; None if it certainly has no solution, or the time is up."""
        shrunk = shrink(block)
        if shrunk is None or self._search.time_is_up():
            return None
        relaxation = PartRelaxation(shrunk[0])
        relaxation.solve(shrunk[0].lower, shrunk[0].upper, math.inf)
        if not math.isfinite(relaxation.bound):
            return None
        now = columns_in(*shrunk)[: len(block.cost)]
        reduced = np.where(now >= 0, relaxation.reduced[now], 0.0)
        if_one, if_zero = _above(reduced)
        return _Block(self._least(relaxation), relaxation.bound + if_one, relaxation.bound + if_zero)

    def _least(self, relaxation: PartRelaxation) -> float:
        """Return what a block with this relaxation costs at least in a better solution."""
        limit = math.floor(relaxation.bound + SCALE * (self._search.best - 1 - self.bound))
        small = _within(relaxation, limit - relaxation.bound)
        if small is None:
            return limit + 1.0
        found = self._search.bounded(small, limit, BLOCK_SECONDS)
        if found.status is SolveStatus.INFEASIBLE:
            least = limit + 1
        elif found.status is SolveStatus.OPTIMAL and found.point is not None and small.admits(found.point):
            least = round(small.value(found.point))
        else:
            return relaxation.bound
        if least < relaxation.bound + SCALE:
            return relaxation.bound
        claimed = _within(relaxation, least - 1 - relaxation.bound)
        if claimed is not None:
            self.claims.append((claimed, least - 1))
        return float(least)


def _above(reduced: Floats) -> tuple[Floats, Floats]:
    """Return what a solution costs above the bound at least where a column is 1, and where it is 0."""
    return np.maximum(reduced, 0.0), np.maximum(-reduced, 0.0)


def _within(relaxation: PartRelaxation, gap: float) -> MipProgram | None:
    """Return the program of a relaxation, shrunk to what costs at most bound + gap; None if nothing does."""
    shrunk = shrink(relaxation.core(gap))
    return None if shrunk is None else shrunk[0]


def _present(columns: Ints) -> Ints:
    """Return the columns that presolve has left."""
    return np.unique(columns[columns >= 0])
