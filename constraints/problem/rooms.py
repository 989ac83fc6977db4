"""Half-days and the cheapest room sets of a venue for one meeting.

Only the sizes of the rooms matter, so every day on which the same rooms are large enough has the same answer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

import numpy as np

from constraints.problem.problem import RoomNeed

if TYPE_CHECKING:
    from constraints.problem.problem import Ints, Meeting, Problem, Room, Venue


NOON = time(12)


def first_half_day(meeting: Meeting, day: int) -> int:
    """The half-day in which a meeting that begins on that day index starts: 2 * day, plus 1 if after noon."""
    return 2 * day + (meeting.hours.start >= NOON)


def last_half_day(meeting: Meeting, day: int) -> int:
    """The half-day in which a meeting that begins on that day index ends."""
    return 2 * (day + meeting.days - 1) + (meeting.hours.end > NOON)


def let_half_days(meeting: Meeting, venue: Venue, day: int) -> range:
    """All half-days for which the rooms are let, set-up and tear-down included."""
    return range(first_half_day(meeting, day) - venue.setup, last_half_day(meeting, day) + venue.teardown + 1)


ANY_ROOM = RoomNeed(layout="")
"""What a meeting needs that may be held in any room, whatever its seats."""


@dataclass(frozen=True, slots=True)
class RoomSet:
    """Rooms for one meeting, as indices, and what they cost for a day."""

    plenary: int
    breakouts: tuple[int, ...]
    rate: int

    @property
    def rooms(self) -> tuple[int, ...]:
        """The plenary room first, then the breakout rooms."""
        return (self.plenary, *self.breakouts)


def seats_needed(need: RoomNeed, expected: int) -> tuple[int, int]:
    """Seats needed in the plenary room and in each breakout room (rounded up, headroom included); 1 at least."""
    hundredths = expected * (100 + need.headroom)
    group = -(-hundredths * need.share.numerator // (100 * need.share.denominator))
    return max(-(-hundredths // 100) - need.short, 1), max(group - need.group_short, 1)


class RoomSets:
    """Cheapest room sets by meeting, venue and number expected; remembers what it has worked out."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._at: dict[int, list[int]] = {}
        for index, room in enumerate(problem.rooms):
            self._at.setdefault(room.venue, []).append(index)
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...], int], int] = {}
        self.sets: list[RoomSet] = []

    def cheapest(self, meeting: Meeting, venue: int, expected: Ints) -> Ints:
        """For each number expected the index in `sets` of the cheapest set large enough, or -1 if there is none."""
        needs, place = np.unique(expected, return_inverse=True)
        found = [self._for(meeting.rooms, venue, int(heads)) for heads in needs]
        return np.asarray(np.array(found, dtype=np.int64)[place])

    def number(self, rooms: RoomSet) -> int:
        """The index in `sets` of these rooms."""
        self.sets.append(rooms)
        return len(self.sets) - 1

    def large_enough(self, meeting: Meeting, rooms: RoomSet, expected: int) -> bool:
        """Whether these are as many rooms as the meeting needs, apart from each other and all large enough."""
        large, small = self.fitting(meeting.rooms, self._problem.rooms[rooms.plenary].venue, expected)
        parts = [self._problem.rooms[room].parts for room in rooms.rooms]
        return (
            rooms.plenary in large
            and {*rooms.breakouts} <= {*small}
            and len(rooms.breakouts) == meeting.rooms.breakouts
            and sum(map(len, parts)) == len(frozenset().union(*parts))
        )

    def fitting(self, need: RoomNeed, venue: int, expected: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Rooms of the venue large enough for the plenary, and for a breakout."""
        if need == ANY_ROOM:
            return tuple(self._at.get(venue, ())), ()
        plenary, breakout = seats_needed(need, expected)
        return self._large(venue, need.layout, plenary), self._large(venue, need.breakout_layout, breakout)

    def _for(self, need: RoomNeed, venue: int, expected: int) -> int:
        large, small = self.fitting(need, venue, expected)
        key = (large, small, need.breakouts)
        if key not in self._known:
            best = cheapest_set(self._problem.rooms, large, small, need.breakouts)
            self._known[key] = -1 if best is None else len(self.sets)
            if best is not None:
                self.sets.append(best)
        return self._known[key]

    def _large(self, venue: int, layout: str, seats: int) -> tuple[int, ...]:
        rooms = self._problem.rooms
        return tuple(room for room in self._at.get(venue, ()) if rooms[room].seats.get(layout, 0) >= seats)


def cheapest_set(rooms: Sequence[Room], large: Sequence[int], small: Sequence[int], breakouts: int) -> RoomSet | None:
    """The cheapest plenary of `large` with that many breakouts of `small`, no two sharing a part; first of equals."""
    best: RoomSet | None = None
    by_rate = sorted(small, key=lambda room: (rooms[room].rate, room))
    for plenary in large:
        limit = math.inf if best is None else best.rate - rooms[plenary].rate
        rest = _cheapest_apart(rooms, by_rate, breakouts, rooms[plenary].parts, limit)
        if rest is not None:
            best = RoomSet(plenary, rest, sum(rooms[room].rate for room in (plenary, *rest)))
    return best


def _cheapest_apart(
    rooms: Sequence[Room], by_rate: Sequence[int], count: int, taken: frozenset[int], limit: float
) -> tuple[int, ...] | None:
    """The cheapest `count` rooms apart from `taken` and each other for less than `limit`; rates in rising order."""
    if count == 0:
        return () if limit > 0 else None
    best: tuple[int, ...] | None = None
    for place, room in enumerate(by_rate):
        if sum(rooms[r].rate for r in by_rate[place : place + count]) >= limit:
            break
        if rooms[room].parts & taken:
            continue
        rest = _cheapest_apart(
            rooms, by_rate[place + 1 :], count - 1, taken | rooms[room].parts, limit - rooms[room].rate
        )
        if rest is not None:
            best = (room, *rest)
            limit = sum(rooms[r].rate for r in best)
    return best
