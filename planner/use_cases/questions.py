"""Answer questions about a plan; meetings and venues are named by id or name."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.language import Message
from constraints.check import check
from constraints.explain.choosing import OtherMeetings, WhatIf, is_feasible
from constraints.solve import solve, solve_next
from planner.explain import costs
from planner.explain import possibilities as possible
from planner.explain import why as reasons_why
from planner.explain.subject import index_of
from planner.files.plan_file import meant
from planner.network.problem import build_problem
from planner.schemas.members import registrations_json
from planner.schemas.places import places_json
from planner.use_cases import defaults

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable
    from datetime import date

    from constraints.problem.outcome import Limits, Outcome, Progress
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem
    from constraints.search.sessions import SequentialSession
    from planner.explain.subject import Subject
    from planner.network.network import Network
    from planner.schemas.explanations import CandidatesJudged, Explanation, Possibilities, Why, WhyNot
    from planner.schemas.members import RegistrationsJson
    from planner.schemas.places import PlacesJson

OTHERS = OtherMeetings(defaults.OTHERS)


@dataclass(frozen=True, slots=True)
class Solver:
    """Solves one problem after another, each within the limits of the question.

    Attributes:
        session: the process that solves; None to start one for each problem.
        on_progress: told of every better plan and bound.
        stop: set it to end with the best plan so far.
    """

    limits: Limits
    session: SequentialSession | None = None
    on_progress: Callable[[Progress], None] = lambda _progress: None
    stop: threading.Event | None = None

    def __call__(self, problem: Problem) -> Outcome:
        """Solve the problem; errors as for `constraints.solve.solve`."""
        if self.session is None:
            return solve(problem, self.limits, on_progress=self.on_progress, stop=self.stop)
        return solve_next(problem, self.limits, self.session, on_progress=self.on_progress, stop=self.stop)


def explain(subject: Subject, limits: Limits) -> Explanation:
    """Return what the plan costs and whom, and what its limits cost."""
    return costs.explain(subject, limits)


def why(subject: Subject, meeting: str, solver: Solver, others: OtherMeetings = OTHERS) -> Why:
    """Return why a meeting is on its day and at its venue.

    Raises:
        NoSuchNameError: if there is no such meeting.
        EngineFailedError: if the solving process failed before it found a plan.
    """
    return reasons_why.why(subject, subject.meeting(meeting), solver, others)


def why_not(  # noqa: PLR0913 - all that may be asked
    subject: Subject, meeting: str, day: date, venue: str | None, solver: Solver, *, others: OtherMeetings = OTHERS
) -> WhyNot:
    """Return why a meeting is not on a day, at a venue (None for any); errors as for `why`, for the venue too."""
    index, place = subject.meeting(meeting), None if venue is None else subject.venue(venue)
    return reasons_why.why_not(subject, index, (day, place), solver, others)


def possibilities(
    subject: Subject, meeting: str, *, all_reasons: bool = False, solver: Solver | None = None
) -> Possibilities:
    """Return every day of the window of a meeting: free, costly or impossible.

    Args:
        subject: the plan.
        meeting: the meeting.
        all_reasons: whether an impossible day gets every reason instead of the first.
        solver: decides, within its seconds for all of them, whether there is a plan with each day that other meetings
            stand against; None to leave that open.

    Raises:
        NoSuchNameError: if there is no such meeting.
        EngineFailedError: as for `why`.
    """
    index = subject.meeting(meeting)
    decide = _decider(subject, index, solver) if solver else possible.undecided
    return possible.possibilities(subject, index, all_reasons=all_reasons, decide=decide)


def candidates(
    subject: Subject, meeting: str, *, reasons: bool = False, most: int | None = None, solver: Solver | None = None
) -> CandidatesJudged:
    """Return the days and venues of a meeting, best first, at most so many; otherwise as `possibilities`."""
    index = subject.meeting(meeting)
    decide = _decider(subject, index, solver) if solver else possible.undecided
    return possible.candidates(subject, index, reasons=reasons, most=most, decide=decide)


def _decider(subject: Subject, meeting: int, solver: Solver) -> possible.Decide:
    """Return a function that solves for any plan with a choice, as long as the seconds of the solver last.

    First only the meetings that are in the way may move: in most cases there is such a plan, and it is found sooner.
    """
    question = WhatIf(subject.verdict, meeting, OtherMeetings.FREE)
    deadline = time.monotonic() + solver.limits.seconds

    def exists(problem: Problem) -> bool | None:
        left = deadline - time.monotonic()
        if left <= 0 or (solver.stop and solver.stop.is_set()):
            return None
        return is_feasible(replace(solver, limits=replace(solver.limits, seconds=left))(problem))

    def decide(day: date, venue: int | None, in_the_way: frozenset[str]) -> bool | None:
        return exists(question.with_any_plan(day, venue, in_the_way)) or exists(question.with_any_plan(day, venue))

    return decide


def registrations(network: Network, plan: Plan, revision: int, *, persons: bool = True) -> RegistrationsJson:
    """Return how members stand with the meetings of a revision, by what they have answered today.

    Args:
        network: as it is today.
        plan: of the revision.
        revision: its number.
        persons: whether single members are named; otherwise there are numbers alone.
    """
    return registrations_json(check(build_problem(network), plan, meant).schedule, revision, persons=persons)


NO_OFFER = Message("questions.no_offer", "there is no offer {found}{hint}")
NOT_APPLIED = Message("questions.not_applied", "{found} is not among those that have applied{hint}")


def places(network: Network, offer: str | None = None, municipality: str | None = None) -> tuple[PlacesJson, ...]:
    """Return how the places of each offer are given, or those of one; with a municipality what came of its application.

    Args:
        network: as it is today.
        offer: id or title; all if None.
        municipality: id or name of one that has applied; all if None.

    Raises:
        NoSuchNameError: if there is no such offer, or the municipality has applied for none of them.
    """
    meant = network.settings.offers
    if offer is not None:
        meant = (meant[index_of("offer", NO_OFFER, offer, {each.id: each.title for each in meant})],)
    if municipality is None:
        return tuple(places_json(network, each) for each in meant)
    names = {given.applicant.id: given.applicant.name for each in meant for given in network.places[each.id]}
    wanted = [*names][index_of("municipality", NOT_APPLIED, municipality, names)]
    found = (places_json(network, each, wanted) for each in meant)
    return tuple(each for each in found if each.applicants)
