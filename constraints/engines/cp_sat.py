"""The engine CP-SAT of OR-Tools: constraint programming with clause learning."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from constraints.engines.program import TINY, MipProgram, SolveRequest, SolveResult, SolveStatus

LARGE = 2**40
"""Stands for infinity, which CP-SAT does not have; every row and cost is far smaller."""


class CpSat:
    """CP-SAT with one worker, its strongest linear relaxation, and the objective in the model.

    With a weaker relaxation, or if asked only for feasibility below the limit, it takes three to ten times as long on
    the cores of this program. Continuous columns are treated as integers, since in these models some optimal solution
    is integral.

    Args:
        linearization: level of the linear relaxation; a weaker one finds some solution of a whole model sooner.
    """

    name = "CP-SAT"

    def __init__(self, linearization: int = 2) -> None:
        self._linearization = linearization

    def solve(self, task: SolveRequest) -> SolveResult:
        """Solve a request."""
        model, variables = stated(task.program)
        used = np.flatnonzero(task.program.cost).tolist()
        cost = cp_model.LinearExpr.weighted_sum(
            [variables[column] for column in used], [round(task.program.cost[column]) for column in used]
        )
        if np.isfinite(task.limit):
            model.add_linear_constraint(cost, -LARGE, int(np.floor(task.limit - task.program.offset + TINY)))
        model.minimize(cost)
        return _solve_result(model, variables, task, self._linearization)


def _solve_result(
    model: cp_model.CpModel, variables: list[cp_model.IntVar], task: SolveRequest, linearization: int
) -> SolveResult:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = linearization
    solver.parameters.random_seed = task.seed % 2**31
    if np.isfinite(task.seconds):
        solver.parameters.max_time_in_seconds = max(task.seconds, 0.01)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return SolveResult(SolveStatus.INFEASIBLE)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return SolveResult(SolveStatus.STOPPED)
    point = np.array([solver.value(variable) for variable in variables], dtype=np.float64)
    return SolveResult(SolveStatus.OPTIMAL if status == cp_model.OPTIMAL else SolveStatus.STOPPED, point)


def stated(program: MipProgram) -> tuple[cp_model.CpModel, list[cp_model.IntVar]]:
    """Return a CP-SAT model with the bounds and rows of a program, without its cost, and a variable for each column."""
    model = cp_model.CpModel()
    bounds = zip(np.round(program.lower).tolist(), np.round(program.upper).tolist(), strict=True)
    variables = [model.new_int_var(int(lower), int(upper), "") for lower, upper in bounds]
    least = np.ceil(np.maximum(program.row_lower, -LARGE) - TINY).astype(np.int64).tolist()
    most = np.floor(np.minimum(program.row_upper, LARGE) + TINY).astype(np.int64).tolist()
    values = np.round(program.rows.data).astype(np.int64).tolist()
    index, starts = program.rows.indices.tolist(), program.rows.indptr.tolist()
    for row, (low, high) in enumerate(zip(least, most, strict=True)):
        part = slice(starts[row], starts[row + 1])
        left = cp_model.LinearExpr.weighted_sum([variables[column] for column in index[part]], values[part])
        model.add_linear_constraint(left, low, high)
    return model, variables
