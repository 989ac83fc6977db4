"""Branch and bound over the decisions that a program declares, down to parts that an engine solves fast.

A decision is taken one way and the other, and the linear relaxation of each part gives a better bound and reduced costs
by which it shrinks. A part is done with if its bound, which is our own arithmetic, is no better than the best plan, or
if the engine finds nothing better in it: a claim, to be confirmed by another engine.

What is branched on are decisions that the model declares, such as whether some meetings have opened by a day.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from constraints.engines.part_relaxation import PartRelaxation
from constraints.engines.presolve import shrink
from constraints.engines.program import TINY
from constraints.search.best_first import BestFirst, Divisible, Part, Solving

if TYPE_CHECKING:
    from constraints.model.linear import Floats
    from constraints.problem.problem import Ints

LEAF_COLUMNS = 6_000
"""Columns of a part that is given to the engine rather than divided."""
LEAF_SECONDS = 3.0
"""Seconds for the engine, after which the part is divided after all."""
PLAN_COLUMNS = 10_000
"""Columns of the small core of a part in which the engine searches for a plan."""
FIRST_COLUMNS, PLAN_TRIES = 400, 5
"""Columns of reduced costs above 0 in the first small core, and how many sizes are tried."""
PROBES = 4
"""Number of decisions of which it is tried what they would do to the bound."""
NEAR = 0.45
"""Greatest distance from one half of a decision's value at which it counts as open."""
DEPTHS = 3
"""Number of decisions between two searches for a plan, and between two attempts to shrink a part."""
SHRINK = 0.75
"""Share of the columns that are still open below which a part becomes a program of its own."""


@dataclass(order=True)
class _Part(Part):
    """A part of a program within bounds of columns, and the number of decisions that led to it."""

    of: Divisible = field(compare=False)
    lower: Floats = field(compare=False)
    upper: Floats = field(compare=False)
    depth: int = field(compare=False)


class Branching(BestFirst[_Part]):
    """Branch and bound of one program over its decisions.

    Args:
        whole: the program.
        search: the search.
        begin: bound known before, and number of decisions taken so far.
        rest: least bound of parts elsewhere.
        threads: number of threads.
    """

    def __init__(
        self,
        whole: Divisible,
        search: Solving,
        begin: tuple[float, int],
        rest: float = math.inf,
        threads: int = 1,
    ) -> None:
        super().__init__(search, _Part(begin[0], 0, *_all_of(whole), begin[1]), rest, threads)

    def programs(self) -> set[Divisible]:
        """Return the programs of which parts are left."""
        with self._changed:
            return {each.of for each in (*self._parts, *self._begun)}

    def _divider(self) -> Callable[[_Part], list[_Part]]:
        return _Divider(self).parts_of

    def _is_near(self, part: _Part, last: _Part) -> bool:
        return part.of is last.of


def _all_of(whole: Divisible) -> tuple[Divisible, Floats, Floats]:
    return whole, whole.program.lower, whole.program.upper


