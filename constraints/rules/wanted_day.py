"""Every day between a meeting and the day it should be close to costs points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Ints, Meeting

AWAY = Message("wanted_day.away", "{meeting} begins on {day}, {n} {n:day|days} from the wanted {wanted}.")


class WantedDay(Rule):
    """Counted to the first day of a meeting; meetings without a wanted day cost nothing."""

    title: ClassVar = Message("wanted_day.title", "closeness to the wanted day")

    points: int = Field(default=0, ge=0, description="Points for each day between a meeting and its wanted day.")

    @property
    def active(self) -> bool:
        return self.points > 0

    def charges(self, candidates: Candidates) -> Ints:
        index = candidates.problem.index

        def away(meeting: Meeting, days: Ints, _venues: Ints) -> Ints:
            return np.zeros_like(days) if meeting.wanted is None else np.abs(days - index(meeting.wanted))

        return self.points * candidates.by_meeting(away)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            wanted = held.meeting.wanted
            if wanted is not None and wanted != held.day:
                days = abs((held.day - wanted).days)
                yield self.finding(
                    [held.id], AWAY, points=self.points * days,
                    meeting=schedule.name(held), day=held.day, n=days, wanted=wanted,
                )  # fmt: skip
