"""Find the best plan of a problem with its proof, or the reason why there is none."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints.conflicts.quick_checks import quick_check
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus, Progress
from constraints.solve import solve

if TYPE_CHECKING:
    import threading

    from constraints.conflicts.repairs import Infeasibility
    from constraints.problem.problem import Problem
    from constraints.problem.rule import Finding
    from constraints.search.sessions import SolverSession


NO_SOLVER_NEEDED = Message(
    "planning.no_solver_needed", "What clashes was found before any search, in the input itself."
)


@dataclass(frozen=True, slots=True)
class PlanningResult:
    """A problem with the outcome of planning it.

    Attributes:
        problem: the problem.
        outcome: status, plan, bound and proof.
        contradictions: contradictions in the input, found without a solver; empty unless there are any.
        impossible: minimal conflicts and their repairs, if it is proved that there is no plan; else None.
    """

    problem: Problem
    outcome: Outcome
    contradictions: tuple[Finding, ...] = ()
    impossible: Infeasibility | None = None


def plan(
    problem: Problem,
    limits: Limits,
    *,
    on_progress: Callable[[Progress], None],
    stop: threading.Event,
    solvers: SolverSession | None = None,
) -> PlanningResult:
    """Find the best plan within the limits, or why there is none.

    Quick checks come first; only if they find no contradiction is the problem solved. The limits hold for both
    together: why there is no plan is sought in the time that the search has left.

    Args and errors are those of `constraints.solve.solve`.
    """
    begun = solvers.begun if solvers is not None else time.monotonic()
    if solvers is not None:
        solvers.begin(problem, limits)  # at once: the quick checks below are done before the first plan is found
    contradictions = quick_check(problem)
    if contradictions:
        outcome = Outcome(OutcomeStatus.INFEASIBLE, proof=(BoundMessage(NO_SOLVER_NEEDED),))
    else:
        outcome = solve(problem, limits, on_progress=on_progress, stop=stop, solvers=solvers)
    if outcome.status is not OutcomeStatus.INFEASIBLE:
        return PlanningResult(problem, outcome)
    if solvers is not None:
        solvers.kill()  # to free its processors for the search for conflicts
    # Imported here because it loads an engine, which most problems do not need.
    from constraints.conflicts.repairs import explain_infeasibility  # noqa: PLC0415

    impossible = explain_infeasibility(problem, limits.after(time.monotonic() - begun), stop)
    return PlanningResult(problem, replace(outcome, seconds=time.monotonic() - begun), contradictions, impossible)
