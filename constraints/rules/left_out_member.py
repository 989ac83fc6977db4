"""Members who are busy at all the regional meetings of a year that they are asked to cost points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.problem.rule import Aim, Finding, Rule
from constraints.rules.shared.absences import (
    Absence,
    absent_and_invited,
    asked_in_the_year_of,
    charge_left_out,
    left_out,
)

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem

LEFT_OUT = Message(
    "left_out_member.left_out",
    "{n} {n:member|members} of {region} can attend none of the {count} meetings in {year}: {days}.",
)


class LeftOutMember(Rule):
    """Counted for each year and each member who is asked to at least two regional meetings in it.

    The year of a meeting is that of its round, on whatever day it is held: the `year` that stands on the round; of a
    series the year in which the season begins; else the year of the first day of the round's window.
    """

    title: ClassVar = Message("left_out_member.title", "members left out for a year")
    aim: ClassVar = Aim.MOST_PEOPLE

    points: int = Field(
        default=0, ge=0, description="Points for each member who can attend none of a year's regional meetings."
    )

    @property
    def active(self) -> bool:
        return self.points > 0

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return asked_in_the_year_of(problem, meeting)

    def post(self, model: Model) -> None:
        def absence(index: int) -> Absence:
            meeting = model.problem.meetings[index]
            order = np.argsort(meeting.members)
            absent, asked = (each[order] for each in absent_and_invited(model, index))
            return Absence.of(np.array(meeting.members, dtype=np.int64)[order], absent, asked & ~absent)

        charge_left_out(model, self.points, absence)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        members = schedule.problem.members
        for found in left_out(schedule, lambda held: held.members, lambda held: held.absent):
            yield self.finding(
                (held.id for held in found.meetings), LEFT_OUT, points=self.points * len(found.who),
                about=(members[member].id for member in found.who), n=len(found.who), **found.places(schedule),
            )  # fmt: skip
