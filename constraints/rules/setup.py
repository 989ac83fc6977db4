"""The venue is open while its rooms are set up before a meeting and cleared after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.blackouts import BlackoutScope
from calendars.days import Span
from calendars.language import BoundMessage, Message
from constraints.problem.naming import for_each, meeting_name, reason_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen
from constraints.problem.rooms import first_half_day, last_half_day
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.closed_days import in_line, venue_closed

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Bools, Meeting, Problem

SET_UP = Message("setup.set_up", "The rooms for {meeting} must be set up on {day}, when {venue} is closed: {reason}.")
CLEARED = Message(
    "setup.cleared", "The rooms must be cleared after {meeting} on {day}, when {venue} is closed: {reason}."
)

OPEN_AROUND = Message(
    "setup.open_around",
    "The venue of {meeting} must be open while its rooms are set up before it and cleared after it: {venues}.",
)
HALF_DAYS = Message("setup.half_days", "{venue} takes {before} {before:half-day|half-days} before and {after} after")
NO_TIME = Message("setup.no_time", "none takes more than the meeting itself")
SAME_DAY = Message("setup.same_day", "Have the rooms set up and cleared within the hours of the meeting: {venue}.")
SHORT = {
    SET_UP: Message("setup.short_set_up", "the rooms must be set up on {day:date}, when {venue} is closed: {reason}"),
    CLEARED: Message(
        "setup.short_cleared", "the rooms must be cleared on {day:date}, when {venue} is closed: {reason}"
    ),
}


class Setup(Rule):
    """How many half-days that takes stands on the venue; what a half-day is, under one_meeting_per_room.

    Only days that are closed as a whole stand in the way.
    """

    title: ClassVar = Message("setup.title", "open for set-up and clearing")
    short: ClassVar = SHORT

    def allows(self, candidates: Candidates) -> Bools:
        problem, venue, day = candidates.problem, candidates.venue, candidates.day
        closed = venue_closed(problem)
        setup = np.array([each.setup for each in problem.venues], dtype=np.int64)[venue]
        teardown = np.array([each.teardown for each in problem.venues], dtype=np.int64)[venue]
        starts = np.array([first_half_day(each, 0) for each in problem.meetings], dtype=np.int64)
        ends = np.array([last_half_day(each, 0) for each in problem.meetings], dtype=np.int64)
        first = day + (starts[candidates.meeting] - setup) // 2
        last = day + (ends[candidates.meeting] + teardown) // 2
        before = closed.touch(venue, first, day - 1)
        return ~(before | closed.touch(venue, candidates.last_day + 1, last))

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            venue = schedule.venue(held)
            for sentence, half_days in ((SET_UP, schedule.setup(held)), (CLEARED, schedule.teardown(held))):
                for day in sorted({half_day.date() for half_day in half_days} - {*held.span}):
                    for blackout in schedule.blackouts(Span(day, day)):
                        theirs = (blackout.scope, blackout.target) == (BlackoutScope.VENUE, venue.id)
                        if blackout.hard and theirs and blackout.hours is None:
                            yield self.finding(
                                [held.id], sentence, meeting=schedule.name(held), day=day, venue=venue.name,
                                reason=reason_name(blackout),
                            )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def around(_number: int, meeting: Meeting) -> BoundMessage:
            taking = [problem.venues[venue] for venue in _with_setup(problem, meeting)]
            said = [
                BoundMessage(HALF_DAYS, {"venue": venue.name, "before": venue.setup, "after": venue.teardown})
                for venue in taking
            ]
            venues = in_line(said) if said else BoundMessage(NO_TIME)
            return BoundMessage(OPEN_AROUND, {"meeting": meeting_name(problem, meeting), "venues": venues})

        return for_each(problem, meetings, around, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        for number in chosen(problem, meetings):
            for venue in _with_setup(problem, problem.meetings[number]):
                yield Relaxation(
                    self.key(), "same_day", frozenset({number}), Unit.CHOICE, ConcessionKind.HOUSES, 1,
                    apply=partial(_within_hours, venue),
                    say=partial(_same_day, problem.venues[venue].name), values={"venue": problem.venues[venue].id},
                )  # fmt: skip


def _with_setup(problem: Problem, meeting: Meeting) -> list[int]:
    """Return the venues (indices) of a meeting that need time for set-up or clearing."""
    venues = ((number, problem.venues[number]) for number in sorted(meeting.venues))
    return [number for number, venue in venues if venue.setup or venue.teardown]


def _within_hours(number: int, problem: Problem, _amount: int) -> Problem:
    quick = replace(problem.venues[number], setup=0, teardown=0)
    return replace(problem, venues=(*problem.venues[:number], quick, *problem.venues[number + 1 :]))


def _same_day(venue: str, _amount: int) -> BoundMessage:
    return BoundMessage(SAME_DAY, {"venue": venue})
