"""Meetings put on one of their candidates, to hear what the rules say of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from calendars.span import Span
from constraints.plan import PlannedMeeting

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.problem import Problem, RoomNeed


def trial(candidates: Candidates, candidate: int) -> PlannedMeeting:
    """The meeting on that day at that venue, in its cheapest rooms or, if none fit, in the largest.

    Its hours are taken as they stand, also if the clock skips them that day: that is for a rule to say.
    """
    problem = candidates.problem
    meeting = problem.meetings[int(candidates.meeting[candidate])]
    venue, best = int(candidates.venue[candidate]), int(candidates.room_set[candidate])
    rooms = candidates.sets[best].rooms if best >= 0 else largest_rooms(problem, venue, meeting.rooms)
    days = Span.of_days(problem.date(int(candidates.day[candidate])), meeting.days)
    start = datetime.combine(days.first, meeting.hours.start, problem.zone)
    end = datetime.combine(days.last, meeting.hours.end, problem.zone)
    ids = tuple(problem.rooms[room].id for room in rooms)
    return PlannedMeeting(meeting.id, start, end, problem.venues[venue].id, ids)


def largest_rooms(problem: Problem, venue: int, need: RoomNeed) -> tuple[int, ...]:
    """The largest plenary room of the venue and the largest others apart from it, as many as there are."""
    chosen: list[int] = []
    for layout in (need.layout, *[need.breakout_layout] * need.breakouts):
        taken = frozenset().union(*(problem.rooms[room].parts for room in chosen))
        apart = [n for n, room in enumerate(problem.rooms) if room.venue == venue and not room.parts & taken]
        seats = {n: problem.rooms[n].seats.get(layout, 0) for n in apart}
        chosen += sorted(apart, key=seats.__getitem__, reverse=True)[:1]
    return tuple(chosen)
