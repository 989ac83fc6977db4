"""Cutting planes for columns that depend on few sums: rows that hold in every case, but not at the relaxation's point.

The least that such a column can be is known in each case only, and convex combinations of cases are what a relaxation
may choose from. Whatever slopes a row has, it is made to hold in every case by whole numbers, so it is valid however
wrong the LP solver is that proposes the slopes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from constraints.engines.highs import loaded
from constraints.engines.program import MipProgram
from constraints.problem.posting import LinearExpr

if TYPE_CHECKING:
    from constraints.model.linear import CaseTable, Floats

SCALE = 60
"""Coefficient of the column in a row, so that slopes which are fractions can be whole numbers."""
VIOLATION = 0.01
"""Least violation of a row that is made, in units of the column."""


def violated_rows(tables: Iterable[CaseTable], point: Floats) -> tuple[sparse.csr_array, Floats]:
    """Return rows that follow from tables and that a point violates.

    Args:
        tables: the tables.
        point: value of each column, shape (columns,).

    Returns:
        Coefficients, shape (rows, columns), and what they sum up to at least, shape (rows,).
    """
    rows, bounds = [], []
    for table in tables:
        at = np.array([_value(each, point) for each in table.sums])
        slopes = np.round(SCALE * _slopes(table, at)).astype(np.int64)
        least = int((SCALE * table.least - table.cases @ slopes).min())
        if SCALE * point[table.column] - slopes @ at < least - SCALE * VIOLATION:
            falling = (int(-slope) * each for slope, each in zip(slopes, table.sums, strict=True))
            left = LinearExpr.total([LinearExpr.of([table.column], SCALE), *falling])
            rows.append(np.bincount(left.columns, left.coefficients, len(point)))
            bounds.append(float(least - left.constant))
    return sparse.csr_array(np.reshape(rows, (len(rows), len(point)))), np.array(bounds)


def _value(of: LinearExpr, point: Floats) -> float:
    return float(point[of.columns] @ np.array(of.coefficients, dtype=np.float64)) + of.constant


def _slopes(table: CaseTable, at: Floats) -> Floats:
    """Return how the least rises with each sum, shape (sums,), where it is interpolated between cases."""
    count = len(table.cases)
    mixed = MipProgram(
        cost=table.least.astype(np.float64), lower=np.zeros(count), upper=np.ones(count),
        whole=np.zeros(count, dtype=np.bool_),
        rows=sparse.csr_array(np.vstack([table.cases.T, np.ones(count)])),
        row_lower=np.append(at, 1.0), row_upper=np.append(at, 1.0),
    )  # fmt: skip
    highs = loaded(mixed, solver="simplex", presolve="off")
    highs.run()
    found = np.array(highs.getSolution().row_dual[: len(at)])
    usable = found.shape == at.shape and bool((np.abs(found) < table.least.max(initial=0) + 1).all())
    return found if usable else np.zeros(len(at))
