"""Meetings cost points by the chance that an event which may come would hit them, such as an election."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Message
from calendars.risks import MILLION
from constraints.problem.reserves import closes
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.risks import reached

if TYPE_CHECKING:
    from datetime import date

    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Ints, Meeting, Problem, Risk

EXPOSED = Message(
    "exposure.exposed",
    "{meeting} on {day} is hit by {reason} with a chance of {percent}%, as the network supposes it.",
)


class Exposure(Rule):
    """What may come stands in [[risks]]; `planner foresee` says more of it. The chance is counted from today.

    It is counted from the first day that is planned where there is no plan yet. A meeting that has begun before the
    event is not hit. Risks that name people alone are not counted, as meetings can do without some of them.
    """

    title: ClassVar = Message("exposure.title", "exposure to what may come")
    weighs_risks: ClassVar = True

    points: int = Field(
        default=0, ge=0, description="Points for a meeting that is hit for sure; a chance of 10% costs a tenth."
    )
    points_per_member: int = Field(
        default=0, ge=0, description="Points more for each member invited to it, likewise by the chance."
    )

    @property
    def active(self) -> bool:
        return self.points > 0 or self.points_per_member > 0

    def at_price(self, points: int) -> Exposure:
        """Return the rule at another price; one that charges nothing counts meetings alone."""
        greatest = max(self.points, self.points_per_member)
        if not greatest:
            return Exposure(points=points)
        return Exposure(
            points=round(points * self.points / greatest),
            points_per_member=round(points * self.points_per_member / greatest),
        )

    def charges(self, candidates: Candidates) -> Ints:
        problem = candidates.problem
        total = np.zeros(len(candidates), dtype=np.int64)
        if not problem.risks:
            return total

        def full(meeting: Meeting, days: Ints, _venues: Ints) -> Ints:
            return self.points + self.points_per_member * candidates.attendance.number_invited(meeting)[days]

        disruption = candidates.by_meeting(full)
        for risk in problem.risks:
            chance = np.zeros(problem.days, dtype=np.int64)
            for day, millionths in _millionths(problem, risk).items():
                if day in problem.horizon:
                    chance[problem.index(day)] = millionths
            hit = reached(candidates, risk)
            total += np.where(hit, (disruption * chance[candidates.day] + MILLION // 2) // MILLION, 0)
        return total

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        problem = schedule.problem
        for held in schedule:
            full = self.points + self.points_per_member * len(held.members)
            for risk in problem.risks:
                millionths = _millionths(problem, risk).get(held.day)
                if millionths is None or not closes(problem, risk, held):
                    continue
                points = (full * millionths + MILLION // 2) // MILLION
                if points:
                    yield self.finding(
                        [held.id], EXPOSED, points=points, meeting=schedule.name(held), day=held.day,
                        reason=risk.reason, percent=round(millionths / (MILLION / 100), 1),
                    )  # fmt: skip


def _millionths(problem: Problem, risk: Risk) -> Mapping[date, int]:
    return risk.when.millionths(problem.as_of or problem.horizon.first)
