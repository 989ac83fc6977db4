"""Plan a network, and check a plan for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from constraints import planning
from constraints.check import check
from constraints.planning import PlanningResult
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus, Progress, Verdict
from planner.files.plan_file import meant
from planner.network.problem import build_problem

if TYPE_CHECKING:
    import threading

    from constraints.engines.sessions import SolverSession
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem
    from planner.network.network import Network


def solve(  # noqa: PLR0913 - everything a search is given
    network: Network,
    limits: Limits,
    *,
    on_progress: Callable[[Progress], None],
    stop: threading.Event,
    on_better: Callable[[PlanningResult], None] | None = None,
    solvers: SolverSession | None = None,
) -> PlanningResult:
    """Find the best plan within the limits and prove it, or find why there is none.

    Args:
        network: what is planned.
        limits: what may be used for it.
        on_progress: told of every better plan and bound.
        stop: set it to end with the best plan so far.
        on_better: told of every better plan, as the answer it would be if the search were stopped.
        solvers: processes that were started before; see `constraints.solve.start`.

    Raises:
        WrongPlanError: if an engine's plan does not pass the check.
        EngineFailedError: if the solving process failed before it found a plan.
    """
    problem = build_problem(network)
    heard = on_progress if on_better is None else _Better(problem, on_progress, on_better)
    return planning.plan(problem, limits, on_progress=heard, stop=stop, solvers=solvers)


class _Better:
    """Tells of progress, and of every better plan."""

    def __init__(
        self, problem: Problem, on_progress: Callable[[Progress], None], on_better: Callable[[PlanningResult], None]
    ) -> None:
        self._problem, self._on_progress, self._on_better = problem, on_progress, on_better
        self._told: Plan | None = None

    def __call__(self, progress: Progress) -> None:
        self._on_progress(progress)
        if progress.plan is None or progress.plan is self._told:
            return
        self._told = progress.plan
        outcome = Outcome(
            OutcomeStatus.FEASIBLE, progress.plan, progress.verdict, progress.best, progress.bound, progress.seconds,
            interrupted=True,
        )  # fmt: skip
        self._on_better(PlanningResult(self._problem, outcome))


def check_plan(network: Network, plan: Plan) -> Verdict:
    """Return what the independent check says of a plan that somebody has written for the network."""
    return check(build_problem(network), plan, meant)
