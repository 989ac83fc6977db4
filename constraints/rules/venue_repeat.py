"""A region does not meet at one venue so many times running."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import BoundMessage, Message
from constraints.problem.naming import about, meeting_names
from constraints.problem.problem import Requirement
from constraints.problem.relaxations import Relaxation, Unit, by_parameter, up
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem

REPEATED = Message(
    "venue_repeat.repeated",
    "{region} meets {times} times running at {venue}, from {first} to {last}; at most {limit} {limit:is|are} allowed.",
)

NOT_RUNNING = Message(
    "venue_repeat.not_running", "{region} may not meet {times} times running at one venue ({meetings})."
)
MORE_RUNNING = Message(
    "venue_repeat.more_running", "Let a region meet up to {n} more {n:time|times} running at one venue."
)
MOST_MORE = 8
"""Greatest raise of the limit."""


class VenueRepeat(Rule):
    """Running: meetings of the region, each consecutive (see region_gap) to the one before. Online is no venue.

    When regions are merged, only the meetings of the one whose name goes on count before it.
    """

    title: ClassVar = Message("venue_repeat.title", "same venue running")

    times: int | None = Field(
        default=None,
        ge=2,
        description="A region never meets at one venue this many times running; leave out for no limit.",
    )

    @property
    def active(self) -> bool:
        return self.times is not None

    @property
    def limit(self) -> int:
        """The allowed number of consecutive meetings at one venue."""
        return sys.maxsize if self.times is None else self.times - 1

    def parts(self, problem: Problem) -> Iterator[frozenset[int]]:
        return (frozenset({chain[0], chain[-1]}) for chain in _chains(problem, self.limit + 1))

    def post(self, model: Model) -> None:
        for chain in _chains(model.problem, self.limit + 1):
            model.vary(chain, self.limit)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        follows: dict[int, list[ScheduledMeeting]] = defaultdict(list)
        for earlier, later in schedule.successive():
            there = (earlier.meeting.region, earlier.venue) == (later.meeting.region, later.venue)
            if there and not schedule.venue(later).online:
                follows[earlier.index].append(later)
        for held in schedule:
            for last in _after(held, follows, self.limit):
                yield self._repeated(schedule, held, last)

    def _repeated(self, schedule: Schedule, first: ScheduledMeeting, last: ScheduledMeeting) -> Finding:
        region = last.meeting.region
        return self.finding(
            [first.id, last.id], REPEATED, times=self.limit + 1, limit=self.limit, venue=schedule.venue(last).name,
            region="" if region is None else schedule.problem.regions[region].name,
            first=schedule.name(first), last=schedule.name(last),
        )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        regions = {problem.meetings[number].region for number in meetings} - {None}
        if not regions:
            return about(problem, meetings, self.title)
        names = [problem.regions[region].name for region in sorted(each for each in regions if each is not None)]
        return BoundMessage(
            NOT_RUNNING, {"region": names, "times": self.times, "meetings": meeting_names(problem, meetings)}
        )

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        if self.times is not None:
            asked = Requirement(self.key(), meetings)
            yield by_parameter(asked, "times", up(self.times, self.times + MOST_MORE), MORE_RUNNING, Unit.TIMES)


def _chains(problem: Problem, length: int) -> list[tuple[int, ...]]:
    """Return all sequences of `length` successive meetings (indices) of one region."""
    follows: dict[int, list[int]] = defaultdict(list)
    for earlier, later in problem.successive:
        if problem.meetings[earlier].region == problem.meetings[later].region:
            follows[earlier].append(later)
    chains: list[tuple[int, ...]] = [(meeting,) for meeting in range(len(problem.meetings))]
    for _ in range(min(length - 1, len(chains))):
        chains = [(*chain, later) for chain in chains for later in follows[chain[-1]]]
    return chains


def _after(held: ScheduledMeeting, follows: dict[int, list[ScheduledMeeting]], steps: int) -> list[ScheduledMeeting]:
    """Return the meetings that follow after `steps` steps, once for each way there."""
    found = [held]
    for _ in range(min(steps, len(follows) + 1)):
        found = [later for each in found for later in follows[each.index]]
    return found
