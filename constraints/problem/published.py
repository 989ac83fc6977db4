"""What people have been told of a meeting, and what it costs to cancel it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from calendars.blackouts import Scope
from calendars.days import Span
from constraints.problem.rooms import RoomSet

if TYPE_CHECKING:
    from constraints.problem.problem import Meeting, PlannedMeeting, Problem, Terms


@dataclass(frozen=True, slots=True)
class PublishedState:
    """A meeting as announced, looked up.

    Attributes:
        day: index of its first day, which may lie outside the horizon.
        venue: index, or None if the problem no longer has it.
        rooms: its rooms, or None if the problem does not have them all.
        staff: indices of those the problem still has.
        gone: how many of its staff the problem does not have.
        days: its length.
    """

    day: int
    venue: int | None
    rooms: RoomSet | None
    staff: tuple[int, ...]
    gone: int
    days: int

    @property
    def rent(self) -> int:
        """Price of its rooms for all its days, 0 if they are not known."""
        return self.days * self.rooms.rate if self.rooms else 0


def published_state(problem: Problem, meeting: Meeting) -> PublishedState | None:
    """The meeting as announced, or None if nothing has been."""
    planned = meeting.announced
    if planned is None:
        return None
    venue = next((n for n, each in enumerate(problem.venues) if each.id == planned.venue), None)
    people = {person.id: n for n, person in enumerate(problem.staff)}
    staff = tuple(sorted(people[person] for person in {*planned.staff} & {*people}))
    first, last = (moment.astimezone(problem.zone).date() for moment in (planned.start, planned.end))
    return PublishedState(
        problem.index(first), venue, _rooms(problem, venue, planned), staff,
        gone=len({*planned.staff}) - len(staff), days=(last - first).days + 1,
    )  # fmt: skip


def _rooms(problem: Problem, venue: int | None, planned: PlannedMeeting) -> RoomSet | None:
    here = {room.id: n for n, room in enumerate(problem.rooms) if room.venue == venue}
    if not planned.rooms or not {*planned.rooms} <= {*here}:
        return None
    plenary, *breakouts = (here[room] for room in planned.rooms)
    rate = sum(problem.rooms[room].rate for room in (plenary, *breakouts))
    return RoomSet(plenary, tuple(breakouts), rate)


def fee(problem: Problem, meeting: int, day: int | None, venue: int | None) -> int:
    """What is paid to the announced venue when the meeting is held on that day at that venue, in whole units.

    All are indices; day or venue is None if it is not held at all. A venue that cannot keep what was agreed, because
    it or one of the rooms is closed by now, asks for nothing.
    """
    announced = published_state(problem, problem.meetings[meeting])
    if announced is None or announced.venue is None or problem.meetings[meeting].settled:
        return 0
    terms = problem.venues[announced.venue].terms
    if terms is None or (venue == announced.venue and (day == announced.day or (day is not None and not terms.moving))):
        return 0
    if _closed(problem, problem.venues[announced.venue].id, announced):
        return 0
    return announced.rent * percent(terms, notice(problem, announced.day)) // 100


def notice(problem: Problem, day: int) -> int | None:
    """Days from what is taken for today to a day (index); None if no day is taken for today."""
    return None if problem.as_of is None else day - problem.index(problem.as_of)


def percent(terms: Terms, days: int | None) -> int:
    """Share of the rent that is asked for with so many days' notice; nothing if the notice is not known."""
    reached = [step for step in terms.steps if days is not None and days < step[0]]
    return min(reached)[1] if reached else 0


def _closed(problem: Problem, venue: str, announced: PublishedState) -> bool:
    """Whether the venue takes no meetings on one of the announced days, or has closed one of the announced rooms."""
    first = problem.date(announced.day)
    days = Span(first, first + timedelta(days=announced.days - 1))
    shut = (each for each in problem.blackouts if each.hard and each.scope is Scope.VENUE and each.target == venue)
    if any(each.span.overlaps(days) for each in shut):
        return True
    rooms = announced.rooms
    return rooms is not None and not all(any(problem.rooms[room].seats.values()) for room in rooms.rooms)
