"""Branch and bound for cores that are too large for an engine, down to parts that it solves fast.

A core is divided: a decision is taken one way and the other, and the linear relaxation of each part gives a better
bound and reduced costs by which it shrinks. A part is done with if its bound, which is our own arithmetic, is no better
than the best plan, or if the engine finds nothing better in it: a claim, to be confirmed by another engine.

What is branched on are decisions that the model declares, such as whether some meetings have opened by a day.

The relaxation does for a program without pair costs what `relaxation` does for a model with them, again and again: the
dual simplex method goes on from where it ended, as only bounds of columns have changed.
"""

from __future__ import annotations

import heapq
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, cast

import highspy
import numpy as np
from scipy import sparse

from constraints.engines.highs import loaded
from constraints.engines.presolve import columns_in, shrink
from constraints.engines.program import TINY
from constraints.engines.relaxation import priced_limits, usable_duals

if TYPE_CHECKING:
    from collections.abc import Iterable

    from constraints.engines.presolve import Back
    from constraints.engines.program import MipProgram
    from constraints.model.linear import Floats
    from constraints.problem.problem import Bools, Ints

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
"""Share of the columns that are still open below which a part gets a relaxation of its own."""

PROBE_ITERATIONS = 60
"""Iterations of the simplex method after which a probe is stopped."""

Decisions = tuple[tuple["Ints", ...], ...]
Openings = tuple[tuple["Ints", "Ints"], ...]


class PartRelaxation:
    """The linear relaxation of a program within changing bounds of columns, and bounds that do not rely on its solver.

    Attributes:
        program: the program, with the present bounds of columns.
        bound: lower bound on the cost of any solution; infinite if there certainly is none.
        values: value of each column, shape (columns,).
        reduced: reduced cost of each column by which the bound was computed, shape (columns,).
    """

    def __init__(self, program: MipProgram) -> None:
        self.program = program
        self._transposed = sparse.csr_array(program.rows.T)
        self._reach = np.maximum(np.maximum(abs(program.lower), abs(program.upper)), 1.0)
        self._row_reach = abs(program.rows) @ self._reach
        relaxed = replace(program, whole=np.zeros_like(program.whole))
        self._highs = loaded(relaxed, solver="simplex", presolve="off")
        self._columns = np.arange(len(program.cost), dtype=np.int32)
        self.bound, self.reduced = -math.inf, np.zeros(len(program.cost))
        self.duals = np.zeros(len(program.row_lower))
        self.values = np.zeros(len(program.cost))

    def solve(self, lower: Floats, upper: Floats, limit: float) -> None:
        """Solve it within bounds of columns; solutions that cost more than the limit are of no interest."""
        self.program = replace(self.program, lower=lower, upper=upper)
        self._highs.changeColsBounds(len(self._columns), self._columns, lower, upper)
        self._highs.setOptionValue("objective_bound", limit if math.isfinite(limit) else highspy.kHighsInf)
        self._highs.run()
        self.bound, self.reduced = self._told()
        values = np.array(self._highs.getSolution().col_value)
        self.values = values if values.shape == lower.shape else lower

    def add_rows(self, rows: sparse.csr_array, lower: Floats) -> None:
        """Add rows that every solution of interest keeps: at least so much each."""
        self.program = self.program.with_rows(rows, lower)
        open_end = self.program.row_upper[-len(lower) :]
        self._highs.addRows(len(lower), lower, open_end, rows.nnz, rows.indptr[:-1], rows.indices, rows.data)
        self._transposed = sparse.csr_array(self.program.rows.T)
        self._row_reach = abs(self.program.rows) @ self._reach

    def priced(self, cost: Floats, offset: float) -> float:
        """Return a bound within the same bounds of columns at other costs."""
        self.program = replace(self.program, cost=cost, offset=offset)
        self._highs.changeColsCost(len(self._columns), self._columns, cost)
        self._highs.run()
        return self._told()[0]

    def probe(self, column: int) -> list[float]:
        """Return bounds for the column at 0, and at 1, which may be weak, as the simplex method is stopped early."""
        basis, found, present = self._highs.getBasis(), [], self.program
        self._highs.setOptionValue("simplex_iteration_limit", PROBE_ITERATIONS)
        for value in (0.0, 1.0):
            lower, upper = present.lower.copy(), present.upper.copy()
            lower[column] = upper[column] = value
            self.program = replace(present, lower=lower, upper=upper)
            self._highs.changeColBounds(column, value, value)
            self._highs.run()
            found.append(self._told()[0])
            self._highs.changeColBounds(column, float(present.lower[column]), float(present.upper[column]))
            self._highs.setBasis(basis)
        self.program = present
        self._highs.setOptionValue("simplex_iteration_limit", int(highspy.kHighsIInf))
        return found

    def within(self, gap: float) -> tuple[Floats, Floats]:
        """Return bounds of columns within which every solution is that costs at most bound + gap."""
        core = self.core(gap)
        return core.lower, core.upper

    def core(self, gap: float) -> MipProgram:
        """Return the program restricted to what a solution that costs at most bound + gap can use."""
        return self.program.decided(self.reduced > gap, self.reduced < -gap)

    def gap_for(self, columns: int) -> float:
        """Return the gap for which `within` leaves so many columns that it would not leave for a gap of 0."""
        reduced = np.sort(np.abs(self.reduced[self.program.lower < self.program.upper]))
        reduced = reduced[reduced > TINY]
        return float(reduced[min(columns, len(reduced)) - 1]) if len(reduced) else 0.0

    def _told(self) -> tuple[float, Floats]:
        self.duals = duals = self._usable(np.array(self._highs.getSolution().row_dual))
        bound, reduced = self.sums(duals)
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            _, known, ray = cast("Any", self._highs).getDualRay()  # not in the types of highspy
            for sign in (1.0, -1.0) if known else ():
                # If whatever is feasible costs more than 0 where nothing costs anything, nothing is feasible.
                if self.sums(self._usable(sign * np.array(ray)), priced=0.0)[0] > 0:
                    return math.inf, reduced
        return bound, reduced

    def _usable(self, duals: Floats) -> Floats:
        """Return the duals without those that prove nothing."""
        rows = self.program.row_lower
        return usable_duals(self.program, duals if duals.shape == rows.shape else np.zeros(len(rows)))

    def sums(self, duals: Floats, without: Bools | None = None, *, priced: float = 1.0) -> tuple[float, Floats]:
        """Return the bound and the reduced costs by these usable duals; see `relaxation`.

        Args:
            duals: of the rows, shape (rows,).
            without: columns that the bound leaves out with their reduced costs, as they are bounded elsewhere.
            priced: what costs are multiplied by.
        """
        program = self.program
        limits = priced_limits(program, duals)
        reduced = priced * program.cost - self._transposed @ duals
        box = np.where(reduced > 0, program.lower, program.upper)
        counted = reduced if without is None else np.where(without, 0.0, reduced)
        bound = float(duals @ limits + counted @ box) + priced * program.offset
        size = np.abs(duals)
        total = size @ (np.abs(limits) + self._row_reach) + np.abs(program.cost) @ self._reach + abs(program.offset)
        terms = 2 * len(duals) + len(reduced) + 10
        return bound - float(2 * np.finfo(np.float64).eps * terms * total), reduced


