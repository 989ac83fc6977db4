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

    def during(self, start: datetime, end: datetime) -> frozenset[int]:
        """Return the people who are busy between those times of day on any day from start to end.

        Where the end, on a later day, is not later in the day than the start, as in a plan written by hand, whole
        days count.
        """
        return frozenset(self.person[self._touching(start, end)].tolist())

    def why(self, person: int, start: datetime, end: datetime) -> BoundMessage | None:
        """Return what all periods follow from for which `during` reports the person; None if one has no reason."""
        if self.reason is None:
            return None
        touching = self._touching(start, end)
        found = self.reason[touching[self.person[touching] == person]]
        return None if not len(found) or found.min() < 0 else self.reasons[int(found[0])]

    def where(self, kept: NDArray[np.bool_]) -> BusyTimes:
        """Return the periods for which the mask (shape (periods,)) holds."""
        reason = None if self.reason is None else self.reason[kept]
        return BusyTimes(
            self.people, self.person[kept], self.first[kept], self.last[kept], self.opens[kept], self.closes[kept],
            reason, self.reasons,
        )  # fmt: skip

    def spell(self, person: int, start: datetime, end: datetime) -> Span:
        """Return the days of the longest period for which `during` reports the person; there must be one."""
        touching = self._touching(start, end)
        mine = touching[self.person[touching] == person]
        ends = zip(self.first[mine].tolist(), self.last[mine].tolist(), strict=True)
        return max((Span(date.fromordinal(first), date.fromordinal(last)) for first, last in ends), key=len)

    def _touching(self, start: datetime, end: datetime) -> NDArray[np.int64]:
        """Return the rows of periods that overlap those times, as in `during`."""
        opens, closes = minutes(Hours(start.time(), end.time()) if start.time() < end.time() else None)
        order, longest = self._by_first
        earliest, latest = start.toordinal() - longest, end.toordinal()
        near = order[slice(*np.searchsorted(self.first, (earliest, latest + 1), sorter=order).tolist())]
        touches = (self.last[near] >= start.toordinal()) & (self.opens[near] < closes) & (self.closes[near] > opens)
        return np.asarray(near[touches])

    @cached_property
    def _by_first(self) -> tuple[NDArray[np.int64], int]:
        """Return the rows in order of first days, and the length of the longest period in days, less one."""
        return np.argsort(self.first, kind="stable"), int((self.last - self.first).max(initial=0))

    def by_day(self, days: Span, hours: Hours) -> NDArray[np.bool_]:
        """Return who is busy during those hours, by day, shape (people, days)."""
        opens, closes = minutes(hours)
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
