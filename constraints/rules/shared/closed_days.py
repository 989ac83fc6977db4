"""Closed days of a window or a venue: by reason, as masks of days, and how they are opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.language import BoundMessage, Message
from constraints.problem.naming import audience, first_name, reason_name
from constraints.problem.relaxations import ConcessionKind

if TYPE_CHECKING:
    from datetime import date

    from calendars.days import Hours, Span
    from constraints.problem.candidates import Candidates
    from constraints.problem.problem import Bools, Ints, Meeting, Problem


REASON_DAY = Message("closed_days.reason_day", "{reason}, {first:date}")
REASON_DAYS = Message("closed_days.reason_days", "{reason}, {n} {n:day|days} from {first} to {last:date}")
LISTED = Message("closed_days.listed", "{one}; {other}")
MORE = Message("closed_days.more", "{n} more {n:reason|reasons}")
MOST_REASONS = 5
"""Greatest number of reasons that are listed; of more the rest is counted."""

ASKS = {
    BlackoutKind.OWN: ConcessionKind.SETTING,
    BlackoutKind.EVENT: ConcessionKind.COMFORT,
    BlackoutKind.SCHOOL_HOLIDAY: ConcessionKind.PEOPLE,
    BlackoutKind.ELECTION: ConcessionKind.LAW,
}
"""What it costs to open days of a kind; public holidays are never opened."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Days of a window that are closed for one reason.

    Attributes:
        blackouts: the blackouts of that reason, of one or several scopes.
        days: the days of the window that they close, in order.
    """

    blackouts: tuple[Blackout, ...]
    days: tuple[date, ...]

    @property
    def reason(self) -> str:
        """The reason, as it is written."""
        return self.blackouts[0].reason

    @property
    def _reason_name(self) -> BoundMessage | str:
        """The reason for display, with the week if it is the same for all blackouts."""
        weeks = {blackout.week for blackout in self.blackouts}
        first = self.blackouts[0]
        return reason_name(first if len(weeks) == 1 else replace(first, week=None))

    @property
    def said(self) -> BoundMessage:
        """The reason with its source and the days, as a message."""
        first, last, reason = self.days[0], self.days[-1], self._reason_name
        if first == last:
            return BoundMessage(REASON_DAY, {"reason": reason, "first": first})
        values = {"first": first_name(first, last), "last": last, "n": len(self.days)}
        return BoundMessage(REASON_DAYS, {"reason": reason, **values})


def closed_days(problem: Problem, window: Span, minds: Callable[[Blackout], bool]) -> list[Closed]:
    """Return what closes days of a window, by reason and in order of first days.

    Args:
        problem: the problem.
        window: the days to look at.
        minds: returns whether a blackout applies.
    """
    found: dict[tuple[str, str], list[Blackout]] = defaultdict(list)
    for blackout in problem.blackouts:
        if blackout.hard and blackout.span.overlaps(window) and minds(blackout):
            found[blackout.reason, blackout.source].append(blackout)
    closed = [Closed(tuple(each), _days(each, window)) for each in found.values()]
    return sorted(closed, key=lambda each: (each.days[0], each.reason))


def reasons(closed: Sequence[Closed]) -> BoundMessage:
    """Return the reasons as one message; of many the last ones are counted."""
    said = [each.said for each in closed[:MOST_REASONS]]
    if len(closed) > MOST_REASONS:
        said.append(BoundMessage(MORE, {"n": len(closed) - MOST_REASONS}))
    return in_line(said)


def in_line(said: Sequence[BoundMessage]) -> BoundMessage:
    """Return messages, at least one, joined by semicolons."""
    first, *rest = said
    return BoundMessage(LISTED, {"one": first, "other": in_line(rest)}) if rest else first


def opened(problem: Problem, blackouts: Iterable[Blackout]) -> Problem:
    """Return the problem without these blackouts."""
    gone = {*blackouts}
    return replace(problem, blackouts=tuple(each for each in problem.blackouts if each not in gone))


def _days(blackouts: Iterable[Blackout], window: Span) -> tuple[date, ...]:
    inside = (blackout.span.within(window) for blackout in blackouts)
    return tuple(sorted({day for days in inside if days is not None for day in days}))


class MarkedDays:
    """A boolean table of rows and days, for fast range queries; days may lie outside the horizon.

    Args:
        problem: the problem.
        rows: the spans of marked days of each row.
    """

    def __init__(self, problem: Problem, rows: Sequence[Iterable[Span]]) -> None:
        index = problem.index
        marks = [(row, index(span.first), index(span.last)) for row, spans in enumerate(rows) for span in spans]
        row, first, last = np.array(marks, dtype=np.int64).reshape(len(marks), 3).T
        self._low = int(first.min(initial=0))
        self._size = int(last.max(initial=0)) - self._low + 1
        edges = np.zeros((len(rows), self._size + 1), dtype=np.int64)
        np.add.at(edges, (row, first - self._low), 1)
        np.add.at(edges, (row, last - self._low + 1), -1)
        marked = edges.cumsum(axis=1)[:, :-1] > 0
        self._before = np.zeros_like(edges)
        marked.cumsum(axis=1, out=self._before[:, 1:])

    def touch(self, row: Ints, first: Ints, last: Ints) -> Bools:
        """Return whether a row has a marked day in a range; all arguments have one shape, which is returned.

        Args:
            row: indices of rows.
            first: indices of the first days.
            last: indices of the last days; the range is empty if it lies before the first.
        """
        begin = np.clip(first - self._low, 0, self._size)
        end = np.clip(last + 1 - self._low, 0, self._size)
        return np.asarray(self._before[row, end] > self._before[row, begin])


Audience = frozenset[tuple[BlackoutScope, str]]
"""Scope and target of the blackouts that apply to a meeting, as `constraints.problem.naming.audience` returns them."""


def audiences(candidates: Candidates) -> tuple[list[Audience], Ints]:
    """Return the distinct audiences of candidates, and the place in the list of each one's, shape (candidates,)."""
    places: dict[Audience, int] = {}

    def place(meeting: Meeting, days: Ints, _venues: Ints) -> Ints:
        found, which = audiences_by_day(candidates, meeting)
        return np.array([places.setdefault(each, len(places)) for each in found], dtype=np.int64)[which[days]]

    placed = candidates.by_meeting(place)
    return [*places], placed


