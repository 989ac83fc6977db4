"""Joint meetings keep the order of rounds, with at least so many days to the regional rounds next to them."""

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
    """Rounds are in order of their windows, as for region_gap: by first day, by last day, as they are written.

    A joint meeting comes before all meetings of the next regional round after it, after all of the last regional round
    before it, and before the joint meeting of the next round if that is joint too. Days are counted from the last day
    of the earlier meeting to the first day of the later one: 0 is the same day, 1 the day after. So with the usual 0
    the later meeting begins on the last day of the earlier one or after it, never before, whatever their windows are,
    unless nobody is asked to both. Of a joint meeting for some regions only meetings to which some of the same members
    are asked are next to it.
    """

    title: ClassVar = Message("joint_gap.title", "gap around joint meetings")

    min_days_after: int = Field(
        default=0,
        ge=0,
        description="Fewest days from a joint meeting to the next regional round after it; 0 keeps their order.",
    )
    min_days_before: int = Field(
        default=0,
        ge=0,
        description="Fewest days from the last regional round before a joint meeting to it; 0 keeps their order.",
    )

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
        rounds = tuple(each for each in problem.rounds if not each.hosted)
        for place, joint in enumerate(rounds):
            if joint.regional:
                continue
            after, before = rounds[place + 1 :], rounds[:place][::-1]
            joint_after = after[0].meetings if after and not after[0].regional else ()
            for meeting in joint.meetings:
                pairs = [
                    *((meeting, other, 0) for other in joint_after),
                    *((meeting, other, self.min_days_after) for other in _first_regional(problem, meeting, after)),
                    *((other, meeting, self.min_days_before) for other in _first_regional(problem, meeting, before)),
                ]
                of_some = problem.meetings[meeting].regions is not None
                yield from (each for each in pairs if (each[2] and not of_some) or _share_members(problem, *each[:2]))

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


def _share_members(problem: Problem, meeting: int, other: int) -> bool:
    return not {*problem.meetings[meeting].members}.isdisjoint(problem.meetings[other].members)


def _first_regional(problem: Problem, meeting: int, rounds: tuple[Round, ...]) -> tuple[int, ...]:
    """Return the meetings of the first of the rounds that is regional; of a meeting for some regions, of theirs."""
    found = (each.meetings for each in rounds if each.regional)
    if problem.meetings[meeting].regions is None:
        return next(found, ())
    return next((each for each in found if any(_share_members(problem, meeting, other) for other in each)), ())
