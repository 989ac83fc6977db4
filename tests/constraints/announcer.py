"""Make a random network one to be replanned: with published, past, weighted and already tried meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from calendars.days import ONE_DAY, Span
from constraints.problem.problem import Meeting, NoGood, PlannedMeeting, Problem
from constraints.problem.published import as_announced
from constraints.problem.rule import all_rules

T = TypeVar("T")


class Announcer:
    """Publishes meetings of a network whether or not they could be held so."""

    def __init__(self, random: Random, problem: Problem) -> None:
        self._random = random
        self._problem = problem

    def problem(self) -> Problem:
        first = min(meeting.window.first for meeting in self._problem.meetings)
        self._today = first + timedelta(days=self._random.randint(-2, 4))
        meetings = tuple(self._announced(meeting) for meeting in self._problem.meetings)
        return replace(
            self._problem, meetings=meetings, as_of=self._one(None, self._today, self._today),
            weights={key: self._one(0, 2, 3) for key in all_rules() if self._random.randrange(4) == 0},
            no_goods=tuple(self._earlier() for _ in range(self._one(0, 1, 1, 2))),
        )  # fmt: skip

    def _one(self, *of: T) -> T:
        return self._random.choice(of)

    def _chance(self, percent: int) -> bool:
        return self._random.randrange(100) < percent

    def _announced(self, meeting: Meeting) -> Meeting:
        """Return a published meeting, usually frozen if it is past; problems built by hand need not be."""
        if self._chance(67):
            planned = self._planned(meeting)
            frozen = planned.end.date() < self._today and self._chance(75)
            held = as_announced(self._problem, meeting, planned) if frozen else meeting
            return replace(held, published=planned, frozen=frozen)
        return meeting

    def _planned(self, meeting: Meeting) -> PlannedMeeting:
        problem, window = self._problem, meeting.window
        day = self._one(*window, window.first - ONE_DAY)
        start, end = self._one(*meeting.choices).hours.on(Span.of_days(day, meeting.days), problem.zone)
        venue = self._one(*meeting.venues, 0)
        rooms = [room.id for room in problem.rooms if room.venue == venue]
        number = 1 + self._one(meeting.rooms.breakouts, meeting.rooms.breakouts, 0)
        staff = [person for team, count in meeting.staff.items() for person in self._team(team, self._one(count, 2))]
        return PlannedMeeting(
            meeting.id, start, end, problem.venues[venue].id, tuple(self._some(rooms, number)), tuple(staff)
        )

    def _team(self, team: str, number: int) -> list[str]:
        return self._some([person.id for person in self._problem.staff if person.team == team], number)

    def _some(self, of: Sequence[T], number: int) -> list[T]:
        return self._random.sample(of, min(number, len(of)))

    def _earlier(self) -> NoGood:
        numbers = self._some(range(len(self._problem.meetings)), self._one(1, 2, 3))
        places = {number: self._place(self._problem.meetings[number]) for number in numbers}
        return NoGood(places, self._random.randint(1, len(places)))

    def _place(self, meeting: Meeting) -> tuple[date, int]:
        return self._one(*meeting.window), self._one(*meeting.venues)
