"""A meeting is not held before its notice is over, nor before what it is about has come into force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import BoundMessage, Message
from constraints.problem.naming import for_each, meeting_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen, with_meetings
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from datetime import date

    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Bools, EarliestDay, Meeting, Problem

TOO_EARLY = Message("earliest.too_early", "{meeting} is on {day}, but may not be held before {earliest}: {reason}.")

NOT_BEFORE = Message("earliest.not_before", "{meeting} may not be held before {day:date}: {reason}.")
NO_LIMIT = Message("earliest.no_limit", "{meeting} may be held on any day.")
SOONER = Message(
    "earliest.sooner", "Let {meeting} be held as soon as {day:date}, {n} {n:day|days} too early: {reason}."
)
SHORT = {
    TOO_EARLY: Message("earliest.short_too_early", "not before {earliest:date}: {reason}"),
}


class NotBefore(Rule):
    """The earliest days and their reasons stand on the meetings."""

    title: ClassVar = Message("earliest.title", "earliest day")
    short: ClassVar = SHORT

    def allows(self, candidates: Candidates) -> Bools:
        problem = candidates.problem
        first = [max((problem.index(each.day) for each in meeting.earliest), default=0) for meeting in problem.meetings]
        return np.asarray(candidates.day >= np.array(first, dtype=np.int64)[candidates.meeting])

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for limit in held.meeting.earliest:
                if held.day < limit.day:
                    yield self.finding(
                        [held.id], TOO_EARLY, meeting=schedule.name(held), day=held.day, earliest=limit.day,
                        reason=limit.reason,
                    )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def latest(_number: int, meeting: Meeting) -> BoundMessage:
            name = meeting_name(problem, meeting)
            limit = _latest(meeting)
            if limit is None:
                return BoundMessage(NO_LIMIT, {"meeting": name})
            return BoundMessage(NOT_BEFORE, {"meeting": name, "day": limit.day, "reason": limit.reason})

        return for_each(problem, meetings, latest, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        for number in chosen(problem, meetings):
            limit = _latest(problem.meetings[number])
            if limit is not None:
                most = (limit.day - problem.meetings[number].window.first).days
                if most > 0:
                    yield _sooner(problem, number, limit, most)


def _latest(meeting: Meeting) -> EarliestDay | None:
    """Return the latest of a meeting's earliest days, or None."""
    return max(meeting.earliest, key=lambda each: each.day, default=None)


def _sooner(problem: Problem, number: int, limit: EarliestDay, most: int) -> Relaxation:
    name = meeting_name(problem, problem.meetings[number])

    def day(amount: int) -> date:
        return limit.day - timedelta(days=amount)

    def loosened(meeting: Meeting, amount: int) -> Meeting:
        others = (replace(each, day=min(each.day, day(amount))) for each in meeting.earliest if each != limit)
        limits = (*others, replace(limit, day=day(amount)))
        return replace(meeting, earliest=tuple(limits))

    return Relaxation(
        NotBefore.key(), "sooner", frozenset({number}), Unit.DAYS, ConcessionKind.LAW, most,
        apply=lambda given, amount: with_meetings(given, [number], lambda one: loosened(one, amount)),
        say=lambda amount: BoundMessage(
            SOONER, {"meeting": name, "n": amount, "day": day(amount), "reason": limit.reason}
        ),
        values={"have": limit.day}, both_ways=True,
    )  # fmt: skip
