"""Plans, as they are written with ids and times, and schedules, in which the ids are looked up.

The independent check judges schedules. To stay independent, nothing here is shared with the model: who is busy is found
by comparing busy periods with the times of one meeting, not from the tables of days from which the model is built.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from calendars.days import ONE_DAY, Span
from constraints.problem.naming import meeting_name
from constraints.problem.problem import PlannedMeeting, PricePer

if TYPE_CHECKING:
    from calendars.blackouts import Blackout
    from constraints.problem.problem import Meeting, Problem, Room, Venue


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: all meetings in order of time."""

    meetings: tuple[PlannedMeeting, ...]

    @classmethod
    def of(cls, meetings: list[PlannedMeeting]) -> Plan:
        """Return the plan of these meetings, sorted by time."""
        return cls(tuple(sorted(meetings, key=lambda meeting: (meeting.start, meeting.meeting))))


HALF_DAY, HOUR, MINUTE, RESOLUTION = timedelta(hours=12), timedelta(hours=1), timedelta(minutes=1), timedelta.resolution

Block = tuple[datetime, datetime]
"""A time by the wall clock, as naive datetimes, from the first up to but not including the second."""


@dataclass(frozen=True)
class ScheduledMeeting:
    """One meeting of a plan, with its ids looked up.

    Attributes:
        index: index of the meeting in the problem.
        meeting: the meeting in the problem.
        start, end: aware, in the network's zone.
        venue: index of the venue.
        rooms: indices of the rooms, the plenary room first.
        staff: indices of the staff assigned to it.
        members: indices of the members who are invited, as it begins on that day.
        absent: indices of those of them who are busy at some time during it, declined or wait for a place.
        busy_staff: indices of all staff, assigned or not, who are busy at some time during it.
        from_home: number of those expected who join from home; everybody if it is online.
    """

    index: int
    meeting: Meeting
    start: datetime
    end: datetime
    venue: int
    rooms: tuple[int, ...]
    staff: tuple[int, ...]
    members: frozenset[int]
    absent: frozenset[int]
    busy_staff: frozenset[int]
    from_home: int = 0

    @property
    def id(self) -> str:
        """Id of the meeting."""
        return self.meeting.id

    @cached_property
    def day(self) -> date:
        """The first day."""
        return self.start.date()

    @cached_property
    def span(self) -> Span:
        """The days from first to last."""
        return Span(self.start.date(), self.end.date())

    @property
    def overnight(self) -> bool:
        """Whether it is one continuous stay, nights included, rather than the same hours on each of its days."""
        return self.meeting.hours.overnight or self.end.time() <= self.start.time()

    @cached_property
    def length(self) -> int:
        """The number of days."""
        return len(self.span)

    @cached_property
    def coming(self) -> int:
        """The number of those who come to the venue: free members, no more than there are places, and guests."""
        there = len(self.members) - len(self.absent) - self.from_home
        return (there if self.meeting.places is None else min(there, self.meeting.places)) + self.meeting.guests

    @property
    def expected(self) -> int:
        """The expected attendance: those who come to the venue, and those who join from home."""
        return self.coming + self.from_home


