"""Food and drink cost points."""

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

MEALS = Message(
    "meals.meals",
    "Food and drink for {expected} {expected:person|people} on {days} {days:day|days} at {meeting} "
    "cost {price} {currency}.",
)


class Meals(Rule):
    """Those who come eat on every day of a meeting, guests among them and nobody from home; rounded down for each."""

    title: ClassVar = Message("meals.title", "meals")
    aim: ClassVar = Aim.LOWEST_COST

    points: int = Field(default=0, ge=0, description="Points for each whole `per` units of currency of meals.")
    per: int = Field(default=1, ge=1, description="Units of currency that cost `points`; the rest is not counted.")

    @property
    def active(self) -> bool:
        return self.points > 0

    def charges(self, candidates: Candidates) -> Ints:
        problem = candidates.problem
        a_head = problem.meals * np.array([meeting.days for meeting in problem.meetings], dtype=np.int64)
        return self.points * (a_head[candidates.meeting] * candidates.expected // self.per)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        problem = schedule.problem
        for held in schedule:
            price = held.coming * problem.meal_at(held.meeting) * held.length
            if price >= self.per:
                yield self.finding(
                    [held.id], MEALS, points=price // self.per * self.points, expected=held.coming,
                    days=held.length, meeting=schedule.name(held), price=price, currency=problem.currency,
                )  # fmt: skip
