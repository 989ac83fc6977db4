"""Whom a meeting is for, in the terms in which blackouts are stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.blackout import Scope

if TYPE_CHECKING:
    from calendars.blackout import Blackout
    from constraints.problem import Meeting, Problem


def audience(problem: Problem, meeting: Meeting) -> frozenset[tuple[Scope, str]]:
    """Scopes and targets of the blackouts that a meeting minds wherever it is held, whoever of its members comes.

    These are everyone, its region (every region if it is joint) and the municipalities of its members. A region has
    blackouts only on days on which it is there.
    """
    regions = problem.regions if meeting.region is None else (problem.regions[meeting.region],)
    homes = {problem.members[member].municipality for member in meeting.members}
    return frozenset({
        (Scope.EVERYONE, ""),
        *((Scope.REGION, region.id) for region in regions),
        *((Scope.MUNICIPALITY, problem.municipalities[home].id) for home in homes),
    })  # fmt: skip


def concerns(problem: Problem, blackout: Blackout, meeting: Meeting) -> bool:
    """Whether the meeting minds that blackout; the check's own way to the same answer."""
    match blackout.scope:
        case Scope.EVERYONE:
            return True
        case Scope.REGION:
            return meeting.region is None or problem.regions[meeting.region].id == blackout.target
        case Scope.MUNICIPALITY:
            found = (problem.municipalities[problem.members[member].municipality] for member in meeting.members)
            return any(municipality.id == blackout.target for municipality in found)
        case Scope.VENUE | Scope.PERSON:
            return False
