"""Plans: as written (ids and clock times), and as a schedule with ids looked up.

Nothing here is shared with the model: busy people are found by comparing spells with clock times, one meeting at
a time, not from the tables of days that the model is made of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from calendars.days import Span
from constraints.problem.naming import meeting_name
from constraints.problem.problem import PlannedMeeting

if TYPE_CHECKING:
    from calendars.blackouts import Blackout
    from constraints.problem.problem import Meeting, Problem, Room, Venue


@dataclass(frozen=True, slots=True)
class Plan:
    """All meetings, in order of time."""

    meetings: tuple[PlannedMeeting, ...]

    @classmethod
    def of(cls, meetings: list[PlannedMeeting]) -> Plan:
        """The plan of these meetings, put in order of time."""
        return cls(tuple(sorted(meetings, key=lambda meeting: (meeting.start, meeting.meeting))))


HALF_DAY = timedelta(hours=12)


@dataclass(frozen=True)
class ScheduledMeeting:
    """One meeting of a plan, looked up.

    Attributes:
        index: of the meeting in the problem.
        start, end: wall clock in the network's zone, aware.
        venue: index.
        rooms: indices, the plenary room first.
        staff: indices.
        absent: indices of its members who are busy at some time of it.
        busy_staff: indices of all staff who are.
    """

    index: int
    meeting: Meeting
    start: datetime
    end: datetime
    venue: int
    rooms: tuple[int, ...]
    staff: tuple[int, ...]
    absent: frozenset[int]
    busy_staff: frozenset[int]

    @property
    def id(self) -> str:
        """Id of the meeting."""
        return self.meeting.id

    @cached_property
    def day(self) -> date:
        """Its first day."""
        return self.start.date()

    @cached_property
    def span(self) -> Span:
        """Its days."""
        return Span(self.start.date(), self.end.date())

    @cached_property
    def length(self) -> int:
        """How many days it takes."""
        return len(self.span)

    @cached_property
    def expected(self) -> int:
        """Members free for it and guests."""
        return len(self.meeting.members) - len(self.absent) + self.meeting.guests


@dataclass(frozen=True)
class Schedule:
    """All meetings of a plan in order of time."""

    problem: Problem
    held: tuple[ScheduledMeeting, ...]

    def __iter__(self) -> Iterator[ScheduledMeeting]:
        return iter(self.held)

    def __getitem__(self, meeting: int) -> ScheduledMeeting:
        """The meeting of that index.

        Raises:
            KeyError: if the plan lacks it.
        """
        return self._by_index[meeting]

    def __contains__(self, meeting: int) -> bool:
        return meeting in self._by_index

    def name(self, held: ScheduledMeeting) -> str:
        """What people call it."""
        return meeting_name(self.problem, held.meeting)

    def venue(self, held: ScheduledMeeting) -> Venue:
        """Where it is held."""
        return self.problem.venues[held.venue]

    def rooms(self, held: ScheduledMeeting) -> list[Room]:
        """Its rooms, the plenary room first."""
        return [self.problem.rooms[room] for room in held.rooms]

    def rent(self, held: ScheduledMeeting) -> int:
        """Price of its rooms for all its days."""
        return sum([self.problem.rooms[room].rate for room in held.rooms]) * held.length

    def setup(self, held: ScheduledMeeting) -> list[datetime]:
        """Beginnings (0:00 or 12:00, without zone) of the half-days before it for which its rooms are let."""
        first = _half_day(held.start)
        return [first - n * HALF_DAY for n in range(self.venue(held).setup, 0, -1)]

    def teardown(self, held: ScheduledMeeting) -> list[datetime]:
        """Beginnings of the half-days after it for which its rooms are let."""
        last = _half_day(held.end - timedelta(microseconds=1))
        return [last + n * HALF_DAY for n in range(1, self.venue(held).teardown + 1)]

    def let(self, held: ScheduledMeeting) -> list[datetime]:
        """Beginnings of all half-days for which its rooms are let."""
        first, last = _half_day(held.start), _half_day(held.end - timedelta(microseconds=1))
        during = [first + n * HALF_DAY for n in range((last - first) // HALF_DAY + 1)]
        return [*self.setup(held), *during, *self.teardown(held)]

    def blackouts(self, days: Span) -> list[Blackout]:
        """The blackouts, hard and soft, with a day in common with these."""
        first, last = self.problem.blackout_days
        touches = (first <= days.last.toordinal()) & (last >= days.first.toordinal())
        return [self.problem.blackouts[n] for n in np.flatnonzero(touches).tolist()]

    def successive(self) -> Iterator[tuple[ScheduledMeeting, ScheduledMeeting]]:
        """Regional meetings that follow each other for somebody, as far as the plan has both."""
        for earlier, later in self.problem.successive:
            if earlier in self and later in self:
                yield self[earlier], self[later]

    def by_person(self) -> dict[int, list[ScheduledMeeting]]:
        """The meetings of each of the staff in order of time."""
        found: dict[int, list[ScheduledMeeting]] = defaultdict(list)
        for held in self.held:
            for person in sorted({*held.staff}):
                found[person].append(held)
        return dict(found)

    def by_region(self) -> dict[int, list[ScheduledMeeting]]:
        """The regional meetings of each region in order of time."""
        found: dict[int, list[ScheduledMeeting]] = defaultdict(list)
        for held in self.held:
            if held.meeting.region is not None:
                found[held.meeting.region].append(held)
        return dict(found)

    @cached_property
    def _by_index(self) -> dict[int, ScheduledMeeting]:
        return {held.index: held for held in self.held}


def on_one_day(meetings: Sequence[ScheduledMeeting]) -> Iterator[tuple[ScheduledMeeting, ScheduledMeeting]]:
    """Of meetings in order of time those with a day in common, the one that begins first before the other."""
    for place, first in enumerate(meetings):
        last = first.span.last
        for second in meetings[place + 1 :]:
            if second.day > last:
                break
            yield first, second


def _half_day(moment: datetime) -> datetime:
    """When the half-day of that moment begins on the wall clock."""
    return datetime(moment.year, moment.month, moment.day, 12 if moment.hour >= 12 else 0)  # noqa: DTZ001, PLR2004
