"""Every minute that a member has to travel to a meeting costs points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.problem.plan import percent_from_home
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Ints, Meeting, Problem

MINUTES = Message(
    "travel.minutes", "The members have {minutes} {minutes:minute|minutes} in all, one way, to {meeting} at {venue}."
)


class Travel(Rule):
    """Counted one way for every member of a meeting, busy or not: where to meet is not decided by who is away.

    Those who join from home do not travel: of a hybrid meeting the share of each municipality that comes is counted,
    rounded down for each meeting, and nobody travels to a meeting online.
    """

    title: ClassVar = Message("travel.title", "travel")
    needs_travel: ClassVar = True

    points: int = Field(default=0, ge=0, description="Points for each minute of each member, one way, every meeting.")

    @property
    def active(self) -> bool:
        return self.points > 0

    def charges(self, candidates: Candidates) -> Ints:
        problem = candidates.problem

        def minutes(meeting: Meeting, days: Ints, venues: Ints) -> Ints:
            homes, travel = problem.municipality_of[list(meeting.members)], problem.travel
            if meeting.home_shares:
                travel = travel * (100 - problem.percent_from_home(meeting))
            if candidates.attendance.varies(meeting):
                invited = candidates.attendance.invited(meeting).astype(np.int64)
                found = (invited.T @ travel[homes])[days, venues]
            else:
                found = (np.bincount(homes, minlength=len(problem.municipalities)) @ travel)[venues]
            return np.asarray(found // 100 if meeting.home_shares else found)

        return self.points * candidates.by_meeting(minutes)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        problem = schedule.problem
        for held in schedule:
            homes = [problem.members[member].municipality for member in held.members]
            minutes = sum(int(problem.travel[home, held.venue]) * _coming(problem, held, home) for home in homes) // 100
            if minutes:
                yield self.finding(
                    [held.id], MINUTES, points=self.points * minutes,
                    minutes=minutes, meeting=schedule.name(held), venue=schedule.venue(held).name,
                )  # fmt: skip


def _coming(problem: Problem, held: ScheduledMeeting, home: int) -> int:
    """Return how many of a municipality (an index) travel to a meeting, in percent."""
    if not held.meeting.home_shares:
        return 100
    return 100 - percent_from_home(problem, held.meeting, home, held.venue)
