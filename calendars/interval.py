"""Stretches of real time, and sets of them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From one moment to a later one, `end` not included; both aware.

    Raises:
        ValueError: if a moment has no zone or the end is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            msg = "an interval needs times with a zone"
            raise ValueError(msg)
        # Two times of one zone are compared by the clock on the wall, which autumn shows twice: compare real time.
        if self.end.timestamp() <= self.start.timestamp():
            msg = f"an interval cannot end at {self.end} when it begins at {self.start}"
            raise ValueError(msg)

    def astimezone(self, zone: tzinfo) -> Interval:
        """The same stretch on another zone's clock."""
        return Interval(self.start.astimezone(zone), self.end.astimezone(zone))


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """What any of them covers, in order and apart from each other; all in UTC."""
    found: list[Interval] = []
    for interval in sorted(intervals):
        if found and interval.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, interval.end))
        else:
            found.append(interval)
    return tuple(found)


def within(intervals: Iterable[Interval], window: Interval) -> tuple[Interval, ...]:
    """What they cover inside the window, in order and apart from each other; all in UTC."""
    return union(
        Interval(max(one.start, window.start), min(one.end, window.end))
        for one in intervals
        if one.start < window.end and one.end > window.start
    )


def without(intervals: Iterable[Interval], taken_out: Iterable[Interval]) -> tuple[Interval, ...]:
    """What `intervals` cover and `taken_out` does not, in order and apart from each other; all in UTC."""
    rest: list[Interval] = []
    holes = deque(union(taken_out))
    for one in union(intervals):
        start = one.start
        while holes and holes[0].start < one.end:
            if start < holes[0].start:
                rest.append(Interval(start, holes[0].start))
            start = max(start, holes[0].end)
            if holes[0].end > one.end:
                break  # it may reach into the next as well
            holes.popleft()
        if start < one.end:
            rest.append(Interval(start, one.end))
    return tuple(rest)
