"""A meeting is held online on the days on which it must be, and on no other unless it may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.language import BoundMessage, Message
from constraints.problem.naming import days_name, for_each, meeting_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen, with_meetings
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Bools, Ints, Meeting, OnlineDays, Problem

AT_VENUE = Message("online_days.at_venue", "{meeting} is at {venue} on {day}, but must be held online then: {reason}.")
NOT_ONLINE = Message("online_days.not_online", "{meeting} is online on {day}, but may only be held at a venue then.")
MUST = Message("online_days.must", "{meeting} must be held online from {first:date} to {last:date}: {reason}.")
MAY_NOT = Message("online_days.may_not", "{meeting} may not be held online.")
MAY = Message("online_days.may", "{meeting} may be held online or at a venue.")
LET_AT_VENUE = Message(
    "online_days.let_at_venue", "Let {meeting} be held at a venue on days on which it must be online: {reason}, {days}."
)
LET_ONLINE = Message("online_days.let_online", "Let {meeting} be held online on any day.")
SHORT = {
    AT_VENUE: Message("online_days.short_at_venue", "online only: {reason}"),
    NOT_ONLINE: Message("online_days.short_not_online", "not online on this day"),
}


class OnlineDaysKept(Rule):
    """Whether a meeting may be online, and the days on which it must be, stand on the meetings.

    A meeting that must be online on one of its days is online on all of them.
    """

    title: ClassVar = Message("online_days.title", "online when it must be")
    short: ClassVar = SHORT

    def allows(self, candidates: Candidates) -> Bools | None:
        problem = candidates.problem
        if not problem.online.any():
            return None

        def open_to(meeting: Meeting, days: Ints, venues: Ints) -> Bools:
            must = must_be_online(problem, meeting, days)
            return np.where(problem.online[venues], must | meeting.online, ~must)

        return candidates.by_meeting(open_to)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            name, online = schedule.name(held), schedule.venue(held).online
            must = [each for each in held.meeting.online_days if each.span.overlaps(held.span)]
            if must and not online:
                yield self.finding(
                    [held.id], AT_VENUE, meeting=name, venue=schedule.venue(held).name, day=held.day,
                    reason=must[0].reason,
                )  # fmt: skip
            if online and not must and not held.meeting.online:
                yield self.finding([held.id], NOT_ONLINE, meeting=name, day=held.day)

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def online(_number: int, meeting: Meeting) -> BoundMessage:
            name = meeting_name(problem, meeting)
            if not meeting.online_days:
                return BoundMessage(MAY if meeting.online else MAY_NOT, {"meeting": name})
            must = meeting.online_days[0]
            first, last = must.span.first, must.span.last
            return BoundMessage(MUST, {"meeting": name, "first": first, "last": last, "reason": must.reason})

        return for_each(problem, meetings, online, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        for number in chosen(problem, meetings):
            meeting = problem.meetings[number]
            name = meeting_name(problem, meeting)
            for must in meeting.online_days:
                said = {"meeting": name, "reason": must.reason, "days": days_name(must.span)}
                yield Relaxation(
                    self.key(), "at_venue", frozenset({number}), Unit.CHOICE, ConcessionKind.LAW, 1,
                    apply=partial(_changed, number, must), say=partial(_said, BoundMessage(LET_AT_VENUE, said)),
                    values={"reason": must.reason},
                )  # fmt: skip
            if meeting.online_days and not meeting.online:
                yield Relaxation(
                    self.key(), "online", frozenset({number}), Unit.CHOICE, ConcessionKind.SETTING, 1,
                    apply=partial(_changed, number, None),
                    say=partial(_said, BoundMessage(LET_ONLINE, {"meeting": name})),
                )  # fmt: skip


def must_be_online(problem: Problem, meeting: Meeting, days: Ints) -> Bools:
    """Return on which of these first days (indices) a meeting must be held online."""
    must = np.zeros(len(days), dtype=np.bool_)
    for each in meeting.online_days:
        must |= (days + meeting.days > problem.index(each.span.first)) & (days <= problem.index(each.span.last))
    return must


def _changed(number: int, must: OnlineDays | None, problem: Problem, _amount: int) -> Problem:
    """Return the problem without days on which the meeting must be online; if none, with a meeting that may be."""

    def one(meeting: Meeting) -> Meeting:
        if must is None:
            return replace(meeting, online=True)
        return replace(meeting, online_days=tuple(each for each in meeting.online_days if each != must))

    return with_meetings(problem, [number], one)


def _said(said: BoundMessage, _amount: int) -> BoundMessage:
    return said
