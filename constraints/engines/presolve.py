"""A small presolve: tighten bounds, merge equal columns, drop redundant rows.

What it leaves, HiGHS's presolve shrinks no further to any gain (docs/solving.md has the figures), so that one stays
off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from constraints.engines.program import DECIDED_AS_ONE, DECIDED_AS_ZERO, TINY, MipProgram
from constraints.model.linear import connected_groups

if TYPE_CHECKING:
    from constraints.model.linear import Floats
    from constraints.problem.problem import Bools, Ints


TIGHTENING_ROUNDS = 4
"""Greatest number of times that bounds are tightened before fixed columns are dropped."""

Back = Callable[["Floats"], "Floats"]
"""Function from a point of the smaller program to one of the larger program."""


def shrink(program: MipProgram) -> tuple[MipProgram, Back] | None:
    """Return an equivalent smaller program and the way back from its points, or None if it is infeasible."""
    program, back = _without_fixed(program, np.ones(len(program.row_lower), dtype=np.bool_))
    steps = [back]
    while True:
        size = program.rows.shape
        tight = _tightened(program)
        if tight is None:
            return None
        program, needed = tight
        program, back = _without_fixed(program, needed)
        steps.append(back)
        merged = _merged(program)
        if merged is not None:
            program, back = merged
            steps.append(back)
        if _is_infeasible(program):
            return None
        program = _without_duplicate_rows(program)
        if merged is None and program.rows.shape == size:
            return program, lambda point: _original_point(steps, point)


def _is_infeasible(program: MipProgram) -> bool:
    """Return whether bounds contradict each other, or a row without columns is violated."""
    empty = np.diff(program.rows.indptr) == 0
    row_broken = (program.row_lower[empty] > TINY) | (program.row_upper[empty] < -TINY)
    return bool((program.lower > program.upper).any() or row_broken.any())


def columns_in(smaller: MipProgram, back: Back) -> Ints:
    """Return where each column of the larger program is in the smaller one that `shrink` returned.

    A column of 0 or 1 that is decided is DECIDED_AS_ZERO or DECIDED_AS_ONE, which the result also has at these places,
    so that what was decided before remains so.
    """
    place = back(np.arange(2, len(smaller.cost) + 2, dtype=np.float64)).astype(np.int64) - 2
    return np.append(place, [DECIDED_AS_ZERO, DECIDED_AS_ONE])


def _original_point(steps: list[Back], point: Floats) -> Floats:
    for back in reversed(steps):
        point = back(point)
    return point


def _tightened(program: MipProgram) -> tuple[MipProgram, Bools] | None:
    """Tighten the bounds of integer columns by single rows.

    Returns:
        The tightened program and a mask of the rows that are not redundant, or None if it is infeasible.
    """
    lower, upper = program.lower.copy(), program.upper.copy()
    values, column = program.rows.data, program.rows.indices
    count = program.rows.shape[0]
    row = np.repeat(np.arange(count), np.diff(program.rows.indptr))
    rising = values > 0
    needed = np.ones(count, dtype=np.bool_)
    for _ in range(TIGHTENING_ROUNDS):
        small = np.where(rising, values * lower[column], values * upper[column])
        large = np.where(rising, values * upper[column], values * lower[column])
        least, most = np.bincount(row, small, count), np.bincount(row, large, count)
        if (least > program.row_upper + TINY).any() or (most < program.row_lower - TINY).any():
            return None
        needed = (least < program.row_lower - TINY) | (most > program.row_upper + TINY)
        above, below = program.row_upper[row] - least[row] + small, program.row_lower[row] - most[row] + large
        open_ = program.whole[column] & needed[row] & (lower[column] < upper[column])
        new_lower, new_upper = lower.copy(), upper.copy()
        highest = np.where(rising, above, below)[open_] / values[open_]
        lowest = np.where(rising, below, above)[open_] / values[open_]
        np.minimum.at(new_upper, column[open_], np.floor(highest + TINY))
        np.maximum.at(new_lower, column[open_], np.ceil(lowest - TINY))
        if (new_lower > new_upper).any():
            return None
        if (new_lower == lower).all() and (new_upper == upper).all():
            break
        lower, upper = new_lower, new_upper
    return replace(program, lower=lower, upper=upper), needed


def _without_fixed(program: MipProgram, needed: Bools) -> tuple[MipProgram, Back]:
    live = program.lower < program.upper
    fixed = program.lower[~live]
    activity = program.rows[:, np.flatnonzero(~live)] @ fixed
    smaller = MipProgram(
        program.cost[live], program.lower[live], program.upper[live], program.whole[live],
        sparse.csr_array(program.rows[np.flatnonzero(needed)][:, np.flatnonzero(live)]),
        (program.row_lower - activity)[needed], (program.row_upper - activity)[needed],
        program.offset + float(program.cost[~live] @ fixed),
    )  # fmt: skip
    whole_point = program.lower

    def back(point: Floats) -> Floats:
        full = whole_point.copy()
        full[live] = point
        return full

    return smaller, back


def _merged(program: MipProgram) -> tuple[MipProgram, Back] | None:
    """Merge columns that a row x - y = 0 makes equal; return None if there are none."""
    rows = program.rows
    starts = rows.indptr[
        np.flatnonzero((np.diff(rows.indptr) == 2) & (program.row_lower == 0) & (program.row_upper == 0))  # noqa: PLR2004
    ]
    starts = starts[rows.data[starts] == -rows.data[starts + 1]]
    if not len(starts):
        return None
    group, groups = connected_groups(len(program.cost), rows.indices[starts], rows.indices[starts + 1])
    return _merge_groups(program, groups, group), lambda point: point[group]


def _merge_groups(program: MipProgram, groups: int, group: Ints) -> MipProgram:
    count = len(group)
    rows = sparse.csr_array(
        program.rows @ sparse.csr_array((np.ones(count), (np.arange(count), group)), shape=(count, groups))
    )
    rows.eliminate_zeros()
    lower, upper = np.full(groups, -np.inf), np.full(groups, np.inf)
    whole = np.zeros(groups, dtype=np.bool_)
    np.maximum.at(lower, group, program.lower)
    np.minimum.at(upper, group, program.upper)
    np.logical_or.at(whole, group, program.whole)
    cost = np.bincount(group, program.cost, groups).astype(np.float64)
    return replace(program, cost=cost, lower=lower, upper=upper, whole=whole, rows=rows)


def _without_duplicate_rows(program: MipProgram) -> MipProgram:
    """Drop rows that are empty or repeat an earlier one."""
    rows = program.rows
    rows.sort_indices()
    filled = np.flatnonzero(np.diff(rows.indptr))
    weighed = rows @ np.random.default_rng(0).random(rows.shape[1])  # equal rows have equal sums
    order = filled[np.lexsort((program.row_upper[filled], program.row_lower[filled], weighed[filled]))]
    one, other = order[:-1], order[1:]
    alike = np.logical_and.reduce([of[one] == of[other] for of in (weighed, program.row_lower, program.row_upper)])
    one, other = one[alike], other[alike]
    difference = sparse.csr_array(rows[one] - rows[other])
    difference.eliminate_zeros()
    kept = np.setdiff1d(filled, other[np.diff(difference.indptr) == 0], assume_unique=True)
    return replace(
        program, rows=sparse.csr_array(rows[kept]), row_lower=program.row_lower[kept], row_upper=program.row_upper[kept]
    )
