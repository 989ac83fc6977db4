"""Waivers: a problem without what is not enforced, and with what is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from constraints.problem.relaxations import is_waived
from constraints.problem.rule import Rule, all_rules

if TYPE_CHECKING:
    from constraints.problem.problem import Meeting, Problem


def without_waived_rules(problem: Problem) -> Problem:
    """Return the problem without rules waived as a whole, and with meetings relaxed by what else is waived."""
    if not problem.waived:
        return problem
    rules = waived_rules(problem)
    meetings = tuple(_relaxed_meeting(problem, number, rules) for number in range(len(problem.meetings)))
    return replace(problem, rules=problem.rules_in_force, meetings=meetings)


def without_soft_rules(problem: Problem) -> Problem:
    """Return the problem without soft rules."""
    return replace(problem, rules=tuple(rule for rule in problem.rules if rule.hard))


def waived_rules(problem: Problem) -> list[type[Rule]]:
    """Return the rules of which something is waived, in order of keys."""
    waived = {each.rule for each in problem.waived}
    return [rule for key, rule in all_rules().items() if key in waived]


def _relaxed_meeting(problem: Problem, number: int, rules: Iterable[type[Rule]]) -> Meeting:
    meeting = problem.meetings[number]
    if meeting.frozen:
        return meeting
    for rule in rules:
        if is_waived(problem, rule.key(), [number]):
            meeting = rule.without(problem, meeting)
    return meeting


def with_fixed(problem: Problem, meetings: Mapping[int, Meeting]) -> Problem:
    """The problem with other meetings at these indices, under a rule that holds them to what is fixed for them."""
    fixed = any(rule.fixes_choices for rule in problem.rules)
    added = () if fixed else (next(rule() for rule in all_rules().values() if rule.fixes_choices),)
    changed = tuple(meetings.get(number, meeting) for number, meeting in enumerate(problem.meetings))
    return replace(problem, rules=(*problem.rules, *added), meetings=changed)
