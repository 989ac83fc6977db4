"""Problems that answer a change: what has been announced, what is past, what may move, and what is aimed at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from calendars.days import Hours
from constraints.problem.problem import NoGood
from constraints.problem.rule import Aim, all_rules

if TYPE_CHECKING:
    from constraints.problem.plan import Plan, PlannedMeeting
    from constraints.problem.problem import Meeting, Problem


WEIGHT = 100
"""Factor on the points of what is aimed at: it comes first, and the rest decides between equals."""

SPARING = 25
"""Factor on the points of what was announced where meetings may move that need not: none moves for a small gain."""


@cache
def rules_about(aim: Aim) -> tuple[str, ...]:
    """Keys of the rules whose points an aim is about."""
    return tuple(key for key, rule in all_rules().items() if rule.aim is aim)


def replanned(problem: Problem, plan: Plan, as_of: date, movable: Collection[str]) -> Problem:
    """The problem of what to make of an announced plan on a day.

    What had begun before that day is settled; of the rest only what is movable may have another day or venue.

    Args:
        problem: with the changes made.
        plan: as announced; meetings that only it or only the problem has are left as they are.
        as_of: what is taken for today.
        movable: ids of meetings.
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
            return replace(meeting, announced=planned)
        return replace(meeting, announced=planned, fixed_day=day, fixed_venue=venues.get(planned.venue))

    return replace(problem, meetings=tuple(map(changed, problem.meetings)), as_of=as_of)


def aimed(problem: Problem, aim: Aim, *, sparing: bool = False) -> Problem:
    """The problem in which what the aim is about weighs far more than all else.

    For every aim of a problem the rules are the same, so that one model will do for all of them. If it is `sparing`,
    what was announced weighs more too, so that no meeting is moved for a small gain.
    """
    known = {rule.key() for rule in problem.rules}
    usual = {key: rule.usual_for_aim() for key, rule in all_rules().items() if key not in known}
    missing = {key: rule for key, rule in usual.items() if rule is not None}
    rules = tuple(sorted((*problem.rules, *missing.values()), key=lambda rule: rule.key()))
    spared = dict.fromkeys(rules_about(Aim.LEAST_CHANGE) if sparing else (), SPARING)
    weights = {**problem.weights, **dict.fromkeys(missing, 0), **spared, **dict.fromkeys(rules_about(aim), WEIGHT)}
    return replace(problem, rules=rules, weights=weights)


def unlike(problem: Problem, plans: Sequence[Plan], meetings: Collection[str]) -> Problem:
    """The problem in which half of these meetings, or more, have another day or venue than in each of the plans."""
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
    return replace(problem, otherwise=(*problem.otherwise, *earlier))


def _settled(problem: Problem, meeting: Meeting, planned: PlannedMeeting) -> Meeting:
    """The meeting as it was held: at its hours and for its days, whatever they would be now."""
    start, end = (moment.astimezone(problem.zone) for moment in (planned.start, planned.end))
    hours, days = Hours(start.time(), end.time()), (end.date() - start.date()).days + 1
    return replace(meeting, announced=planned, settled=True, hours=hours, days=days)
