"""Changes of regions and rooms: regions merged, rooms closed or smaller."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from calendars.language import BoundMessage, Message
from planner.changes.change import AnyChange, ChangeContext, Refusal, altered, example, not_to_come, with_settings
from planner.errors import hint
from planner.network.fields import Id, Ids, Text, Whole
from planner.network.network import NO_SUCH_ROOM, Network
from planner.network.rounds import Layout
from planner.network.settings import Region
from planner.network.tables import RegionChange, Room, wholes

NOT_SO = Message("places.not_so", "{room} is not set up as {layout}; it is used as {layouts}")
NOT_SMALLER = Message("places.not_smaller", "{room} has {now} {now:seat|seats} as {layout}; fewer were expected")

Seats = Annotated[dict[Layout, Whole], Field(min_length=1)]


class _OneRoom(AnyChange):
    """Something about one room."""

    refers: ClassVar = {"venue": "venues", "room": "rooms"}

    venue: Id = Field(description="The venue.")
    room: Id = Field(description="The room.")

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse a room that the venue does not have."""
        rooms = {room.id: room.name for room in before.network.rooms if room.venue == self.venue}
        if self.room not in rooms:
            values = {"found": self.room, "venue": self.venue, "hint": hint(self.room, rooms)}
            yield Refusal("room", BoundMessage(NO_SUCH_ROOM, values), self.room)


class RoomClosed(_OneRoom):
    """A room can no longer be had, nor what it is a part of or consists of."""

    model_config = example(kind="room_closed", venue="akkc", room="europa")
    word: ClassVar = Message("kind_names.room_closed", "room_closed")

    kind: Literal["room_closed"] = "room_closed"

    def applied(self, before: ChangeContext) -> Network:
        """Set all seats of the room, of its parts and of the rooms it is a part of to 0."""
        inside = wholes(before.network.rooms)
        here = [room.id for room in before.network.rooms if room.venue == self.venue]
        ends = {
            self.room,
            *_enclosing(inside, self.venue, self.room),
            *(each for each in here if self.room in _enclosing(inside, self.venue, each)),
        }

        def after(room: Room) -> Room:
            closed = room.venue == self.venue and room.id in ends
            return _with_seats(room, dict.fromkeys(room.seats(), 0)) if closed else room

        return altered(before.network, rooms=tuple(after(room) for room in before.network.rooms))


class RoomSmaller(_OneRoom):
    """A room has fewer seats than before."""

    model_config = example(kind="room_smaller", venue="koldingfjord", room="magnolie", seats={"theatre": 60})
    word: ClassVar = Message("kind_names.room_smaller", "room_smaller")

    kind: Literal["room_smaller"] = "room_smaller"
    seats: Seats = Field(description="Seats it now has, by layout; 0 if it is not let so. Other layouts keep theirs.")

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse a room that the venue does not have, and layouts in which it would not lose seats."""
        yield from super().refusals(before)
        for room in before.network.rooms:
            if (room.venue, room.id) == (self.venue, self.room):
                yield from self._not_smaller(room)

    def applied(self, before: ChangeContext) -> Network:
        """Set the numbers of seats in rooms.csv."""
        mine = (self.venue, self.room)
        rooms = before.network.rooms
        changed = (_with_seats(room, self.seats) if (room.venue, room.id) == mine else room for room in rooms)
        return altered(before.network, rooms=tuple(changed))

    def _not_smaller(self, room: Room) -> Iterator[Refusal]:
        now, name = room.seats(), room.name or room.id
        for layout, seats in self.seats.items():
            if layout not in now:
                said = BoundMessage(NOT_SO, {"room": name, "layout": layout, "layouts": list(now)})
                yield Refusal("seats", said, str(seats))
            elif seats >= now[layout]:
                said = BoundMessage(NOT_SMALLER, {"room": name, "layout": layout, "now": now[layout]})
                yield Refusal("seats", said, str(seats))


def _with_seats(room: Room, seats: Mapping[Any, int]) -> Room:
    new: dict[str, Any] = dict(seats)
    return replace(room, **new)


def _enclosing(inside: Mapping[tuple[str, str], Sequence[str]], venue: str, room: str) -> set[str]:
    """Return the rooms (ids) that the room is directly or indirectly a part of."""
    found: set[str] = set()
    around = [*inside[venue, room]]
    while around:
        whole = around.pop()
        found.add(whole)
        around += inside[venue, whole]
    return found


NEEDS_NAME = Message("places.needs_name", "'{found}' is no region yet; give its name too if it is new{hint}")


class RegionMerged(AnyChange):
    """Regions become one, from a day on."""

    model_config = example(
        kind="region_merged", regions=["hovedstaden", "sjaelland"], into="oestdanmark", name="Østdanmark",
        day="2025-01-01",
    )  # fmt: skip
    refers: ClassVar = {"regions": "regions"}
    may_refer: ClassVar = {"into": "regions"}
    word: ClassVar = Message("kind_names.region_merged", "region_merged")

    kind: Literal["region_merged"] = "region_merged"
    regions: Ids = Field(description="Ids of the regions.")
    into: Id = Field(description="Id of the region that their municipalities belong to then.")
    name: Text | None = Field(default=None, description="Its name, if it is new.")
    day: date = Field(description="First day on which they do.")

    def refusals(self, before: ChangeContext) -> Iterator[Refusal]:
        """Refuse a new region without a name, and a day that is past or outside the planning horizon."""
        known = {each.id: each.name for each in before.network.settings.regions}
        if self.into not in known and self.name is None:
            yield Refusal(
                "into", BoundMessage(NEEDS_NAME, {"found": self.into, "hint": hint(self.into, known)}), self.into
            )
        yield from not_to_come(before, "day", self.day)

    def applied(self, before: ChangeContext) -> Network:
        """Add rows of region_changes.csv for every municipality of the merged regions on that day."""
        network = before.network
        belongs = network.membership.region_of
        moved = [each.id for each in network.municipalities if belongs(each.id, self.day) in {*self.regions}]
        kept = [row for row in network.region_changes if row.municipality not in moved or row.from_day != self.day]
        rows = [RegionChange(municipality=each, region=self.into, from_day=self.day) for each in moved]
        if self.into not in {each.id for each in network.settings.regions}:
            new = Region(id=self.into, name=self.name or self.into)
            network = with_settings(network, regions=(*network.settings.regions, new))
        return altered(network, region_changes=(*kept, *rows))
