"""Between a region's consecutive meetings lie at least so many days, and at most so many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from calendars.language import Said, Sentence, WrongValueError
from constraints.gap import gap_missing, require_gap
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Schedule
    from constraints.model import Model

TOO_FAR = Sentence(
    en="{later} comes {days} {days:day|days} after {earlier}; at most {limit} {limit:is|are} allowed.",
    da="{later} ligger {days} {days:dag|dage} efter {earlier}; der må højst være {limit}.",
)

CROSSED = Sentence(
    en="at most {most} {most:day|days} cannot be kept where at least {least} are asked (min_days)",
    da="højst {most} {most:dag|dage} kan ikke overholdes, hvor der kræves mindst {least} (min_days)",
)


class RegionGap(Rule):
    """Days are counted from the last day of the earlier meeting to the first day of the later one."""

    title: ClassVar = Sentence(en="gap between a region's meetings", da="afstand mellem en regions møder")

    min_days: int = Field(default=0, ge=0, description="Fewest days between consecutive meetings of a region.")
    max_days: int | None = Field(default=None, ge=1, description="Most days between them; leave out for no limit.")

    @field_validator("max_days")
    @classmethod
    def _not_below_min_days(cls, most: int | None, earlier: ValidationInfo) -> int | None:
        least = earlier.data.get("min_days", 0)
        if most is not None and most < least:
            raise WrongValueError(Said(CROSSED, {"most": most, "least": least}))
        return most

    @property
    def active(self) -> bool:
        return self.min_days > 0 or self.max_days is not None

    def post(self, model: Model) -> None:
        for earlier, later in model.problem.successive:
            require_gap(model, earlier, later, self.min_days)
            if self.max_days is not None:
                _require_within(model, earlier, later, self.max_days)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for earlier, later in schedule.successive():
            missing = gap_missing(schedule, earlier, later, self.min_days)
            days = (later.day - earlier.span.last).days
            if missing:
                yield Finding(self.key(), (earlier.id, later.id), missing.sentence, missing.values)
            elif self.max_days is not None and days > self.max_days:
                yield self.finding(
                    [earlier.id, later.id], TOO_FAR, earlier=schedule.name(earlier), later=schedule.name(later),
                    days=days, limit=self.max_days,
                )  # fmt: skip


def _require_within(model: Model, earlier: int, later: int, max_days: int) -> None:
    """The later meeting has begun so many days after the last day of the earlier one."""
    length = model.problem.meetings[earlier].days
    for day in model.first_days(earlier):
        limit = day + length - 1 + max_days
        model.require(model.begun_by(earlier, day) - model.begun_by(later, limit), at_most=0)
