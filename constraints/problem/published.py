"""The announced state of a meeting, and the fee for cancelling what was agreed with its venue."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from calendars.blackouts import BlackoutScope
from calendars.days import Hours, Span
from constraints.problem.problem import BookingState
from constraints.problem.rooms import ONLINE, RoomSet, units

if TYPE_CHECKING:
    from constraints.problem.problem import CancellationTerms, Meeting, PlannedMeeting, Problem


@dataclass(frozen=True, slots=True)
class PublishedState:
    """A meeting as it was announced, with its ids looked up.

    Attributes:
        day: index of its first day, which may lie outside the horizon.
        venue: index of the venue, or None if the problem no longer has it.
        rooms: its rooms, or None if the problem no longer has them all.
        staff: indices of its staff, as far as the problem still has them.
        gone: number of its staff that the problem no longer has.
        days: length in days.
        rent: price of its rooms, in whole units of currency; 0 if they are unknown.
        hours: index of its hours among those that it may have now, or None if they are none of these.
    """

    day: int
    venue: int | None
    rooms: RoomSet | None
    staff: tuple[int, ...]
    gone: int
    days: int
    rent: int
    hours: int | None


def published_state(problem: Problem, meeting: Meeting) -> PublishedState | None:
    """Return the announced state of a meeting, or None if it has not been announced."""
    planned = meeting.published
    if planned is None:
        return None
    venue = next((n for n, each in enumerate(problem.venues) if each.id == planned.venue), None)
    people = {person.id: n for n, person in enumerate(problem.staff)}
    staff = tuple(sorted(people[person] for person in {*planned.staff} & {*people}))
    told, rooms = as_announced(problem, meeting, planned), _rooms(problem, venue, planned)
    rent = rooms.rate * units(told, problem.venues[venue]) if rooms and venue is not None else 0
    first = planned.start.astimezone(problem.zone).date()
    return PublishedState(
        problem.index(first), venue, rooms, staff,
        gone=len({*planned.staff}) - len(staff), days=told.days, rent=rent,
        hours=hours_index(problem, meeting, planned),
    )  # fmt: skip


def hours_index(problem: Problem, meeting: Meeting, planned: PlannedMeeting) -> int | None:
    """Return the index of the announced hours among those that the meeting may have now, or None."""
    told = tuple(moment.astimezone(problem.zone).time() for moment in (planned.start, planned.end))
    found = (number for number, each in enumerate(meeting.choices) if (each.hours.start, each.hours.end) == told)
    return next(found, None)


def as_announced(problem: Problem, meeting: Meeting, planned: PlannedMeeting) -> Meeting:
    """Return the meeting with the hours and the length of the plan, whatever they would be now."""
    start, end = (moment.astimezone(problem.zone) for moment in (planned.start, planned.end))
    overnight = meeting.hours.overnight or end.time() <= start.time()
    hours, days = Hours(start.time(), end.time(), overnight), (end.date() - start.date()).days + 1
    return replace(meeting, hours=hours, days=days, other_hours=())


def _rooms(problem: Problem, venue: int | None, planned: PlannedMeeting) -> RoomSet | None:
    if venue is not None and problem.venues[venue].online and not planned.rooms:
        return ONLINE
    here = {room.id: n for n, room in enumerate(problem.rooms) if room.venue == venue}
    if not planned.rooms or not {*planned.rooms} <= {*here}:
        return None
    plenary, *breakouts = (here[room] for room in planned.rooms)
    rates = problem.rates(planned.start.astimezone(problem.zone).date())
    rate = sum(rates[room] for room in (plenary, *breakouts))
    return RoomSet(plenary, tuple(breakouts), rate)


def fee(problem: Problem, meeting: int, day: int | None, venue: int | None) -> int:
    """Return the fee due to the announced venue if the meeting is held on that day at that venue instead.

    A venue that cannot keep what was agreed, because it or one of the rooms has closed, charges no fee, and neither
    does one whose bookings for the meeting are not confirmed. A confirmed booking with a price counts with that price.

    Args:
        problem: the problem.
        meeting: index of the meeting.
        day: index of its first day; None if it is not held.
        venue: index of its venue; None if it is not held.

    Returns:
        The fee in whole units of currency.
    """
    announced = published_state(problem, problem.meetings[meeting])
    if announced is None or announced.venue is None or problem.meetings[meeting].frozen:
        return 0
    terms = problem.venues[announced.venue].terms
    if terms is None or (venue == announced.venue and (day == announced.day or (day is not None and not terms.moving))):
        return 0
    if _closed(problem, problem.venues[announced.venue].id, announced, _announced_hours(problem, meeting)):
        return 0
    return _agreed(problem, meeting, announced) * percent(terms, notice(problem, announced.day)) // 100


def _agreed(problem: Problem, meeting: int, announced: PublishedState) -> int:
    """Return what was agreed to be paid to the announced venue: the rent, unless bookings for the meeting say other."""
    first, last = problem.date(announced.day), problem.date(announced.day + announced.days - 1)
    booked = [
        each
        for each in problem.bookings
        if (each.meeting, each.venue) == (problem.meetings[meeting].id, announced.venue)
        and first in each.span
        and last in each.span
    ]
    confirmed = [each for each in booked if each.state is BookingState.CONFIRMED]
    if booked and not confirmed:
        return 0
    return next((each.price for each in confirmed if each.price is not None), announced.rent)


def notice(problem: Problem, day: int) -> int | None:
    """Return the days of notice from `Problem.as_of` to a day (index), or None if there is no such date."""
    return None if problem.as_of is None else day - problem.index(problem.as_of)


def percent(terms: CancellationTerms, days: int | None) -> int:
    """Return the fee in percent of the rent for that many days' notice; 0 if the notice is unknown."""
    reached = [step for step in terms.steps if days is not None and days < step[0]]
    return min(reached)[1] if reached else 0


def _announced_hours(problem: Problem, number: int) -> Hours:
    meeting = problem.meetings[number]
    return as_announced(problem, meeting, meeting.published).hours if meeting.published else meeting.hours


def _closed(problem: Problem, venue: str, announced: PublishedState, hours: Hours) -> bool:
    """Return whether the venue (an id) is closed on an announced day, or an announced room has no seats left."""
    first = problem.date(announced.day)
    days = Span(first, first + timedelta(days=announced.days - 1))
    shut = (
        each for each in problem.blackouts if each.hard and each.scope is BlackoutScope.VENUE and each.target == venue
    )
    if any(each.span.overlaps(days) and each.closes_during(hours) for each in shut):
        return True
    rooms = announced.rooms
    if rooms is not None and any(
        closure.closes_during(hours)
        and closure.span.overlaps(days)
        and any(problem.rooms[room].parts & problem.rooms[closure.room].parts for room in rooms.rooms)
        for closure in problem.room_closures
    ):
        return True
    return rooms is not None and not all(any(problem.rooms[room].seats.values()) for room in rooms.rooms)
