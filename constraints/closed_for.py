"""For whom days are closed, in as few words as say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from calendars.blackout import Blackout, Scope
from calendars.language import Said, Sentence, Title

if TYPE_CHECKING:
    from constraints.problem import Meeting, Problem

EVERYONE = Sentence(en="everyone", da="alle")
OF_REGION = Sentence(
    en="{n} {n:municipality|municipalities} in {region}", da="{n} {n:kommune|kommuner} i {region}"
)  # fmt: skip
OF_ALL = Sentence(en="{n} {n:municipality|municipalities}", da="{n} {n:kommune|kommuner}")
FEW = 3
"""Municipalities that are named one by one."""


def whom(problem: Problem, meeting: Meeting, blackouts: Sequence[Blackout]) -> Title | Said | list[str | Said]:
    """Everybody for whom they close days of a meeting; many municipalities are counted."""
    scopes = {each.scope for each in blackouts}
    if Scope.EVERYONE in scopes:
        return EVERYONE
    places = _named(blackouts, Scope.MUNICIPALITY, {place.id: place.name for place in problem.municipalities})
    names: list[str | Said] = [*_named(blackouts, Scope.REGION, {each.id: each.name for each in problem.regions})]
    names += [_counted(problem, meeting, len(places))] if len(places) > FEW else places
    return names if len(names) > 1 else names[0]


def _named(blackouts: Sequence[Blackout], scope: Scope, names: dict[str, str]) -> list[str]:
    """Each once, in alphabetical order of what they are called."""
    return sorted({names[each.target] for each in blackouts if each.scope is scope})


def _counted(problem: Problem, meeting: Meeting, n: int) -> Said:
    if meeting.region is None:
        return Said(OF_ALL, {"n": n})
    return Said(OF_REGION, {"n": n, "region": problem.regions[meeting.region].name})
