"""The engine CP-SAT of OR-Tools: constraint programming with clause learning."""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model_helper as helper  # `cp_model` loads pandas too, in five times the time

from constraints.engines.program import TINY, MipProgram, SolveRequest, SolveResult, SolveStatus

LARGE = 2**60
"""Stands for infinity, which CP-SAT does not have; every row and cost is far smaller."""


class CpSat:
    """CP-SAT with one worker, its strongest linear relaxation, and the objective in the model.

    With a weaker relaxation, or if asked only for feasibility below the limit, it takes three to ten times as long on
    the cores of this program. A program without costs is another matter: nearly all the time would go into presolve,
    and most of the rest into the relaxation, so it gets little of the one and nothing of the other. Continuous columns
    are treated as integers, since in these models some optimal solution is integral.
    """

    name = "CP-SAT"

    def solve(self, task: SolveRequest) -> SolveResult:
        """Solve a request."""
        model = stated(task.program)
        parameters = helper.SatParameters()
        parameters.num_workers = 1
        parameters.random_seed = task.seed % 2**31
        if np.isfinite(task.seconds):
            parameters.max_time_in_seconds = max(task.seconds, 0.01)
        used = np.flatnonzero(task.program.cost).tolist()
        cost = [round(task.program.cost[column]) for column in used]
        if np.isfinite(task.limit):
            _add_row(model, used, cost, (-LARGE, int(np.floor(task.limit - task.program.offset + TINY))))
        if used:
            parameters.linearization_level = 2
            model.objective.vars.extend(used)
            model.objective.coeffs.extend(cost)
            model.objective.scaling_factor = 1
        else:
            parameters.linearization_level = 0
            parameters.max_presolve_iterations = 1
            parameters.cp_model_probing_level = 0
            parameters.symmetry_level = 0
        return _solve_result(model, parameters)


def _solve_result(model: helper.CpModelProto, parameters: helper.SatParameters) -> SolveResult:
    solver = helper.SolveWrapper()
    solver.set_parameters(parameters)
    response = solver.solve(model)
    if response.status == helper.CpSolverStatus.INFEASIBLE:
        return SolveResult(SolveStatus.INFEASIBLE)
    if response.status not in {helper.CpSolverStatus.OPTIMAL, helper.CpSolverStatus.FEASIBLE}:
        return SolveResult(SolveStatus.STOPPED)
    optimal = response.status == helper.CpSolverStatus.OPTIMAL
    point = np.array(response.solution, dtype=np.float64)
    return SolveResult(SolveStatus.OPTIMAL if optimal else SolveStatus.STOPPED, point)


def stated(program: MipProgram) -> helper.CpModelProto:
    """Return a CP-SAT model with the columns, bounds and rows of a program, without its cost."""
    model = helper.CpModelProto()
    for bounds in zip(np.round(program.lower).tolist(), np.round(program.upper).tolist(), strict=True):
        model.variables.add().domain.extend([int(bound) for bound in bounds])
    least = np.ceil(np.maximum(program.row_lower, -LARGE) - TINY).astype(np.int64).tolist()
    most = np.floor(np.minimum(program.row_upper, LARGE) + TINY).astype(np.int64).tolist()
    rows = program.rows.sorted_indices()
    values = np.round(rows.data).astype(np.int64).tolist()
    index, starts = rows.indices.tolist(), rows.indptr.tolist()
    for row, limits in enumerate(zip(least, most, strict=True)):
        part = slice(starts[row], starts[row + 1])
        _add_row(model, index[part], values[part], limits)
    return model


def _add_row(model: helper.CpModelProto, columns: list[int], values: list[int], limits: tuple[int, int]) -> None:
    linear = model.constraints.add().linear
    linear.vars.extend(columns)
    linear.coeffs.extend(values)
    linear.domain.extend(limits)
