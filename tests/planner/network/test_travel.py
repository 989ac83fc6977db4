import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constraints.problem.problem import Problem
from planner.errors import InputErrors
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.settings import TravelEstimate
from planner.network.tables import Municipality, TravelTime, Venue, VenueTravelTime
from tests.planner.network_files import NetworkFiles, small_network, small_round, small_settings

LATITUDES = st.floats(-89, 89)
LONGITUDES = st.floats(-180, 180)


def kilometres(a: tuple[float, float], b: tuple[float, float]) -> float:
    """By the spherical law of cosines, unlike the program."""
    (lat, lon), (to_lat, to_lon) = [tuple(map(math.radians, place)) for place in (a, b)]
    cosine = math.sin(lat) * math.sin(to_lat) + math.cos(lat) * math.cos(to_lat) * math.cos(to_lon - lon)
    return 6371.0 * math.acos(max(-1.0, min(1.0, cosine)))


def network_of(place: tuple[float, float], house: tuple[float, float], **changes: object) -> Network:
    parts: dict[str, Any] = {
        "municipalities": (Municipality(id="0851", name="A", region="nord", lat=place[0], lon=place[1]),),
        "members": ({"id": "a1", "municipality": "0851"},),
        "venues": (Venue(id="akkc", name="AKKC", region="nord", lat=house[0], lon=house[1]),),
        "rooms": ({"venue": "akkc", "id": "A", "theatre": 10},),
    }
    return small_network(**{**parts, **changes})


def sentences(network: Network, locale: str = "en") -> list[str]:
    with pytest.raises(InputErrors) as caught:
        build_problem(network)
    return [error.say("da" if locale == "da" else "en") for error in caught.value.errors]


@given(place=st.tuples(LATITUDES, LONGITUDES), house=st.tuples(LATITUDES, LONGITUDES))
def test_minutes_follow_from_the_distance_as_the_crow_flies(
    place: tuple[float, float], house: tuple[float, float]
) -> None:
    minutes = build_problem(network_of(place, house)).travel[0, 0]
    assert minutes == pytest.approx(kilometres(place, house) * 1.3 / 70 * 60, abs=0.6)


def test_minutes_are_rounded_and_a_ferry_takes_its_own() -> None:
    settings = small_settings(travel=TravelEstimate(detour=1.0, speed=60.0))
    for extra in (0, 45):
        island = Municipality(id="0851", name="A", region="nord", lat=55.0, lon=10.0, extra_minutes=extra)
        network = network_of((55.0, 10.0), (56.0, 10.0), settings=settings, municipalities=(island,))
        assert build_problem(network).travel[0, 0] == round(math.pi / 180 * 6371) + extra == 111 + extra


def test_rows_of_the_table_stand_over_what_is_worked_out() -> None:
    network = small_network(travel=(TravelTime(municipality="0851", venue="messe-c", minutes=17),))
    travel = build_problem(network).travel
    assert travel[0, 1] == 17
    assert travel[1, 0] > 100


def test_between_venues_the_way_back_is_as_long_unless_it_has_its_own_row() -> None:
    there = VenueTravelTime(venue="akkc", other="messe-c", minutes=90)
    back = VenueTravelTime(venue="messe-c", other="akkc", minutes=95)
    assert build_problem(small_network(venue_travel=(there,))).venue_travel.tolist() == [[0, 90], [90, 0]]
    for rows in ((there, back), (back, there)):
        assert build_problem(small_network(venue_travel=rows)).venue_travel.tolist() == [[0, 90], [95, 0]]


def nowhere(**staff: int) -> Network:
    """Members of two regions and a venue without coordinates, and a joint meeting at both venues."""
    venues = (
        Venue(id="akkc", name="AKKC", region="nord", lat=57.0, lon=10.0),
        Venue(id="messe-c", name="MESSE C", region="syd"),
    )
    return small_network(small_settings(rounds=(small_round(staff=staff),), rules=RULES), venues=venues)


RULES = {"travel": {"points": 1}, "staff_travel": {"max_minutes": 90}}


@pytest.mark.parametrize(
    ("rules", "file"),
    [
        ({}, None),
        ({"travel": {"points": 0}, "staff_travel": {}}, None),
        ({"travel": {"points": 1}}, "travel.csv"),
        ({"worst_travel": {"points": 1}}, "travel.csv"),
        ({"staff_travel": {"max_minutes": 90}}, "venue_travel.csv"),
    ],
)
def test_minutes_are_asked_for_only_where_a_rule_needs_them(rules: dict[str, object], file: str | None) -> None:
    network = nowhere(KL=1)
    network = network.changed(settings=network.settings.changed(rules=rules))
    if file is None:
        assert build_problem(network).travel.tolist() == [[0, 0], [0, 0]]
    else:
        (sentence,) = sentences(network)
        assert sentence.endswith(f" in {file}")


def test_a_venue_without_coordinates_and_minutes_is_told() -> None:
    assert sentences(nowhere()) == [
        (
            "venues.csv lat: travel to MESSE C is not known: give it coordinates (lat, lon), or minutes from Aalborg"
            " and Fredericia in travel.csv"
        )
    ]
    assert sentences(nowhere(), "da") == [
        (
            "venues.csv lat: rejsetiden til MESSE C kendes ikke: angiv breddegrad og længdegrad eller minutter"
            " fra Aalborg og Fredericia i travel.csv"
        )
    ]


def test_minutes_from_everywhere_do_instead_of_coordinates() -> None:
    rows = [TravelTime(municipality=name, venue="messe-c", minutes=30) for name in ("0851", "0607")]
    problem = build_problem(nowhere().changed(travel=rows))
    assert isinstance(problem, Problem)
    assert problem.travel[:, 1].tolist() == [30, 30]


def test_the_staffs_way_between_venues_must_be_known_where_staff_are_needed() -> None:
    rows = [TravelTime(municipality=name, venue="messe-c", minutes=30) for name in ("0851", "0607")]
    network = nowhere(KL=1).changed(travel=rows)
    assert sentences(network) == [
        (
            "venues.csv lat: travel of the staff between MESSE C and AKKC is not known: give it coordinates (lat,"
            " lon), or minutes in venue_travel.csv"
        )
    ]
    assert sentences(network, "da") == [
        (
            "venues.csv lat: medarbejdernes rejsetid mellem MESSE C og AKKC kendes ikke: angiv breddegrad og"
            " længdegrad eller minutter i venue_travel.csv"
        )
    ]
    known = network.changed(venue_travel=(VenueTravelTime(venue="messe-c", other="akkc", minutes=9),))
    assert build_problem(known).venue_travel.tolist() == [[0, 9], [9, 0]]


def test_a_municipality_without_coordinates_is_told_with_its_line(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = NetworkFiles(tmp_path_factory.mktemp("network"))
    files.replace("municipalities.csv", "57,464;9,982", ";").add("network.toml", "[rules.travel]\npoints = 1\n")
    assert sentences(files.load()) == [
        (
            "municipalities.csv:3 lat: travel from Hjørring is not known: give it coordinates (lat, lon), or minutes to"
            " AKKC and MESSE C in travel.csv"
        )
    ]


def test_journeys_that_nobody_makes_need_not_be_known() -> None:
    lonely = Municipality(id="0999", name="Ingen", region="syd")
    places = (*small_network().municipalities, lonely)
    assert build_problem(small_network(municipalities=places)).travel[2].tolist() == [0, 0]
