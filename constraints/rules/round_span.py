"""The meetings of one regional round begin within so many days of each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import Sentence
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Schedule
    from constraints.model import Model

TOO_LONG = Sentence(
    en="The meetings of {round} lie up to {days} days apart, from {first} on {first_day} to {last} on {last_day}; at "
    "most {limit} {limit:is|are} allowed.",
    da="Møderne i {round} ligger op til {days} dage fra hinanden, fra {first} {first_day} til {last} {last_day}; højst "
    "{limit} er tilladt.",
)


class RoundSpan(Rule):
    """Counted from the earliest first day to the latest first day of the round."""

    title: ClassVar = Sentence(en="span of a round", da="en rundes udstrækning")

    max_days: int | None = Field(
        default=None,
        ge=0,
        description="Most days from a round's earliest to its latest meeting; leave out for no limit.",
    )

    @property
    def active(self) -> bool:
        return self.max_days is not None

    def post(self, model: Model) -> None:
        if self.max_days is None:
            return
        for each in model.problem.rounds:
            if each.regional and len(each.meetings) > 1:
                _require_span(model, each.meetings, self.max_days)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for each in schedule.problem.rounds:
            held = [schedule[meeting] for meeting in each.meetings if meeting in schedule]
            if not each.regional or not held or self.max_days is None:
                continue
            first, last = min(held, key=lambda one: one.day), max(held, key=lambda one: one.day)
            days = (last.day - first.day).days
            if days > self.max_days:
                yield self.finding(
                    [one.id for one in held], TOO_LONG, round=each.title, days=days, limit=self.max_days,
                    first=schedule.name(first), first_day=first.day, last=schedule.name(last), last_day=last.day,
                )  # fmt: skip


def _require_span(model: Model, meetings: Sequence[int], max_days: int) -> None:
    """Once one of them has begun the round's span has opened, and so many days later all have begun."""
    for day in sorted({day for meeting in meetings for day in model.first_days(meeting)}):
        opened = model.quantity(at_most=1)
        for meeting in meetings:
            model.require(model.begun_by(meeting, day) - opened, at_most=0)
            model.require(opened - model.begun_by(meeting, day + max_days), at_most=0)
