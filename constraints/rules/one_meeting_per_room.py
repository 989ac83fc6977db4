"""A room, or any part of it, is let to one meeting at a time, set-up and tear-down included."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING, ClassVar

from calendars.language import BoundMessage, Message
from constraints.problem.naming import meeting_names, room_name
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem, Room

BETWEEN = Message(
    "one_meeting_per_room.between",
    "{venue}: {first} ({room}) and {second} ({other}) have wholly or partly the same room on {day} "
    "{half_day}, set-up and clearing included.",
)
MORNING = Message("one_meeting_per_room.morning", "in the morning")
AFTERNOON = Message("one_meeting_per_room.afternoon", "in the afternoon")
NOON = 12

NOT_TOGETHER = Message(
    "one_meeting_per_room.not_together",
    "A room may only be let to one meeting at a time, set-up and clearing included ({meetings}).",
)


class OneMeetingPerRoom(Rule):
    """Rooms are let by the half-day; a divisible room and its parts are never let together.

    Each day has two half-days: from midnight up to noon, and from noon up to midnight. A meeting takes the half-day in
    which it starts, that in which it ends, and all between, nights included. A meeting that starts at 12:00 takes the
    afternoon only; one that ends at 12:00 is over with the morning, one that ends at 12:01 takes the afternoon too.
    Set-up takes so many half-days right before that (`setup_half_days` of the venue), clearing so many right after
    (`teardown_half_days`), whatever the weekday. Two meetings need the same room if a half-day is in both.
    """

    title: ClassVar = Message("one_meeting_per_room.title", "one meeting per room")
    contests_rooms: ClassVar = True

    def post(self, model: Model) -> None:
        for wanted in model.room_assignment.clashes():
            model.at_most(1, wanted)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        by_venue: dict[int, list[ScheduledMeeting]] = defaultdict(list)
        for held in schedule:
            by_venue[held.venue].append(held)
        for there in by_venue.values():
            for first, second in combinations(there, 2):
                if _may_overlap(schedule, first, second):
                    yield from self._between(schedule, first, second)

    def _between(self, schedule: Schedule, first: ScheduledMeeting, second: ScheduledMeeting) -> Iterator[Finding]:
        common = {*schedule.let(first)} & {*schedule.let(second)}
        shared = _sharing(schedule.rooms(first), schedule.rooms(second))
        if common and shared:
            half_day = min(common)
            yield self.finding(
                [first.id, second.id], BETWEEN, venue=schedule.venue(first).name,
                first=schedule.name(first), room=room_name(shared[0]),
                second=schedule.name(second), other=room_name(shared[1]),
                day=half_day.date(), half_day=MORNING if half_day.hour < NOON else AFTERNOON,
            )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        return BoundMessage(NOT_TOGETHER, {"meetings": meeting_names(problem, meetings)})


def _may_overlap(schedule: Schedule, first: ScheduledMeeting, second: ScheduledMeeting) -> bool:
    """Return whether the meetings are so near that set-up and tear-down may overlap, to be compared by half-days."""
    venue = schedule.venue(first)
    return (second.day - first.end.date()).days <= venue.setup + venue.teardown + 1


def _sharing(rooms: list[Room], others: list[Room]) -> tuple[Room, Room] | None:
    return next((pair for pair in product(rooms, others) if pair[0].parts & pair[1].parts), None)
