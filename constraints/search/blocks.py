"""Rounds of a program, or pairs of them, bounded alone for each day on which they open."""

from __future__ import annotations

import math
from functools import cached_property
from itertools import combinations, product
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from constraints.engines.highs import loaded
from constraints.engines.part_relaxation import PartRelaxation
from constraints.engines.presolve import shrink
from constraints.engines.program import MipProgram
from constraints.search.threads import in_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from constraints.model.linear import Floats
    from constraints.problem.problem import Bools, Ints
    from constraints.search.best_first import Divisible

MOST_PAIRS = 400
"""Most pairs of openings of two rounds that are bounded together."""
PAIR = 2
"""Number of rounds of a pair."""
CUT_SLACK, EPSILON = 1e-3, 1e-3
"""How much less a row asks than the sums say, and weight of openings that the relaxation does not take."""

Rounds = tuple[int, ...]
"""A block: one round, or a pair of them."""
Places = tuple[int, ...]
"""For each round of a block, the place of the day on which it opens among those of the round."""


def groups_of_columns(rows: sparse.csr_array, groups: Sequence[Ints], count: int) -> Bools:
    """Return to which groups each column belongs, shape (columns, groups).

    Args:
        rows: the rows, with a 1 for each column that they hold.
        groups: columns of each group; others belong to those with which they share a row.
        count: number of columns.
    """
    found = np.zeros((count, len(groups)), dtype=np.bool_)
    for one, columns in enumerate(groups):
        found[columns, one] = True
    while True:
        known = found.sum(axis=1) == 1
        held = rows @ (found & known[:, None]).astype(np.float64) > 0
        near = rows.T @ held.astype(np.float64) > 0
        new = ~found.any(axis=1) & near.any(axis=1)
        if not new.any():
            return found
        found[new] = near[new]


def rows_inside(rows: sparse.csr_array, inside: Bools) -> Ints:
    """Return the rows that hold some of these columns and no others."""
    held = rows @ np.column_stack([inside, ~inside]).astype(np.float64)
    return np.flatnonzero((held[:, 0] > 0) & (held[:, 1] == 0))


class BlockBounds(NamedTuple):
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


class Blocks:
    """The columns and rows of a program that belong to rounds, or to pairs of them, alone.

    Args:
        whole: the program.
        threads: number of threads that bound openings; any number of other threads may ask for bounds.
    """

    def __init__(self, whole: Divisible, threads: int = 1) -> None:
        self._program, self._openings, self._threads = whole.program, whole.openings, threads
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

    def joined(self, left: dict[Rounds, list[Places]]) -> dict[Rounds, list[Places]]:
        """Return the openings that are left, by pairs of rounds where that are few enough."""
        left = dict(left)
        for one, other in self._pairs:
            if (one,) in left and len(left[one,]) * len(left[other,]) <= MOST_PAIRS:
                left[one, other] = [
                    (*first, *second) for first, second in product(left.pop((one,)), left.pop((other,)))
                ]
        return left

    def bounds(
        self, left: dict[Rounds, list[Places]], relaxation: PartRelaxation, is_over: Callable[[], bool]
    ) -> BlockBounds | None:
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
        asked = [(rounds, places) for rounds in blocks for places in left[rounds]]

        def bounded(each: tuple[Rounds, Places]) -> float | None:
            return None if is_over() else blocks[each[0]].bound(each[1], reduced)

        for (rounds, places), least in zip(asked, in_threads(self._threads, bounded, asked), strict=False):
            if least is None:
                return None
            found[rounds][places] = least
        return BlockBounds(found, bound + sum(min(each.values()) for each in found.values()), reduced)

    def cut(self, block: Rounds, bounds: BlockBounds, room: float, values: Floats) -> tuple[sparse.csr_array, float]:
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
        self._small: dict[Places, tuple[PartRelaxation, Ints, Floats, Lock] | None] = {}

    def bound(self, places: Places, reduced: Floats) -> float:
        """Return a bound of the block with these openings and these costs of the program's columns."""
        if places not in self._small:
            self._small[places] = self._smaller(places)
        small = self._small[places]
        if small is None:
            return math.inf
        relaxation, index, fixed, lock = small
        cost = reduced[self.columns]
        own = np.bincount(index[index >= 0], cost[index >= 0], len(relaxation.program.cost))
        with lock:
            return relaxation.priced(own.astype(np.float64), float(cost @ fixed))

    def _smaller(self, places: Places) -> tuple[PartRelaxation, Ints, Floats, Lock] | None:
        """Return the relaxation of what is left with these openings, where the columns are in it, and fixed values.

        Columns that are fixed are at -1, the others have the value 0. The lock is for use of the relaxation.
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
        return PartRelaxation(smaller), index.astype(np.int64) - 1, fixed, Lock()