class Solving(Protocol):
    """The search to which the parts belong.

    Attributes:
        best: cost of the best solution so far, or infinity.
    """

    best: float

    def is_over(self) -> bool:
        """Return whether there is no time left."""

    def solve(self, program: MipProgram, back: Back, seconds: float) -> bool:
        """Have the engine search for a better solution, and return whether it has completed that."""

    def claim(self, program: MipProgram, bound: float) -> None:
        """Take the claim that a part, which has that bound, has nothing better."""

    def has_bound(self, bound: float) -> None:
        """Take the least bound of the parts that are left."""


@dataclass(frozen=True)
class Divisible:
    """A program that can be divided.

    Attributes:
        program: the program.
        back: from its points to what the search takes.
        decisions: columns of the program to branch on, as in `Matrix`.
        openings: columns of the program, as in `Matrix`; "opened by" is -2 where it is certainly 0, -1 where it is 1.
    """

    program: MipProgram
    back: Back
    decisions: Decisions
    openings: Openings = ()

    def smaller(self, program: MipProgram, back: Back) -> Divisible:
        """Return what a smaller program, with the way back from its points to those of this one, is for the search."""
        now = columns_in(program, back)

        def here(group: Ints) -> Ints:
            found = np.unique(now[group])
            return found[found >= 0]

        decisions = tuple(tuple(each for group in groups if len(each := here(group))) for groups in self.decisions)
        openings = tuple((now[columns], here(candidates)) for columns, candidates in self.openings)
        return Divisible(program, lambda point: self.back(back(point)), decisions, openings)


@dataclass(order=True)
class Part:
    """A part of a program: its bound, and a number that tells parts of equal bound apart."""

    bound: float
    number: int


@dataclass(order=True)
class _Part(Part):
    """A part, with its bounds of columns and the number of decisions that led to it."""

    lower: Floats = field(compare=False)
    upper: Floats = field(compare=False)
    depth: int = field(compare=False)


AnyPart = TypeVar("AnyPart", bound=Part)


