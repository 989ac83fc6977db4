"""Days and venues that planners have fixed or ruled out for a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import Sentence
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Held, Schedule
    from constraints.problem import Bools, Ints, Meeting

FIXED_DAY = Sentence(
    en="{meeting} is on {day}, but is fixed to {fixed}.",
    da="{meeting} ligger {day}, men er fastlagt til {fixed}.",
)
RULED_OUT_DAY = Sentence(
    en="{meeting} begins on {day}, which is ruled out for it.",
    da="{meeting} begynder {day}, som er udelukket for mødet.",
)
FIXED_VENUE = Sentence(
    en="The venue of {meeting} is {venue}, but is fixed to {fixed}.",
    da="Mødestedet for {meeting} er {venue}, men er fastlagt til {fixed}.",
)
RULED_OUT_VENUE = Sentence(
    en="The venue of {meeting} is {venue}, which is ruled out for it.",
    da="Mødestedet for {meeting} er {venue}, som er udelukket for mødet.",
)


class Choices(Rule):
    """Days are first days; the choices stand on the meetings."""

    title: ClassVar = Sentence(en="fixed choices", da="fastlagte valg")

    def allows(self, candidates: Candidates) -> Bools:
        problem = candidates.problem

        def open_to(meeting: Meeting, days: Ints, venues: Ints) -> Bools:
            out = np.isin(days, [problem.index(day) for day in meeting.forbidden_days])
            out |= np.isin(venues, list(meeting.forbidden_venues))
            if meeting.fixed_day is not None:
                out |= days != problem.index(meeting.fixed_day)
            if meeting.fixed_venue is not None:
                out |= venues != meeting.fixed_venue
            return ~out

        return candidates.by_meeting(open_to)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._day(schedule, held)
            yield from self._venue(schedule, held)

    def _day(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        name, fixed = schedule.name(held), held.meeting.fixed_day
        if fixed is not None and held.day != fixed:
            yield self.finding([held.id], FIXED_DAY, meeting=name, day=held.day, fixed=fixed)
        if held.day in held.meeting.forbidden_days:
            yield self.finding([held.id], RULED_OUT_DAY, meeting=name, day=held.day)

    def _venue(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        name, fixed, venue = schedule.name(held), held.meeting.fixed_venue, schedule.venue(held).name
        if fixed is not None and held.venue != fixed:
            wanted = schedule.problem.venues[fixed].name
            yield self.finding([held.id], FIXED_VENUE, meeting=name, venue=venue, fixed=wanted)
        if held.venue in held.meeting.forbidden_venues:
            yield self.finding([held.id], RULED_OUT_VENUE, meeting=name, venue=venue)
