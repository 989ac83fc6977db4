"""Half-days as numbers: rooms are let by the half-day, before noon and after."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constraints.problem import Meeting, Venue

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
