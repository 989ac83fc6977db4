"""A room, or any part of it, is let to one meeting at a time, set-up and tear-down included."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING, ClassVar

from calendars.language import Sentence
from constraints.naming import room_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Held, Schedule
    from constraints.model import Model
    from constraints.problem import Room

WITHIN = Sentence(
    en="{meeting} has both {room} and {other} at {venue}, which are wholly or partly the same room.",
    da="{meeting} har både {room} og {other}, {venue}, som helt eller delvis er det samme lokale.",
)
BETWEEN = Sentence(
    en="{venue}: {first} ({room}) and {second} ({other}) have wholly or partly the same room on {day} "
    "{half_day}, set-up and clearing included.",
    da="{venue}: {first} ({room}) og {second} ({other}) har helt eller delvis det samme lokale {day} {half_day}, "
    "opstilling og oprydning medregnet.",
)
MORNING = Sentence(en="in the morning", da="om formiddagen")
AFTERNOON = Sentence(en="in the afternoon", da="om eftermiddagen")
NOON = 12


class OneMeetingPerRoom(Rule):
    """Rooms are let by the half-day; a divisible room and its parts are never let together."""

    title: ClassVar = Sentence(en="one meeting per room", da="ét møde pr. lokale")

    def post(self, model: Model) -> None:
        for wanted in model.room_use.clashes():
            model.require(wanted, at_most=1)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            yield from self._within(schedule, held)
        for first, second in combinations(schedule, 2):
            if first.venue == second.venue:
                yield from self._between(schedule, first, second)

    def _within(self, schedule: Schedule, held: Held) -> Iterator[Finding]:
        for room, other in combinations(schedule.rooms(held), 2):
            if room.parts & other.parts:
                yield self.finding(
                    [held.id], WITHIN, meeting=schedule.name(held), room=room_name(room), other=room_name(other),
                    venue=schedule.venue(held).name,
                )  # fmt: skip

    def _between(self, schedule: Schedule, first: Held, second: Held) -> Iterator[Finding]:
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


def _sharing(rooms: list[Room], others: list[Room]) -> tuple[Room, Room] | None:
    return next((pair for pair in product(rooms, others) if pair[0].parts & pair[1].parts), None)
