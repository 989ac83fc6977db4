"""How venues, rooms and people are shown in tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constraints.held import Held, Schedule
    from constraints.problem import Venue

NUMBERED = re.compile(r"(?P<stem>.*\D )(?P<number>\d+)")


def venue_name(venue: Venue) -> str:
    """Name and town, the town only if the name does not say it."""
    return venue.name if not venue.town or venue.town in venue.name else f"{venue.name}, {venue.town}"


def room_names(schedule: Schedule, held: Held) -> str:
    """Its rooms, the plenary room first, the breakout rooms by number: "Salen, Gruppe 1, 2, 4"."""
    plenary, *breakouts = [room.name or room.id for room in schedule.rooms(held)]
    return ", ".join([plenary, *_together(breakouts)])


def staff_names(schedule: Schedule, held: Held) -> str:
    """Its staff by name, by id where they have none."""
    people = (schedule.problem.staff[person] for person in held.staff)
    return ", ".join(person.name or person.id for person in people)


def _together(names: Sequence[str]) -> list[str]:
    """Names that differ in their number alone, told as one."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for name in names:
        match = NUMBERED.fullmatch(name)
        if match:
            numbers[match["stem"]].append(int(match["number"]))
        else:
            numbers[name] = []
    return [stem + ", ".join(map(str, sorted(found))) for stem, found in sorted(numbers.items())]
