"""What is held in reserve as the answer to what has happened, as long as it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from calendars.days import Span
from constraints.model.domains import possible_candidates
from constraints.problem.plan import Plan
from constraints.problem.reserves import reserves_to_come
from planner.changes.change import decided
from planner.changes.meetings import with_window
from planner.network.meetings import Meetings
from planner.network.numbers import Numbers

if TYPE_CHECKING:
    from constraints.problem.problem import Meeting, PlannedMeeting, Problem
    from constraints.problem.reserves import HeldReserve
    from planner.reschedule.situation import RescheduleProblem, Situation


def reserve_of_each(problem: Problem) -> Mapping[str, HeldReserve]:
    """Return the reserve to come of each meeting by its id, the earliest of several."""
    return {each.meeting.id: each for each in reversed(reserves_to_come(problem))}


def with_reserves(situation: Situation) -> Situation:
    """Return the situation in which the meetings that are hit and have a reserve may be held then.

    Their windows reach to it, and they may be held outside the span of their round. A fixed day is given up.
    """
    network, found = situation.changed.network, reserve_of_each(situation.free)
    meetings = (each for each in situation.free.meetings if each.id in situation.hits and each.host is None)
    used = [meeting for meeting in meetings if meeting.id in found]
    if not used:
        return situation
    for meeting in used:
        window, span = meeting.window, found[meeting.id].booking.span
        reach = Span(min(window.first, span.first), max(window.last, span.last))
        fixed = {meeting.fixed_day} if meeting.fixed_day and meeting.fixed_day not in span else set[date]()
        network = decided(with_window(network, meeting.id, reach, [], fixed), meeting.id, apart=True)
    return situation.given_room(replace(situation.changed, network=network), Meetings(network, Numbers.of(network)).all)


def reserves_hit(question: RescheduleProblem) -> Mapping[str, HeldReserve]:
    """Return the reserves of the meetings that are hit and may be held then."""
    situation, problem = question.situation, question.problem
    may = {each.id for each in problem.meetings if each.apart and not each.frozen and each.id in situation.hits}
    return {name: each for name, each in reserve_of_each(problem).items() if name in may}


def plan_on_reserves(question: RescheduleProblem) -> Plan | None:
    """Return the plan with what is hit in reserve, just as it is booked; None if some of it has no full booking."""
    problem, booked = question.problem, reserves_hit(question)
    planned: list[PlannedMeeting] = []
    for meeting in problem.meetings:
        reserve = booked.get(meeting.id)
        if meeting.id not in question.situation.hits:
            planned += [meeting.published] if meeting.published is not None else []
        elif reserve is None or reserve.meeting.days != meeting.days:
            return None
        else:
            planned.append(reserve.planned(problem))
    return Plan.of(planned)


def bound_to_reserves(question: RescheduleProblem) -> Problem | None:
    """Return the problem in which what has a reserve that still holds is there; None if nothing has."""
    booked = reserves_left(question)
    return _all_bound(question.problem, booked) if booked else None


def reserves_left(question: RescheduleProblem) -> Mapping[str, HeldReserve]:
    """Return the reserves of the meetings that are hit, without those that are taken too."""
    problem, booked = question.problem, dict(reserves_hit(question))
    while booked:
        possible = possible_candidates(_all_bound(problem, booked))
        numbers = {each.id: n for n, each in enumerate(problem.meetings)}
        left = {name: each for name, each in booked.items() if len(possible.day[possible.of(numbers[name])])}
        if len(left) == len(booked):
            break
        booked = left
    return booked


def _all_bound(problem: Problem, booked: Mapping[str, HeldReserve]) -> Problem:
    return replace(problem, meetings=tuple(_bound(each, booked.get(each.id)) for each in problem.meetings))


def _bound(meeting: Meeting, reserve: HeldReserve | None) -> Meeting:
    if reserve is None:
        return meeting
    booking = reserve.booking
    return replace(meeting, window=booking.span, venues=(booking.venue,), fixed_venue=None)
