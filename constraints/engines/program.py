"""Mixed-integer programs as engines take them, and what an engine is asked and answers."""

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
    from constraints.problem.problem import Bools


TINY = 1e-6
"""Smaller differences are rounding; all data are whole numbers."""


@dataclass(frozen=True)
class MipProgram:
    """Minimise cost @ x + offset where row_lower <= rows @ x <= row_upper and lower <= x <= upper.

    Attributes:
        cost, lower, upper, whole: shape (columns,); the bounds are finite.
        rows: sparse by rows, shape (rows, columns).
        row_lower, row_upper: shape (rows,), infinite where open.
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
        """The program of a model, its pair costs left out."""
        rows = sparse.csr_array((matrix.value, matrix.index, matrix.starts), shape=(matrix.rows, matrix.columns))
        program = cls(
            matrix.cost, matrix.lower, matrix.upper, matrix.integer, rows,
            matrix.row_lower, matrix.row_upper, float(matrix.offset),
        )  # fmt: skip
        return replace(program, upper=_closed(program))

    def value(self, point: Floats) -> float:
        """What a point costs."""
        return float(self.cost @ point) + self.offset

    def violation(self, point: Floats) -> float:
        """How far a point is from keeping every row, bound and whole number."""
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


def _closed(program: MipProgram) -> Floats:
    """Upper bounds with the open ones replaced by the most that any row can ask of the column.

    An open column is one that is charged for and only has to be large enough, such as a maximum.
    """
    upper = program.upper.copy()
    by_column = program.rows.tocsc()
    for column in np.flatnonzero(np.isinf(upper)).tolist():
        part = slice(by_column.indptr[column], by_column.indptr[column + 1])
        asked = [
            _asked(program, int(row), column, float(value))
            for row, value in zip(by_column.indices[part], by_column.data[part], strict=True)
        ]
        upper[column] = max([*asked, program.lower[column]])
    return upper


def _asked(program: MipProgram, row: int, column: int, value: float) -> float:
    part = slice(program.rows.indptr[row], program.rows.indptr[row + 1])
    index, values = program.rows.indices[part], program.rows.data[part]
    others = index != column
    index, values = index[others], values[others]
    least = np.where(values > 0, values * program.lower[index], values * program.upper[index]).sum()
    return float(np.ceil((program.row_lower[row] - least) / value))


class SolveStatus(StrEnum):
    """What an engine claims."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class SolveResult:
    """An engine's answer.

    Attributes:
        word: its claim; with a limit, INFEASIBLE claims that nothing costs at most the limit.
        point: the best solution found, shape (columns,), or None.
        bound: no solution costs less, by its own account.
    """

    word: SolveStatus
    point: Floats | None = None
    bound: float = -math.inf


@dataclass(frozen=True, slots=True)
class SolveRequest:
    """What is asked of an engine.

    Attributes:
        seconds: wall clock it may take.
        seed: of everything drawn.
        limit: only solutions that cost at most this are of interest.
        on_point, on_bound: told of every better solution and bound while it works.
        enough: asked while it works whether what has been found will do.
    """

    program: MipProgram
    seconds: float = math.inf
    seed: int = 1
    limit: float = math.inf
    on_point: Callable[[Floats], None] = lambda _point: None
    on_bound: Callable[[float], None] = lambda _bound: None
    enough: Callable[[], bool] = lambda: False


class Engine(Protocol):
    """One way of solving."""

    name: str

    def solve(self, task: SolveRequest) -> SolveResult:
        """Minimise, or say why not."""
        ...
