"""A meeting lies within the window of its round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from calendars.days import ONE_DAY, Span
from calendars.language import BoundMessage, Message
from constraints.problem.naming import dates_name, days_name, first_name, for_each, meeting_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen, with_meetings
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from datetime import date

    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Meeting, Problem

OUTSIDE = Message("window.outside", "{meeting} is on {day}, outside its window {window}.")
FROM_TO = Message("window.from_to", "from {first} to {last}")
ONE_DAY_ONLY = Message("window.one_day_only", "of {first}")
INSIDE = Message("window.inside", "{meeting} must be held from {first} to {last:date} (its window).")
ON_ITS_DAY = Message("window.on_its_day", "{meeting} must be held on {first:date} (its window is one day).")
LATER = Message("window.later", "Widen the window of {round} by {n} {n:day|days}, to {day:date}.")
SOONER = Message("window.sooner", "Let the window of {round} begin {n} {n:day|days} sooner, on {day:date}.")
MOST_WIDENED_DAYS = 90
"""Greatest number of days by which a window is widened."""
TOO_SHORT = Message(
    "window.too_short",
    "{meeting} cannot be held: it takes {days} {days:day|days}, and its window ({window}) has {n}.",
)
SHORT = {
    OUTSIDE: Message("window.short_outside", "outside its window {window}"),
}


class Window(Rule):
    """Candidates are only ever made inside the window, so there is nothing to post."""

    title: ClassVar = Message("window.title", "within its window")
    short: ClassVar = SHORT
    bounds_candidates: ClassVar = True

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            window = held.meeting.window.within(schedule.problem.horizon) or held.meeting.window
            if held.span.within(window) != held.span or not held.span.overlaps(schedule.problem.horizon):
                ends = {"first": window.first, "last": window.last}
                yield self.finding(
                    [held.id], OUTSIDE, meeting=schedule.name(held), day=days_name(held.span), first=window.first,
                    last=window.last, window=BoundMessage(FROM_TO if len(window) > 1 else ONE_DAY_ONLY, ends),
                )  # fmt: skip

    @classmethod
    def without(cls, problem: Problem, meeting: Meeting) -> Meeting:
        return replace(meeting, window=problem.horizon)

    @classmethod
    def no_candidates(cls, problem: Problem, meeting: Meeting) -> Finding:
        """That the window is too short: a meeting with venues has candidates on all of its days."""
        window = meeting.window
        return Finding(cls.key(), (meeting.id,), TOO_SHORT, {
            "meeting": meeting_name(problem, meeting), "days": meeting.days,
            "window": dates_name(window.first, window.last), "n": len(window),
        })  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def inside(_number: int, meeting: Meeting) -> BoundMessage:
            window = meeting.window.within(problem.horizon) or meeting.window
            name = meeting_name(problem, meeting)
            if len(window) == 1:
                return BoundMessage(ON_ITS_DAY, {"meeting": name, "first": window.first})
            first = first_name(window.first, window.last)
            return BoundMessage(INSIDE, {"meeting": name, "first": first, "last": window.last})

        return for_each(problem, meetings, inside, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        """Yield relaxations that widen a window, for all meetings of a round together if they share it."""
        wanted = {*chosen(problem, meetings)}
        for each in problem.rounds:
            windows = {problem.meetings[number].window for number in each.meetings if number in wanted}
            for window in sorted(windows):
                same = frozenset(number for number in each.meetings if problem.meetings[number].window == window)
                whole = same == {*each.meetings}
                names = [meeting_name(problem, problem.meetings[number]) for number in sorted(same)]
                yield from _wider(problem, same, window, each.title if whole else names)


def _wider(problem: Problem, meetings: frozenset[int], window: Span, name: str | list[str]) -> Iterator[Relaxation]:
    """Yield the relaxations to a later end and to an earlier beginning of a window, within the horizon."""
    for code, sentence, end, step, room in (
        ("later", LATER, window.last, ONE_DAY, (problem.horizon.last - window.last).days),
        ("sooner", SOONER, window.first, -ONE_DAY, (window.first - problem.horizon.first).days),
    ):
        if room > 0:
            yield Relaxation(
                Window.key(), code, meetings, Unit.DAYS, ConcessionKind.SETTING, min(room, MOST_WIDENED_DAYS),
                apply=partial(_widened, meetings, end, step), say=partial(_said, sentence, name, end, step),
                values={"have": end}, both_ways=True,
            )  # fmt: skip


def _widened(meetings: frozenset[int], end: date, step: timedelta, problem: Problem, amount: int) -> Problem:
    """Return the problem in which the windows reach `amount` steps beyond their end, but contain at least one day."""
    reached, later = end + amount * step, step == ONE_DAY

    def wider(meeting: Meeting) -> Meeting:
        first, last = meeting.window.first, meeting.window.last
        if amount > 0:
            return replace(meeting, window=Span(min(first, reached), max(last, reached)))
        return replace(meeting, window=Span(first, max(first, reached)) if later else Span(min(last, reached), last))

    return with_meetings(problem, meetings, wider)


def _said(sentence: Message, name: str | list[str], end: date, step: timedelta, amount: int) -> BoundMessage:
    return BoundMessage(sentence, {"round": name, "n": amount, "day": end + amount * step})
