"""Municipalities of which nobody can come to any regional meeting of a year that they are asked to cost points."""

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
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem

LEFT_OUT = Message(
    "left_out_municipality.left_out",
    "No member from {names} can attend any of the {count} meetings of {region} in {year}: {days}.",
)


class LeftOutMunicipality(Rule):
    """Counted for each year and each municipality that is asked to at least two regional meetings in it.

    The year of a meeting is that of its round, as for left_out_member.
    """

    title: ClassVar = Message("left_out_municipality.title", "municipalities left out for a year")
    aim: ClassVar = Aim.MOST_PEOPLE

    points: int = Field(
        default=0, ge=0, description="Points for each municipality that can attend none of a year's regional meetings."
    )

    @property
    def active(self) -> bool:
        return self.points > 0

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return asked_in_the_year_of(problem, meeting)

    def post(self, model: Model) -> None:
        def absence(index: int) -> Absence:
            meeting = model.problem.meetings[index]
            absent, invited = absent_and_invited(model, index)
            who, line = np.unique(model.problem.municipality_of[list(meeting.members)], return_inverse=True)
            asked, present = np.zeros((2, len(who), absent.shape[1]), dtype=np.bool_)
            np.logical_or.at(asked, line, invited)
            np.logical_or.at(present, line, invited & ~absent)
            return Absence.of(who, asked & ~present, present)

        charge_left_out(model, self.points, absence)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        problem = schedule.problem

        def asked(held: ScheduledMeeting) -> set[int]:
            return {problem.members[member].municipality for member in held.members}

        def missing(held: ScheduledMeeting) -> set[int]:
            present = held.members - held.absent
            return asked(held) - {problem.members[member].municipality for member in present}

        for found in left_out(schedule, asked, missing):
            municipalities = [problem.municipalities[index] for index in found.who]
            yield self.finding(
                (held.id for held in found.meetings), LEFT_OUT, points=self.points * len(municipalities),
                about=(each.id for each in municipalities), names=[each.name for each in municipalities],
                **found.places(schedule),
            )  # fmt: skip
