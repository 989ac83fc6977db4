"""Rooms and staff for a meeting at any place, and findings about staff that name everybody who is busy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from calendars.days import Span
from constraints.problem.plan import Block, Schedule, ScheduledMeeting, joining_from_home
from constraints.problem.reserves import reserves_held
from constraints.problem.rooms import NO_ROOMS, RoomSets, cheapest_set, closed_rooms
from constraints.problem.rule import Finding

if TYPE_CHECKING:
    from constraints.problem.problem import Meeting, Problem


Judge = Callable[[ScheduledMeeting], Iterable["Finding"]]
"""Function that returns the findings of the rules on a scheduled meeting."""
Trouble = Callable[[ScheduledMeeting], tuple[int, ...]]
"""Function that returns how much stands against a scheduled meeting, what counts most first."""


class Placing:
    """Schedules one meeting at any place among the others; at its planned place it is as planned.

    Rooms are the cheapest ones that are large enough and not let to another meeting; if there are none, the cheapest
    ones that are large enough; else the largest ones. The staff of each team are those without violations, then those
    with the fewest by themselves, then the fewest at all, then the fewest points, then those who work at the planned
    meeting.

    Args:
        others: the other meetings of the plan.
        now: the meeting as planned.
        judge: called with everybody of the needed teams at the meeting; findings on a person must name the person in
            `about`.
        trouble: called where the meeting may have several hours; those with the least are chosen.
        by_itself: the same among those others that cannot move; None if these are all.
    """

    def __init__(
        self, others: Schedule, now: ScheduledMeeting, judge: Judge, *, trouble: Trouble,
        by_itself: Placing | None = None,
    ) -> None:  # fmt: skip
        self._others = others
        self._problem: Problem = others.problem
        self._index = now.index
        self._meeting: Meeting = self._problem.meetings[now.index]
        self._now = now
        self._judge = judge
        self._trouble = trouble
        self._by_itself = by_itself or self
        self._room_sets = RoomSets(self._problem)
        self._choices = self._meeting.choices
        self._on: dict[tuple[date, int], ScheduledMeeting] = {}

    def held(self, day: date, venue: int) -> ScheduledMeeting:
        """Return the meeting with that first day at that venue (index), with rooms and staff."""
        if self._is_now(day, venue):
            return self._now
        found = [self._at_hours(self._empty(day, number), venue) for number in range(len(self._choices))]
        return found[0] if len(found) == 1 else min(found, key=self._trouble)

    def unstaffed(self, day: date, venue: int) -> ScheduledMeeting:
        """Return the meeting with that first day at that venue (index), with rooms but without staff."""
        if self._is_now(day, venue) or len(self._choices) > 1:
            return replace(self.held(day, venue), staff=())
        return self._at_hours(self._empty(day, 0), venue, staffed=False)

    def _at_hours(self, then: ScheduledMeeting, venue: int, *, staffed: bool = True) -> ScheduledMeeting:
        home = joining_from_home(self._problem, self._meeting, venue, then.members - then.absent)
        there = replace(then, venue=venue, from_home=home)
        there = replace(there, rooms=self._rooms(there))
        if not staffed or not self._team_members:
            return there
        return replace(there, staff=self._staff(replace(there, staff=self._team_members)))

    def _rooms(self, held: ScheduledMeeting) -> tuple[int, ...]:
        """Return rooms for the meeting (indices), the plenary room first."""
        if self._problem.venues[held.venue].online:
            return ()
        hours = next(
            each for each in self._choices if (each.hours.start, each.hours.end) == (held.start.time(), held.end.time())
        )
        sets, which = closed_rooms(self._problem, hours, held.venue)
        shut = sets[int(which[self._problem.index(held.day)])] if held.day in self._problem.horizon else NO_ROOMS
        large, small = self._room_sets.fitting(self._meeting.rooms, held.venue, held.coming, shut)
        free = self._free_parts(held)
        rates = self._problem.rates(held.day)
        found = self._cheapest(free(large), free(small), rates) or self._cheapest(large, small, rates)
        return found or self._largest(held.venue)

    def _is_now(self, day: date, venue: int) -> bool:
        return (self._now.day, self._now.venue) == (day, venue)

    def _cheapest(self, large: Sequence[int], small: Sequence[int], rates: Sequence[int]) -> tuple[int, ...]:
        found = cheapest_set(self._problem.rooms, large, small, self._meeting.rooms.breakouts, rates)
        return () if found is None else found.rooms

    def _largest(self, venue: int) -> tuple[int, ...]:
        """Return the largest rooms without common parts, as far as there are any (indices)."""
        need, rooms = self._meeting.rooms, self._problem.rooms
        chosen: list[int] = []
        for layout, number in ((need.layout, 1), (need.breakout_layout, need.breakouts)):
            here = [n for n, room in enumerate(rooms) if room.venue == venue]
            largest = sorted(here, key=lambda n: -rooms[n].seats.get(layout, 0))
            for room in largest:
                apart = not any(rooms[room].parts & rooms[other].parts for other in chosen)
                if number and apart:
                    chosen.append(room)
                    number -= 1  # noqa: PLW2901 - so many are left to find
        return tuple(chosen)

    def _free_parts(self, held: ScheduledMeeting) -> Callable[[Iterable[int]], tuple[int, ...]]:
        """Return a filter for rooms (indices) that no other meeting uses at that time."""
        wanted, venue = self._others.let(held), held.venue
        taken = {part for times, parts in self._let.get(venue, []) if _overlap(wanted, times) for part in parts}
        return lambda rooms: tuple(room for room in rooms if not self._problem.rooms[room].parts & taken)

    @cached_property
    def _let(self) -> dict[int, list[tuple[list[Block], frozenset[int]]]]:
        """The times and parts of rooms that are let to others or in reserve for them, by venue."""
        found: dict[int, list[tuple[list[Block], frozenset[int]]]] = {}
        for held in self._others:
            parts = frozenset(part for room in self._others.rooms(held) for part in room.parts)
            found.setdefault(held.venue, []).append((self._others.let(held), parts))
        for reserve in reserves_held(self._problem):
            if self._index not in reserve.own and not reserve.used(self._others):
                place = reserve.place(self._problem)
                found.setdefault(place.venue, []).append((self._others.let(place), reserve.parts(self._problem)))
        return found

    @cached_property
    def _team_members(self) -> tuple[int, ...]:
        """Everybody of the teams that the meeting needs (indices)."""
        needed = {team for team, number in self._meeting.staff.items() if number}
        return tuple(n for n, person in enumerate(self._problem.staff) if person.team in needed)

    def _staff(self, everybody: ScheduledMeeting) -> tuple[int, ...]:
        about = self._about(everybody)
        broken = {person: sum(each.broken for each in found) for person, found in about.items()}
        alone: Mapping[int, int] = {}
        if any(broken.values()):
            found_alone = self._by_itself._about(everybody)  # noqa: SLF001 - of the same class
            alone = {person: sum(each.broken for each in found) for person, found in found_alone.items()}

        def trouble(person: int) -> tuple[bool, int, int, int, bool, int]:
            points = sum(each.points for each in about[person])
            here = person in self._now.staff
            return broken[person] > 0, alone.get(person, 0), broken[person], points, not here, person

        chosen: list[int] = []
        for team, number in self._meeting.staff.items():
            of_team = [n for n in self._team_members if self._problem.staff[n].team == team]
            chosen += sorted(of_team, key=lambda each: (each not in self._meeting.speakers, trouble(each)))[:number]
        return tuple(sorted(chosen))

    def _about(self, everybody: ScheduledMeeting) -> dict[int, list[Finding]]:
        """Return the findings about each of the team members (indices) with everybody at the meeting."""
        numbers = {self._problem.staff[n].id: n for n in self._team_members}
        found: dict[int, list[Finding]] = {n: [] for n in self._team_members}
        for finding in self._judge(everybody):
            for each in finding.about:
                if each in numbers:
                    found[numbers[each]].append(finding)
        return found

    def _empty(self, day: date, choice: int) -> ScheduledMeeting:
        """Return the meeting on that day without venue, rooms and staff, on which it does not depend who is busy.

        Args:
            day: its first day.
            choice: index of its hours in `Meeting.choices`.
        """
        if (day, choice) not in self._on:
            meeting, zone = self._choices[choice], self._problem.zone
            days, hours = Span.of_days(day, meeting.days), meeting.hours
            start = datetime.combine(days.first, hours.start, zone)
            end = datetime.combine(days.last, hours.end, zone)
            invited = self._problem.invited(meeting, day)
            absent = self._problem.absent(meeting, start, end, overnight=hours.overnight)
            busy = self._problem.staff_busy.during(start, end, overnight=hours.overnight)
            self._on[day, choice] = ScheduledMeeting(
                self._index, self._meeting, start, end, 0, (), (), invited, absent, busy
            )
        return self._on[day, choice]


def _overlap(times: list[Block], others: list[Block]) -> bool:
    return any(first < end and start < after for (first, after), (start, end) in product(times, others))
