"""Which rooms are let to whom, where two meetings may want the same ones.

Nearly always a meeting is alone in the house, and the cheapest rooms that fit are the right ones. A candidate
whose half-days at its venue another meeting may also want is contested: there every room gets a column of its own.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from constraints.half_days import let_half_days
from constraints.linear import Linear, Sum
from constraints.room_sets import RoomSet, RoomSets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constraints.candidates import Candidates
    from constraints.linear import Floats
    from constraints.problem import Ints, Problem, Venue

Slot = tuple[int, int, int]
"""Venue, half-day and part of a room."""


class RoomUse:
    """Columns for the rooms of contested candidates, tied to the candidates' own columns."""

    def __init__(self, linear: Linear, candidates: Candidates) -> None:
        self._candidates = candidates
        self._linear = linear
        self._sets = RoomSets(candidates.problem)
        self._plenary: dict[int, dict[int, int]] = {}
        self._breakout: dict[int, dict[int, int]] = {}
        self.contested = _contested(candidates)
        for candidate in self.contested:
            self._add(candidate)

    def rent(self, meeting: int) -> Sum:
        """Price of the rooms of the meeting if a contested candidate is chosen, else 0."""
        problem = self._candidates.problem
        lines = self._candidates.of(meeting)
        days = problem.meetings[meeting].days
        out = Sum()
        for candidate in self.contested:
            if lines.start <= candidate < lines.stop:
                for room, column in self._columns(candidate):
                    out.columns.append(column)
                    out.coefficients.append(problem.rooms[room].rate * days)
        return out

    def clashes(self) -> Iterator[Sum]:
        """Sums that may be at most 1: everything that wants one part of a room in one half-day."""
        wanted: dict[Slot, list[int]] = defaultdict(list)
        for candidate in self.contested:
            for room, column in self._columns(candidate):
                for slot in self._slots(candidate, room):
                    wanted[slot].append(column)
        yield from (Sum.of(columns) for columns in sorted({tuple(c) for c in wanted.values()}) if len(columns) > 1)

    def chosen(self, candidate: int, values: Floats) -> RoomSet:
        """The rooms of a chosen candidate in a solution (values by column)."""
        if candidate not in self._plenary:
            return self._candidates.sets[int(self._candidates.room_set[candidate])]
        plenary = [room for room, column in self._plenary[candidate].items() if values[column] > 0.5]  # noqa: PLR2004 - 0/1
        breakouts = [room for room, column in self._breakout[candidate].items() if values[column] > 0.5]  # noqa: PLR2004
        rate = sum(self._candidates.problem.rooms[room].rate for room in (*plenary, *breakouts))
        return RoomSet(plenary[0], tuple(breakouts), rate)

    def _columns(self, candidate: int) -> Iterator[tuple[int, int]]:
        yield from self._plenary[candidate].items()
        yield from self._breakout[candidate].items()

    def _slots(self, candidate: int, room: int) -> Iterator[Slot]:
        problem = self._candidates.problem
        venue = int(self._candidates.venue[candidate])
        meeting = problem.meetings[int(self._candidates.meeting[candidate])]
        for half_day in let_half_days(meeting, problem.venues[venue], int(self._candidates.day[candidate])):
            for part in problem.rooms[room].parts:
                yield venue, half_day, part

    def _add(self, candidate: int) -> None:
        problem = self._candidates.problem
        meeting = problem.meetings[int(self._candidates.meeting[candidate])]
        venue = int(self._candidates.venue[candidate])
        large, small = self._sets.fitting(meeting.rooms, venue, int(self._candidates.expected[candidate]))
        if not meeting.rooms.breakouts:
            small = ()
        first = self._linear.add_columns([0] * (len(large) + len(small)))
        self._plenary[candidate] = {room: first + n for n, room in enumerate(large)}
        self._breakout[candidate] = {room: first + len(large) + n for n, room in enumerate(small)}
        chosen = Sum.of([candidate])
        self._linear.define(Sum.of(self._plenary[candidate].values()) - chosen)
        self._linear.define(Sum.of(self._breakout[candidate].values()) - meeting.rooms.breakouts * chosen)


def _contested(candidates: Candidates) -> list[int]:
    """Candidates that share a half-day of their venue with a candidate of another meeting."""
    problem = candidates.problem
    found: list[int] = []
    for venue in np.unique(candidates.venue).tolist():
        there = np.flatnonzero(candidates.venue == venue)
        first, after = _let(problem, problem.venues[venue], candidates.meeting[there], candidates.day[there])
        low = int(first.min())
        wanted = np.zeros(int(after.max()) - low + 1, dtype=np.int64)  # by how many meetings, for each half-day
        for meeting in np.unique(candidates.meeting[there]).tolist():
            mine = candidates.meeting[there] == meeting
            edges = np.zeros_like(wanted)
            np.add.at(edges, first[mine] - low, 1)
            np.add.at(edges, after[mine] - low, -1)
            wanted += edges.cumsum() > 0
        shared = np.concatenate([[0], (wanted > 1).cumsum()])
        found += there[shared[after - low] > shared[first - low]].tolist()
    return sorted(found)


def _let(problem: Problem, venue: Venue, meeting: Ints, day: Ints) -> tuple[Ints, Ints]:
    """The first half-day for which the rooms are let, and the first after that."""
    let = [let_half_days(each, venue, 0) for each in problem.meetings]
    starts, stops = (np.array(ends, dtype=np.int64) for ends in zip(*((r.start, r.stop) for r in let), strict=True))
    return np.asarray(2 * day + starts[meeting]), np.asarray(2 * day + stops[meeting])
