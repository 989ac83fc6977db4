"""Planning a network as it is planned next."""

from __future__ import annotations

from collections.abc import Callable

from calendars.language import Locale
from constraints.outcome import Progress
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
    answer = operations.plan(problem, question.limits, on_progress=reporting(desk), stop=desk.stop)
    return Done(dumps(answer_json(answer), indent=None))


def reporting(desk: Desk) -> Callable[[Progress], None]:
    """Tells the pool how far a solve has come."""
    return lambda progress: desk.progress(dumps(progress_json(progress), indent=None))
