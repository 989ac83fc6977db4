"""Meetings that are moved from their announced day are held soon: every day until then costs points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.problem.rule import Aim, Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Ints

LATER = Message("soonest.later", "{meeting} is moved to {day}, {n} {n:day|days} from now.")


class Soonest(Rule):
    """Counted from today to the new first day; what keeps its day costs nothing."""

    title: ClassVar = Message("soonest.title", "moved meetings soon")
    aim: ClassVar = Aim.SOONEST

    points: int = Field(default=0, ge=0, description="Points for each day until a meeting that is moved.")

    @property
    def active(self) -> bool:
        return self.points > 0

    @classmethod
    def usual_for_aim(cls) -> Soonest:
        return cls(points=10)

    def charges(self, candidates: Candidates) -> Ints | None:
        problem = candidates.problem
        if problem.as_of is None:
            return None
        today, days = problem.index(problem.as_of), np.zeros(len(candidates), dtype=np.int64)
        for number, told in enumerate(candidates.published):
            if told is not None:
                day = candidates.day[candidates.of(number)]
                days[candidates.of(number)] = (day != told.day) * np.maximum(day - today, 0)
        return self.points * days

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        as_of = schedule.problem.as_of
        for held in schedule:
            told = held.meeting.published
            if told and as_of and held.day != told.start.date() and held.day > as_of:
                days = (held.day - as_of).days
                yield self.finding(
                    [held.id], LATER, points=self.points * days, meeting=schedule.name(held), day=held.day, n=days
                )
