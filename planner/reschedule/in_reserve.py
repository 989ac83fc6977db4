"""What is held in reserve as the answer to what has happened, as long as it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from calendars.days import Span
from constraints.model.domains import possible_candidates
from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState, PlannedMeeting
from constraints.problem.reserves import hours_then
from planner.changes.change import decided
from planner.changes.meetings import with_window
from planner.network.meetings import Meetings
from planner.network.numbers import Numbers

if TYPE_CHECKING:
    from constraints.problem.problem import Booking, Meeting, Problem
    from planner.reschedule.situation import RescheduleProblem, Situation


def live_reserves(problem: Problem, as_of: date) -> Iterator[Booking]:
    """Yield what is still held in reserve for a meeting on a day and lies after it, in order of time."""
    for each in sorted(problem.bookings, key=lambda booking: booking.span):
        if each.state is BookingState.RESERVE and each.meeting and not each.lapsed(as_of) and each.span.first > as_of:
            yield each


def held_reserves(problem: Problem, as_of: date) -> Mapping[str, Booking]:
    """Return the reserve of each meeting that is still held on a day and lies after it, the earliest of several."""
    found: dict[str, Booking] = {}
    for each in live_reserves(problem, as_of):
        found.setdefault(each.meeting or "", each)
    return found


def place_of(problem: Problem, meeting: Meeting, booking: Booking) -> PlannedMeeting:
    """Return a meeting just as its reserve is booked."""
    start, end = hours_then(meeting, booking).on(booking.span, problem.zone)
    return PlannedMeeting(
        meeting.id, start, end, problem.venues[booking.venue].id,
        tuple(problem.rooms[room].id for room in booking.rooms),
        tuple(problem.staff[person].id for person in booking.staff),
    )  # fmt: skip


def with_reserves(situation: Situation) -> Situation:
    """Return the situation in which the meetings that are hit and have a reserve may be held then.

    Their windows reach to it, and they may be held outside the span of their round. A fixed day is given up.
    """
    network, found = situation.changed.network, held_reserves(situation.free, situation.as_of)
    meetings = (each for each in situation.free.meetings if each.id in situation.hits and each.host is None)
    used = [meeting for meeting in meetings if meeting.id in found]
    if not used:
        return situation
    for meeting in used:
        window, span = meeting.window, found[meeting.id].span
        reach = Span(min(window.first, span.first), max(window.last, span.last))
        fixed = {meeting.fixed_day} if meeting.fixed_day and meeting.fixed_day not in span else set[date]()
        network = decided(with_window(network, meeting.id, reach, [], fixed), meeting.id, apart=True)
    return situation.given_room(replace(situation.changed, network=network), Meetings(network, Numbers.of(network)).all)


def reserves_hit(question: RescheduleProblem) -> Mapping[str, Booking]:
    """Return the reserves of the meetings that are hit and may be held then."""
    situation, problem = question.situation, question.problem
    may = {each.id for each in problem.meetings if each.apart and not each.frozen and each.id in situation.hits}
    return {name: each for name, each in held_reserves(problem, situation.as_of).items() if name in may}


def plan_on_reserves(question: RescheduleProblem) -> Plan | None:
    """Return the plan with what is hit in reserve, just as it is booked; None if some of it has no full booking."""
    problem, booked = question.problem, reserves_hit(question)
    planned: list[PlannedMeeting] = []
    for meeting in problem.meetings:
        booking = booked.get(meeting.id)
        if meeting.id not in question.situation.hits:
            planned += [meeting.published] if meeting.published is not None else []
        elif booking is None or len(booking.span) != meeting.days:
            return None
        else:
            planned.append(place_of(problem, meeting, booking))
    return Plan.of(planned)


def bound_to_reserves(question: RescheduleProblem) -> Problem | None:
    """Return the problem in which what has a reserve that still holds is there; None if nothing has."""
    booked = reserves_left(question)
    return _all_bound(question.problem, booked) if booked else None


def reserves_left(question: RescheduleProblem) -> Mapping[str, Booking]:
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


def _all_bound(problem: Problem, booked: Mapping[str, Booking]) -> Problem:
    return replace(problem, meetings=tuple(_bound(each, booked.get(each.id)) for each in problem.meetings))


def _bound(meeting: Meeting, booking: Booking | None) -> Meeting:
    if booking is None:
        return meeting
    return replace(meeting, window=booking.span, venues=(booking.venue,), fixed_venue=None)
