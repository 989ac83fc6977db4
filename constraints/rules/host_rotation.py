"""Joint meetings go round: no region hosts again before every other one had its turn, or it costs points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import Message
from constraints.problem.posting import LinearExpr
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem

AGAIN = Message(
    "host_rotation.again",
    "{region} hosts {first} and {second}, with {n} {n:meeting|meetings} between them, but {regions} regions may host.",
)


class HostRotation(Rule):
    """Counted for joint meetings of all regions, in the order of their windows, by the region of their venue.

    Of so many successive ones as there are regions that may host, each two in one region cost points. Who hosts a
    round is said with `hosts`; the rule decides where that is left open.
    """

    title: ClassVar = Message("host_rotation.title", "hosts in turn")

    points: int = Field(
        default=0, ge=0, description="Points for each two joint meetings in one region before all had their turn."
    )

    @property
    def active(self) -> bool:
        return self.points > 0

    def post(self, model: Model) -> None:
        problem = model.problem
        for first, second in _near(problem):
            for region in sorted(_hosts(problem, first) & _hosts(problem, second)):
                here = LinearExpr.total(
                    model.at_venue(meeting, venue)
                    for meeting in (first, second)
                    for venue in model.venues_of(meeting)
                    if problem.venues[venue].region == region
                )
                again = model.quantity()
                model.require(again - here, at_least=-1)
                model.charge(self.points * again)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        problem, found = schedule.problem, {held.index: held for held in schedule}
        order, regions = _joint(problem), len(_all_hosts(problem))
        for first, second in _near(problem):
            if first not in found or second not in found:
                continue
            one, other = found[first], found[second]
            host = schedule.venue(one).region
            if host is not None and host == schedule.venue(other).region:
                yield self.finding(
                    [one.id, other.id], AGAIN, points=self.points, region=problem.regions[host].name,
                    first=schedule.name(one), second=schedule.name(other), regions=regions,
                    n=order.index(second) - order.index(first) - 1,
                )  # fmt: skip


def _joint(problem: Problem) -> list[int]:
    """Return the joint meetings of all regions (indices), in the order of their windows."""
    joint = [n for n, each in enumerate(problem.meetings) if each.joint and each.regions is None]
    return sorted(joint, key=lambda n: (problem.meetings[n].window.first, n))


def _hosts(problem: Problem, meeting: int) -> set[int]:
    """Return the regions (indices) in which a meeting may be held."""
    found = (problem.venues[venue].region for venue in problem.meetings[meeting].venues)
    return {region for region in found if region is not None}


def _all_hosts(problem: Problem) -> set[int]:
    return {region for meeting in _joint(problem) for region in _hosts(problem, meeting)}


def _near(problem: Problem) -> Iterator[tuple[int, int]]:
    """Yield each two joint meetings between which not every region that may host can have had its turn."""
    order, regions = _joint(problem), len(_all_hosts(problem))
    for apart in range(1, regions):
        yield from zip(order, order[apart:], strict=False)
