"""Branch and bound over the days on which meetings open together, where they are within few days of each other.

Once it is decided when each round opens, little is left of the program. What is known of the whole beforehand says
little, since a relaxation takes half of one opening and half of another. So rounds, or two of them that have much in
common, are also bounded alone, for each opening or pair of openings: what ties them to others is priced by the duals of
the whole (Lagrangian decomposition), so that the bounds of all blocks and of what is left add up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from constraints.engines.branching import LEAF_SECONDS, BestFirst, Branching, Part, PartRelaxation
from constraints.engines.highs import loaded
from constraints.engines.presolve import shrink
from constraints.engines.program import MipProgram
from constraints.engines.series import groups_of_columns, rows_inside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from constraints.engines.branching import Divisible, Solving
    from constraints.model.linear import Floats
    from constraints.problem.problem import Ints

MOST_PAIRS = 400
"""Most pairs of openings of two rounds that are bounded together."""

PAIR = 2
"""Number of rounds of a pair."""
CUT_ROUNDS, LEAST_GAIN = 10, 0.02
"""Greatest number of times that rows are made of bounds of blocks, and share of the gap that one has to close."""
CUT_SLACK, EPSILON = 1e-3, 1e-3
"""How much less a row asks than the sums say, and weight of openings that the relaxation does not take."""

Rounds = tuple[int, ...]
"""A block: one round, or a pair of them."""
Places = tuple[int, ...]
"""For each round of a block, the place of the day on which it opens among those of the round."""


@dataclass(order=True)
class _Part(Part):
    """A part, with what is left: for each block its openings."""

    left: dict[Rounds, list[Places]] = field(compare=False)

    def of(self, one: int) -> list[int]:
        """Return the openings that are left to a round."""
        return sorted({each[block.index(one)] for block, found in self.left.items() if one in block for each in found})


class OpeningBranching(BestFirst[_Part]):
    """Branch and bound of one program over its openings.

    Args:
        whole: the program, with openings.
        search: the search.
        bound: bound known before.
    """

    def __init__(self, whole: Divisible, search: Solving, bound: float) -> None:
        singles: dict[Rounds, list[Places]] = {
            (one,): [(place,) for place in _open_places(whole.program, columns)]
            for one, (columns, _) in enumerate(whole.openings)
        }
        super().__init__(whole, search, _Part(bound, 0, singles))
        self._blocks = _Blocks(whole)

    def _next(self, part: _Part) -> _Part | None:
        if self._is_settled(part.bound) or not all(part.left.values()):
            return None
        if self._is_settled_by_relaxation(part, *self._bounds(part)):
            return None
        if part.number == 0:
            self._tighten(part)
        if self._is_settled(part.bound):
            return None
        if all(len(found) == 1 for found in part.left.values()):
            self._search_in(part)
            return None
        return self._divided(part)

    def _tighten(self, part: _Part) -> None:
        """Add rows to the relaxation, made of bounds of blocks, as long as they raise the bound of the first part."""
        for _ in range(CUT_ROUNDS):
            before, bounds = part.bound, self._bounded(part)
            if bounds is None or not bounds.of:
                return
            room = self._search.best - 1 - part.bound
            rows = [self._blocks.cut(block, bounds, room, self._relaxation.values) for block in bounds.of]
            least = np.array([low for _, low in rows])
            self._relaxation.add_rows(sparse.csr_array(sparse.vstack([row for row, _ in rows])), least)
            settled = self._is_settled_by_relaxation(part, *self._bounds(part))
            if settled or part.bound - before < LEAST_GAIN * (self._search.best - part.bound):
                return

    def _bounds(self, part: _Part) -> tuple[Floats, Floats]:
        program = self._whole.program
        for one, (columns, _) in enumerate(self._whole.openings):
            places = part.of(one)
            program = program.opening_between(columns, places[0], places[-1])
        return program.lower, program.upper

    def _search_in(self, part: _Part) -> None:
        """Have a part searched in which it is decided when all open."""
        lower, upper = self._relaxation.within(self._room)
        program = replace(self._whole.program, lower=lower, upper=upper)  # without cuts
        smaller = shrink(program)
        if smaller is None:
            self._search.claim(program, part.bound)
            return
        inner = self._whole.smaller(*smaller)
        if self._search.solve(inner.program, inner.back, LEAF_SECONDS):
            self._search.claim(inner.program, part.bound)
        else:
            self._complete &= Branching(inner, self._search, (part.bound, 0), self._others()).run()

    def _bounded(self, part: _Part) -> _Bounds | None:
        """Bound the openings of all blocks, and leave only those that may be better.

        Returns:
            The bounds, or None if they settle the part or the time is up.
        """
        left = self._blocks.joined(part)
        bounds = self._blocks.bounds(left, self._relaxation, self._search.is_over)
        if bounds is None:
            self._complete = False
            return None
        part.bound = max(part.bound, bounds.whole)
        if self._is_settled(part.bound):
            return None
        better = {
            block: sorted(places for places, bound in bounds.by_opening(block).items() if not self._is_settled(bound))
            for block in bounds.of
        }
        part.left = left | better
        return bounds

    def _divided(self, part: _Part) -> _Part | None:
        """Divide a part by the openings of a block, and return the part with the least bound."""
        bounds = self._bounded(part)
        if bounds is None:
            return None
        chosen = min(bounds.of, key=lambda block: (len(part.left[block]), block))
        by_opening, parts = bounds.by_opening(chosen), []
        for places in part.left[chosen]:
            self._number += 1
            parts.append(_Part(max(by_opening[places], part.bound), self._number, part.left | {chosen: [places]}))
        return self._pushed(parts)


def _open_places(program: MipProgram, columns: Ints) -> list[int]:
    """Return the places of the days on which the program lets meetings open that have these columns "opened by"."""
    lower, upper = (np.append(bounds, [0, 1])[columns] for bounds in (program.lower, program.upper))  # -2 is 0, -1 is 1
    can_open = np.logical_and.accumulate(upper[::-1] > 0)[::-1]
    is_open_before = np.append(False, np.logical_or.accumulate(lower > 0)[:-1])
    return np.flatnonzero(can_open & ~is_open_before).tolist()


class _Bounds(NamedTuple):
    """Bounds of blocks, at the prices of one relaxation.

    Attributes:
        of: for each open block the bound of each of its openings.
        whole: the bound of the whole.
        reduced: what the columns of blocks cost at those prices, shape (columns,).
    """

    of: dict[Rounds, dict[Places, float]]
    whole: float
    reduced: Floats

    def by_opening(self, block: Rounds) -> dict[Places, float]:
        """Return the bound of the whole with each opening of a block."""
        rest = self.whole - min(self.of[block].values())
        return {places: rest + bound for places, bound in self.of[block].items()}


class _Blocks:
    """The columns and rows of a program that belong to rounds, or to pairs of them, alone."""

    def __init__(self, whole: Divisible) -> None:
        self._program, self._openings = whole.program, whole.openings
        self._holds = sparse.csr_array(abs(whole.program.rows).sign())
        groups = [np.concatenate([columns[columns >= 0], candidates]) for columns, candidates in self._openings]
        self._rounds = groups_of_columns(self._holds, groups, len(self._program.cost))
        self._found: dict[Rounds, _Block] = {}

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        """Pairs of rounds that have most columns and rows in common, each round in one of them at most."""
        rows = self._holds @ self._rounds.astype(np.float64) > 0
        both = np.concatenate([each[each.sum(axis=1) == PAIR] for each in (self._rounds, rows)]).astype(np.int64)
        common, found, paired = both.T @ both, [], set[int]()
        for one, other in sorted(combinations(range(len(self._openings)), 2), key=lambda pair: -int(common[pair])):
            if common[one, other] > len(self._openings) and not {one, other} & paired:
                found.append((one, other))
                paired |= {one, other}
        return found

    def joined(self, part: _Part) -> dict[Rounds, list[Places]]:
        """Return what is left to a part, by pairs of rounds where that are few enough."""
        left = dict(part.left)
        for one, other in self._pairs:
            if (one,) in left and len(left[one,]) * len(left[other,]) <= MOST_PAIRS:
                left[one, other] = [
                    (*first, *second) for first, second in product(left.pop((one,)), left.pop((other,)))
                ]
        return left

    def bounds(
        self, left: dict[Rounds, list[Places]], relaxation: PartRelaxation, is_over: Callable[[], bool]
    ) -> _Bounds | None:
        """Return the bounds of open blocks and of the whole; None if the time is up before that.

        Args:
            left: openings that are left to blocks.
            relaxation: the solved relaxation of the whole within bounds that leave all of them.
            is_over: asked before each opening whether the time is up.
        """
        program = relaxation.program
        blocks = {rounds: self._block(rounds) for rounds, found in left.items() if len(found) > 1}
        duals = relaxation.duals.copy()
        inside = np.zeros(len(program.cost), dtype=np.bool_)
        for block in blocks.values():
            duals[block.rows] = 0.0
            inside[block.columns] = True
        duals[len(self._program.row_lower) :] = 0.0  # cuts follow from what is inside of blocks
        bound, reduced = relaxation.sums(duals, inside)
        found: dict[Rounds, dict[Places, float]] = {rounds: {} for rounds in blocks}
        for rounds, block in blocks.items():
            for places in left[rounds]:
                if is_over():
                    return None
                found[rounds][places] = block.bound(places, reduced)
        return _Bounds(found, bound + sum(min(each.values()) for each in found.values()), reduced)

    def cut(self, block: Rounds, bounds: _Bounds, room: float, values: Floats) -> tuple[sparse.csr_array, float]:
        """Return a row that every better solution keeps: what a block costs, by its openings.

        Args:
            block: the block.
            bounds: the bounds.
            room: how much a better solution may cost more than the bound of the whole.
            values: those of the columns in the solution of the relaxation that the row shall cut off.
        """
        found = bounds.of[block]
        least = min(found.values())
        finite = [bound for bound in found.values() if bound < math.inf]
        most = least + room if math.isfinite(room) else max(finite)
        columns = [self._openings[each][0] for each in block]
        table = np.full([len(each) for each in columns], most)
        for places, bound in found.items():
            table[places] = min(bound, most)
        values = np.append(values, [0.0, 1.0])  # -2 is 0, -1 is 1
        worth = _worth(table, [np.diff(values[each], prepend=0.0) for each in columns])
        row = np.zeros(len(values))
        own = self._block(block).columns
        row[own] = bounds.reduced[own]
        for each, points in zip(columns, worth, strict=True):
            np.add.at(row, each, np.diff(points, append=0.0))
        return sparse.csr_array(row[None, :-2]), -float(row[-1]) - CUT_SLACK

    def _block(self, rounds: Rounds) -> _Block:
        if rounds not in self._found:
            mine = np.zeros(len(self._openings), dtype=np.bool_)
            mine[[*rounds]] = True
            inside = self._rounds.any(axis=1) & np.logical_not((self._rounds & ~mine).any(axis=1))
            rows, columns = rows_inside(self._holds, inside), np.flatnonzero(inside)
            self._found[rounds] = _Block(self._program, columns, rows, [self._openings[each][0] for each in rounds])
        return self._found[rounds]


def _worth(table: Floats, begins: list[Floats]) -> list[Floats]:
    """Return points for each opening of each round, of which those of a cell add up to no more than the table.

    They are as many as possible for rounds that open as much on each day as `begins` says.
    """
    if table.ndim == 1:
        return [table]
    rows, columns = table.shape
    weights = np.concatenate([np.clip(np.nan_to_num(each), 0.0, 1.0) + EPSILON / len(each) for each in begins])
    cells = rows * columns
    index = np.stack([np.repeat(np.arange(rows), columns), rows + np.tile(np.arange(columns), rows)], axis=1)
    program = MipProgram(
        -weights, np.full(rows + columns, -np.inf), np.full(rows + columns, np.inf),
        np.zeros(rows + columns, dtype=np.bool_),
        sparse.csr_array((np.ones(2 * cells), index.ravel(), np.arange(0, 2 * cells + 1, 2)), (cells, rows + columns)),
        np.full(cells, -np.inf), table.ravel() - table.min(), 0.0,
    )  # fmt: skip
    highs = loaded(program, solver="simplex")
    highs.run()
    found, spread = np.array(highs.getSolution().col_value), float(np.ptp(table))
    if found.shape != weights.shape:
        found = np.zeros(rows + columns)
    second = np.clip(np.nan_to_num(found[rows:]), -spread, spread)
    first = (table - second[None, :]).min(axis=1)  # whatever the solver says
    return [first, second]


class _Block:
    """One block."""

    def __init__(self, program: MipProgram, columns: Ints, rows: Ints, openings: Sequence[Ints]) -> None:
        self.columns, self.rows = columns, rows
        place = np.full(len(program.cost) + 2, -1)
        place[columns] = np.arange(len(columns))
        self._openings = [np.where(each >= 0, place[each], each) for each in openings]
        self._program = program.part(rows, columns, np.zeros(len(columns)))
        self._small: dict[Places, tuple[PartRelaxation, Ints, Floats] | None] = {}

    def bound(self, places: Places, reduced: Floats) -> float:
        """Return a bound of the block with these openings and these costs of the program's columns."""
        if places not in self._small:
            self._small[places] = self._smaller(places)
        small = self._small[places]
        if small is None:
            return math.inf
        relaxation, index, fixed = small
        cost = reduced[self.columns]
        own = np.bincount(index[index >= 0], cost[index >= 0], len(relaxation.program.cost))
        return relaxation.priced(own.astype(np.float64), float(cost @ fixed))

    def _smaller(self, places: Places) -> tuple[PartRelaxation, Ints, Floats] | None:
        """Return the relaxation of what is left with these openings, where the columns are in it, and fixed values.

        Columns that are fixed are at -1, the others have the value 0.
        """
        program = self._program
        for columns, place in zip(self._openings, places, strict=True):
            program = program.opening_between(columns, place, place)
        found = shrink(program)
        if found is None:
            return None
        smaller, back = found
        fixed = back(np.zeros(len(smaller.cost)))
        index = back(np.arange(1, len(smaller.cost) + 1, dtype=np.float64)) - fixed
        return PartRelaxation(smaller), index.astype(np.int64) - 1, fixed
