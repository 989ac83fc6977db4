"""Baselines: HiGHS and CP-SAT as a first-time user would call them, on the same problems.

HiGHS and CP-SAT get the strong model, our own with its pair costs linearised; CP-SAT also gets the textbook model.
Each job runs in a process of its own, on as many cores as ours, and its clock starts with the problem in memory.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.speed.run import Ended, Step
from constraints.check import check
from constraints.engines.program import TINY, MipProgram
from constraints.engines.relaxation import linearise_pair_costs
from constraints.model.model import MipModel, plan_of

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem

CORES_PER_SOLVER = 2
PROVED_GAP_POINTS = 0.99
"""Points are whole numbers, so a gap below one proves optimality."""


def highs(problem: Problem, seconds: float, tell: Callable[[object], None]) -> None:
    """Solve the strong model once with HiGHS and its default settings."""
    from constraints.engines.highs import loaded  # noqa: PLC0415 - two HiGHS cannot live in one process

    clock = _Clock(problem, seconds, tell)
    model = MipModel(problem)
    program = MipProgram.of(linearise_pair_costs(model.matrix()))
    solver = loaded(
        program, threads=CORES_PER_SOLVER, mip_rel_gap=0.0, mip_abs_gap=PROVED_GAP_POINTS, time_limit=clock.left
    )
    solver.cbMipImprovingSolution.subscribe(lambda event: clock.step(best=event.data_out.mip_primal_bound))
    solver.cbMipInterrupt.subscribe(lambda event: clock.step(bound=event.data_out.mip_dual_bound))
    solver.run()
    point = np.array(solver.getSolution().col_value)
    plan = plan_of(model, point) if len(point) and program.violation(point) < TINY else None
    clock.step(bound=solver.getInfo().mip_dual_bound)
    clock.end(plan, proved=solver.modelStatusToString(solver.getModelStatus()) == "Optimal")


def cp_sat(problem: Problem, seconds: float, tell: Callable[[object], None]) -> None:
    """Solve the strong model with CP-SAT and its default settings."""
    from ortools.sat.python import cp_model  # noqa: PLC0415 - see highs()

    from constraints.engines.cp_sat import stated as stated_model  # noqa: PLC0415 - see highs()

    clock = _Clock(problem, seconds, tell)
    model = MipModel(problem)
    program = MipProgram.of(linearise_pair_costs(model.matrix()))
    stated = cp_model.CpModel(stated_model(program))
    columns = [stated.get_int_var_from_proto_index(column) for column in range(len(program.cost))]
    stated.minimize(sum(int(cost) * column for cost, column in zip(program.cost, columns, strict=True) if cost))

    def found(solver: cp_model.CpSolver) -> Plan:
        return plan_of(model, np.array([solver.value(column) for column in columns], dtype=np.float64))

    _run_cp_sat(stated, found, clock, program.offset)


def textbook(problem: Problem, seconds: float, tell: Callable[[object], None]) -> None:
    """Solve the textbook model with CP-SAT and its default settings."""
    from benchmarks.textbook import Textbook  # noqa: PLC0415 - two HiGHS cannot live in one process

    clock = _Clock(problem, seconds, tell)
    stated = Textbook(problem)
    _run_cp_sat(stated.model, stated.plan, clock)


class _Clock:
    """Reports improved plans and bounds with the time since its creation."""

    def __init__(self, problem: Problem, seconds: float, tell: Callable[[object], None]) -> None:
        self._problem = problem
        self._seconds = seconds
        self._tell = tell
        self._begun = time.monotonic()
        self._best: int | None = None
        self._bound: int | None = None

    @property
    def left(self) -> float:
        """Remaining seconds."""
        return max(self._begun + self._seconds - time.monotonic(), 0.1)

    def step(self, best: float = math.inf, bound: float = -math.inf) -> None:
        """Report a better plan or bound."""
        before = self._best, self._bound
        if math.isfinite(best):
            self._best = round(best) if self._best is None else min(self._best, round(best))
        if math.isfinite(bound):
            self._bound = max(math.ceil(bound - TINY), self._bound or 0)
        if before != (self._best, self._bound):
            self._tell(Step(time.monotonic() - self._begun, self._best, self._bound))

    def end(self, plan: Plan | None, *, proved: bool) -> None:
        """Report the end, with the points of the plan by the independent check."""
        took = time.monotonic() - self._begun
        verdict = check(self._problem, plan) if plan else None
        points = verdict.objective if verdict and not verdict.broken else None
        status = "unknown" if points is None else "optimal" if proved else "feasible"
        self._tell(Ended(status, took, points))


def _run_cp_sat(
    stated: cp_model.CpModel, plan: Callable[[cp_model.CpSolver], Plan], clock: _Clock, offset: float = 0.0
) -> None:
    from ortools.sat.python import cp_model  # noqa: PLC0415 - two HiGHS cannot live in one process

    class Found(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            clock.step(self.objective_value + offset, self.best_objective_bound + offset)

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = CORES_PER_SOLVER
    solver.parameters.max_time_in_seconds = clock.left
    solver.best_bound_callback = lambda bound: clock.step(bound=bound + offset)
    status = solver.solve(stated, Found())
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        clock.end(None, proved=False)
        return
    clock.step(solver.objective_value + offset, solver.best_objective_bound + offset)
    clock.end(plan(solver), proved=status == cp_model.OPTIMAL)
