"""Meetings on some weekdays cost points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.problem.naming import WEEKDAYS
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Ints, Meeting

COSTLY = Message("weekday_points.costly", "{meeting} takes up {day}, a weekday better left free.")


class WeekdayPoints(Rule):
    """Charged for every day of a meeting."""

    title: ClassVar = Message("weekday_points.title", "weekdays")

    monday: int = Field(default=0, ge=0, description="Points for each meeting day on a Monday.")
    tuesday: int = Field(default=0, ge=0, description="Points for each meeting day on a Tuesday.")
    wednesday: int = Field(default=0, ge=0, description="Points for each meeting day on a Wednesday.")
    thursday: int = Field(default=0, ge=0, description="Points for each meeting day on a Thursday.")
    friday: int = Field(default=0, ge=0, description="Points for each meeting day on a Friday.")
    saturday: int = Field(default=0, ge=0, description="Points for each meeting day on a Saturday.")
    sunday: int = Field(default=0, ge=0, description="Points for each meeting day on a Sunday.")

    @property
    def active(self) -> bool:
        return any(self._week)

    @property
    def _week(self) -> tuple[int, ...]:
        """The points in the order of `date.weekday`."""
        return tuple(getattr(self, name) for name in WEEKDAYS)

    def charges(self, candidates: Candidates) -> Ints:
        week = np.array(self._week, dtype=np.int64)
        first = candidates.problem.horizon.first.weekday()

        def points(meeting: Meeting, days: Ints, _venues: Ints) -> Ints:
            return np.asarray(sum(week[(first + days + later) % 7] for later in range(meeting.days)))

        return candidates.by_meeting(points)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for day in held.span:
                points = self._week[day.weekday()]
                if points:
                    yield self.finding([held.id], COSTLY, points=points, meeting=schedule.name(held), day=day)
