"""What the worst-off municipality of each region travels over the whole series costs points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Sentence
from constraints.linear import Sum
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Held, Schedule
    from constraints.model import Model
    from constraints.problem import Ints

FURTHEST = Sentence(
    en="{names} {n:travels|travel} furthest in {region}: {minutes} {minutes:minute|minutes} one way "
    "to {count} regional {count:meeting|meetings}.",
    da="{names} har længst til møderne i {region}: {minutes} {minutes:minut|minutter} hver vej "
    "til {count} {count:regionalt møde|regionale møder}.",
)


class WorstTravel(Rule):
    """The largest total of minutes of one municipality to its region's meetings; one traveller each, one way."""

    title: ClassVar = Sentence(en="travel of the worst-off", da="rejsetid for den dårligst stillede")

    points: int = Field(
        default=0, ge=0, description="Points for each minute one way of the municipality that travels most in a region."
    )

    @property
    def active(self) -> bool:
        return self.points > 0

    def post(self, model: Model) -> None:
        for region in range(len(model.problem.regions)):
            of_region = [index for index, meeting in enumerate(model.problem.meetings) if meeting.region == region]
            choices = [(meeting, venue) for meeting in of_region for venue in model.venues_of(meeting)]
            if choices:
                self._charge(model, choices)

    def _charge(self, model: Model, choices: list[tuple[int, int]]) -> None:
        there = [model.at_venue(meeting, venue) for meeting, venue in choices]
        worst = model.quantity()
        for minutes in _undominated(_minutes(model, choices)).tolist():
            total = Sum.total(minute * at for minute, at in zip(minutes, there, strict=True) if minute)
            model.require(worst - total, at_least=0)
        model.charge(self.points * worst)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for region, meetings in schedule.by_region().items():
            total = _totals(schedule, meetings)
            most = max(total.values(), default=0)
            if most:
                worst = [schedule.problem.municipalities[home] for home in sorted(total) if total[home] == most]
                yield self.finding(
                    (held.id for held in meetings), FURTHEST, points=self.points * most,
                    about=(each.id for each in worst), names=[each.name for each in worst], n=len(worst),
                    region=schedule.problem.regions[region].name, minutes=most, count=len(meetings),
                )  # fmt: skip


def _minutes(model: Model, choices: list[tuple[int, int]]) -> Ints:
    """Minutes of every municipality for every choice of meeting and venue, 0 where it has no member."""
    problem = model.problem
    columns = []
    for meeting, venue in choices:
        takes_part = np.zeros(len(problem.municipalities), dtype=np.bool_)
        takes_part[problem.municipality_of[list(problem.meetings[meeting].members)]] = True
        columns.append(np.where(takes_part, problem.travel[:, venue], 0))
    return np.stack(columns, axis=1)


def _undominated(minutes: Ints) -> Ints:
    """The lines that are not everywhere at most some other line: only they can be the worst."""
    lines = np.unique(minutes, axis=0)
    above = [(lines >= line).all(axis=1).sum() for line in lines]
    return np.asarray(lines[np.array(above) == 1])


def _totals(schedule: Schedule, meetings: list[Held]) -> Counter[int]:
    """Minutes of each municipality to these meetings."""
    problem = schedule.problem
    total: Counter[int] = Counter()
    for held in meetings:
        for home in {problem.members[member].municipality for member in held.meeting.members}:
            total[home] += int(problem.travel[home, held.venue])
    return total
