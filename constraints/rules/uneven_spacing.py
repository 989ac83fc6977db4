"""Gaps between a region's meetings that differ from the ideal cost points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import Message
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem

UNEVEN = Message(
    "uneven_spacing.uneven",
    "{later} comes {days} {days:day|days} after {earlier}, {n} {n:day|days} from the ideal {ideal}.",
)

OUT_OF_ORDER = Message(
    "uneven_spacing.out_of_order",
    "{later} begins on {day}, before {earlier} is over; ideally {ideal} {ideal:day|days} lie between them.",
)


class UnevenSpacing(Rule):
    """Counted for consecutive meetings, and from day to day, as for region_gap."""

    title: ClassVar = Message("uneven_spacing.title", "uneven spacing")

    points: int = Field(default=0, ge=0, description="Points for each day by which a gap differs from the ideal.")
    ideal_days: int = Field(default=180, ge=0, description="Ideal days between consecutive meetings of a region.")

    @property
    def active(self) -> bool:
        return self.points > 0

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return chain.from_iterable(pair for pair in problem.successive if meeting in pair)

    def post(self, model: Model) -> None:
        for earlier, later in model.problem.successive:
            self._charge(model, earlier, later)

    def _charge(self, model: Model, earlier: int, later: int) -> None:
        """Charge |later - ideal - earlier| as the number of days on which only one of the two has begun.

        Comparing the "has begun by" columns day by day is as tight as a column for each pair of days, with far fewer
        columns.
        """
        ideal = model.problem.meetings[earlier].days - 1 + self.ideal_days
        turns = sorted({*model.first_days(earlier), *(day - ideal for day in model.first_days(later))})
        for day, next_day in pairwise(turns):
            ahead = model.begun_by(later, day + ideal) - model.begun_by(earlier, day)
            more = model.quantity()
            model.require(more - ahead, at_least=0)
            model.charge((next_day - day) * self.points * (2 * more - ahead))  # |x| = 2 max(x, 0) - x

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for earlier, later in schedule.successive():
            days = (later.day - earlier.span.last).days
            off = abs(days - self.ideal_days)
            if off:
                yield self.finding(
                    [earlier.id, later.id], OUT_OF_ORDER if days < 0 else UNEVEN, points=self.points * off,
                    n=off, ideal=self.ideal_days, days=days, day=later.day,
                    earlier=schedule.name(earlier), later=schedule.name(later),
                )  # fmt: skip
