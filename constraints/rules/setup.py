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
from constraints.problem.plan import RESOLUTION
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen
from constraints.problem.rooms import DAY_MINUTES, let_minutes
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
MINUTES = Message("setup.minutes", "{venue} takes {before} {before:minute|minutes} before and {after} after")
NO_TIME = Message("setup.no_time", "none takes more than the meeting itself")
SAME_DAY = Message("setup.same_day", "Have the rooms set up and cleared within the hours of the meeting: {venue}.")
SHORT = {
    SET_UP: Message("setup.short_set_up", "the rooms must be set up on {day:date}, when {venue} is closed: {reason}"),
    CLEARED: Message(
        "setup.short_cleared", "the rooms must be cleared on {day:date}, when {venue} is closed: {reason}"
    ),
}


class Setup(Rule):
    """How long that takes stands on the venue, in half-days or minutes; how rooms are let, under one_meeting_per_room.

    Only days before the first and after the last day of the meeting are asked about here, and only days that are closed
    as a whole stand in the way.
    """

    title: ClassVar = Message("setup.title", "open for set-up and clearing")
    short: ClassVar = SHORT

    def allows(self, candidates: Candidates) -> Bools:
        problem, venue, day = candidates.problem, candidates.venue, candidates.day
        closed = venue_closed(problem)
        let = [[let_minutes(meeting, each) for each in problem.venues] for meeting in candidates.choices]
        ends = np.array([[(times[0][0], times[-1][1] - 1) for times in row] for row in let], dtype=np.int64)
        first, last = ends.reshape(len(let), len(problem.venues), 2)[candidates.choice, venue].T // DAY_MINUTES
        before = closed.touch(venue, day + first, day - 1)
        return ~(before | closed.touch(venue, candidates.last_day + 1, day + last))

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            venue = schedule.venue(held)
            let = schedule.let(held)
            first, last = let[0][0].date(), (let[-1][1] - RESOLUTION).date()
            for day in Span(min(first, held.span.first), max(last, held.span.last)):
                if day not in held.span:
                    for blackout in schedule.blackouts(Span(day, day)):
                        theirs = (blackout.scope, blackout.target) == (BlackoutScope.VENUE, venue.id)
                        if blackout.hard and theirs and blackout.hours is None:
                            yield self.finding(
                                [held.id], SET_UP if day < held.day else CLEARED, meeting=schedule.name(held),
                                day=day, venue=venue.name, reason=reason_name(blackout),
                            )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def around(_number: int, meeting: Meeting) -> BoundMessage:
            taking = [problem.venues[venue] for venue in _with_setup(problem, meeting)]
            said = [
                BoundMessage(
                    MINUTES if venue.by_clock else HALF_DAYS,
                    {"venue": venue.name, "before": venue.setup, "after": venue.teardown},
                )
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
