"""Every minute that a member has to travel to a meeting costs points."""

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

MINUTES = Message(
    "travel.minutes", "The members have {minutes} {minutes:minute|minutes} in all, one way, to {meeting} at {venue}."
)


class Travel(Rule):
    """Counted one way for every member of a meeting, busy or not: where to meet is not decided by who is away."""

    title: ClassVar = Message("travel.title", "travel")
    needs_travel: ClassVar = True

    points: int = Field(default=0, ge=0, description="Points for each minute of each member, one way, every meeting.")

    @property
    def active(self) -> bool:
        return self.points > 0

    def charges(self, candidates: Candidates) -> Ints:
        problem = candidates.problem

        def minutes(meeting: Meeting, days: Ints, venues: Ints) -> Ints:
            homes = problem.municipality_of[list(meeting.members)]
            if candidates.attendance.varies(meeting):
                invited = candidates.attendance.invited(meeting).astype(np.int64)
                return np.asarray((invited.T @ problem.travel[homes])[days, venues])
            from_each = np.bincount(homes, minlength=len(problem.municipalities))
            return np.asarray((from_each @ problem.travel)[venues])

        return self.points * candidates.by_meeting(minutes)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        problem = schedule.problem
        for held in schedule:
            homes = [problem.members[member].municipality for member in held.members]
            minutes = sum(int(problem.travel[home, held.venue]) for home in homes)
            if minutes:
                yield self.finding(
                    [held.id], MINUTES, points=self.points * minutes,
                    minutes=minutes, meeting=schedule.name(held), venue=schedule.venue(held).name,
                )  # fmt: skip
