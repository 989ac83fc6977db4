"""Every day of a meeting is one of the allowed weekdays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Sentence
from constraints.rule import Finding, Rule
from constraints.weekday_names import WEEKDAY_TEXTS, WEEKDAYS, WeekdayName

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Schedule
    from constraints.problem import Bools

WRONG = Sentence(
    en="{meeting} falls on {day}; meetings are only held on {allowed}.",
    da="{meeting} falder på {day}; der holdes kun møder {allowed}.",
)


class Weekdays(Rule):
    """Monday to Friday if nothing else is said."""

    title: ClassVar = Sentence(en="allowed weekdays", da="tilladte ugedage")

    allowed: tuple[WeekdayName, ...] = Field(
        default=WEEKDAYS[:5], min_length=1, description="Weekdays on which meetings may be held."
    )

    @property
    def active(self) -> bool:
        return {*self.allowed} != {*WEEKDAYS}

    def allows(self, candidates: Candidates) -> Bools:
        open_days = np.array([name in self.allowed for name in WEEKDAYS])
        monday = candidates.problem.horizon.first.weekday()
        fine = np.ones(len(candidates), dtype=np.bool_)
        for later in range(max((meeting.days for meeting in candidates.problem.meetings), default=0)):
            day = candidates.day + later
            fine &= open_days[(monday + day) % 7] | (day > candidates.last_day)
        return fine

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        allowed = [WEEKDAY_TEXTS[name] for name in WEEKDAYS if name in self.allowed]
        for held in schedule:
            for day in held.span:
                if WEEKDAYS[day.weekday()] not in self.allowed:
                    yield self.finding([held.id], WRONG, meeting=schedule.name(held), day=day, allowed=allowed)
