"""Busy periods of people, stored as NumPy columns because networks have hundreds of thousands of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calendars.days import Hours, Span

if TYPE_CHECKING:
    from datetime import datetime

    from calendars.language import BoundMessage


WHOLE_DAY = (0, 24 * 60)
"""First minute of the day and the one after the last, for a period without hours."""


@dataclass(frozen=True, slots=True)
class Busy:
    """One busy period: whole days, or the same hours on each of them."""

    span: Span
    hours: Hours | None = None


@dataclass(frozen=True)
class BusyTimes:
    """A table of busy periods, one row each; all columns have shape (periods,).

    Attributes:
        people: number of people, including those without a period.
        person: index of the person.
        first, last: days as ordinals (`date.toordinal`), both included.
        opens, closes: minutes of the day from and to which the person is busy, on every day of the period.
        reason: place in `reasons` of what the period follows from, -1 for none; None if none has a reason.
        reasons: what periods follow from: weekly patterns.
    """

    people: int
    person: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]
    reason: NDArray[np.int64] | None = None
    reasons: tuple[BoundMessage, ...] = ()

    @classmethod
    def of(cls, spells: Sequence[Iterable[Busy]]) -> BusyTimes:
        """Return the table of the periods of each person; `spells[n]` are those of person n."""
        return cls.of_lines(len(spells), ((who, busy) for who, found in enumerate(spells) for busy in found))

    @classmethod
    def of_lines(cls, people: int, lines: Iterable[tuple[int, Busy]]) -> BusyTimes:
        """Return the table of pairs (index of the person, period), in any order, for that number of people."""
        rows = [
            (who, busy.span.first.toordinal(), busy.span.last.toordinal(), *minutes(busy.hours)) for who, busy in lines
        ]
        return cls(people, *np.array(rows, dtype=np.int64).reshape(-1, 5).T)

    def during(self, start: datetime, end: datetime, *, overnight: bool = False) -> frozenset[int]:
        """Return the people who are busy at some time from start to end.

        If these lie on several days and it is not `overnight`, only the times of day between them count, on each day;
        it is overnight anyway where the end is not later in the day than the start.
        """
        return frozenset(self.person[self._touching(start, end, overnight=overnight)].tolist())

    def why(self, person: int, start: datetime, end: datetime, *, overnight: bool = False) -> BoundMessage | None:
        """Return what all periods follow from for which `during` reports the person; None if one has no reason."""
        if self.reason is None:
            return None
        touching = self._touching(start, end, overnight=overnight)
        found = self.reason[touching[self.person[touching] == person]]
        return None if not len(found) or found.min() < 0 else self.reasons[int(found[0])]

    def where(self, kept: NDArray[np.bool_]) -> BusyTimes:
        """Return the periods for which the mask (shape (periods,)) holds."""
        reason = None if self.reason is None else self.reason[kept]
        return BusyTimes(
            self.people, self.person[kept], self.first[kept], self.last[kept], self.opens[kept], self.closes[kept],
            reason, self.reasons,
        )  # fmt: skip

    def spell(self, person: int, start: datetime, end: datetime, *, overnight: bool = False) -> Span:
        """Return the days of the longest period for which `during` reports the person; there must be one."""
        touching = self._touching(start, end, overnight=overnight)
        mine = touching[self.person[touching] == person]
        ends = zip(self.first[mine].tolist(), self.last[mine].tolist(), strict=True)
        return max((Span(date.fromordinal(first), date.fromordinal(last)) for first, last in ends), key=len)

    def _touching(self, start: datetime, end: datetime, *, overnight: bool) -> NDArray[np.int64]:
        """Return the rows of periods that overlap those times, as in `during`."""
        opens, closes = (each.hour * 60 + each.minute for each in (start, end))
        order, longest = self._by_first
        first, last = start.toordinal(), end.toordinal()
        near = order[slice(*np.searchsorted(self.first, (first - longest, last + 1), sorter=order).tolist())]
        near = near[self.last[near] >= first]
        begins, ends = self.opens[near] < closes, self.closes[near] > opens
        if first == last or not (overnight or closes <= opens):
            return np.asarray(near[begins & ends])
        on_first, on_last = self.first[near] <= first, self.last[near] >= last
        between = (self.first[near] < last) & (self.last[near] > first) & (last - first > 1)
        return np.asarray(near[(on_first & ends) | between | (on_last & begins)])

    @cached_property
    def _by_first(self) -> tuple[NDArray[np.int64], int]:
        """Return the rows in order of first days, and the length of the longest period in days, less one."""
        return np.argsort(self.first, kind="stable"), int((self.last - self.first).max(initial=0))

    def by_day(self, days: Span, hours: Hours) -> NDArray[np.bool_]:
        """Return who is busy during those hours of one day, by day, shape (people, days)."""
        return self._by_day(days, *minutes(hours))

    def by_first_day(self, days: Span, hours: Hours, length: int) -> NDArray[np.bool_]:
        """Return who is busy during a meeting, by its first day.

        Args:
            days: the first days; beyond the last of them nobody is busy.
            hours: the hours of the meeting.
            length: its length in days.

        Returns:
            Shape (people, days).
        """
        by_minutes: dict[tuple[int, int], NDArray[np.bool_]] = {}
        found = np.zeros((self.people, len(days)), dtype=np.bool_)
        for later in range(min(length, len(days))):
            when = minutes_of_day(hours, later, length)
            if when not in by_minutes:
                by_minutes[when] = self._by_day(days, *when)
            found[:, : len(days) - later] |= by_minutes[when][:, later:]
        return found

    def _by_day(self, days: Span, opens: int, closes: int) -> NDArray[np.bool_]:
        """Return who is busy between those minutes of the day, by day, shape (people, days)."""
        origin = days.first.toordinal()
        first = np.maximum(self.first - origin, 0)
        after = np.minimum(self.last - origin, len(days) - 1) + 1
        inside = (first < after) & (self.opens < closes) & (self.closes > opens)
        edges = np.zeros((self.people, len(days) + 1), dtype=np.int32)
        np.add.at(edges, (self.person[inside], first[inside]), 1)
        np.add.at(edges, (self.person[inside], after[inside]), -1)
        return np.asarray(edges.cumsum(axis=1)[:, :-1] > 0)


def minutes(hours: Hours | None) -> tuple[int, int]:
    """Return the minutes of the day at which the hours begin and end; those of a whole day for None."""
    if hours is None:
        return WHOLE_DAY
    return hours.start.hour * 60 + hours.start.minute, hours.end.hour * 60 + hours.end.minute


def minutes_of_day(hours: Hours, day: int, days: int) -> tuple[int, int]:
    """Return the minutes between which a meeting is held on one of its days.

    Args:
        hours: its hours.
        day: number of the day, 0 for its first.
        days: its length in days.
    """
    first, after = hours.start.hour * 60 + hours.start.minute, hours.end.hour * 60 + hours.end.minute
    if not hours.overnight:
        return first, after
    return (first if day == 0 else 0), (after if day == days - 1 else WHOLE_DAY[1])
