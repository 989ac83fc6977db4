"""Clashes that simple counting shows, for when the search for the smallest ones was not finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from constraints.clash.clash import Clash
from constraints.contradictions import find_contradictions
from constraints.requirement import Requirement

if TYPE_CHECKING:
    from constraints.problem import Problem
    from constraints.rule import Finding


def foreseen(problem: Problem, known: Sequence[Clash]) -> list[Clash]:
    """What counting finds wrong when the known clashes are ended, never confirmed to be the smallest.

    They are ended by leaving out all that they require of certain meetings, or one requirement alone: what is then
    wrong would be in the way of whoever gives up just that.
    """
    named = {meeting.id: number for number, meeting in enumerate(problem.meetings)}
    waived = frozenset(each for clash in known for each in clash.requirements if each.meetings)
    found: list[Clash] = []
    for some in (waived, *(frozenset({each}) for each in sorted(waived, key=_order))):
        for finding in find_contradictions(replace(problem, waived=problem.waived | some)):
            clash = _clash(finding, frozenset(named[each] for each in finding.meetings))
            if not any(_same(clash, other) for other in (*known, *found)):
                found.append(clash)
    return found


def _order(requirement: Requirement) -> tuple[str, list[int]]:
    return requirement.rule, sorted(requirement.meetings)


def _clash(finding: Finding, meetings: frozenset[int]) -> Clash:
    return Clash((Requirement(finding.rule, meetings),), meetings, confirmed=False, steps=())


def _same(clash: Clash, known: Clash) -> bool:
    """Whether one is about the other: the same meetings, or one rule for some of them."""
    shared = {each.rule for each in clash.requirements} & {each.rule for each in known.requirements}
    return known.meetings == clash.meetings or bool(shared and known.meetings & clash.meetings)