class BestFirst(ABC, Generic[AnyPart]):
    """Branch and bound: after a part one of its own is dealt with, and then the one with the least bound.

    Args:
        whole: the program.
        search: the search.
        first: the whole as a part.
        rest: least bound of parts elsewhere.
    """

    def __init__(self, whole: Divisible, search: Solving, first: AnyPart, rest: float = math.inf) -> None:
        self._whole = whole
        self._search = search
        self._rest = rest
        self._relaxation = PartRelaxation(whole.program)
        self._parts = [first]
        self._number = 0
        self._complete = True  # whether the engine has completed every search that it had to

    def run(self) -> bool:
        """Divide until nothing is left, and return whether that was done in time."""
        while self._parts:
            part: AnyPart | None = heapq.heappop(self._parts)
            while part is not None:
                if self._search.is_over() or not self._complete:
                    return False
                self._search.has_bound(min(part.bound, self._others()))
                part = self._next(part)
        return self._complete

    @abstractmethod
    def _next(self, part: AnyPart) -> AnyPart | None:
        """Deal with a part, and return the one to go on with, or None for the part with the least bound."""

    def _others(self) -> float:
        return min(self._rest, self._parts[0].bound if self._parts else math.inf)

    def _is_settled(self, bound: float) -> bool:
        """Return whether there certainly is nothing better where this is the bound."""
        return bound == math.inf or bound > self._search.best - 1

    def _is_settled_by_relaxation(self, part: AnyPart, lower: Floats, upper: Floats) -> bool:
        """Relax a part, which has these bounds of columns, and return whether that settles it."""
        self._relaxation.solve(lower, upper, self._search.best)
        part.bound = max(part.bound, self._relaxation.bound)
        return self._is_settled(part.bound)

    @property
    def _room(self) -> float:
        """Greatest cost of something better above the bound of the relaxation."""
        return self._search.best - 1 - self._relaxation.bound

    def _pushed(self, parts: Iterable[AnyPart]) -> AnyPart:
        """Keep all parts but the one with the least bound, which is returned."""
        first, *others = sorted(parts)
        for each in others:
            heapq.heappush(self._parts, each)
        return first


class Branching(BestFirst[_Part]):
    """Branch and bound of one program over the decisions that it declares.

    Args:
        whole: the program.
        search: the search.
        begin: bound known before, and number of decisions taken so far.
        rest: least bound of parts elsewhere.
    """

    def __init__(self, whole: Divisible, search: Solving, begin: tuple[float, int], rest: float = math.inf) -> None:
        super().__init__(whole, search, _Part(begin[0], 0, whole.program.lower, whole.program.upper, begin[1]), rest)
        self._productive = True  # whether the last search for a plan found a better one

    def _next(self, part: _Part) -> _Part | None:
        if self._is_settled(part.bound) or self._is_settled_by_relaxation(part, part.lower, part.upper):
            return None
        if self._is_settled_by_a_plan(part):
            return None
        lower, upper = self._relaxation.within(self._room)
        chosen = self._fractional()
        last = chosen is None
        if (last or (math.isfinite(self._room) and part.depth % DEPTHS == 0)) and self._is_done(
            part, lower, upper, last=last
        ):
            return None
        return None if chosen is None else self._divided(part, lower, upper, chosen)

    def _is_settled_by_a_plan(self, part: _Part) -> bool:
        """Search the part for a better plan if that may be worth it, and return whether that settles it."""
        if self._productive or part.depth % DEPTHS == 0:
            before = self._search.best
            self._search_for_plan()
            self._productive = self._search.best < before
        return self._is_settled(part.bound)

    def _is_done(self, part: _Part, lower: Floats, upper: Floats, *, last: bool) -> bool:
        """Shrink the part, and return whether it is dealt with: by the engine if it is small, or as one of its own.

        Args:
            part: the part.
            lower: bounds of columns within which all is that may be better.
            upper: the same.
            last: whether there is no decision left, so that the engine has to deal with it.
        """
        program = replace(self._relaxation.program, lower=lower, upper=upper)
        smaller = shrink(program)
        if smaller is None:
            self._search.claim(program, part.bound)
            return True
        columns = len(smaller[0].cost)
        if last or columns <= LEAF_COLUMNS:
            done = self._search.solve(
                smaller[0], self._whole.smaller(*smaller).back, math.inf if last else LEAF_SECONDS
            )
            if done:
                self._search.claim(smaller[0], part.bound)
            self._complete &= done or not last
            return done or last
        if columns < SHRINK * len(lower):
            inner = Branching(self._whole.smaller(*smaller), self._search, (part.bound, part.depth), self._others())
            self._complete &= inner.run()
            return True
        return False

    def _search_for_plan(self) -> None:
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
                    self._search.solve(smaller[0], self._whole.smaller(*smaller).back, LEAF_SECONDS / 2)
                return

    def _fractional(self) -> Ints | None:
        """Return columns to branch on, the most promising first; None if all that must be whole are."""
        program, values, found = self._relaxation.program, self._relaxation.values, []
        far = np.where(program.lower < program.upper, np.abs(values - 0.5), 1.0)
        for groups in self._whole.decisions:
            nearest = sorted((float(far[group].min()), int(group[far[group].argmin()])) for group in groups)
            found += [column for distance, column in nearest if distance < NEAR]
        if not found:
            open_ = program.whole & (program.upper <= 1) & (far < 0.5 - TINY)
            found = sorted(np.flatnonzero(open_).tolist(), key=lambda column: float(far[column]))
        return np.array([*dict.fromkeys(found)][:PROBES]) if found else None

    def _divided(self, part: _Part, lower: Floats, upper: Floats, columns: Ints) -> _Part:
        """Divide the part at the column that raises both bounds most, and return the half with the smaller bound."""
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
            self._number += 1
            least, most = lower.copy(), upper.copy()
            least[column] = most[column] = value
            halves.append(_Part(bound, self._number, least, most, part.depth + 1))
        return self._pushed(halves)