class _Divider:
    """Deals with parts in one thread.

    Args:
        tree: the parts that are left.
    """

    def __init__(self, tree: Branching) -> None:
        self._tree, self._search = tree, tree.search
        self._relaxations: dict[Divisible, PartRelaxation] = {}
        self._relaxation: PartRelaxation
        self._productive = True  # whether the last search for a plan found a better one

    def parts_of(self, part: _Part) -> list[_Part]:
        """Deal with a part, and return what is left of it."""
        if self._tree.is_settled(part.bound):
            return []
        self._relaxation = relaxation = self._relaxation_of(part.of)
        relaxation.solve(part.lower, part.upper, self._search.best)
        part.bound = max(part.bound, relaxation.bound)
        if self._tree.is_settled(part.bound) or self._is_settled_by_a_plan(part):
            return []
        lower, upper = relaxation.within(self._room)
        chosen = self._fractional(part)
        if chosen is None or (math.isfinite(self._room) and part.depth % DEPTHS == 0):
            left = self._shrunk(part, lower, upper, last=chosen is None)
            if left is not None:
                return left
        return [] if chosen is None else self._halves(part, lower, upper, chosen)

    @property
    def _room(self) -> float:
        """Greatest cost of something better above the bound of the relaxation."""
        return self._tree.room(self._relaxation.bound)

    def _relaxation_of(self, program: Divisible) -> PartRelaxation:
        if program not in self._relaxations:
            needed = self._tree.programs()
            self._relaxations = {each: known for each, known in self._relaxations.items() if each in needed}
            self._relaxations[program] = PartRelaxation(program.program)
        return self._relaxations[program]

    def _is_settled_by_a_plan(self, part: _Part) -> bool:
        """Search the part for a better plan if that may be worth it, and return whether that settles it."""
        if self._productive or part.depth % DEPTHS == 0:
            before = self._search.best
            self._search_for_plan(part)
            self._productive = self._search.best < before
        return self._tree.is_settled(part.bound)

    def _search_for_plan(self, part: _Part) -> None:
        """Have the engine search for a better plan in what the relaxation thinks best."""
        columns, growing = FIRST_COLUMNS, True
        for _ in range(PLAN_TRIES):
            gap = self._relaxation.gap_for(columns)
            smaller = shrink(self._relaxation.core(min(gap, self._room)))
            if smaller is None and growing and gap < self._room:
                columns *= 2
            elif smaller is not None and len(smaller[0].cost) > PLAN_COLUMNS:
                columns, growing = int(columns * 0.7), False
            else:
                if smaller is not None:
                    self._search.solve(smaller[0], part.of.smaller(*smaller).back, LEAF_SECONDS / 2)
                return

    def _fractional(self, part: _Part) -> Ints | None:
        """Return columns to branch on, the most promising first; None if all that must be whole are."""
        program, values, found = self._relaxation.program, self._relaxation.values, []
        far = np.where(program.lower < program.upper, np.abs(values - 0.5), 1.0)
        for groups in part.of.decisions:
            nearest = sorted((float(far[group].min()), int(group[far[group].argmin()])) for group in groups)
            found += [column for distance, column in nearest if distance < NEAR]
        if not found:
            open_ = program.whole & (program.upper <= 1) & (far < 0.5 - TINY)
            found = sorted(np.flatnonzero(open_).tolist(), key=lambda column: float(far[column]))
        return np.array([*dict.fromkeys(found)][:PROBES]) if found else None

    def _shrunk(self, part: _Part, lower: Floats, upper: Floats, *, last: bool) -> list[_Part] | None:
        """Shrink a part, and return what is left if it is dealt with: by the engine if it is small, or on its own.

        Args:
            part: the part.
            lower: bounds of columns within which all is that may be better.
            upper: the same.
            last: whether there is no decision left, so that the engine has to deal with it.

        Returns:
            What is left, or None if the part has to be divided.
        """
        program = replace(self._relaxation.program, lower=lower, upper=upper)
        smaller = shrink(program)
        if smaller is None:
            self._search.claim(program, part.bound)
            return []
        columns = len(smaller[0].cost)
        if last or columns <= LEAF_COLUMNS:
            done = self._search.solve(smaller[0], part.of.smaller(*smaller).back, math.inf if last else LEAF_SECONDS)
            if done:
                self._search.claim(smaller[0], part.bound)
            elif last:
                self._tree.complete = False
            return [] if done or last else None
        if columns < SHRINK * len(lower):
            return [_Part(part.bound, self._tree.number(), *_all_of(part.of.smaller(*smaller)), part.depth)]
        return None

    def _halves(self, part: _Part, lower: Floats, upper: Floats, columns: Ints) -> list[_Part]:
        """Divide a part at the column that raises both bounds most."""
        best, found = self._search.best, (int(columns[0]), [part.bound, part.bound])
        score = -1.0
        for column in columns.tolist() if len(columns) > 1 else ():
            bounds = [max(each, part.bound) for each in self._relaxation.probe(column)]
            less, more = sorted(min(each, best, part.bound + 1e9) - part.bound + TINY for each in bounds)
            if less * more > score:
                found, score = (column, bounds), less * more
        column, bounds = found
        halves = []
        for value, bound in enumerate(bounds):
            least, most = lower.copy(), upper.copy()
            least[column] = most[column] = value
            halves.append(_Part(bound, self._tree.number(), part.of, least, most, part.depth + 1))
        return halves
