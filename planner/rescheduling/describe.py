"""Meetings of a schedule in the shape that proposals show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from constraints.naming import person_name, room_name
from planner.rescheduling.shapes import Held, Named, Venue

if TYPE_CHECKING:
    from constraints.held import Held as HeldMeeting
    from constraints.held import Schedule
    from constraints.problem import Meeting, Problem


def held(schedule: Schedule, meeting: HeldMeeting) -> Held:
    """When, where and with whom it is held."""
    return Held(**held_fields(schedule, meeting))


def held_fields(schedule: Schedule, meeting: HeldMeeting) -> dict[str, Any]:
    """The same as fields."""
    venue, staff = schedule.venue(meeting), (schedule.problem.staff[person] for person in meeting.staff)
    return {
        "start": meeting.start,
        "end": meeting.end,
        "venue": Venue(id=venue.id, name=venue.name, town=venue.town),
        "rooms": tuple(Named(id=room.id, name=room_name(room)) for room in schedule.rooms(meeting)),
        "staff": tuple(Named(id=person.id, name=person_name(person)) for person in staff),
    }


def region(problem: Problem, meeting: Meeting) -> Named | None:
    """Its region, None if it is joint."""
    if meeting.region is None:
        return None
    found = problem.regions[meeting.region]
    return Named(id=found.id, name=found.name)
