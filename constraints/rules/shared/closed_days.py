"""Closed days of a window and of a venue, summed up by reason, and how they are opened."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from calendars.blackouts import Blackout, Kind, Scope
from calendars.language import Message, Said
from constraints.problem.naming import first_name, reason_name
from constraints.problem.relaxations import Asks

if TYPE_CHECKING:
    from datetime import date

    from calendars.days import Span
    from constraints.problem.problem import Bools, Ints, Problem


REASON_DAY = Message("closed_days.reason_day", "{reason}, {first:date}")
REASON_DAYS = Message("closed_days.reason_days", "{reason}, {n} {n:day|days} from {first} to {last:date}")
LISTED = Message("closed_days.listed", "{one}; {other}")
MORE = Message("closed_days.more", "{n} more {n:reason|reasons}")
MANY = 5
"""More reasons than these are counted instead."""

ASKS = {Kind.OWN: Asks.SETTING, Kind.EVENT: Asks.COMFORT, Kind.SCHOOL_HOLIDAY: Asks.PEOPLE, Kind.ELECTION: Asks.LAW}
"""Whom it asks something of to meet on such days; on public holidays nobody should."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Days closed for one reason.

    Attributes:
        blackouts: those of that reason; they may lie on the same days for several.
        days: the days of the window that they close, in order.
    """

    blackouts: tuple[Blackout, ...]
    days: tuple[date, ...]

    @property
    def reason(self) -> str:
        """Why they are closed, as it is written."""
        return self.blackouts[0].reason

    @property
    def _reason_name(self) -> Said | str:
        """With the week only if it is the same for all of them."""
        weeks = {blackout.week for blackout in self.blackouts}
        first = self.blackouts[0]
        return reason_name(first if len(weeks) == 1 else replace(first, week=None))

    @property
    def said(self) -> Said:
        """The reason with its source and the days."""
        first, last, reason = self.days[0], self.days[-1], self._reason_name
        if first == last:
            return Said(REASON_DAY, {"reason": reason, "first": first})
        values = {"first": first_name(first, last), "last": last, "n": len(self.days)}
        return Said(REASON_DAYS, {"reason": reason, **values})


def closed_days(problem: Problem, window: Span, minds: Callable[[Blackout], bool]) -> list[Closed]:
    """What closes days of a window for somebody who minds these blackouts, by reason, the first day first."""
    found: dict[tuple[str, str], list[Blackout]] = defaultdict(list)
    for blackout in problem.blackouts:
        if blackout.hard and blackout.span.overlaps(window) and minds(blackout):
            found[blackout.reason, blackout.source].append(blackout)
    closed = [Closed(tuple(each), _days(each, window)) for each in found.values()]
    return sorted(closed, key=lambda each: (each.days[0], each.reason))


def reasons(closed: Sequence[Closed]) -> Said:
    """The reasons one after the other; the last of many are counted."""
    said = [each.said for each in closed[:MANY]]
    if len(closed) > MANY:
        said.append(Said(MORE, {"n": len(closed) - MANY}))
    return in_line(said)


def in_line(said: Sequence[Said]) -> Said:
    """Parts of a sentence with semicolons between them."""
    first, *rest = said
    return Said(LISTED, {"one": first, "other": in_line(rest)}) if rest else first


def opened(problem: Problem, blackouts: Iterable[Blackout]) -> Problem:
    """The problem without these blackouts."""
    gone = {*blackouts}
    return replace(problem, blackouts=tuple(each for each in problem.blackouts if each not in gone))


def _days(blackouts: Iterable[Blackout], window: Span) -> tuple[date, ...]:
    inside = (blackout.span.within(window) for blackout in blackouts)
    return tuple(sorted({day for days in inside if days is not None for day in days}))


class MarkedDays:
    """Rows of days, of which the spans given for each row are marked; days may lie outside the horizon.

    Args:
        rows: the marked spans of each row.
    """

    def __init__(self, problem: Problem, rows: Sequence[Iterable[Span]]) -> None:
        index = problem.index
        marks = [(row, index(span.first), index(span.last)) for row, spans in enumerate(rows) for span in spans]
        row, first, last = np.array(marks, dtype=np.int64).reshape(-1, 3).T
        self._low = int(first.min(initial=0))
        self._size = int(last.max(initial=0)) - self._low + 1
        edges = np.zeros((len(rows), self._size + 1), dtype=np.int64)
        np.add.at(edges, (row, first - self._low), 1)
        np.add.at(edges, (row, last - self._low + 1), -1)
        marked = edges.cumsum(axis=1)[:, :-1] > 0
        self._before = np.zeros_like(edges)
        marked.cumsum(axis=1, out=self._before[:, 1:])

    def touch(self, row: Ints, first: Ints, last: Ints) -> Bools:
        """Whether the row has a marked day from `first` to `last` (day indices, one shape; never if last < first)."""
        begin = np.clip(first - self._low, 0, self._size)
        end = np.clip(last + 1 - self._low, 0, self._size)
        return np.asarray(self._before[row, end] > self._before[row, begin])


def venue_closed(problem: Problem) -> MarkedDays:
    """A row for each venue: the days on which it is closed."""
    hard = [blackout for blackout in problem.blackouts if blackout.hard and blackout.scope is Scope.VENUE]
    return MarkedDays(
        problem, [[blackout.span for blackout in hard if blackout.target == venue.id] for venue in problem.venues]
    )
