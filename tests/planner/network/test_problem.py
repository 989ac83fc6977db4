import pickle
from datetime import date, time
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from calendars.days import Hours, Span
from constraints.problem.busy import Busy, BusyTimes
from constraints.problem.problem import CancellationTerms, PricePer, Region
from constraints.rules.region_gap import RegionGap
from planner.network.closures import Blackout
from planner.network.numbers import Numbers, venues
from planner.network.problem import build_problem
from planner.network.tables import Room, Venue, VenueTerm
from tests.planner.network_files import small_network, small_round, small_settings

SPELL = Busy(Span(date(2023, 3, 1), date(2023, 3, 2)))
MORNING = Busy(Span(date(2023, 3, 1), date(2023, 3, 1)), Hours(time(8), time(12)))


def lines(busy: BusyTimes) -> list[tuple[int, ...]]:
    return sorted(
        zip(*(column.tolist() for column in (busy.person, busy.first, busy.last, busy.opens, busy.closes)), strict=True)
    )


def test_the_problem_holds_what_the_settings_say() -> None:
    settings = small_settings(
        meal=350, price_per_member=6000, currency="EUR", rules={"region_gap": RegionGap(min_days=9)}
    )
    problem = build_problem(small_network(settings))
    assert (problem.name, problem.locale, problem.timezone) == ("Prøvenetværk", "en", "Europe/Copenhagen")
    assert (problem.meal, problem.price_per_member, problem.currency) == (350, 6000, "EUR")
    assert problem.horizon == Span(date(2023, 1, 1), date(2023, 12, 31))
    assert problem.regions == (Region("nord", "Nord"), Region("syd", "Syd"))
    assert RegionGap(min_days=9) in problem.rules
    assert [(member.id, member.municipality, member.role) for member in problem.members] == [
        ("a1", 0, "chef"),
        ("c1", 1, ""),
    ]


def test_busy_times_are_those_of_members_and_of_staff() -> None:
    problem = build_problem(small_network(busy={"c1": (SPELL, MORNING), "K1": (SPELL,)}))
    assert lines(problem.member_busy) == lines(BusyTimes.of([(), (SPELL, MORNING)]))
    assert lines(problem.staff_busy) == lines(BusyTimes.of([(SPELL,)]))
    assert (problem.member_busy.people, problem.staff_busy.people) == (2, 1)


def test_days_closed_to_a_person_are_busy_and_those_that_only_cost_are_not() -> None:
    hard = Blackout(reason="Orlov", first_day=SPELL.span.first, last_day=SPELL.span.last, people=("a1", "K1"))
    soft = Blackout(reason="Helst ikke", first_day=date(2023, 5, 1), people=("a1",), points=3)
    problem = build_problem(small_network(small_settings(blackouts=(hard, soft))))
    assert lines(problem.member_busy) == lines(BusyTimes.of([(SPELL,), ()]))
    assert lines(problem.staff_busy) == lines(BusyTimes.of([(SPELL,)]))
    assert sorted(each.reason for each in problem.blackouts) == ["Helst ikke", "Orlov", "Orlov"]


def test_nobody_busy_makes_empty_columns() -> None:
    problem = build_problem(small_network())
    assert problem.member_busy.by_day(problem.horizon, Hours(time(10), time(15))).sum() == 0


def test_a_room_holds_its_parts_and_their_parts() -> None:
    rooms = (
        Room(venue="akkc", id="A2", theatre=40, part_of="A"),
        Room(venue="akkc", id="A", name="Salen", theatre=100, cabaret=60, rate=5000),
        Room(venue="akkc", id="A2b", theatre=20, part_of="A2"),
        Room(venue="messe-c", id="A2", theatre=9),
    )
    problem = build_problem(small_network(rooms=rooms))
    assert [room.parts for room in problem.rooms] == [{0, 2}, {0, 1, 2}, {2}, {3}]
    assert (problem.rooms[1].name, problem.rooms[1].rate, problem.rooms[1].seats) == (
        "Salen", 5000, {"theatre": 100, "cabaret": 60}
    )  # fmt: skip


def test_venues_keep_their_place_and_half_days() -> None:
    house = Venue(
        id="akkc",
        name="AKKC",
        town="Aalborg",
        address="Europa Plads 4",
        municipality="0851",
        lat=57.0,
        lon=10.0,
        setup_half_days=1,
        teardown_half_days=2,
    )
    abroad = Venue(id="messe-c", name="MESSE C", lat=55.5, lon=9.7)
    there, here = build_problem(small_network(venues=(house, abroad))).venues
    assert (there.town, there.address, there.region, there.setup, there.teardown) == (
        "Aalborg", "Europa Plads 4", 0, 1, 2
    )  # fmt: skip
    assert here.region is None


def test_venues_have_the_terms_of_their_rows_most_days_first() -> None:
    houses = (Venue(id="a", name="A", moving_cancels=True), Venue(id="b", name="B"), Venue(id="c", name="C"))
    rows = (
        VenueTerm(venue="a", days=8, percent=90),
        VenueTerm(venue="b", days=30, percent=50),
        VenueTerm(venue="a", days=28, percent=75),
    )
    settings = small_settings(rounds=(small_round(venues=("a",)),))
    network = small_network(settings, venues=houses, rooms=(), venue_terms=rows)
    assert [venue.terms for venue in venues(network, Numbers.of(network))] == [
        CancellationTerms(((28, 75), (8, 90))), CancellationTerms(((30, 50),), moving=False), None
    ]  # fmt: skip


def test_a_room_that_is_not_let_has_no_seats() -> None:
    rooms = (Room(venue="akkc", id="A", theatre=0, cabaret=0), Room(venue="akkc", id="B", theatre=0, cabaret=8))
    assert [room.seats for room in build_problem(small_network(rooms=rooms)).rooms] == [{}, {"cabaret": 8}]


def test_a_problem_can_be_handed_to_another_process() -> None:
    problem = build_problem(small_network(busy={"c1": (SPELL,)}))
    copy = pickle.loads(pickle.dumps(problem))  # noqa: S301 - our own bytes
    assert copy.meetings == problem.meetings
    assert np.array_equal(copy.travel, problem.travel)


@pytest.mark.parametrize(
    ("written", "by_clock", "setup"),
    [
        ({}, True, 0),
        ({"setup_minutes": 45}, True, 45),
        ({"setup_half_days": 0}, False, 0),
        ({"setup_half_days": 2}, False, 2),
        ({"let_by": "half_day"}, False, 0),
        ({"let_by": "clock", "setup_half_days": 0}, True, 0),
    ],
)
def test_rooms_are_let_as_the_venue_says(written: dict[str, Any], by_clock: bool, setup: int) -> None:  # noqa: FBT001 - expected value
    venue = Venue(id="v", name="Hus", region="nord", **written)
    network = small_network(venues=(venue,), rooms=(Room(venue="v", id="A", theatre=9),))
    (built,) = venues(network, Numbers.of(network))
    assert (built.by_clock, built.setup, built.price_per) == (by_clock, setup, PricePer.DAY)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"let_by": "clock", "setup_half_days": 1}, "stated in minutes"),
        ({"let_by": "half_day", "teardown_minutes": 30}, "stated in half-days"),
        ({"setup_half_days": 1, "setup_minutes": 30}, "stated in half-days"),
        ({"setup_half_days": 0, "price_per": "hour"}, "rate is for a day or a half-day"),
    ],
)
def test_a_venue_lets_in_one_way(written: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Venue(id="v", name="Hus", **written)
