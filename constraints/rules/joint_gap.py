"""Between a joint meeting and the regional rounds next to it lie at least so many days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import Sentence
from constraints.gap import gap_missing, require_gap
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Schedule
    from constraints.model import Model
    from constraints.problem import Problem, Round


class JointGap(Rule):
    """Rounds come in order of their windows; days run from the last day of one to the first day of the other."""

    title: ClassVar = Sentence(en="gap around joint meetings", da="afstand til fælles møder")

    min_days_after: int = Field(
        default=0, ge=0, description="Fewest days from a joint meeting to the next regional round after it."
    )
    min_days_before: int = Field(
        default=0, ge=0, description="Fewest days from the last regional round before a joint meeting to it."
    )

    @property
    def active(self) -> bool:
        return self.min_days_after > 0 or self.min_days_before > 0

    def post(self, model: Model) -> None:
        for earlier, later, min_days in self.pairs(model.problem):
            require_gap(model, earlier, later, min_days)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for earlier, later, min_days in self.pairs(schedule.problem):
            if earlier in schedule and later in schedule:
                missing = gap_missing(schedule, schedule[earlier], schedule[later], min_days)
                if missing:
                    ids = (schedule[earlier].id, schedule[later].id)
                    yield Finding(self.key(), ids, missing.sentence, missing.values)

    def pairs(self, problem: Problem) -> Iterator[tuple[int, int, int]]:
        """Earlier meeting, later meeting and fewest days between them."""
        for place, joint in enumerate(problem.rounds):
            if joint.regional:
                continue
            after = _first_regional(problem.rounds[place + 1 :])
            before = _first_regional(problem.rounds[:place][::-1])
            for meeting in joint.meetings:
                if self.min_days_after:
                    yield from ((meeting, regional, self.min_days_after) for regional in after)
                if self.min_days_before:
                    yield from ((regional, meeting, self.min_days_before) for regional in before)


def _first_regional(rounds: tuple[Round, ...]) -> tuple[int, ...]:
    return next((each.meetings for each in rounds if each.regional), ())
