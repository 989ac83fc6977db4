"""Dates to be kept free: the bookings of meetings that no accepted plan has decided, as calendars show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from calendars.days import Hours
from constraints.problem.problem import BookingState, PlannedMeeting
from planner.network.published import PublishedMeeting, publish_each

if TYPE_CHECKING:
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Booking, Meeting, Problem
    from planner.network.network import Network

EVERY_STATE = frozenset(BookingState)


def held_dates(
    network: Network, problem: Problem, decided: Plan | None, today: date,
    states: Collection[BookingState] = EVERY_STATE,
) -> dict[str, PublishedMeeting]:  # fmt: skip
    """Return what is booked for a meeting in one of these states, by meeting and day.

    Left out is what the accepted plan uses, and what was held until a day that is past. Of several bookings of a
    meeting on a day the first counts. Members see days in reserve only if [rules.reserve] says so.

    Args:
        network: the network.
        problem: what `build_problem` makes of it.
        decided: the plan accepted last; None if there is none.
        today: the day that is taken for today.
        states: the states that count.
    """
    meetings = {meeting.id: meeting for meeting in problem.meetings}
    used = {each.meeting: each for each in decided.meetings} if decided else {}
    found: dict[str, PlannedMeeting] = {}
    quiet: set[str] = set()
    told = any(rule.reserves and rule.reserves.members for rule in network.settings.rules.values())
    for booking in problem.bookings:
        meeting = meetings.get(booking.meeting or "")
        if meeting is None or booking.state not in states or booking.lapsed(today):
            continue
        planned = _planned(problem, meeting, booking)
        plan = used.get(meeting.id)
        if (
            plan is None
            or plan.venue != planned.venue
            or plan.start.astimezone(problem.zone).date() not in booking.span
        ):
            key = f"{meeting.id} {booking.span.first}"
            if key not in found and booking.state is BookingState.RESERVE and not told:
                quiet.add(key)
            found.setdefault(key, planned)
    published = publish_each(network, problem, found.values())
    return {key: replace(each, quiet=key in quiet) for key, each in zip(found, published, strict=True)}


def _planned(problem: Problem, meeting: Meeting, booking: Booking) -> PlannedMeeting:
    """Return the meeting as if it took all days of its booking."""
    hours = booking.hours or Hours(time.min, time.max)
    first, last = booking.span.first, booking.span.last
    return PlannedMeeting(
        meeting.id,
        datetime.combine(first, hours.start, problem.zone),
        datetime.combine(last, hours.end, problem.zone),
        problem.venues[booking.venue].id,
        tuple(problem.rooms[room].id for room in booking.rooms),
        tuple(problem.staff[person].id for person in booking.staff),
    )
