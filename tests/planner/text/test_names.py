"""Names in tables."""

import pytest

from constraints.problem.problem import Room, Venue
from planner.text.plan import room_names, venue_name
from tests.constraints import builders
from tests.constraints.builders import judged, meeting, planned


@pytest.mark.parametrize(
    ("name", "town", "shown"),
    [
        ("MESSE C", "Fredericia", "MESSE C, Fredericia"),
        ("Odense Congress Center", "Odense", "Odense Congress Center"),
        ("Kroen", "", "Kroen"),
    ],
)
def test_the_town_is_said_once(name: str, town: str, shown: str) -> None:
    assert venue_name(Venue("v", name, town)) == shown


@pytest.mark.parametrize(
    ("rooms", "shown"),
    [
        (["Sal", "Gruppe 10", "Gruppe 2"], "Sal, Gruppe 2, 10"),
        (["Sal 1", "Sal 2", "A7"], "Sal 1, A7, Sal 2"),
        (["", "Blå"], "r0, Blå"),
    ],
)
def test_breakout_rooms_are_told_by_number(rooms: list[str], shown: str) -> None:
    found = tuple(Room(f"r{n}", 0, name, {"theatre": 9}, 1, frozenset({n})) for n, name in enumerate(rooms))
    problem = builders.problem([meeting("a")], rooms=found)
    held = planned(problem, "a", 0, rooms=tuple(room.id for room in found))
    schedule = judged(problem, held).schedule
    assert room_names(schedule, schedule.held[0]) == shown
