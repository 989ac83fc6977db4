"""When people cannot come, kept as columns: networks have hundreds of thousands of spells."""

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


WHOLE_DAY = (0, 24 * 60)
"""From and to minute of a spell without hours."""


@dataclass(frozen=True, slots=True)
class Busy:
    """One spell: whole days, or the same hours on each of them."""

    span: Span
    hours: Hours | None = None


@dataclass(frozen=True)
class BusyTimes:
    """The spells of a number of people, one line each; all columns have shape (spells,).

    Attributes:
        people: how many people there are, also those without a spell.
        person: index of the person.
        first, last: days as ordinals (`date.toordinal`), both included.
        opens, closes: minutes of the day, the same on every day of the spell.
    """

    people: int
    person: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    opens: NDArray[np.int64]
    closes: NDArray[np.int64]

    @classmethod
    def of(cls, spells: Sequence[Iterable[Busy]]) -> BusyTimes:
        """The spells of each person, in order of people."""
        return cls.of_lines(len(spells), ((who, busy) for who, found in enumerate(spells) for busy in found))

    @classmethod
    def of_lines(cls, people: int, lines: Iterable[tuple[int, Busy]]) -> BusyTimes:
        """Spells with the index of the person in front, in any order."""
        rows = [
            (who, busy.span.first.toordinal(), busy.span.last.toordinal(), *minutes(busy.hours)) for who, busy in lines
        ]
        return cls(people, *np.array(rows, dtype=np.int64).reshape(-1, 5).T)

    def during(self, start: datetime, end: datetime) -> frozenset[int]:
        """People with a spell that touches those clock times on any day from start to end.

        A plan written by hand may end at an earlier clock time on a later day; it then takes whole days.
        """
        return frozenset(self.person[self._touching(start, end)].tolist())

    def spell(self, person: int, start: datetime, end: datetime) -> Span:
        """The days of the longest spell of somebody who is busy at those clock times, as for `during`."""
        touching = self._touching(start, end)
        mine = touching[self.person[touching] == person]
        ends = zip(self.first[mine].tolist(), self.last[mine].tolist(), strict=True)
        return max((Span(date.fromordinal(first), date.fromordinal(last)) for first, last in ends), key=len)

    def _touching(self, start: datetime, end: datetime) -> NDArray[np.int64]:
        """The lines of spells that touch those clock times."""
        opens, closes = minutes(Hours(start.time(), end.time()) if start.time() < end.time() else None)
        order, longest = self._by_first
        earliest, latest = start.toordinal() - longest, end.toordinal()
        near = order[slice(*np.searchsorted(self.first, (earliest, latest + 1), sorter=order).tolist())]
        touches = (self.last[near] >= start.toordinal()) & (self.opens[near] < closes) & (self.closes[near] > opens)
        return np.asarray(near[touches])

    @cached_property
    def _by_first(self) -> tuple[NDArray[np.int64], int]:
        """The lines in order of first days, and the days of the longest spell."""
        return np.argsort(self.first, kind="stable"), int((self.last - self.first).max(initial=0))

    def by_day(self, days: Span, hours: Hours) -> NDArray[np.bool_]:
        """Shape (people, days): whether a spell of the person touches those hours of the day."""
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
    """From and to minute of the day; the whole day for None."""
    if hours is None:
        return WHOLE_DAY
    return hours.start.hour * 60 + hours.start.minute, hours.end.hour * 60 + hours.end.minute
