"""Times for which rooms are let, what is paid for them, and the cheapest set of rooms of a venue for one meeting.

The cheapest set depends only on which rooms are large enough, so it is computed once for all days on which these are
the same rooms.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from constraints.problem.busy import minutes_of_day
from constraints.problem.problem import PricePer, RoomNeed

if TYPE_CHECKING:
    from constraints.problem.problem import Ints, Meeting, Problem, Room, Venue


DAY_MINUTES, HALF_DAY_MINUTES, HOUR_MINUTES = 24 * 60, 12 * 60, 60


def let_minutes(meeting: Meeting, venue: Venue) -> list[tuple[int, int]]:
    """Return the times for which rooms are let to a meeting, set-up and clearing included.

    Returns:
        Pairs of minutes from midnight of the first day on, by the wall clock, the second not included, in order and
        apart: one pair, or one for each day where the venue lets by the clock and the meeting is no continuous stay.
        Online nothing is let: the pair is an empty time.
    """
    begin, _ = minutes_of_day(meeting.hours, 0, meeting.days)
    if venue.online:
        return [(begin, begin)]
    _, end = minutes_of_day(meeting.hours, meeting.days - 1, meeting.days)
    last = (meeting.days - 1) * DAY_MINUTES
    if not venue.by_clock:
        first, after = begin // HALF_DAY_MINUTES, -(-(last + end) // HALF_DAY_MINUTES)
        return [((first - venue.setup) * HALF_DAY_MINUTES, (after + venue.teardown) * HALF_DAY_MINUTES)]
    if meeting.hours.overnight or begin - venue.setup + DAY_MINUTES <= end + venue.teardown:
        return [(begin - venue.setup, last + end + venue.teardown)]
    days = range(0, last + 1, DAY_MINUTES)
    return [(midnight + begin - venue.setup, midnight + end + venue.teardown) for midnight in days]


def units(meeting: Meeting, venue: Venue) -> int:
    """Return how many times the price of a room is paid for a meeting at a venue."""
    let = let_minutes(meeting, venue)
    if venue.price_per is PricePer.DAY:
        return meeting.days
    if venue.price_per is PricePer.HOUR:
        return sum(-((first - after) // HOUR_MINUTES) for first, after in let)
    half_days = (range(first // HALF_DAY_MINUTES, -(-after // HALF_DAY_MINUTES)) for first, after in let)
    return len({*chain.from_iterable(half_days)})


ANY_ROOM = RoomNeed(layout="")
"""The need of a meeting that any room satisfies, whatever its seats."""


@dataclass(frozen=True, slots=True)
class RoomSet:
    """The rooms of one meeting.

    Attributes:
        plenary: index of the plenary room; None for a meeting online, which has no rooms.
        breakouts: indices of the breakout rooms.
        rate: price of all rooms per day, half-day or hour, as the venue counts, in whole units of currency.
    """

    plenary: int | None
    breakouts: tuple[int, ...]
    rate: int

    @property
    def rooms(self) -> tuple[int, ...]:
        """Indices of all rooms, the plenary room first."""
        return self.breakouts if self.plenary is None else (self.plenary, *self.breakouts)


ONLINE = RoomSet(None, (), 0)
"""What a meeting online has instead of rooms."""


def seats_needed(need: RoomNeed, expected: int) -> tuple[int, int]:
    """Return the seats needed in the plenary room and in each breakout room: with headroom, rounded up, at least 1."""
    hundredths = expected * (100 + need.headroom)
    group = -(-hundredths * need.share.numerator // (100 * need.share.denominator))
    return max(-(-hundredths // 100) - need.short, 1), max(group - need.group_short, 1)


NO_ROOMS: frozenset[int] = frozenset()


def closed_rooms(problem: Problem, meeting: Meeting, venue: int) -> tuple[list[frozenset[int]], Ints]:
    """Return the sets of rooms (indices) of a venue that are closed during a meeting, by its first day.

    Returns:
        The sets, and the place in the list of the one that holds, shape (days of the horizon,).
    """
    here = [n for n, room in enumerate(problem.rooms) if room.venue == venue]
    shut = np.zeros((problem.days, len(here)), dtype=np.bool_)
    for closure in problem.room_closures:
        parts = problem.rooms[closure.room].parts
        if problem.rooms[closure.room].venue == venue and closure.closes_during(meeting.hours):
            first = max(problem.index(closure.span.first) - meeting.days + 1, 0)
            after = max(problem.index(closure.span.last) + 1, 0)
            shut[first:after] |= [bool(problem.rooms[room].parts & parts) for room in here]
    if not shut.any():
        return [NO_ROOMS], np.zeros(problem.days, dtype=np.int64)
    alike, which = np.unique(shut, axis=0, return_inverse=True)
    return [frozenset(here[n] for n in np.flatnonzero(row).tolist()) for row in alike], which.reshape(-1)


class RoomSets:
    """The cheapest room sets by meeting, venue and expected attendance, each computed once.

    Attributes:
        sets: the room sets found so far; elsewhere they are referred to by their indices in this list.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._at: dict[int, list[int]] = {}
        for index, room in enumerate(problem.rooms):
            self._at.setdefault(room.venue, []).append(index)
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...], int, int], int] = {}
        self._online: int | None = None
        self.sets: list[RoomSet] = []

    def cheapest(
        self, meeting: Meeting, venue: int, expected: Ints, closed: frozenset[int] = NO_ROOMS, tariff: int = 0
    ) -> Ints:
        """Return the index in `sets` of the cheapest set large enough, or -1 if there is none.

        Args:
            meeting: the meeting.
            venue: index of the venue.
            expected: expected attendance, any number of values, shape (n,).
            closed: rooms (indices) that cannot be had.
            tariff: which of the prices of the problem hold.

        Returns:
            Shape (n,).
        """
        if self._problem.venues[venue].online:
            self._online = self.number(ONLINE) if self._online is None else self._online
            return np.full(expected.shape, self._online, dtype=np.int64)
        needs, place = np.unique(expected, return_inverse=True)
        found = [self._for(meeting.rooms, venue, int(heads), closed, tariff) for heads in needs]
        return np.asarray(np.array(found, dtype=np.int64)[place])

    def number(self, rooms: RoomSet) -> int:
        """Append a room set to `sets` and return its index."""
        self.sets.append(rooms)
        return len(self.sets) - 1

    def large_enough(self, meeting: Meeting, rooms: RoomSet, expected: int, closed: frozenset[int] = NO_ROOMS) -> bool:
        """Return whether the set has the rooms that the meeting needs, without common parts, all large and open."""
        if rooms.plenary is None:
            return True
        large, small = self.fitting(meeting.rooms, self._problem.rooms[rooms.plenary].venue, expected, closed)
        parts = [self._problem.rooms[room].parts for room in rooms.rooms]
        return (
            rooms.plenary in large
            and {*rooms.breakouts} <= {*small}
            and len(rooms.breakouts) == meeting.rooms.breakouts
            and sum(map(len, parts)) == len(frozenset().union(*parts))
        )

    def fitting(
        self, need: RoomNeed, venue: int, expected: int, closed: frozenset[int] = NO_ROOMS
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the rooms of a venue that are large enough for the plenary, and those for a breakout (indices).

        Those that are closed (indices) are left out, unless any room will do.
        """
        if need == ANY_ROOM:
            return tuple(self._at.get(venue, ())), ()
        plenary, breakout = seats_needed(need, expected)
        large, small = self._large(venue, need.layout, plenary), self._large(venue, need.breakout_layout, breakout)
        if closed:
            return tuple(room for room in large if room not in closed), tuple(r for r in small if r not in closed)
        return large, small

    def _for(self, need: RoomNeed, venue: int, expected: int, closed: frozenset[int], tariff: int) -> int:
        large, small = self.fitting(need, venue, expected, closed)
        key = (large, small, need.breakouts, tariff)
        if key not in self._known:
            rates = self._problem.tariffs[0][tariff]
            best = cheapest_set(self._problem.rooms, large, small, need.breakouts, rates)
            self._known[key] = -1 if best is None else len(self.sets)
            if best is not None:
                self.sets.append(best)
        return self._known[key]

    def _large(self, venue: int, layout: str, seats: int) -> tuple[int, ...]:
        rooms = self._problem.rooms
        return tuple(room for room in self._at.get(venue, ()) if rooms[room].seats.get(layout, 0) >= seats)


def cheapest_set(
    rooms: Sequence[Room], large: Sequence[int], small: Sequence[int], breakouts: int, rates: Sequence[int]
) -> RoomSet | None:
    """Return the cheapest set of rooms without common parts, the first of equally cheap ones, or None.

    Args:
        rooms: all rooms of the problem.
        large: indices of rooms for the plenary.
        small: indices of rooms for a breakout.
        breakouts: number of breakout rooms.
        rates: what each room costs.
    """
    best: RoomSet | None = None
    by_rate = sorted(small, key=lambda room: (rates[room], room))
    for plenary in large:
        limit = math.inf if best is None else best.rate - rates[plenary]
        rest = _cheapest_disjoint(rooms, by_rate, breakouts, rooms[plenary].parts, limit, rates)
        if rest is not None:
            best = RoomSet(plenary, rest, sum(rates[room] for room in (plenary, *rest)))
    return best


def _cheapest_disjoint(  # noqa: PLR0913, PLR0917 - what a branch is
    rooms: Sequence[Room],
    by_rate: Sequence[int],
    count: int,
    taken: frozenset[int],
    limit: float,
    rates: Sequence[int],
) -> tuple[int, ...] | None:
    """Return the cheapest rooms without common parts by branch and bound, or None if none cost less than `limit`.

    Args:
        rooms: all rooms of the problem.
        by_rate: indices of the rooms to choose from, the cheapest first.
        count: number of rooms to choose.
        taken: parts that the rooms must not have.
        limit: exclusive limit on the total price.
        rates: what each room costs.
    """
    if count == 0:
        return () if limit > 0 else None
    best: tuple[int, ...] | None = None
    for place, room in enumerate(by_rate):
        if sum(rates[r] for r in by_rate[place : place + count]) >= limit:
            break
        if rooms[room].parts & taken:
            continue
        rest = _cheapest_disjoint(
            rooms, by_rate[place + 1 :], count - 1, taken | rooms[room].parts, limit - rates[room], rates
        )
        if rest is not None:
            best = (room, *rest)
            limit = sum(rates[r] for r in best)
    return best
