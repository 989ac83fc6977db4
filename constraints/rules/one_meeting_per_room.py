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
    from constraints.problem.plan import Block, Schedule, ScheduledMeeting
    from constraints.problem.posting import Model
    from constraints.problem.problem import Problem, Room

BETWEEN = Message(
    "one_meeting_per_room.between",
    "{venue}: {first} ({room}) and {second} ({other}) have wholly or partly the same room on {day} "
    "{half_day}, set-up and clearing included.",
)
BY_CLOCK = Message(
    "one_meeting_per_room.by_clock",
    "{venue}: {first} ({room}) and {second} ({other}) have wholly or partly the same room on {day} from {start} to "
    "{end}, set-up and clearing included.",
)
MORNING = Message("one_meeting_per_room.morning", "in the morning")
AFTERNOON = Message("one_meeting_per_room.afternoon", "in the afternoon")
NOON = 12

NOT_TOGETHER = Message(
    "one_meeting_per_room.not_together",
    "A room may only be let to one meeting at a time, set-up and clearing included ({meetings}).",
)


class OneMeetingPerRoom(Rule):
    """A divisible room and its parts are never let together.

    A venue lets its rooms by the clock or by the half-day (`let_by` of the venue). By the clock a meeting takes the
    room from its start to its end; `setup_minutes` of the venue before that and `teardown_minutes` after it are added.
    A meeting of several days takes it on each day from the start to the end of its hours, with set-up before and
    clearing after each time; where clearing lasts until the next set-up, and for a continuous stay, throughout. Two
    meetings need the same room if they take it at one time; where one begins at the minute the other ends, they do not.

    By the half-day each day has two: from midnight up to noon, and from noon up to midnight. A meeting takes the
    half-day in which it starts, that in which it ends, and all between, nights included. A meeting that starts at 12:00
    takes the afternoon only; one that ends at 12:00 is over with the morning, one that ends at 12:01 takes the
    afternoon too. Set-up takes so many half-days right before that (`setup_half_days` of the venue), clearing so many
    right after (`teardown_half_days`), whatever the weekday. Two meetings need the same room if a half-day is in both.

    A venue that says neither lets by the half-day if it states set-up or clearing in half-days, 0 included, else by the
    clock. Summer time changes nothing: the wall clock counts.
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
            let = [(held, schedule.let(held)) for held in there]
            for (first, times), (second, others) in combinations(let, 2):
                if times[0][0] < others[-1][1] and others[0][0] < times[-1][1]:
                    yield from self._between(schedule, (first, second), _common(times, others))

    def _between(
        self, schedule: Schedule, meetings: tuple[ScheduledMeeting, ScheduledMeeting], common: Block | None
    ) -> Iterator[Finding]:
        first, second = meetings
        shared = _sharing(schedule.rooms(first), schedule.rooms(second))
        if common and shared:
            venue, (start, end) = schedule.venue(first), common
            yield self.finding(
                [first.id, second.id], BY_CLOCK if venue.by_clock else BETWEEN, venue=venue.name,
                first=schedule.name(first), room=room_name(shared[0]),
                second=schedule.name(second), other=room_name(shared[1]),
                day=start.date(), half_day=MORNING if start.hour < NOON else AFTERNOON, start=start, end=end,
            )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        return BoundMessage(NOT_TOGETHER, {"meetings": meeting_names(problem, meetings)})


def _common(times: list[Block], others: list[Block]) -> Block | None:
    """Return the earliest time that is in both, or None."""
    both = ((max(a, c), min(b, d)) for (a, b), (c, d) in product(times, others))
    return min((each for each in both if each[0] < each[1]), default=None)


def _sharing(rooms: list[Room], others: list[Room]) -> tuple[Room, Room] | None:
    return next((pair for pair in product(rooms, others) if pair[0].parts & pair[1].parts), None)
