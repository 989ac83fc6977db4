"""Meetings that changes have left too few days in their windows may be held after them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from calendars.span import ONE_DAY
from constraints.candidates import Candidates
from planner.building.meetings import Meetings
from planner.building.numbers import Numbers
from planner.changes import postponed
from planner.rescheduling.situation import Question, Situation

if TYPE_CHECKING:
    from constraints.problem import Problem

CLOSED = "blackout"
"""The rule that is broken by a meeting in a closed time."""


def with_room(situation: Situation, movable: Collection[str], decided: Collection[str] = ()) -> Situation:
    """The same, or with room for meetings that were hit if the days left in their windows cannot hold them.

    That is so for a meeting without any day, and for those hit by a closed time if they cannot all be held. They may
    then be held up to the day before the next meeting of the same people, as far as that one must stay. A meeting
    whose day is fixed gets no room: that is for the planner to decide, by cancelling it. Neither do the meetings in
    `decided`, whose windows were said.
    """
    hit = [
        meeting.id
        for meeting in situation.free.meetings
        if meeting.fixed_day is None and meeting.id not in decided and _rules(situation, meeting.id)
    ]
    if not hit:
        return situation
    problem = Question.of(situation, movable).problem
    closed = [name for name in hit if CLOSED in _rules(situation, name)]
    if closed and not _have_room(problem, closed):
        return _given_room(situation, problem, closed)
    without = _without_days(problem, hit)
    wider = _given_room(situation, problem, without) if without else situation
    helped = {*without} - {*_without_days(Question.of(wider, movable).problem, without)}
    return wider if helped == {*without} else _given_room(situation, problem, helped) if helped else situation


def _rules(situation: Situation, meeting: str) -> set[str]:
    """The rules that the accepted plan breaks now for a meeting."""
    return {cause.rule for cause in situation.hits.get(meeting, ()) if cause.rule is not None}


def _given_room(situation: Situation, problem: Problem, meetings: Collection[str]) -> Situation:
    wanted = sorted(meetings)
    network = postponed(situation.changed.network, wanted, situation.as_of, _until(problem, wanted))
    new = Meetings(network, Numbers.of(network)).all
    return situation.given_room(replace(situation.changed, network=network), new)


def _without_days(problem: Problem, meetings: Collection[str]) -> set[str]:
    """Those of the meetings that cannot be held on any day, whatever the others do."""
    if not meetings:
        return set()
    possible = Candidates.possible(problem)
    numbers = {meeting.id: number for number, meeting in enumerate(problem.meetings)}
    return {name for name in meetings if not len(possible.day[possible.of(numbers[name])])}


def _have_room(problem: Problem, meetings: Iterable[str]) -> bool:
    """Whether each of them has a day, and so many days that the staff could be at all of them."""
    names = {*meetings}
    numbers = [n for n, meeting in enumerate(problem.meetings) if meeting.id in names]
    possible = Candidates.possible(problem)
    days = [np.unique(possible.day[possible.of(number)]) for number in numbers]
    if not all(len(each) for each in days):
        return False
    return _at_a_time(problem, numbers) * len(np.unique(np.concatenate(days))) >= len(numbers)


def _at_a_time(problem: Problem, numbers: Iterable[int]) -> int:
    """How many of these meetings can be on one day, as far as the size of the teams goes."""
    people = Counter(person.team for person in problem.staff)
    needs = [(team, needed) for number in numbers for team, needed in problem.meetings[number].staff.items() if needed]
    return min((people[team] // needed for team, needed in needs), default=len(problem.meetings))


def _until(problem: Problem, meetings: Iterable[str]) -> date | None:
    """The day before the last of the meetings that follow them and must stay; None if one of them is not held back."""
    names = {*meetings}
    ends = [_next(problem, number) for number, meeting in enumerate(problem.meetings) if meeting.id in names]
    known = [end for end in ends if end is not None]
    return max(known) - ONE_DAY if len(known) == len(ends) else None


def _next(problem: Problem, number: int) -> date | None:
    """The day of the first meeting that follows and must stay."""
    following = (problem.meetings[after] for before, after in problem.successive if before == number)
    return min((each.announced.start.date() for each in following if each.settled and each.announced), default=None)
