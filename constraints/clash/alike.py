"""Meetings that may clash as others do, and what then clashes: what is wrong with one region often is with all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from constraints.requirement import Requirement

if TYPE_CHECKING:
    from constraints.clash.clash import Clash
    from constraints.problem import Problem


def siblings(problem: Problem, meetings: frozenset[int]) -> Iterator[frozenset[int]]:
    """For meetings of one region, perhaps with joint ones, those of the same rounds for each other region."""
    region_of = {number: problem.meetings[number].region for number in meetings}
    joint = {number for number, region in region_of.items() if region is None}
    regions = {*region_of.values()} - {None}
    if len(regions) != 1:
        return
    rounds = {problem.meetings[number].round for number in meetings - joint}
    for region in range(len(problem.regions)):
        held = {n for n, each in enumerate(problem.meetings) if each.region == region and each.round in rounds}
        if region not in regions and len(held) == len(meetings - joint):
            yield frozenset(held | joint)


def carried_over(clash: Clash, meetings: frozenset[int]) -> list[Requirement] | None:
    """What would clash if these meetings, in their order, clashed as those of another clash; None if they cannot."""
    if len(meetings) != len(clash.meetings):
        return None
    to = dict(zip(sorted(clash.meetings), sorted(meetings), strict=True))
    if not all(each.meetings <= to.keys() for each in clash.requirements):
        return None
    return [Requirement(each.rule, frozenset(to[number] for number in each.meetings)) for each in clash.requirements]
