"""The linear relaxation of a model, with linearised pair costs and a lower bound that does not rely on the solver.

A pair cost is linearised by a column p[i, j] for each pair of options. Nearly all of these are useless, so they are
added by column generation, when their reduced costs are negative. Lazy columns and all rows that contain one are
omitted, which leaves a relaxation. From the final duals this module computes its own bound, which is valid for any
duals and all errors of rounding (A. Neumaier, O. Shcherbina, Safe bounds in linear and mixed-integer linear
programming, Math. Program. 99, 2004), and the reduced cost of each column.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import highspy
import numpy as np
from scipy import sparse

from constraints.engines.cuts import violated_rows
from constraints.engines.highs import loaded
from constraints.engines.program import TINY, MipProgram

if TYPE_CHECKING:
    from constraints.model.linear import CaseTable, Floats, Matrix, PairCost
    from constraints.problem.problem import Bools, Ints


def linearise_pair_costs(matrix: Matrix) -> Matrix:
    """Return an equivalent model without pair costs, whose first columns are those of the given one."""
    for pair in matrix.pairs:
        matrix = _with_pair(matrix, pair)
    return replace(matrix, pairs=())


def _with_pair(matrix: Matrix, pair: PairCost) -> Matrix:
    rows, columns = pair.cost.shape
    first_column = matrix.columns
    grid = first_column + np.arange(rows * columns).reshape(rows, columns)
    links = [(grid[i], option) for i, option in enumerate(pair.first)]
    links += [(grid[:, j], option) for j, option in enumerate(pair.second)]
    index = [np.concatenate(link) for link in links]
    value = [np.concatenate([np.ones(len(cells)), -np.ones(len(option))]) for cells, option in links]
    starts = matrix.starts[-1] + np.cumsum([len(part) for part in index])
    size = rows * columns
    return replace(
        matrix,
        cost=np.concatenate([matrix.cost, pair.cost.ravel().astype(np.float64)]),
        lower=np.concatenate([matrix.lower, np.zeros(size)]),
        upper=np.concatenate([matrix.upper, np.ones(size)]),
        integer=np.concatenate([matrix.integer, np.zeros(size, dtype=np.bool_)]),
        late=np.concatenate([matrix.late, np.zeros(size, dtype=np.bool_)]),
        starts=np.concatenate([matrix.starts, starts.astype(np.int32)]),
        index=np.concatenate([matrix.index, *(part.astype(np.int32) for part in index)]),
        value=np.concatenate([matrix.value, *value]),
        row_lower=np.concatenate([matrix.row_lower, np.zeros(len(links))]),
        row_upper=np.concatenate([matrix.row_upper, np.zeros(len(links))]),
        owner=matrix.owner + ("",) * len(links),
    )


FIRST_SHARE = 0.04
"""Fraction of all pair columns with which column generation begins."""
DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
CUT_ROUNDS = 20
"""Greatest number of times that rows are made of tables."""
LARGEST_DUAL = 2.0**60
"""Duals beyond this are not used; every cost is far smaller."""


@dataclass(frozen=True)
class _LinkRows:
    """The rows that link the columns of a pair cost to its options: the first row of either side."""

    first: int
    second: int


class LinearRelaxation:
    """The relaxation of a model, solved on creation.

    Args:
        matrix: the model.
        on_bound: called with each bound while it is solved; the first one ignores pair costs.

    Attributes:
        program: the model with the rows that link pairs to options, but without columns of pairs.
        feasible: whether the LP solver says that the relaxation has a solution.
        bound: lower bound on the cost of any solution of the model.
        choices: number of candidates, which are the first columns of the model.
        columns: number of columns of the model.
        made: number of candidates that a solution chooses, at least 1.
        decisions, openings, series: columns to branch on, and candidates of regions, as in `Matrix`.
    """

    def __init__(self, matrix: Matrix, on_bound: Callable[[float], None] = lambda _bound: None) -> None:
        self._on_bound = on_bound
        self._pairs = matrix.pairs
        self.choices = matrix.choices
        self.columns = matrix.columns
        self.decisions, self.openings, self.series = matrix.decisions, matrix.openings, matrix.series
        self._late = matrix.late
        self._model_rows = matrix.rows
        self._have = [np.zeros(pair.cost.shape, dtype=np.bool_) for pair in matrix.pairs]
        self.feasible = True
        self._state(MipProgram.of(matrix))
        self._solve(matrix.tables)
        program = self.program
        least = program.cost @ np.where(program.cost > 0, program.lower, program.upper) + program.offset
        if self.feasible and self.bound < least - TINY:  # prices of no use
            self._price(np.zeros(program.rows.shape[0]))
            self._on_bound(self.bound)

    def _state(self, own: MipProgram) -> None:
        """Take a program as that of the model, without the rows that link pairs to options."""
        self.program, self._ties = _with_link_rows(own, self._pairs)
        absolute = abs(self.program.rows)
        holds_late = absolute @ self._late.astype(np.float64) > 0
        self._reach = np.maximum(np.maximum(abs(self.program.lower), abs(self.program.upper)), 1.0)
        self._row_reach = absolute @ self._reach
        self._solved = np.flatnonzero(~holds_late)
        self._own = int((self._solved < own.rows.shape[0]).sum())

    def feasibility(self) -> MipProgram:
        """Return the whole model without costs: it has a solution if and only if the model has.

        Pair costs are left out with the rows that link pairs to options, which would be violated without their columns.
        """
        program = _rows_of(self.program, np.arange(self._model_rows))
        return program.without_costs()

    def gap_for(self, count: int) -> float:
        """Return the gap for which `core` keeps about `count` candidates."""
        reduced = np.sort(self._reduced[: self.choices])
        return float(max(reduced[min(count, len(reduced)) - 1], 1.0)) if len(reduced) else 1.0

    def point(self, point: Floats) -> Floats:
        """Return the point of the model, shape (columns,), for one of the program or of a core."""
        return point[: self.columns]

    def core(self, gap: float) -> MipProgram:
        """Return the program restricted to what a solution that costs at most bound + gap can use.

        It contains every such solution. A negative gap, for which there is none, counts as 0.
        """
        gap = max(gap, 0.0)
        own = self.program.decided(self._reduced > gap, self._reduced < -gap)
        kept = [np.argwhere(cost <= gap) for cost in self._pair_reduced()]
        costs = [pair.cost[tuple(each.T)] for pair, each in zip(self._pairs, kept, strict=True)]
        ends = [each + np.array([tie.first, tie.second]) for tie, each in zip(self._ties, kept, strict=True)]
        extra = sum(len(each) for each in kept)
        columns = _pair_columns(np.concatenate(ends) if extra else np.zeros((0, 2), int), self.program.rows.shape[0])
        return MipProgram(
            np.concatenate([self.program.cost, *costs]),
            np.concatenate([own.lower, np.zeros(extra)]),
            np.concatenate([own.upper, np.ones(extra)]),
            np.concatenate([self.program.whole, np.zeros(extra, dtype=np.bool_)]),
            sparse.csr_array(sparse.hstack([self.program.rows, columns])),
            self.program.row_lower,
            self.program.row_upper,
            self.program.offset,
        )

    def _solve(self, tables: tuple[CaseTable, ...]) -> None:
        solved = self._without_lazy()
        highs = loaded(_rows_of(solved, np.arange(self._own)), solver="simplex", presolve="off")
        highs.run()
        nothing_fits = not len(solved.cost) and solved.violation(np.zeros(0)) > TINY
        if nothing_fits or highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            self.feasible = False
            return
        made = float(np.sum(highs.getSolution().col_value[: self.choices]))
        self.made = round(min(max(made, 1.0), self.choices)) if np.isfinite(made) else 1
        self._read(highs)
        if tables and self._cut(highs, tables):
            solved = self._without_lazy()
        if self._pairs:
            self._generate_pair_columns(highs, solved.rows[self._own :])

    def _cut(self, highs: highspy.Highs, tables: tuple[CaseTable, ...]) -> bool:
        """Add rows that follow from tables until the solution keeps all of them; return whether there were any."""
        place = np.cumsum(~self._late) - 1  # of each column in the program without lazy ones
        made: list[sparse.csr_array] = []
        bounds: list[Floats] = []
        for _ in range(CUT_ROUNDS):
            point = np.zeros(self.columns)
            point[~self._late] = highs.getSolution().col_value
            rows, least = violated_rows(tables, point)
            if not len(least):
                break
            highs.addRows(
                len(least), least, np.full(len(least), highspy.kHighsInf), rows.nnz,
                rows.indptr[:-1], place[rows.indices].astype(np.int32), rows.data,
            )  # fmt: skip
            highs.run()
            made.append(rows)
            bounds.append(least)
        if made:
            own = _rows_of(self.program, np.arange(self._model_rows))
            self._state(own.with_rows(sparse.csr_array(sparse.vstack(made)), np.concatenate(bounds)))
            self._read(highs)
        return bool(made)

    def _without_lazy(self) -> MipProgram:
        """Return the program without lazy columns and without the rows that contain one."""
        columns = np.flatnonzero(~self._late)
        program = _rows_of(self.program, self._solved)
        return replace(
            program, cost=program.cost[columns], lower=program.lower[columns], upper=program.upper[columns],
            whole=np.zeros(len(columns), dtype=np.bool_), rows=sparse.csr_array(program.rows[:, columns]),
        )  # fmt: skip

    def _generate_pair_columns(self, highs: highspy.Highs, ties: sparse.csr_array) -> None:
        zeros = np.zeros(ties.shape[0])
        highs.addRows(ties.shape[0], zeros, zeros, ties.nnz, ties.indptr[:-1], ties.indices, ties.data)
        self._add_pair_columns(highs, self._first_pairs())
        strategy = DUAL_SIMPLEX  # after new rows the basis is dual feasible, after new columns primal feasible
        while True:
            highs.setOptionValue("simplex_strategy", strategy)
            highs.run()
            self._read(highs)
            if not self._add_pair_columns(highs, [rest < -TINY for rest in self._pair_rest]):
                return
            strategy = PRIMAL_SIMPLEX

    def _read(self, highs: highspy.Highs) -> None:
        """Read the duals of the rows, and price all columns by them."""
        program, found = self.program, highs.getSolution().row_dual[: len(self._solved)]
        duals = np.zeros(program.rows.shape[0])
        duals[self._solved[: len(found)]] = found
        self._price(usable_duals(program, duals))
        self._on_bound(self.bound)

    def _price(self, duals: Floats) -> None:
        """Compute reduced costs and a bound, which is valid for any duals."""
        program = self.program
        limits = priced_limits(program, duals)
        self._reduced = program.cost - program.rows.T @ duals
        box = np.where(self._reduced > 0, program.lower, program.upper)
        self._pair_rest = [
            pair.cost - duals[tie.first :][: pair.cost.shape[0], None] - duals[tie.second :][None, : pair.cost.shape[1]]
            for pair, tie in zip(self._pairs, self._ties, strict=True)
        ]
        one_each = sum(min(0.0, float(rest.min(initial=0.0))) for rest in self._pair_rest)
        bound = float(duals @ limits + self._reduced @ box) + one_each + program.offset
        self.bound = bound - self._rounding_error(duals, limits)

    def _rounding_error(self, duals: Floats, limits: Floats) -> float:
        """Return more than the errors of rounding in the bound and in any one reduced cost together.

        A sum of n products is off by at most n units of rounding of the sum of their absolute values (N. J. Higham,
        Accuracy and Stability of Numerical Algorithms, 2002, section 3.1); eps is two units.
        """
        program, size = self.program, np.abs(duals)
        total = size @ (np.abs(limits) + self._row_reach) + np.abs(program.cost) @ self._reach + abs(program.offset)
        for pair in self._pairs:
            total += 3 * (float(np.abs(pair.cost).max(initial=0)) + 2 * size.max(initial=0.0))
        rows, columns = program.rows.shape
        terms = 2 * rows + columns + len(self._pairs) + 10
        return float(2 * np.finfo(np.float64).eps * terms * total)

    def _pair_reduced(self) -> list[Floats]:
        """Return the reduced cost of each pair, including those of its two options."""
        return [
            np.maximum(rest, 0)
            + _cheapest(self._reduced, pair.first)[:, None]
            + _cheapest(self._reduced, pair.second)[None, :]
            for pair, rest in zip(self._pairs, self._pair_rest, strict=True)
        ]

    def _first_pairs(self) -> list[Bools]:
        costs = self._pair_reduced()
        limit = np.quantile(np.concatenate([cost.ravel() for cost in costs]), FIRST_SHARE)
        guess = []
        for cost in costs:
            wanted = cost <= limit
            wanted[np.arange(cost.shape[0]), cost.argmin(axis=1)] = True
            wanted[cost.argmin(axis=0), np.arange(cost.shape[1])] = True
            guess.append(wanted)
        return guess

    def _add_pair_columns(self, highs: highspy.Highs, wanted: list[Bools]) -> int:
        cost, ends = [], []
        for pair, tie, have, want in zip(self._pairs, self._ties, self._have, wanted, strict=True):
            new = np.argwhere(want & ~have)
            np.logical_or(have, want, out=have)
            cost.append(pair.cost[tuple(new.T)].astype(np.float64))
            ends.append(new + np.array([tie.first, tie.second]))
        left_out = self.program.rows.shape[0] - len(self._solved)
        costs, index = np.concatenate(cost), (np.concatenate(ends).ravel() - left_out).astype(np.int32)
        count = len(costs)
        if count:
            starts = np.arange(count, dtype=np.int32) * 2
            open_end = np.full(count, highspy.kHighsInf)
            highs.addCols(count, costs, np.zeros(count), open_end, 2 * count, starts, index, np.ones(2 * count))
        return count


def usable_duals(program: MipProgram, duals: Floats) -> Floats:
    """Return the duals of the rows of a program, with 0 for those that prove nothing."""
    unusable = (np.isinf(program.row_lower) & (duals > 0)) | (np.isinf(program.row_upper) & (duals < 0))
    return np.where(unusable | ~(np.abs(duals) <= LARGEST_DUAL), 0.0, duals)


def priced_limits(program: MipProgram, duals: Floats) -> Floats:
    """Return the bound of each row that its dual prices, 0 where that is 0."""
    return np.where(duals > 0, program.row_lower, np.where(duals < 0, program.row_upper, 0.0))


def _rows_of(program: MipProgram, rows: Ints) -> MipProgram:
    return replace(
        program, rows=sparse.csr_array(program.rows[rows]),
        row_lower=program.row_lower[rows], row_upper=program.row_upper[rows],
    )  # fmt: skip


def _with_link_rows(program: MipProgram, pairs: tuple[PairCost, ...]) -> tuple[MipProgram, list[_LinkRows]]:
    """Return the program with a row "sum of pairs - chosen = 0" for every option, without columns of pairs yet."""
    ties, options, row = [], [], program.rows.shape[0]
    for pair in pairs:
        ties.append(_LinkRows(row, row + len(pair.first)))
        options += [*pair.first, *pair.second]
        row += len(pair.first) + len(pair.second)
    if not options:
        return program, ties
    index = np.concatenate(options)
    starts = np.cumsum([0, *(len(option) for option in options)])
    extra = sparse.csr_array((-np.ones(len(index)), index, starts), shape=(len(options), len(program.cost)))
    zeros = np.zeros(len(options))
    return MipProgram(
        program.cost, program.lower, program.upper, program.whole,
        sparse.csr_array(sparse.vstack([program.rows, extra])),
        np.concatenate([program.row_lower, zeros]), np.concatenate([program.row_upper, zeros]), program.offset,
    ), ties  # fmt: skip


def _pair_columns(ends: Ints, rows: int) -> sparse.csr_array:
    count = len(ends)
    return sparse.csr_array((np.ones(2 * count), (ends.ravel(), np.repeat(np.arange(count), 2))), shape=(rows, count))


def _cheapest(reduced: Floats, options: tuple[Ints, ...]) -> Floats:
    """Return the least reduced cost of the columns of each option, at least 0."""
    return np.array([max(float(reduced[option].min()), 0.0) for option in options])
