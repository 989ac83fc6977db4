"""Mixed-integer programs, the interface of engines, and their requests and results."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from constraints.model.linear import Floats, Matrix
    from constraints.problem.problem import Bools, Ints


TINY = 1e-6
"""Numerical tolerance; all data are integers."""
DECIDED_AS_ZERO, DECIDED_AS_ONE = -2, -1
"""In place of the number of a column that presolve has decided."""


@dataclass(frozen=True)
class MipProgram:
    """Minimise cost @ x + offset where row_lower <= rows @ x <= row_upper and lower <= x <= upper.

    Attributes:
        cost: objective coefficients, shape (columns,).
        lower, upper: finite bounds, shape (columns,).
        whole: whether the column must be an integer, shape (columns,).
        rows: coefficients, shape (rows, columns).
        row_lower, row_upper: bounds of rows, infinite where there are none, shape (rows,).
        offset: constant term of the objective.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    whole: Bools
    rows: sparse.csr_array
    row_lower: Floats
    row_upper: Floats
    offset: float = 0.0

    @classmethod
    def of(cls, matrix: Matrix) -> MipProgram:
        """Return the program of a model without its pair costs."""
        rows = sparse.csr_array((matrix.value, matrix.index, matrix.starts), shape=(matrix.rows, matrix.columns))
        program = cls(
            matrix.cost, matrix.lower, matrix.upper, matrix.integer, rows,
            matrix.row_lower, matrix.row_upper, float(matrix.offset),
        )  # fmt: skip
        return replace(program, upper=_finite_upper(program))

    def without_costs(self) -> MipProgram:
        """Return the program of which every solution costs 0."""
        return replace(self, cost=np.zeros_like(self.cost), offset=0.0)

    def with_rows(self, rows: sparse.csr_array, lower: Floats) -> MipProgram:
        """Return the program with further rows, of which each is at least so much."""
        return replace(
            self, rows=sparse.csr_array(sparse.vstack([self.rows, rows])),
            row_lower=np.append(self.row_lower, lower), row_upper=np.append(self.row_upper, [np.inf] * len(lower)),
        )  # fmt: skip

    def opening_between(self, columns: Ints, first: int, last: int) -> MipProgram:
        """Return the program in which meetings open on one of the days from one place to another.

        Args:
            columns: their columns "opened by" each day, in order; those that presolve has decided must agree.
            first: place of the first day.
            last: place of the last day.
        """
        closed, opened = columns[:first], columns[last:]
        lower, upper = self.lower.copy(), self.upper.copy()
        upper[closed[closed >= 0]] = 0
        lower[opened[opened >= 0]] = 1
        return replace(self, lower=lower, upper=upper)

    def decided(self, zeros: Bools, ones: Bools) -> MipProgram:
        """Return the program in which these of the columns that may be 0 or 1 are 0, and these 1, shape (columns,)."""
        lower, upper = self.lower.copy(), self.upper.copy()
        binary = self.whole & (lower == 0) & (upper == 1)
        upper[binary & zeros] = 0
        lower[binary & ones] = 1
        return replace(self, lower=lower, upper=upper)

    def part(self, rows: Ints, columns: Ints, cost: Floats) -> MipProgram:
        """Return the program of these rows and columns alone, at these costs of the columns."""
        return MipProgram(
            cost, self.lower[columns], self.upper[columns], self.whole[columns],
            sparse.csr_array(self.rows[rows][:, columns]), self.row_lower[rows], self.row_upper[rows],
        )  # fmt: skip

    def value(self, point: Floats) -> float:
        """Return the cost of a point, shape (columns,)."""
        return float(self.cost @ point) + self.offset

    def admits(self, point: Floats) -> bool:
        """Return whether an engine's point is a solution: a number for each column that violates nothing."""
        return point.shape == self.cost.shape and bool(np.isfinite(point).all()) and self.violation(point) <= TINY

    def violation(self, point: Floats) -> float:
        """Return the largest violation of a row, a bound or an integrality requirement by a point."""
        activity = self.rows @ point
        return max(
            float(np.max(far, initial=0.0))
            for far in (
                self.row_lower - activity,
                activity - self.row_upper,
                self.lower - point,
                point - self.upper,
                np.abs(point - np.round(point))[self.whole],
            )
        )


def _finite_upper(program: MipProgram) -> Floats:
    """Return the upper bounds, with infinite ones replaced by the largest value that any row can require.

    A column without an upper bound, such as a maximum, has a cost and only needs to be large enough.
    """
    upper = program.upper.copy()
    by_column = program.rows.tocsc()
    for column in np.flatnonzero(np.isinf(upper)).tolist():
        part = slice(by_column.indptr[column], by_column.indptr[column + 1])
        required = [
            _least_required(program, int(row), column, float(value))
            for row, value in zip(by_column.indices[part], by_column.data[part], strict=True)
        ]
        upper[column] = max([*required, program.lower[column]])
    return upper


def _least_required(program: MipProgram, row: int, column: int, value: float) -> float:
    """Return the value of a column that satisfies the row whatever the other columns are."""
    part = slice(program.rows.indptr[row], program.rows.indptr[row + 1])
    index, values = program.rows.indices[part], program.rows.data[part]
    others = index != column
    index, values = index[others], values[others]
    least = np.where(values > 0, values * program.lower[index], values * program.upper[index]).sum()
    return float(np.ceil((program.row_lower[row] - least) / value))


class SolveStatus(StrEnum):
    """What an engine claims: that its solution is optimal, that there is none, or nothing."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class SolveResult:
    """The result of an engine.

    Attributes:
        status: status; with a limit, INFEASIBLE claims that no solution costs at most the limit.
        point: the best solution found, shape (columns,), or None.
    """

    status: SolveStatus
    point: Floats | None = None


@dataclass(frozen=True, slots=True)
class SolveRequest:
    """A request to an engine to minimise the cost of a program.

    Attributes:
        program: the program.
        seconds: limit on wall-clock time.
        seed: seed of all random numbers.
        limit: greatest cost of a solution that is of interest.
        on_point: called with every better solution, shape (columns,).
        enough: called regularly; the engine stops when it returns True.
    """

    program: MipProgram
    seconds: float = math.inf
    seed: int = 1
    limit: float = math.inf
    on_point: Callable[[Floats], None] = lambda _point: None
    enough: Callable[[], bool] = lambda: False


class Engine(Protocol):
    """A solver of mixed-integer programs.

    Attributes:
        name: name in messages.
    """

    name: str

    def solve(self, task: SolveRequest) -> SolveResult:
        """Solve a request."""
        ...
