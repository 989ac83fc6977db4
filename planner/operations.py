"""What the command line and HTTP share: plan a network, judge a plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from calendars.language import Said, Sentence
from constraints.check import Verdict, check
from constraints.contradictions import find_contradictions
from constraints.outcome import Limits, Outcome, Progress, Status
from constraints.solve import solve
from planner.plan_file import meant, read_plan

if TYPE_CHECKING:
    import threading

    from constraints.clash.impossible import Impossible
    from constraints.engines.solvers import Solvers
    from constraints.problem import Problem
    from constraints.rule import Finding

NO_SOLVER_NEEDED = Sentence(
    en="What clashes was found before any search, in the input itself.",
    da="Det, der strider mod hinanden, blev fundet i selve inputtet, før der blev søgt.",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A problem and what came of it.

    Attributes:
        contradictions: what clashes in the input, if that is why there is no plan.
        impossible: what clashes, and the ways out, if it is known that there is no plan.
    """

    problem: Problem
    outcome: Outcome
    contradictions: tuple[Finding, ...] = ()
    impossible: Impossible | None = None


def plan(
    problem: Problem,
    limits: Limits,
    *,
    on_progress: Callable[[Progress], None],
    stop: threading.Event,
    solvers: Solvers | None = None,
) -> Answer:
    """The best plan within the limits, or why there is none; arguments and errors as for `solve`."""
    begun = time.monotonic()
    if solvers is not None:
        solvers.begin(problem, limits)  # by the time they have a plan, contradictions would have been seen
    contradictions = find_contradictions(problem)
    if contradictions:
        outcome = Outcome(Status.INFEASIBLE, proof=(Said(NO_SOLVER_NEEDED),))
    else:
        outcome = solve(problem, limits, on_progress=on_progress, stop=stop, solvers=solvers)
    if outcome.status is not Status.INFEASIBLE:
        return Answer(problem, outcome)
    if solvers is not None:
        solvers.kill()  # its processors are wanted
    # Imported here because it loads an engine, and most networks are possible.
    from constraints.clash.impossible import why_impossible  # noqa: PLC0415

    left = replace(limits, seconds=max(limits.seconds - outcome.seconds, 0.0))
    impossible = why_impossible(problem, left, stop)
    return Answer(problem, replace(outcome, seconds=time.monotonic() - begun), contradictions, impossible)


def judge(problem: Problem, plan_file: Path) -> Verdict:
    """What the independent check says of a plan in a file.

    Raises:
        InputErrors: if the file does not hold a plan.
    """
    return check(problem, read_plan(plan_file, problem.locale), meant)
