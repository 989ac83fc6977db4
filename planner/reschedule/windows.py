"""Windows of meetings in a rescheduling: room given after them, and what is held outside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from calendars.days import ONE_DAY
from calendars.language import Locale, Message
from constraints.model.candidates import Candidates
from constraints.problem.naming import meeting_name
from constraints.problem.rule import all_rules
from planner.changes.meetings import OtherWindow, postponed
from planner.network.meetings import Meetings
from planner.network.numbers import Numbers
from planner.reschedule.situation import Question, Situation
from planner.schemas.common import Days
from planner.schemas.proposals import Outside, Widened

if TYPE_CHECKING:
    from calendars.days import Span
    from constraints.problem.plan import ScheduledMeeting
    from constraints.problem.problem import Problem
    from planner.changes.kinds import Change
    from planner.network.network import Network
    from planner.reschedule.situation import Compared
    from planner.schemas.proposals import Move


MAY_BE = Message(
    "windows.may_be", "{meeting} may be held outside its window, which ends on {last:date}: until {until:date}."
)
IS = Message("windows.is", "outside its window, which ends on {last:date}")
ARE = Message("windows.are", "{n} {n:meeting is|meetings are} held outside the window that was planned.")


def windows_said(changes: Iterable[Change], network: Network) -> frozenset[str]:
    """Ids of the meetings whose windows the changes themselves say."""
    said = [change for change in changes if isinstance(change, OtherWindow)]
    single = {change.meeting for change in said if change.meeting is not None}
    rounds = {change.round for change in said if change.round is not None}
    return frozenset({*single, *(name for name, round_ in network.round_of.items() if round_.id in rounds)})


def widened(compared: Compared, locale: Locale) -> Iterator[Widened]:
    """The meetings that may be held outside their windows without a change that says their windows."""
    problem = compared.situation.free
    for meeting in problem.meetings:
        before = None if meeting.settled else _before(compared, meeting.id)
        if before is not None and (meeting.window.first < before.first or before.last < meeting.window.last):
            sentence = MAY_BE.say(
                locale, meeting=meeting_name(problem, meeting), last=before.last, until=meeting.window.last
            )
            yield Widened(meeting=meeting.id, before=_days(before), after=_days(meeting.window), sentence=sentence)


def outside(compared: Compared, held: ScheduledMeeting, locale: Locale) -> Outside | None:
    """Set if the meeting lies outside the window that it had, and no change says another."""
    before = _before(compared, held.id)
    if before is None or (held.span.first in before and held.span.last in before):
        return None
    return Outside(window=_days(before), sentence=IS.say(locale, last=before.last))


def said_outside(moves: Iterable[Move], locale: Locale) -> list[str]:
    """A sentence on the meetings that lie outside their windows, if any do."""
    n = sum(move.outside is not None for move in moves)
    return [ARE.say(locale, n=n)] if n else []


def _before(compared: Compared, meeting: str) -> Span | None:
    """The window of a meeting when the plan was accepted; None if it had none, or if a change says another."""
    found = compared.old.problem.meeting(meeting)
    return None if found is None or meeting in compared.windows_said else found.window


def _days(span: Span) -> Days:
    return Days(first=span.first, last=span.last)


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
    closed = [name for name in hit if _is_closed(situation, name)]
    if closed and not _have_room(problem, closed):
        return _given_room(situation, problem, closed)
    without = _without_days(problem, hit)
    wider = _given_room(situation, problem, without) if without else situation
    helped = {*without} - {*_without_days(Question.of(wider, movable).problem, without)}
    return wider if helped == {*without} else _given_room(situation, problem, helped) if helped else situation


def _rules(situation: Situation, meeting: str) -> set[str]:
    """The rules that the accepted plan breaks now for a meeting."""
    return {cause.rule for cause in situation.hits.get(meeting, ()) if cause.rule is not None}


def _is_closed(situation: Situation, meeting: str) -> bool:
    """Whether the accepted plan has a meeting in a closed time now."""
    return any(rule.closes_days for key, rule in all_rules().items() if key in _rules(situation, meeting))


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
