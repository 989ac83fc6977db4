"""Plan a network, and check a plan for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from constraints import planning
from constraints.check import PLAN, check
from constraints.planning import PlanningResult
from constraints.problem.outcome import Limits, Outcome, OutcomeStatus, Progress, Verdict
from constraints.problem.plan import Plan
from constraints.replanning import planned_on
from planner.errors import abbreviated
from planner.explain.subject import BrokenPlanError
from planner.files.plan_file import meant
from planner.network.history import Since, with_unused_bookings
from planner.network.problem import build_problem
from planner.network.published import publish_meetings
from planner.schemas.plans import PastJson
from planner.store.errors import NothingAcceptedError

if TYPE_CHECKING:
    import threading

    from constraints.problem.problem import Problem
    from constraints.search.sessions import SolverSession
    from planner.network.network import Network
    from planner.store.archive import Archive, RevisionRecord


@dataclass(frozen=True, slots=True)
class PlanOn:
    """The accepted plan that a new plan goes on from.

    Attributes:
        record: the last revision.
        as_of: the date taken as today; what was held before it stays.
        from_scratch: whether moving what was published costs no points.
    """

    record: RevisionRecord
    as_of: date
    from_scratch: bool = False

    @classmethod
    def last(
        cls, archive: Archive, network: Network, as_of: date | None = None, *, from_scratch: bool = False
    ) -> PlanOn | None:
        """Return the last revision to go on from; None if there is none.

        Args:
            archive: archive of the network.
            network: what is planned.
            as_of: the date to take for today; None for what it is where the network is.
            from_scratch: whether moving what was published costs no points.
        """
        try:
            record = archive.kept()
        except NothingAcceptedError:
            return None
        today = network.day(as_of)
        return cls(record, today, from_scratch)

    def problem(self, problem: Problem) -> Problem:
        """Return the problem of planning on.

        Raises:
            BrokenPlanError: if the network no longer has the venue, rooms or staff of a meeting that has been held.
        """
        plan = self.record.content.plan
        found = planned_on(problem, plan, self.as_of, from_scratch=self.from_scratch)
        held = {each.meeting for each in plan.meetings if each.start.astimezone(problem.zone).date() < self.as_of}
        verdict = check(found, Plan(tuple(each for each in plan.meetings if problem.meeting(each.meeting))), meant)
        unknown = tuple(each for each in verdict.broken if each.rule == PLAN and held.issuperset(each.meetings))
        if unknown:
            raise BrokenPlanError(replace(verdict, findings=unknown))
        return found

    def since(self, network: Network, answer: PlanningResult) -> Since | None:
        """Return what accepting the plan of an answer would change; None if it has none."""
        problem, plan = answer.problem, answer.outcome.plan
        if plan is None:
            return None
        announced = publish_meetings(network, problem, plan)
        as_of = datetime.combine(self.as_of, time.min, problem.zone)
        found = Since.of(self.record.revision.number, self.record.meeting_histories, announced, as_of)
        return replace(found, difference=with_unused_bookings(found.difference, network))


PAST = Message(
    "planning.past",
    "{n} of {all} meetings {n:lies|lie} before {day:date}, which is taken for today, so nobody can "
    "come to {n:it|them} any more: {meetings}. Let the time that is planned begin later in the "
    "settings (first_day), or say which day is to be taken for today.",
)


def past_meetings(answer: PlanningResult, on: PlanOn | None, as_of: date | None = None) -> PastJson | None:
    """Return which meetings of a found plan lie in the past without having been held; None if there are none.

    Args:
        answer: what was found.
        on: the accepted plan that it goes on from; None for a first plan.
        as_of: the date to take for today where there is no such plan; None for what it is where the network is.
    """
    if answer.outcome.verdict is None:
        return None
    schedule = answer.outcome.verdict.schedule
    day = on.as_of if on else as_of or datetime.now(schedule.problem.zone).date()
    announced = {each.meeting for each in on.record.content.plan.meetings} if on else set()
    found = [each for each in schedule if each.day < day and each.id not in announced]
    if not found:
        return None
    names = abbreviated([schedule.name(each) for each in found])
    said = BoundMessage(PAST, {"n": len(found), "all": len(schedule.held), "day": day, "meetings": names})
    return PastJson(as_of=day, meetings=tuple(each.id for each in found), sentence=said.say(schedule.problem.locale))


def solve(  # noqa: PLR0913 - everything a search is given
    network: Network,
    limits: Limits,
    *,
    on: PlanOn | None = None,
    on_progress: Callable[[Progress], None],
    stop: threading.Event,
    on_better: Callable[[PlanningResult], None] | None = None,
    solvers: SolverSession | None = None,
) -> PlanningResult:
    """Find the best plan within the limits and prove it, or find why there is none.

    Args:
        network: what is planned.
        limits: what may be used for it.
        on: the accepted plan to go on from; None for a first plan.
        on_progress: told of every better plan and bound.
        stop: set it to end with the best plan so far.
        on_better: told of every better plan, as the answer it would be if the search were stopped.
        solvers: processes that were started before; see `constraints.solve.start`.

    Raises:
        WrongPlanError: if an engine's plan does not pass the check.
        EngineFailedError: if the solving process failed before it found a plan.
        BrokenPlanError: if the network no longer has what a meeting that has been held needs.
    """
    problem = build_problem(network)
    if on is not None:
        problem = on.problem(problem)
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
