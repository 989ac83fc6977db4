"""Planning a network as it is planned next."""

from __future__ import annotations

from collections.abc import Callable

from calendars.language import Locale
from constraints.outcome import Outcome, Progress, Status
from constraints.plan import Plan
from constraints.problem import Problem
from planner import operations
from planner.building import build_problem
from planner.jobs.desk import Desk
from planner.jobs.messages import Done
from planner.output.plan_json import answer_json, dumps, progress_json
from planner.store.uploads import current_network
from planner.web.tasks.ground import opened
from planner.web.tasks.question import Solve
from planner.web.tasks.refusing import refusing


@refusing
def solve(desk: Desk, _locale: Locale, question: Solve) -> Done:
    """The best plan within the limits."""
    with opened(question.store).reading() as connection:
        network = current_network(connection, question.network)
    problem = build_problem(network)
    answer = operations.plan(problem, question.limits, on_progress=_Improving(desk, problem), stop=desk.stop)
    return Done(_written(answer))


class _Improving:
    """Tells the pool how far a solve has come, and every better plan as the answer it would be."""

    def __init__(self, desk: Desk, problem: Problem) -> None:
        self._desk, self._problem = desk, problem
        self._told: Plan | None = None
        self._progress = reporting(desk)

    def __call__(self, progress: Progress) -> None:
        self._progress(progress)
        if progress.plan is None or progress.plan is self._told:
            return
        self._told = progress.plan
        outcome = Outcome(
            Status.FEASIBLE, progress.plan, progress.verdict, progress.best, progress.bound, progress.seconds,
            interrupted=True,
        )  # fmt: skip
        self._desk.better(_written(operations.Answer(self._problem, outcome)))


def _written(answer: operations.Answer) -> str:
    return dumps(answer_json(answer), indent=None)


def reporting(desk: Desk) -> Callable[[Progress], None]:
    """Tells the pool how far a solve has come."""
    return lambda progress: desk.progress(dumps(progress_json(progress), indent=None))
