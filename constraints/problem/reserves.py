"""What days in reserve must be like, and which meetings of a plan an event that may come would close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.blackouts import BlackoutScope
from constraints.problem.naming import concerns

if TYPE_CHECKING:
    from constraints.problem.plan import ScheduledMeeting
    from constraints.problem.problem import Problem, Risk


@dataclass(frozen=True, slots=True)
class ReserveTerms:
    """What a rule wants of days in reserve.

    Attributes:
        rounds: ids of the rounds that have them.
        limit: the greatest chance, in millionths, that a single event takes both days.
        within_days: most days from the first day to the second.
        release_days: days before the first day on which the second is released.
        members: whether members see them.
    """

    rounds: tuple[str, ...]
    limit: int
    within_days: int
    release_days: int
    members: bool


def closes(problem: Problem, risk: Risk, held: ScheduledMeeting) -> bool:
    """Return whether the risk would close a meeting where and when it is held; candidates have a way of their own."""
    return any(
        held.span.overlaps(each.span)
        and (
            problem.venues[held.venue].id == each.target
            if each.scope is BlackoutScope.VENUE
            else concerns(problem, each, held.meeting, held.members)
            and not (each.in_person and problem.venues[held.venue].online)
        )
        for each in risk.blackouts
    )
