"""The linear relaxation of a part of a program: bounds of columns change, and it is solved again.

It does for a program without pair costs what `relaxation` does for a model with them, again and again: the dual simplex
method goes on from where it ended, as only bounds of columns have changed.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import highspy
import numpy as np
from scipy import sparse

from constraints.engines.highs import loaded
from constraints.engines.program import TINY
from constraints.engines.relaxation import priced_limits, usable_duals

if TYPE_CHECKING:
    from constraints.engines.program import MipProgram
    from constraints.model.linear import Floats
    from constraints.problem.problem import Bools

PROBE_ITERATIONS = 60
"""Iterations of the simplex method after which a probe is stopped."""


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
