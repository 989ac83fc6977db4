"""Between a joint meeting and the regional rounds next to it lie at least so many days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import BoundMessage, Message
from constraints.problem.naming import about, chained
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import Relaxation, by_parameter, down
from constraints.problem.rule import Finding, Gap, Rule
from constraints.rules.shared.gaps import gap_demand, gap_missing, require_gap

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem, Round

FEWER_AFTER = Message(
    "joint_gap.fewer_after",
    "Lower the least gap from a joint meeting to the regional round after it from {have} to {to} {to:day|days}.",
)
FEWER_BEFORE = Message(
    "joint_gap.fewer_before",
    "Lower the least gap from a regional round to the joint meeting after it from {have} to {to} {to:day|days}.",
)


class JointGap(Rule):
    """Rounds come in order of their windows; days run from the last day of one to the first day of the other."""

    title: ClassVar = Message("joint_gap.title", "gap around joint meetings")

    min_days_after: int = Field(
        default=0, ge=0, description="Fewest days from a joint meeting to the next regional round after it."
    )
    min_days_before: int = Field(
        default=0, ge=0, description="Fewest days from the last regional round before a joint meeting to it."
    )

    @property
    def active(self) -> bool:
        return self.min_days_after > 0 or self.min_days_before > 0

    def tied(self, problem: Problem, meeting: int) -> Iterable[int]:
        pairs = ((earlier, later) for earlier, later, _ in self.pairs(problem))
        return chain.from_iterable(pair for pair in pairs if meeting in pair)

    def parts(self, problem: Problem) -> Iterator[frozenset[int]]:
        return (frozenset({earlier, later}) for earlier, later, _ in self.pairs(problem))

    def gaps(self, problem: Problem) -> Iterator[Gap]:
        return (Gap(earlier, later, least) for earlier, later, least in self.pairs(problem))

    def post(self, model: Model) -> None:
        for earlier, later, min_days in self.pairs(model.problem):
            require_gap(model, earlier, later, min_days)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for earlier, later, min_days in self.pairs(schedule.problem):
            if earlier in schedule and later in schedule:
                missing = gap_missing(schedule, schedule[earlier], schedule[later], min_days)
                if missing:
                    ids = (schedule[earlier].id, schedule[later].id)
                    yield Finding(self.key(), ids, missing.message, missing.values)

    def pairs(self, problem: Problem) -> Iterator[tuple[int, int, int]]:
        """Yield (earlier meeting, later meeting, least number of days between them), meetings as indices."""
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

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        pairs = [each for each in self.pairs(problem) if {*each[:2]} <= meetings]
        said = [gap_demand(problem, earlier, later, least) for earlier, later, least in pairs]
        return chained(said) if said else about(problem, meetings, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        asked = Requirement(self.key(), meetings)
        if self.min_days_after:
            yield by_parameter(asked, "min_days_after", down(self.min_days_after), FEWER_AFTER)
        if self.min_days_before:
            yield by_parameter(asked, "min_days_before", down(self.min_days_before), FEWER_BEFORE)


def _first_regional(rounds: tuple[Round, ...]) -> tuple[int, ...]:
    return next((each.meetings for each in rounds if each.regional), ())
