"""The rent of the rooms costs points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.language import Message
from constraints.problem.rule import Aim, Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Ints, Problem

RENT = Message("rent.rent", "The rooms for {meeting} at {venue} cost {rent} {currency}.")


class Rent(Rule):
    """Rounded down for each meeting: with 1 point per 10 a rent of 4,599 costs 459 points.

    The rent is the rate of each room of the meeting, times what the venue counts (`price_per`): the days of the
    meeting; the half-days (up to noon, from noon) in which its rooms are let; or, of each time they are let, the hours,
    a begun one as a whole. They are let for set-up and clearing too, see one_meeting_per_room.

    Every candidate is charged its cheapest rooms; where another meeting may take these, what dearer rooms cost
    beyond them comes on top.
    """

    title: ClassVar = Message("rent.title", "rent")
    aim: ClassVar = Aim.LOWEST_COST

    points: int = Field(default=0, ge=0, description="Points for each whole `per` units of currency of rent.")
    per: int = Field(default=1, ge=1, description="Units of currency that cost `points`; the rest is not counted.")

    @property
    def active(self) -> bool:
        return self.points > 0

    @classmethod
    def usual_for_aim(cls) -> Rent:
        return cls(points=1, per=100)

    def charges(self, candidates: Candidates) -> Ints:
        return self.points * (candidates.rent // self.per)

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return ()

    def post(self, model: Model) -> None:
        charged = np.zeros(len(model.candidates), dtype=np.int64)
        contested = model.room_assignment.contested
        charged[contested] = model.candidates.rent[contested] // self.per
        dearest = sum(map(max, zip(*model.problem.tariffs[0], strict=True)))
        for meeting in sorted({*model.candidates.meeting[contested].tolist()}):
            most = int(model.candidates.units[model.candidates.of(meeting)].max())
            beyond = model.whole(at_most=dearest * most // self.per)
            units = beyond + model.weighed(np.where(model.candidates.meeting == meeting, charged, 0))
            model.require(self.per * units - model.room_assignment.rent(meeting), at_least=1 - self.per)
            model.charge(self.points * beyond)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            rent = schedule.rent(held)
            if rent >= self.per:
                yield self.finding(
                    [held.id], RENT, points=rent // self.per * self.points, meeting=schedule.name(held),
                    venue=schedule.venue(held).name, rent=rent, currency=schedule.problem.currency,
                )  # fmt: skip