def audiences_by_day(candidates: Candidates, meeting: Meeting) -> tuple[list[Audience], Ints]:
    """Return the audiences that a meeting may have, and the place in the list of the one it has, by first day.

    Returns:
        The list, and places of shape (days of the horizon,).
    """
    problem, attendance = candidates.problem, candidates.attendance
    if not attendance.varies(meeting):
        homes = {problem.members[member].municipality for member in meeting.members}
        return [audience(problem, meeting, homes)], np.zeros(problem.days, dtype=np.int64)
    alike, which = np.unique(attendance.homes(meeting), axis=1, return_inverse=True)
    found = [audience(problem, meeting, np.flatnonzero(homes).tolist()) for homes in alike.T]
    return found, which.ravel()


def venue_closed(problem: Problem, hours: Hours | None = None) -> MarkedDays:
    """Return the days on which each venue is closed, at some of these hours or all day, one row for each venue.

    Args:
        problem: the problem.
        hours: hours of the day; if None only days that are closed as a whole are meant.
    """
    spans: dict[str, list[Span]] = {venue.id: [] for venue in problem.venues}
    for blackout in problem.blackouts:
        closes = blackout.closes_during(hours) if hours else blackout.hours is None
        if closes and blackout.hard and blackout.scope is BlackoutScope.VENUE and blackout.target in spans:
            spans[blackout.target].append(blackout.span)
    return MarkedDays(problem, [*spans.values()])
