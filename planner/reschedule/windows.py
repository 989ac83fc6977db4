"""Windows in a rescheduling: widen those of meetings that cannot be held in them, and report what lies outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from calendars.days import ONE_DAY
from calendars.language import Locale, Message
from constraints.model.domains import possible_candidates
from constraints.problem.naming import meeting_name
from constraints.problem.rule import all_rules
from planner.changes.meetings import Cancel, OtherWindow, postpone
from planner.network.meetings import Meetings
from planner.network.numbers import Numbers
from planner.reschedule.situation import RescheduleProblem, Situation, region
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
    """Return the ids of the meetings whose windows, or last days, are set by the changes themselves."""
    changes = tuple(changes)
    said = [change for change in changes if isinstance(change, OtherWindow)]
    until = [change for change in changes if isinstance(change, Cancel) and change.until is not None]
    single = {change.meeting for change in said if change.meeting is not None}
    single |= {meeting for change in until for meeting in change.meetings}
    rounds = {change.round for change in said if change.round is not None}
    return frozenset({*single, *(name for name, round_ in network.round_of.items() if round_.id in rounds)})


def widened(compared: Compared, locale: Locale) -> Iterator[Widened]:
    """Yield the meetings whose windows were widened without a change that asks for it."""
    problem = compared.situation.free
    for meeting in problem.meetings:
        before = None if meeting.frozen else _before(compared, meeting.id)
        if before is not None and (meeting.window.first < before.first or before.last < meeting.window.last):
            sentence = MAY_BE.say(
                locale, meeting=meeting_name(problem, meeting), last=before.last, until=meeting.window.last
            )
            yield Widened(
                meeting=meeting.id, before=_days(before), after=_days(meeting.window), title=meeting.title,
                region=region(problem, meeting), sentence=sentence,
            )  # fmt: skip


def outside(compared: Compared, held: ScheduledMeeting, locale: Locale) -> Outside | None:
    """Return how a meeting lies outside its former window; None if it does not, or if a change set another window."""
    before = _before(compared, held.id)
    if before is None or (held.span.first in before and held.span.last in before):
        return None
    return Outside(window=_days(before), sentence=IS.say(locale, last=before.last))


def said_outside(moves: Iterable[Move], locale: Locale) -> list[str]:
    """Return a sentence on the meetings that lie outside their windows; none if there are none."""
    n = sum(move.outside is not None for move in moves)
    return [ARE.say(locale, n=n)] if n else []


def _before(compared: Compared, meeting: str) -> Span | None:
    """Return the window of a meeting when the plan was accepted; None if it had none, or if a change set another."""
    found = compared.old.problem.meeting(meeting)
    return None if found is None or meeting in compared.windows_said else found.window


def _days(span: Span) -> Days:
    return Days(first=span.first, last=span.last)


def with_wider_windows(situation: Situation, movable: Collection[str], decided: Collection[str] = ()) -> Situation:
    """Widen the windows of hit meetings if the days left in them do not suffice.

    That is the case for a meeting without any possible day, and for those cancelled or hit by closed days if they
    cannot all be held. The new window ends on the day before the next immovable meeting of the same people. A meeting
    with a fixed day keeps its window, as only the planner may decide to cancel it; so do the meetings in `decided`.

    Args:
        situation: the accepted plan and what has happened since.
        movable: ids of the meetings that may move.
        decided: ids of the meetings whose windows were set by changes.

    Returns:
        The situation with widened windows; the same situation if none was.
    """
    hit = [
        meeting.id
        for meeting in situation.free.meetings
        if meeting.fixed_day is None and meeting.id not in decided and _needs_a_day(situation, meeting.id)
    ]
    if not hit:
        return situation
    problem = RescheduleProblem.of(situation, movable).problem
    closed = [name for name in hit if name in situation.changed.cancelled or _is_closed(situation, name)]
    if closed and not _have_room(problem, closed):
        return _given_room(situation, problem, closed)
    without = _without_days(problem, hit)
    wider = _given_room(situation, problem, without) if without else situation
    helped = {*without} - {*_without_days(RescheduleProblem.of(wider, movable).problem, without)}
    return wider if helped == {*without} else _given_room(situation, problem, helped) if helped else situation


def _needs_a_day(situation: Situation, meeting: str) -> bool:
    """Whether a meeting is cancelled, to be held later, or breaks a rule where it is."""
    return meeting in situation.changed.cancelled or bool(_rules(situation, meeting))


def _rules(situation: Situation, meeting: str) -> set[str]:
    """Return the rules that the accepted plan now breaks for a meeting."""
    return {cause.rule for cause in situation.hits.get(meeting, ()) if cause.rule is not None}


def _is_closed(situation: Situation, meeting: str) -> bool:
    """Whether the accepted plan has a meeting in a closed time now."""
    return any(rule.closes_days for key, rule in all_rules().items() if key in _rules(situation, meeting))


def _given_room(situation: Situation, problem: Problem, meetings: Collection[str]) -> Situation:
    wanted = sorted(meetings)
    network = postpone(situation.changed.network, wanted, situation.as_of, _until(problem, wanted))
    new = Meetings(network, Numbers.of(network)).all
    return situation.given_room(replace(situation.changed, network=network), new)


def _without_days(problem: Problem, meetings: Collection[str]) -> set[str]:
    """Return those of the meetings that cannot be held on any day, whatever the others do."""
    if not meetings:
        return set()
    possible = possible_candidates(problem)
    numbers = {meeting.id: number for number, meeting in enumerate(problem.meetings)}
    return {name for name in meetings if not len(possible.day[possible.of(numbers[name])])}


def _have_room(problem: Problem, meetings: Iterable[str]) -> bool:
    """Return whether each meeting has a possible day, and together enough days for the staff to attend them all."""
    names = {*meetings}
    numbers = [n for n, meeting in enumerate(problem.meetings) if meeting.id in names]
    possible = possible_candidates(problem)
    days = [np.unique(possible.day[possible.of(number)]) for number in numbers]
    if not all(len(each) for each in days):
        return False
    return _at_a_time(problem, numbers) * len(np.unique(np.concatenate(days))) >= len(numbers)


def _at_a_time(problem: Problem, numbers: Iterable[int]) -> int:
    """Return how many of these meetings fit on one day, by the size of the staff teams."""
    people = Counter(person.team for person in problem.staff)
    needs = [(team, needed) for number in numbers for team, needed in problem.meetings[number].staff.items() if needed]
    speakers = Counter(person for number in numbers for person in problem.meetings[number].speakers)
    at_a_time = (people[team] // needed for team, needed in needs)
    return min((*at_a_time, *(1 for each in speakers.values() if each > 1)), default=len(problem.meetings))


def _until(problem: Problem, meetings: Iterable[str]) -> date | None:
    """Return the day before the last of the immovable meetings that follow; None if some meeting has none."""
    names = {*meetings}
    ends = [_next(problem, number) for number, meeting in enumerate(problem.meetings) if meeting.id in names]
    known = [end for end in ends if end is not None]
    return max(known) - ONE_DAY if len(known) == len(ends) else None


def _next(problem: Problem, number: int) -> date | None:
    """Return the day of the first immovable meeting that follows."""
    following = (problem.meetings[after] for before, after in problem.successive if before == number)
    return min((each.published.start.date() for each in following if each.frozen and each.published), default=None)
