"""What becomes of a problem, and of what the rules say of a plan, when some requirements are waived.

A rule waived as a whole is not in force. A rule waived for some meetings asks nothing of exactly these: where what it
asks stands on the meeting itself (`ON_MEETING`), the meeting is loosened as far as can be; elsewhere the model leaves
out the candidates' masks and the rows that are about them, and the check the findings.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from constraints.requirement import Requirement
from constraints.room_sets import ANY_ROOM

if TYPE_CHECKING:
    from collections.abc import Iterable

    from constraints.problem import Meeting, Problem
    from constraints.rule import Finding, Rule

WINDOW, VENUES, ROOMS, STAFF = ON_MEETING = ("window", "venue_allowed", "rooms_fit", "staff_teams")
"""Rules whose demands stand on each meeting, and are what candidates and duties are made from."""

STAFF_RULES = ("staff_free", "staff_one_a_day")
"""Rules without which it matters at which of a day's meetings a person works."""


def is_waived(problem: Problem, rule: str, meetings: Iterable[int]) -> bool:
    """Whether what that rule asks of exactly these meetings is not asked."""
    return bool(problem.waived) and not problem.waived.isdisjoint(
        (Requirement(rule), Requirement(rule, frozenset(meetings)))
    )


def in_force(problem: Problem) -> tuple[Rule, ...]:
    """The rules that are not waived as a whole."""
    return tuple(rule for rule in problem.rules if Requirement(rule.key()) not in problem.waived)


def loosened(problem: Problem) -> Problem:
    """The problem without the rules that are waived, and with loose meetings where those of `ON_MEETING` are."""
    if not problem.waived:
        return problem
    meetings = tuple(_loose(problem, number) for number in range(len(problem.meetings)))
    return replace(problem, rules=in_force(problem), meetings=meetings)


def held_against(problem: Problem, findings: Iterable[Finding]) -> list[Finding]:
    """The findings without what is broken but waived."""
    if not problem.waived:
        return [*findings]
    number = {meeting.id: index for index, meeting in enumerate(problem.meetings)}
    return [
        each
        for each in findings
        if not each.broken or not is_waived(problem, each.rule, (number.get(name, -1) for name in each.meetings))
    ]


def _loose(problem: Problem, number: int) -> Meeting:
    meeting = problem.meetings[number]
    if meeting.settled:
        return meeting
    if is_waived(problem, WINDOW, [number]):
        meeting = replace(meeting, window=problem.horizon)
    if is_waived(problem, VENUES, [number]):
        meeting = replace(meeting, venues=tuple(range(len(problem.venues))))
    if is_waived(problem, ROOMS, [number]):
        meeting = replace(meeting, rooms=ANY_ROOM)
    if is_waived(problem, STAFF, [number]):
        meeting = replace(meeting, staff={})
    return meeting
