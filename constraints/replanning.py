"""Problems for replanning an announced plan: what is past, what may move, and which aim decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from constraints.problem.problem import NoGood
from constraints.problem.published import as_announced
from constraints.problem.rule import Aim, all_rules

if TYPE_CHECKING:
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Meeting, PlannedMeeting, Problem


WEIGHT = 100
"""Factor on the points of the rules of an aim, so that all other points decide only between equals."""

SPARING = 25
"""Factor on the points for leaving the announced plan, so that no meeting moves for a small gain."""


@cache
def rules_about(aim: Aim) -> tuple[str, ...]:
    """Return the keys of the rules whose points an aim minimises."""
    return tuple(key for key, rule in all_rules().items() if rule.aim is aim)


def replanned(problem: Problem, plan: Plan, as_of: date, movable: Collection[str]) -> Problem:
    """Return the problem of replanning an announced plan as of a date.

    Meetings that began before that date are past and stay as they are. Of the others only movable ones may be given
    another day or venue.

    Args:
        problem: the problem, with the changes applied.
        plan: the announced plan; meetings that only the plan or only the problem has are not affected.
        as_of: the date to take for today.
        movable: ids of the meetings that may move.
    """
    told = {planned.meeting: planned for planned in plan.meetings}
    venues = {venue.id: number for number, venue in enumerate(problem.venues)}

    def changed(meeting: Meeting) -> Meeting:
        if meeting.id not in told:
            return meeting
        planned, day = told[meeting.id], told[meeting.id].start.astimezone(problem.zone).date()
        if day < as_of:
            return _settled(problem, meeting, planned)
        if meeting.id in movable:
            return replace(meeting, published=planned)
        return replace(meeting, published=planned, fixed_day=day, fixed_venue=venues.get(planned.venue))

    return replace(problem, meetings=tuple(map(changed, problem.meetings)), as_of=as_of)


def planned_on(problem: Problem, plan: Plan, as_of: date, *, from_scratch: bool = False) -> Problem:
    """Return the problem of planning on from an announced plan as of a date: whatever is not past may move.

    Args:
        problem: the problem as it is today.
        plan: the announced plan.
        as_of: the date to take for today.
        from_scratch: whether leaving the announced plan costs no points; notice is needed all the same.
    """
    found = replanned(problem, plan, as_of, {planned.meeting for planned in plan.meetings})
    ignored = dict.fromkeys(rules_about(Aim.LEAST_CHANGE) if from_scratch else (), 0)
    return replace(found, weights={**found.weights, **ignored})


def with_aim(problem: Problem, aim: Aim, *, sparing: bool = False) -> Problem:
    """Return the problem with weights by which the rules of the aim outweigh all others.

    The rules are the same for every aim, so that one model serves all of them.

    Args:
        problem: the problem.
        aim: what to optimise above all else.
        sparing: whether leaving the announced plan costs more too, so that no meeting moves for a small gain.
    """
    known = {rule.key() for rule in problem.rules}
    usual = {key: rule.usual_for_aim() for key, rule in all_rules().items() if key not in known}
    missing = {key: rule for key, rule in usual.items() if rule is not None}
    rules = tuple(sorted((*problem.rules, *missing.values()), key=lambda rule: rule.key()))
    spared = dict.fromkeys(rules_about(Aim.LEAST_CHANGE) if sparing else (), SPARING)
    weights = {**problem.weights, **dict.fromkeys(missing, 0), **spared, **dict.fromkeys(rules_about(aim), WEIGHT)}
    return replace(problem, rules=rules, weights=weights)


def different_from(problem: Problem, plans: Sequence[Plan], meetings: Collection[str]) -> Problem:
    """Return the problem with a no-good for each plan: at least half of these meetings must differ from it.

    Args:
        problem: the problem.
        plans: earlier proposals.
        meetings: ids of the meetings of which at least half must have another day or venue than in each plan.
    """
    index = {meeting.id: number for number, meeting in enumerate(problem.meetings)}
    venues = {venue.id: number for number, venue in enumerate(problem.venues)}
    found = [
        {
            index[each.meeting]: (each.start.astimezone(problem.zone).date(), venues[each.venue])
            for each in plan.meetings
            if each.meeting in meetings and each.meeting in index
        }
        for plan in plans
    ]
    earlier = (NoGood(places, (len(places) + 1) // 2) for places in found)
    return replace(problem, no_goods=(*problem.no_goods, *earlier))


def _settled(problem: Problem, meeting: Meeting, planned: PlannedMeeting) -> Meeting:
    """Return the meeting as it was held."""
    return replace(as_announced(problem, meeting, planned), published=planned, frozen=True)
