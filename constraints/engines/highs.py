"""The engine HiGHS, through its Python interface highspy: linear and mixed-integer programming."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import highspy
import numpy as np

from constraints.engines.program import TINY, MipProgram, SolveRequest, SolveResult, SolveStatus

if TYPE_CHECKING:
    from constraints.model.linear import Floats


CLOSED_GAP = 0.99
"""Absolute gap at which a solution is optimal: costs are integers, so none lies between."""


def loaded(program: MipProgram, **options: str | float) -> highspy.Highs:
    """Return a HiGHS instance that holds the program, silent and with one thread.

    Args:
        program: the program.
        options: options of HiGHS.

    Raises:
        ValueError: if HiGHS does not know an option or its value.
    """
    highs = highspy.Highs()
    quiet: dict[str, str | float] = {"output_flag": False, "threads": 1}
    for name, value in (quiet | options).items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            message = f"HiGHS does not take {name} = {value}"
            raise ValueError(message)
    highs.passModel(_lp(program))
    whole = np.flatnonzero(program.whole).astype(np.int32)
    if len(whole):
        highs.changeColsIntegrality(len(whole), whole, np.ones(len(whole), dtype=np.uint8))
    return highs


class Highs:
    """Branch and bound of HiGHS, without its presolve (see `presolve`); deterministic except for its time limit."""

    name = "HiGHS"

    def solve(self, task: SolveRequest) -> SolveResult:
        """Solve a request."""
        if not len(task.program.cost):
            return _solve_empty(task)
        highs = loaded(
            task.program, presolve="off", mip_allow_restart=False, mip_rel_gap=0.0, mip_abs_gap=CLOSED_GAP,
            random_seed=task.seed % 2**31, time_limit=max(task.seconds, 0.01),
        )  # fmt: skip
        if np.isfinite(task.limit):
            highs.setOptionValue("objective_bound", task.limit + 0.5)
        highs.cbMipImprovingSolution.subscribe(lambda event: _report_point(task, np.array(event.data_out.mip_solution)))
        highs.cbMipInterrupt.subscribe(lambda event: _stop_if_enough(task, event))
        highs.run()
        return _solve_result(highs, task)


def _solve_empty(task: SolveRequest) -> SolveResult:
    """Return the result for a program without columns, which HiGHS does not handle."""
    point = np.zeros(0)
    if task.program.violation(point) > TINY or task.program.offset > task.limit:
        return SolveResult(SolveStatus.INFEASIBLE)
    return SolveResult(SolveStatus.OPTIMAL, point)


def _report_point(task: SolveRequest, point: Floats) -> None:
    if task.program.violation(point) < TINY:
        task.on_point(_rounded(task.program, point))


def _stop_if_enough(task: SolveRequest, event: Any) -> None:  # noqa: ANN401 - highspy has no public name for it
    if task.enough():
        event.data_in.user_interrupt = True


def _solve_result(highs: highspy.Highs, task: SolveRequest) -> SolveResult:
    status, known = highs.getModelStatus(), highspy.HighsModelStatus
    point = np.array(highs.getSolution().col_value)
    if not len(point) or task.program.violation(point) > TINY or task.program.value(point) > task.limit + 0.5:
        claims_none = status in {known.kInfeasible, known.kObjectiveBound, known.kUnboundedOrInfeasible}
        claims_none |= status == known.kOptimal and np.isfinite(task.limit)
        return SolveResult(SolveStatus.INFEASIBLE if claims_none else SolveStatus.STOPPED)
    claim = SolveStatus.OPTIMAL if status == known.kOptimal else SolveStatus.STOPPED
    return SolveResult(claim, _rounded(task.program, point))


def _rounded(program: MipProgram, point: Floats) -> Floats:
    """Return the solution without the solver's tolerances: all data are integers, so most columns are, whole or not."""
    rounded = np.round(point)
    return rounded if program.admits(rounded) else np.where(program.whole, rounded, point)


def _lp(program: MipProgram) -> highspy.HighsLp:
    lp: Any = highspy.HighsLp()  # takes NumPy arrays, though its types say lists
    lp.num_row_, lp.num_col_ = program.rows.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_, lp.offset_ = program.cost, program.lower, program.upper, program.offset
    lp.row_lower_, lp.row_upper_ = program.row_lower, program.row_upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = (
        program.rows.indptr, program.rows.indices, program.rows.data,
    )  # fmt: skip
    return cast("highspy.HighsLp", lp)
