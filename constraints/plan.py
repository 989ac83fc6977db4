"""A plan: every meeting with its clock times, venue, rooms and staff, as it may also be written by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """One meeting as planned; everything by the ids that planners write.

    Attributes:
        meeting: id of the meeting.
        start, end: aware, in the network's zone; `end` on the last day of a meeting of several days.
        rooms: the plenary room first, then the breakout rooms.
        staff: those who must be there.
    """

    meeting: str
    start: datetime
    end: datetime
    venue: str
    rooms: tuple[str, ...]
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All meetings, in order of time."""

    meetings: tuple[PlannedMeeting, ...]

    @classmethod
    def of(cls, meetings: list[PlannedMeeting]) -> Plan:
        """The plan of these meetings, put in order of time."""
        return cls(tuple(sorted(meetings, key=lambda meeting: (meeting.start, meeting.meeting))))
