"""Ids of what sentences name."""

from __future__ import annotations

from dataclasses import replace

from constraints.problem.rule import Finding
from planner.schemas.common import Ids
from tests.constraints.builders import MUNICIPALITIES, meeting, problem, rooms_of, team
from tests.messages import message

SAYS = message(en="", da="")


def ids(*meetings: str, **values: object) -> dict[str, str]:
    """Of a finding about these meetings, with these values."""
    rooms = (*rooms_of(0), *(replace(room, id=f"hal-{room.id}", parts=frozenset({4})) for room in rooms_of(1)))
    municipalities = (*MUNICIPALITIES[:3], replace(MUNICIPALITIES[3], name="Nord"))
    held = [meeting("a"), meeting("b", title="Møde a"), meeting("c")]
    of = problem(held, rooms=rooms, staff=team("KL", 2), municipalities=municipalities)
    return Ids(of).of(Finding("hours", meetings, SAYS, values))


def test_meetings_of_the_same_name_are_told_apart_by_what_the_finding_is_about() -> None:
    assert ids("b", meeting="Møde a, Nord") == {"meeting": "b"}
    assert ids("a", "b", meeting="Møde a, Nord") == {}
    assert ids("a", "c", first="Møde c, Nord", second="Møde a, Nord") == {"first": "c", "second": "a"}


def test_rooms_of_the_same_name_are_told_apart_by_the_venue() -> None:
    assert ids(venue="Kroen", room="Lokale 1", other="Lokale 2") == {"venue": "kro", "room": "r1", "other": "r2"}
    assert ids(venue="Hallen", room="Lokale 1") == {"venue": "hal", "room": "hal-r1"}
    assert ids(room="Lokale 1") == {}


def test_people_regions_and_municipalities_have_ids_and_what_could_be_two_of_them_has_none() -> None:
    assert ids(person="KL-2", region="Syd", whom="Alfa") == {"person": "KL-2", "region": "syd", "whom": "alfa"}
    assert ids(region="Nord", n=3, reason="Ferie") == {}
