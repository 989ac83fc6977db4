"""The venue is open while its rooms are set up before a meeting and cleared after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.blackout import Scope
from calendars.language import Sentence
from calendars.span import Span
from constraints.half_days import first_half_day, last_half_day
from constraints.marked_days import venue_closed
from constraints.naming import reason_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Schedule
    from constraints.problem import Bools

SET_UP = Sentence(
    en="The rooms for {meeting} must be set up on {day}, when {venue} is closed: {reason}.",
    da="Lokalerne til {meeting} skal gøres klar {day}, hvor {venue} har lukket: {reason}.",
)
CLEARED = Sentence(
    en="The rooms must be cleared after {meeting} on {day}, when {venue} is closed: {reason}.",
    da="Lokalerne skal ryddes efter {meeting} {day}, hvor {venue} har lukket: {reason}.",
)


class Setup(Rule):
    """How many half-days that takes stands on the venue."""

    title: ClassVar = Sentence(en="open for set-up and clearing", da="åbent for opstilling og oprydning")

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
                        if blackout.hard and (blackout.scope, blackout.target) == (Scope.VENUE, venue.id):
                            yield self.finding(
                                [held.id], sentence, meeting=schedule.name(held), day=day, venue=venue.name,
                                reason=reason_name(blackout),
                            )  # fmt: skip
