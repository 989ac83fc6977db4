"""Limits of hard rules in which a plan has no slack: if they were stricter by one unit it would violate them."""

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
        loosening: the relaxation of the limit.
        meetings: ids of the meetings that are at the limit, in order of time.
    """

    loosening: Relaxation
    meetings: tuple[str, ...]

    def loosened(self, problem: Problem) -> Problem:
        """Return the problem with the limit relaxed by one step."""
        return self.loosening.apply(problem, 1)


def tight(schedule: Schedule) -> list[Tight]:
    """Return all limits in which a plan has no slack, and everything that is fixed."""
    found = ((loosening, _at_limit(schedule, loosening)) for loosening in _limits(schedule.problem))
    return [
        Tight(loosening, tuple(held.id for held in schedule if held.id in meetings))
        for loosening, meetings in found
        if meetings
    ]


def _limits(problem: Problem) -> Iterator[Relaxation]:
    for rule in problem.rules:
        for each in rule.relaxations(problem, frozenset()):
            if each.most > 0 and (each.both_ways or each.exact):
                yield each


def _at_limit(schedule: Schedule, loosening: Relaxation) -> set[str]:
    """Return ids of the meetings that would violate the rule if it were stricter by one step."""
    problem = schedule.problem
    stricter = loosening.apply(problem, -1) if loosening.both_ways else problem
    if _is_equally_strict(stricter, problem):  # it cannot be stricter
        return {problem.meetings[number].id for number in loosening.meetings}
    there = Schedule(stricter, tuple(replace(held, meeting=stricter.meetings[held.index]) for held in schedule))
    rules = (rule for rule in stricter.rules if rule.key() == loosening.rule)
    found = (finding for rule in rules for finding in rule.check(there) if finding.broken)
    return {meeting for finding in found for meeting in finding.meetings}


def _is_equally_strict(stricter: Problem, problem: Problem) -> bool:
    parts = ((each.rules, each.meetings, each.price_per_member) for each in (stricter, problem))
    return next(parts) == next(parts)
