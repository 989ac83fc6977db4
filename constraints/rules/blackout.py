"""No meeting is held on a day closed for everyone, its region or one of its municipalities."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

from calendars.blackouts import BlackoutScope
from calendars.days import ONE_DAY, Span
from calendars.language import BoundMessage, Message
from constraints.problem.naming import concerns, for_each, meeting_name, reason_name, whom
from constraints.problem.relaxations import Relaxation, Unit, chosen
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.closed_days import ASKS, Closed, MarkedDays, audiences, closed_days, opened, reasons

if TYPE_CHECKING:
    from datetime import date

    from calendars.blackouts import Blackout
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Bools, Meeting, Problem

CLOSED = Message("blackout.closed", "{meeting} is on {day}, which is closed for {whom}: {reason}.")

NOT_ON = Message(
    "blackout.not_on", "{meeting} may not be held on the {n} closed {n:day|days} of its window: {reasons}."
)
NONE_CLOSED = Message("blackout.none_closed", "{meeting} may not be held on closed days; there is none in its window.")
USE = Message("blackout.use", "Let meetings be held on days that are closed: {closed}.")
SHORT = {
    CLOSED: Message("blackout.short_closed", "closed for {whom}: {reason}"),
}


class NoBlackout(Rule):
    """A region's closed days close its meetings and every joint one; a municipality's those it takes part in.

    A joint meeting for some regions is closed by theirs. Days with `in_person = true` do not close meetings online.
    """

    title: ClassVar = Message("blackout.title", "closed days")
    short: ClassVar = SHORT
    closes_days: ClassVar = True

    def allows(self, candidates: Candidates) -> Bools:
        problem = candidates.problem
        minded, row = audiences(candidates)

        def shut(*, in_person: bool) -> Bools:
            closed = _spans_by_target(problem, in_person=in_person)
            marked = MarkedDays(problem, [chain.from_iterable(closed[key] for key in who) for who in minded])
            return marked.touch(row, candidates.day, candidates.last_day)

        found = shut(in_person=False)
        if any(blackout.in_person for blackout in problem.blackouts):
            found |= shut(in_person=True) & ~problem.online[candidates.venue]
        return ~found

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            for day, blackouts in _by_day_and_reason(schedule, held):
                yield self.finding(
                    [held.id], CLOSED, about=[each.target for each in blackouts if each.target],
                    meeting=schedule.name(held), day=day, whom=whom(schedule.problem, held.meeting, blackouts),
                    reason=reason_name(blackouts[0]),
                )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def closed(_number: int, meeting: Meeting) -> BoundMessage:
            found, name = _closed_for(problem, meeting), meeting_name(problem, meeting)
            if not found:
                return BoundMessage(NONE_CLOSED, {"meeting": name})
            days = {day for each in found for day in each.days}
            return BoundMessage(NOT_ON, {"meeting": name, "n": len(days), "reasons": reasons(found)})

        return for_each(problem, meetings, closed, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        """Yield one relaxation for each reason except public holidays; it opens the days for everybody."""
        for number in chosen(problem, meetings):
            for closed in _closed_for(problem, problem.meetings[number]):
                asks = ASKS.get(closed.blackouts[0].kind)
                if asks is not None:
                    yield Relaxation(
                        self.key(), "use", frozenset({number}), Unit.CHOICE, asks, 1,
                        apply=partial(_used, closed), say=partial(_use, closed),
                        values={"reason": closed.reason, "days": closed.days},
                    )  # fmt: skip


def _spans_by_target(problem: Problem, *, in_person: bool) -> dict[tuple[BlackoutScope, str], list[Span]]:
    spans: dict[tuple[BlackoutScope, str], list[Span]] = defaultdict(list)
    for blackout in problem.blackouts:
        if blackout.hard and blackout.in_person == in_person:
            target = "" if blackout.scope is BlackoutScope.EVERYONE else blackout.target
            spans[blackout.scope, target].append(blackout.span)
    return spans


def _by_day_and_reason(schedule: Schedule, held: ScheduledMeeting) -> Iterator[tuple[date, list[Blackout]]]:
    """Yield the blackouts that close the same day of a meeting for the same reason, whoever they apply to."""
    found: dict[tuple[date, str, str, int | None], list[Blackout]] = defaultdict(list)
    for blackout in schedule.blackouts(held.span):
        common = blackout.span.within(held.span)
        spared = blackout.in_person and schedule.venue(held).online
        if blackout.hard and common and not spared and concerns(schedule.problem, blackout, held.meeting, held.members):
            found[common.first, blackout.reason, blackout.source, blackout.week].append(blackout)
    return ((day, blackouts) for (day, *_), blackouts in found.items())


def _closed_for(problem: Problem, meeting: Meeting) -> list[Closed]:
    """Return what closes days of a meeting's window."""
    window = meeting.window.within(problem.horizon) or meeting.window

    def minds(blackout: Blackout) -> bool:
        begins = Span(blackout.span.first - (meeting.days - 1) * ONE_DAY, blackout.span.last)
        return concerns(problem, blackout, meeting, problem.invited_within(meeting, begins))

    return closed_days(problem, window, minds)


def _used(closed: Closed, problem: Problem, _amount: int) -> Problem:
    return opened(problem, closed.blackouts)


def _use(closed: Closed, _amount: int) -> BoundMessage:
    return BoundMessage(USE, {"closed": closed.said})