@dataclass(frozen=True)
class Schedule:
    """The meetings of a plan in order of time, with what rules ask about them."""

    problem: Problem
    held: tuple[ScheduledMeeting, ...]

    def __iter__(self) -> Iterator[ScheduledMeeting]:
        return iter(self.held)

    def __getitem__(self, meeting: int) -> ScheduledMeeting:
        """Return the meeting of that index.

        Raises:
            KeyError: if the plan lacks it.
        """
        return self._by_index[meeting]

    def __contains__(self, meeting: int) -> bool:
        return meeting in self._by_index

    def name(self, held: ScheduledMeeting) -> str:
        """Return the displayed name of a meeting."""
        return meeting_name(self.problem, held.meeting)

    def venue(self, held: ScheduledMeeting) -> Venue:
        """Return the venue of a meeting."""
        return self.problem.venues[held.venue]

    def rooms(self, held: ScheduledMeeting) -> list[Room]:
        """Return the rooms of a meeting, the plenary room first."""
        return [self.problem.rooms[room] for room in held.rooms]

    def let(self, held: ScheduledMeeting) -> list[Block]:
        """Return the times for which the rooms of a meeting are let, set-up and clearing included, in order.

        A venue that lets by the clock lets them for the meeting and for the minutes that set-up and clearing take, on
        each of its days unless it is one continuous stay or clearing lasts until the next set-up; any other for whole
        half-days, from the first to the last. Online nothing is let.
        """
        venue = self.venue(held)
        before, after = (n * (MINUTE if venue.by_clock else HALF_DAY) for n in (venue.setup, venue.teardown))
        first, last = (each.replace(tzinfo=None, fold=0) for each in (held.start, held.end))
        if venue.online:
            return [(first, first)]
        if not venue.by_clock:
            return [(_half_day(first) - before, _half_day(last - RESOLUTION) + HALF_DAY + after)]
        end = datetime.combine(first, last.time())
        if held.overnight or first + ONE_DAY - before <= end + after:
            return [(first - before, last + after)]
        days = [ONE_DAY * n for n in range(held.length)]
        return [(first + later - before, end + later + after) for later in days]

    def rent(self, held: ScheduledMeeting) -> int:
        """Return the price of a meeting's rooms, in whole units of currency, as its venue counts."""
        rates = self.problem.rates(held.day)
        return sum([rates[room] for room in held.rooms]) * self._units(held)

    def _units(self, held: ScheduledMeeting) -> int:
        """Return the days of a meeting, or the half-days or hours, begun ones included, for which rooms are let."""
        price_per = self.venue(held).price_per
        if price_per is PricePer.DAY:
            return held.length
        unit = HALF_DAY if price_per is PricePer.HALF_DAY else HOUR
        if price_per is PricePer.HOUR:
            return sum(-((first - after) // unit) for first, after in self.let(held))
        return len(
            {
                first + n * unit
                for begin, after in self.let(held)
                for first in [_half_day(begin)]
                for n in range(-((first - after) // unit))
            }
        )

    def blackouts(self, days: Span) -> list[Blackout]:
        """Return the blackouts, hard and soft, that overlap these days."""
        first, last = self.problem.blackout_days
        touches = (first <= days.last.toordinal()) & (last >= days.first.toordinal())
        return [self.problem.blackouts[n] for n in np.flatnonzero(touches).tolist()]

    def successive(self) -> Iterator[tuple[ScheduledMeeting, ScheduledMeeting]]:
        """Yield the pairs of `Problem.successive` of which the plan has both meetings."""
        for earlier, later in self.problem.successive:
            if earlier in self and later in self:
                yield self[earlier], self[later]

    def by_person(self) -> dict[int, list[ScheduledMeeting]]:
        """Return the meetings of each staff person, by index and in order of time."""
        found: dict[int, list[ScheduledMeeting]] = defaultdict(list)
        for held in self.held:
            for person in sorted({*held.staff}):
                found[person].append(held)
        return dict(found)

    def by_region(self) -> dict[int, list[ScheduledMeeting]]:
        """Return the regional meetings of each region, by index and in order of time."""
        found: dict[int, list[ScheduledMeeting]] = defaultdict(list)
        for held in self.held:
            if held.meeting.region is not None:
                found[held.meeting.region].append(held)
        return dict(found)

    @cached_property
    def _by_index(self) -> dict[int, ScheduledMeeting]:
        return {held.index: held for held in self.held}


def percent_from_home(problem: Problem, meeting: Meeting, municipality: int, venue: int) -> int:
    """Return how many of a municipality (an index) join a meeting at a venue (an index) from home, in percent."""
    if problem.venues[venue].online:
        return 100
    minutes = int(problem.travel[municipality, venue])
    reached = [share for share in meeting.home_shares if share.minutes <= minutes]
    return max(reached, key=lambda share: share.minutes).percent if reached else 0


def joining_from_home(problem: Problem, meeting: Meeting, venue: int, free: Iterable[int]) -> int:
    """Return how many of the free members (indices) join a meeting from home, rounded down; online guests do too."""
    if not meeting.home_shares and not problem.venues[venue].online:
        return 0
    homes = (problem.members[member].municipality for member in free)
    members = sum(percent_from_home(problem, meeting, home, venue) for home in homes) // 100
    return members + (meeting.guests if problem.venues[venue].online else 0)


def on_one_day(meetings: Sequence[ScheduledMeeting]) -> Iterator[tuple[ScheduledMeeting, ScheduledMeeting]]:
    """Yield the pairs of meetings with a day in common, the earlier one first.

    Args:
        meetings: in order of time.
    """
    for place, first in enumerate(meetings):
        last = first.span.last
        for second in meetings[place + 1 :]:
            if second.day > last:
                break
            yield first, second


def _half_day(moment: datetime) -> datetime:
    """Return the start of the half-day that contains the time, as a naive wall-clock time."""
    return datetime(moment.year, moment.month, moment.day, 12 if moment.hour >= 12 else 0)  # noqa: DTZ001, PLR2004
