"""A meeting is held at its hours and for its number of days, and the hours lie within the day's limits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Sentence
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Held, Schedule
    from constraints.problem import Bools, Meeting

OTHER_HOURS = Sentence(
    en="{meeting} is planned on {day} from {start} to {end}; its hours are {first} to {last}.",
    da="{meeting} er lagt {day} kl. {start} til {end}; det skal holdes kl. {first} til {last}.",
)
OTHER_LENGTH = Sentence(
    en="{meeting} takes {days} {days:day|days} from {day}; it lasts {needed}.",
    da="{meeting} varer {days} {days:dag|dage} fra {day}; det skal vare {needed}.",
)
TOO_EARLY = Sentence(
    en="{meeting} begins on {day} at {start}; no meeting may begin before {limit}.",
    da="{meeting} begynder {day} kl. {start}; møder må tidligst begynde kl. {limit}.",
)
TOO_LATE = Sentence(
    en="{meeting} ends on {day} at {end}; no meeting may end after {limit}.",
    da="{meeting} slutter {day} kl. {end}; møder må senest slutte kl. {limit}.",
)


class Hours(Rule):
    """The hours of a meeting are data; the limits catch those that no meeting should have."""

    title: ClassVar = Sentence(en="hours", da="klokkeslæt")

    earliest: time | None = Field(default=None, description="Clock time before which no meeting begins.")
    latest: time | None = Field(default=None, description="Clock time after which no meeting ends.")

    def allows(self, candidates: Candidates) -> Bools:
        fine = [self._within(meeting) for meeting in candidates.problem.meetings]
        return np.array(fine, dtype=np.bool_)[candidates.meeting]

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._as_stated(schedule, held)
            yield from self._inside_limits(schedule, held)

    def _within(self, meeting: Meeting) -> bool:
        early = self.earliest is not None and meeting.hours.start < self.earliest
        late = self.latest is not None and meeting.hours.end > self.latest
        return not early and not late

    def _as_stated(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        name, stated = schedule.name(held), held.meeting.hours
        if (held.start.time(), held.end.time()) != (stated.start, stated.end):
            yield self.finding(
                [held.id], OTHER_HOURS, meeting=name, day=held.day, start=held.start, end=held.end,
                first=stated.start, last=stated.end,
            )  # fmt: skip
        if len(held.span) != held.meeting.days:
            needed = held.meeting.days
            yield self.finding([held.id], OTHER_LENGTH, meeting=name, day=held.day, days=len(held.span), needed=needed)

    def _inside_limits(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        name = schedule.name(held)
        if self.earliest is not None and held.start.time() < self.earliest:
            yield self.finding([held.id], TOO_EARLY, meeting=name, day=held.day, start=held.start, limit=self.earliest)
        if self.latest is not None and held.end.time() > self.latest:
            yield self.finding([held.id], TOO_LATE, meeting=name, day=held.span.last, end=held.end, limit=self.latest)
