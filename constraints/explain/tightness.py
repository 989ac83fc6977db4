"""Which hard rules a plan has no slack left in: asked for one unit more, it would break them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from constraints.problem.plan import Schedule

if TYPE_CHECKING:
    from constraints.problem.problem import Problem
    from constraints.problem.relaxations import Relaxation


@dataclass(frozen=True, slots=True)
class Tight:
    """A limit without slack.

    Attributes:
        loosening: how it can be loosened, by one unit and more.
        meetings: ids of the meetings that are at the limit, in order of time.
    """

    loosening: Relaxation
    meetings: tuple[str, ...]

    def loosened(self, problem: Problem) -> Problem:
        """The problem with the limit loosened by one unit."""
        return self.loosening.apply(problem, 1)


def tight(schedule: Schedule) -> list[Tight]:
    """Every limit of the rules in force that is counted and has no slack in a plan, and everything fixed."""
    found = ((loosening, _at_limit(schedule, loosening)) for loosening in _limits(schedule.problem))
    return [
        Tight(loosening, tuple(held.id for held in schedule if held.id in meetings))
        for loosening, meetings in found
        if meetings
    ]


def _limits(problem: Problem) -> Iterator[Relaxation]:
    for rule in problem.rules:
        for each in rule.loosenings(problem, frozenset()):
            if each.most > 0 and (each.both_ways or each.exact):
                yield each


def _at_limit(schedule: Schedule, loosening: Relaxation) -> set[str]:
    """Ids of the meetings that would break the rule if one unit more were asked."""
    problem = schedule.problem
    stricter = loosening.apply(problem, -1) if loosening.both_ways else problem
    if _asks_the_same(stricter, problem):  # there is nothing more to ask
        return {problem.meetings[number].id for number in loosening.meetings}
    there = Schedule(stricter, tuple(replace(held, meeting=stricter.meetings[held.index]) for held in schedule))
    rules = (rule for rule in stricter.rules if rule.key() == loosening.rule)
    found = (finding for rule in rules for finding in rule.check(there) if finding.broken)
    return {meeting for finding in found for meeting in finding.meetings}


def _asks_the_same(stricter: Problem, problem: Problem) -> bool:
    parts = ((each.rules, each.meetings, each.price_per_member) for each in (stricter, problem))
    return next(parts) == next(parts)
