"""A region's meetings keep the order of their rounds, with at least so many days between them, and at most so many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from calendars.language import BoundMessage, Message, WrongValueError
from constraints.problem.naming import about, chained, meeting_name
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import Relaxation, by_parameter, down, up
from constraints.problem.rule import Finding, Gap, Rule
from constraints.rules.shared.gaps import gap_demand, gap_missing, require_gap

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem

TOO_FAR = Message(
    "region_gap.too_far",
    "{later} comes {days} {days:day|days} after {earlier}; at most {limit} {limit:is|are} allowed.",
)

CROSSED = Message(
    "region_gap.crossed", "at most {most} {most:day|days} cannot be kept where at least {least} are asked (min_days)"
)

AT_MOST = Message("region_gap.at_most", "{later} must come at most {most} {most:day|days} after {earlier}.")
BETWEEN = Message("region_gap.between", "{later} must come at least {least} and at most {most} days after {earlier}.")
FEWER_DAYS = Message(
    "region_gap.fewer_days", "Lower the least gap between a region's meetings from {have} to {to} {to:day|days}."
)
MORE_DAYS = Message(
    "region_gap.more_days", "Raise the largest gap between a region's meetings from {have} to {to} days."
)


class RegionGap(Rule):
    """Rounds are in order of their windows: by first day, then by last day, then as they are written, series last.

    Two regional meetings are consecutive if people of one municipality with one role are asked to both of them and to
    no regional meeting of a round between the two; joint meetings do not count. Days are counted from the last day of
    the earlier meeting to the first day of the later one: 0 is the same day, 1 the day after. So with the usual 0 the
    later meeting begins on the last day of the earlier one or after it, never before, whatever their windows are.
    """

    title: ClassVar = Message("region_gap.title", "gap between a region's meetings")

    min_days: int = Field(
        default=0, ge=0, description="Fewest days between consecutive meetings of a region; 0 keeps their order."
    )
    max_days: int | None = Field(default=None, ge=1, description="Most days between them; leave out for no limit.")

    @field_validator("max_days")
    @classmethod
    def _not_below_min_days(cls, most: int | None, earlier: ValidationInfo) -> int | None:
        least = earlier.data.get("min_days", 0)
        if most is not None and most < least:
            raise WrongValueError(BoundMessage(CROSSED, {"most": most, "least": least}))
        return most

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        return chain.from_iterable(pair for pair in problem.successive if meeting in pair)

    def parts(self, problem: Problem) -> Iterator[frozenset[int]]:
        return map(frozenset, problem.successive)

    def gaps(self, problem: Problem) -> Iterator[Gap]:
        return (Gap(earlier, later, self.min_days, self.max_days) for earlier, later in problem.successive)

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
                yield Finding(self.key(), (earlier.id, later.id), missing.message, missing.values)
            elif self.max_days is not None and days > self.max_days:
                yield self.finding(
                    [earlier.id, later.id], TOO_FAR, earlier=schedule.name(earlier), later=schedule.name(later),
                    days=days, limit=self.max_days,
                )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        pairs = [pair for pair in problem.successive if {*pair} <= meetings]
        said = [self._between(problem, earlier, later) for earlier, later in pairs]
        return chained(said) if said else about(problem, meetings, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        asked = Requirement(self.key(), meetings)
        if self.min_days:
            yield by_parameter(asked, "min_days", down(self.min_days), FEWER_DAYS)
        if self.max_days is not None:
            yield by_parameter(asked, "max_days", up(self.max_days, problem.days), MORE_DAYS)

    def _between(self, problem: Problem, earlier: int, later: int) -> BoundMessage:
        names = {
            "earlier": meeting_name(problem, problem.meetings[earlier]),
            "later": meeting_name(problem, problem.meetings[later]),
        }
        if self.max_days is None:
            return gap_demand(problem, earlier, later, self.min_days)
        if self.min_days == 0:
            return BoundMessage(AT_MOST, {"most": self.max_days, **names})
        return BoundMessage(BETWEEN, {"least": self.min_days, "most": self.max_days, **names})


def _require_within(model: Model, earlier: int, later: int, max_days: int) -> None:
    """Require that the later meeting begins at most `max_days` after the last day of the earlier one."""
    length = model.problem.meetings[earlier].days
    with model.about((earlier, later)):
        for day in model.first_days(earlier):
            limit = day + length - 1 + max_days
            model.require(model.begun_by(earlier, day) - model.begun_by(later, limit), at_most=0)
