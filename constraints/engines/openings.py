"""Branch and bound over the days on which meetings open together, where they are within few days of each other.

Once it is decided when each round opens, little is left of the program. What is known of the whole beforehand says
little, since a relaxation takes half of one opening and half of another. So rounds, or two of them that have much in
common, are also bounded alone, for each opening or pair of openings: what ties them to others is priced by the duals of
the whole (Lagrangian decomposition), so that the bounds of all blocks and of what is left add up.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from constraints.engines.branching import LEAF_SECONDS, Branching, PartRelaxation
from constraints.engines.highs import loaded
from constraints.engines.presolve import shrink
from constraints.engines.program import MipProgram

if TYPE_CHECKING:
    from collections.abc import Sequence

    from constraints.engines.branching import Divisible, Solving
    from constraints.model.linear import Floats
    from constraints.problem.problem import Bools, Ints

MOST_PAIRS = 400
"""Most pairs of openings of two rounds that are bounded together."""

PAIR = 2
"""Number of rounds of a pair."""
CUT_ROUNDS, LEAST_GAIN = 10, 0.02
"""Greatest number of times that rows are made of bounds of blocks, and share of the gap that one has to close."""
CUT_SLACK, EPSILON = 1e-3, 1e-3
"""How much less a row asks than the sums say, and weight of openings that the relaxation does not take."""

Places = tuple[int, ...]
"""For each round of a block, the place of the day on which it opens among those of the round."""


@dataclass(order=True)
class _Part:
    """A part: bound, a number that tells parts of equal bound apart, and what is left: for each block its openings."""

    bound: float
    number: int
    left: dict[tuple[int, ...], list[Places]] = field(compare=False)

    def of(self, one: int) -> list[int]:
        """Return the openings that are left to a round."""
        return sorted({each[block.index(one)] for block, found in self.left.items() if one in block for each in found})


class OpeningBranching:
    """Branch and bound of one program over its openings.

    Args:
        whole: the program, with openings.
        search: the search.
        bound: bound known before.
    """

    def __init__(self, whole: Divisible, search: Solving, bound: float) -> None:
        self._whole = whole
        self._search = search
        self._relaxation = PartRelaxation(whole.program)
        self._blocks = _Blocks(whole)
        program, openings = whole.program, whole.openings
        singles: dict[tuple[int, ...], list[Places]] = {
            (one,): [(place,) for place in _open_places(program, columns)] for one, (columns, _) in enumerate(openings)
        }
        self._parts = [_Part(bound, 0, singles)]
        self._number = 0
        self._complete = True

    def run(self) -> bool:
        """Divide until nothing is left, and return whether that was done in time."""
        while self._parts:
            part: _Part | None = heapq.heappop(self._parts)
            while part is not None:
                if self._search.is_over() or not self._complete:
                    return False
                self._search.has_bound(min(part.bound, self._others()))
                part = self._next(part)
        return self._complete

    def _others(self) -> float:
        return self._parts[0].bound if self._parts else math.inf

    def _next(self, part: _Part) -> _Part | None:
        """Deal with a part, and return one of those that it is divided into, or None for the one of the least bound."""
        if self._is_settled(part.bound) or not all(part.left.values()):
            return None
        lower, upper = self._bounds(part)
        self._relaxation.solve(lower, upper, self._search.best)
        part.bound = max(part.bound, self._relaxation.bound)
        if self._is_settled(part.bound):
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
            before = part.bound
            if self._bounded(part) is None or not self._tables:
                return
            self._cut(part)
            part.bound = max(part.bound, self._relaxation.bound)
            if self._is_settled(part.bound) or part.bound - before < LEAST_GAIN * (self._search.best - part.bound):
                return

    def _is_settled(self, bound: float) -> bool:
        """Return whether there certainly is nothing better where this is the bound."""
        return bound == math.inf or bound > self._search.best - 1

    def _bounds(self, part: _Part) -> tuple[Floats, Floats]:
        lower, upper = self._whole.program.lower.copy(), self._whole.program.upper.copy()
        for one, (columns, _) in enumerate(self._whole.openings):
            places = part.of(one)
            closed, opened = columns[: places[0]], columns[places[-1] :]
            upper[closed[closed >= 0]] = 0
            lower[opened[opened >= 0]] = 1
        return lower, upper

    def _search_in(self, part: _Part) -> None:
        """Have a part searched in which it is decided when all open."""
        lower, upper = self._relaxation.within(self._search.best - 1 - self._relaxation.bound)
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

    def _bounded(self, part: _Part) -> dict[tuple[int, ...], dict[Places, float]] | None:
        """Bound the openings of all blocks, leave only those that may be better, and return their bounds.

        The bounds are of the whole; None is returned if the part is settled.
        """
        left = self._blocks.joined(part)
        self._tables, total = self._blocks.bounds(left, self._relaxation)
        part.bound = max(part.bound, total)
        if self._is_settled(part.bound):
            return None
        totals = {}
        for block, found in self._tables.items():
            more = total - min(found.values())
            totals[block] = {
                places: more + bound for places, bound in found.items() if not self._is_settled(more + bound)
            }
        part.left = left | {block: sorted(found) for block, found in totals.items()}
        return totals

    def _cut(self, part: _Part) -> None:
        """Add to the relaxation what the last bounds of blocks say, and solve it again."""
        room = self._search.best - 1 - part.bound
        rows = [self._blocks.cut(block, found, room, self._relaxation) for block, found in self._tables.items()]
        self._relaxation.add_rows(sparse.csr_array(sparse.vstack([row for row, _ in rows])), [low for _, low in rows])
        self._relaxation.solve(*self._bounds(part), self._search.best)

    def _divided(self, part: _Part) -> _Part | None:
        """Divide a part by the openings of a block, and return the part with the least bound."""
        totals = self._bounded(part)
        if totals is None:
            return None
        chosen = min(totals, key=lambda block: (len(totals[block]), block))
        halves = []
        for places, bound in totals[chosen].items():
            self._number += 1
            halves.append(_Part(max(bound, part.bound), self._number, part.left | {chosen: [places]}))
        first, *others = sorted(halves)
        for each in others:
            heapq.heappush(self._parts, each)
        return first


def _open_places(program: MipProgram, columns: Ints) -> list[int]:
    """Return the places of the days on which the program lets meetings open that have these columns "opened by"."""
    lower, upper = (np.append(bounds, [0, 1])[columns] for bounds in (program.lower, program.upper))  # -2 is 0, -1 is 1
    can_open = np.logical_and.accumulate(upper[::-1] > 0)[::-1]
    is_open_before = np.append(False, np.logical_or.accumulate(lower > 0)[:-1])
    return np.flatnonzero(can_open & ~is_open_before).tolist()


class _Blocks:
    """The columns and rows of a program that belong to rounds, or to pairs of them, alone."""

    def __init__(self, whole: Divisible) -> None:
        self._program, self._openings = whole.program, whole.openings
        self._holds = sparse.csr_array(abs(whole.program.rows).sign())
        self._rounds = self._rounds_of_columns()
        self._found: dict[tuple[int, ...], _Block] = {}

    def _rounds_of_columns(self) -> Bools:
        """Return of which rounds each column is, shape (columns, rounds): of those with which it shares a row."""
        count = len(self._openings)
        rounds = np.zeros((len(self._program.cost), count), dtype=np.bool_)
        for one, (columns, candidates) in enumerate(self._openings):
            rounds[columns[columns >= 0], one] = True
            rounds[candidates, one] = True
        while True:
            known = rounds.sum(axis=1) == 1
            rows = self._holds @ (rounds & known[:, None]).astype(np.float64) > 0
            near = self._holds.T @ rows.astype(np.float64) > 0
            new = ~rounds.any(axis=1) & near.any(axis=1)
            if not new.any():
                return rounds
            rounds[new] = near[new]

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

    def joined(self, part: _Part) -> dict[tuple[int, ...], list[Places]]:
        """Return what is left to a part, by pairs of rounds where that are few enough."""
        left = dict(part.left)
        for one, other in self._pairs:
            if (one,) in left and len(left[one,]) * len(left[other,]) <= MOST_PAIRS:
                left[one, other] = [
                    (*first, *second) for first, second in product(left.pop((one,)), left.pop((other,)))
                ]
        return left

    def bounds(
        self, left: dict[tuple[int, ...], list[Places]], relaxation: PartRelaxation
    ) -> tuple[dict[tuple[int, ...], dict[Places, float]], float]:
        """Return for each open block the bound of each of its openings, and the bound of the whole.

        Args:
            left: openings that are left to blocks.
            relaxation: the solved relaxation of the whole within bounds that leave all of them.
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
        self._reduced = reduced
        found = {
            rounds: {places: block.bound(places, reduced) for places in left[rounds]}
            for rounds, block in blocks.items()
        }
        return found, bound + sum(min(each.values()) for each in found.values())

    def cut(
        self, rounds: tuple[int, ...], found: dict[Places, float], room: float, relaxation: PartRelaxation
    ) -> tuple[sparse.csr_array, float]:
        """Return a row that every better solution keeps: what a block costs, by its openings.

        Args:
            rounds: of the block.
            found: its last bounds.
            room: how much a better solution may cost more than the bound of the whole.
            relaxation: the relaxation, whose solution the row shall cut off.
        """
        least = min(found.values())
        finite = [bound for bound in found.values() if bound < math.inf]
        most = least + room if math.isfinite(room) else max(finite)
        columns = [self._openings[each][0] for each in rounds]
        table = np.full([len(each) for each in columns], most)
        for places, bound in found.items():
            table[places] = min(bound, most)
        values = np.append(relaxation.values, [0.0, 1.0])  # -2 is 0, -1 is 1
        worth = _worth(table, [np.diff(values[each], prepend=0.0) for each in columns])
        row = np.zeros(len(values))
        row[self._found[rounds].columns] = self._reduced[self._found[rounds].columns]
        for each, points in zip(columns, worth, strict=True):
            np.add.at(row, each, np.diff(points, append=0.0))
        return sparse.csr_array(row[None, :-2]), -float(row[-1]) - CUT_SLACK

    def _block(self, rounds: tuple[int, ...]) -> _Block:
        if rounds not in self._found:
            mine = np.zeros(len(self._openings), dtype=np.bool_)
            mine[[*rounds]] = True
            inside = self._rounds.any(axis=1) & np.logical_not((self._rounds & ~mine).any(axis=1))
            held = self._holds @ np.column_stack([inside, np.logical_not(inside)]).astype(np.float64)
            rows, columns = np.flatnonzero((held[:, 0] > 0) & (held[:, 1] == 0)), np.flatnonzero(inside)
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
        self._program = replace(
            program, cost=np.zeros(len(columns)), lower=program.lower[columns], upper=program.upper[columns],
            whole=program.whole[columns], rows=sparse.csr_array(program.rows[rows][:, columns]),
            row_lower=program.row_lower[rows], row_upper=program.row_upper[rows], offset=0.0,
        )  # fmt: skip
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
        lower, upper = self._program.lower.copy(), self._program.upper.copy()
        for columns, place in zip(self._openings, places, strict=True):
            closed, opened = columns[:place], columns[place:]
            upper[closed[closed >= 0]] = 0
            lower[opened[opened >= 0]] = 1
        found = shrink(replace(self._program, lower=lower, upper=upper))
        if found is None:
            return None
        smaller, back = found
        fixed = back(np.zeros(len(smaller.cost)))
        index = back(np.arange(1, len(smaller.cost) + 1, dtype=np.float64)) - fixed
        return PartRelaxation(smaller), index.astype(np.int64) - 1, fixed
