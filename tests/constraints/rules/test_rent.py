from dataclasses import replace
from fractions import Fraction

import pytest

from constraints.problem.problem import RoomNeed, RoomPrice
from constraints.rules.one_meeting_per_room import OneMeetingPerRoom
from constraints.rules.rent import Rent
from tests.constraints.builders import NORD, SYD, days, hours, judged, meeting, planned, problem, rooms_of
from tests.constraints.solving import Chooser, paid

RULE = Rent(points=3, per=100)
HALL = rooms_of(0, seats=(20,))


def test_whole_units_of_rent_cost_points() -> None:
    of = problem([meeting("a")], Rent(points=3, per=150), rooms=HALL)
    assert paid(of, (1, 0)) == [(
        3,
        "The rooms for Møde a, Nord at Kroen cost 200 DKK.",
        "Lokalerne til Møde a, Nord (Kroen) koster 200 DKK.",
    )]  # fmt: skip


def test_every_day_of_a_meeting_is_paid_before_rounding() -> None:
    of = problem([meeting("a", days=2)], Rent(points=3, per=150), rooms=HALL)
    assert [points for points, *_ in paid(of, (1, 0))] == [6]


def test_a_rent_below_one_unit_costs_nothing() -> None:
    assert paid(problem([meeting("a")], Rent(points=3, per=201), rooms=HALL), (1, 0)) == []


def test_a_rent_of_one_unit_costs_its_points() -> None:
    of = problem([meeting("a")], Rent(points=3, per=200), rooms=HALL)
    assert [points for points, *_ in paid(of, (1, 0))] == [3]


def test_the_model_takes_the_cheapest_rooms_that_fit() -> None:
    of = problem([meeting("a", rooms=RoomNeed(breakouts=1, share=Fraction(1, 2)))], Rent(points=1))
    best = Chooser(of).best([(1, 0)])
    assert best is not None
    assert best[0] == 60 + 40
    assert judged(of, planned(of, "a", 1, rooms=("r1", "r3"))).points == {"rent": 100}


def test_of_two_meetings_in_a_house_one_pays_for_dearer_rooms_once() -> None:
    rooms = rooms_of(0, seats=(20, 6))
    of = problem([meeting("a", NORD), meeting("b", SYD)], RULE, OneMeetingPerRoom(), rooms=rooms)
    chooser = Chooser(of)
    apart, together = chooser.best([(1, 0), (2, 0)]), chooser.best([(1, 0), (1, 0)])
    assert apart is not None
    assert together is not None
    assert (apart[0], together[0]) == (0, 2 * 3)


@pytest.mark.parametrize(("dear", "points"), [(199, 1), (200, 2), (299, 2)])
def test_dearer_rooms_are_rounded_down_too(dear: int, points: int) -> None:
    large, small = rooms_of(0, seats=(20, 6))
    rooms = replace(large, rate=dear), replace(small, rate=99)
    of = problem([meeting("a", NORD), meeting("b", SYD)], Rent(points=1, per=100), OneMeetingPerRoom(), rooms=rooms)
    best = Chooser(of).best([(1, 0), (1, 0)])
    assert best is not None
    assert best[0] == points


def test_every_day_in_a_dearer_room_is_paid() -> None:
    meetings = [meeting("a", NORD, days=3), meeting("b", SYD, days=3)]
    of = problem(meetings, Rent(points=1), OneMeetingPerRoom(), rooms=rooms_of(0, seats=(20, 6)))
    best = Chooser(of).best([(1, 0), (1, 0)])
    assert best is not None
    assert best[0] == 3 * (200 + 60)


def test_the_other_half_of_the_day_is_free() -> None:
    meetings = [meeting("a", NORD, hours=hours(9, 12)), meeting("b", SYD, hours=hours(13, 16))]
    of = problem(meetings, Rent(points=1), OneMeetingPerRoom(), rooms=rooms_of(0, seats=(20, 6)))
    best = Chooser(of).best([(1, 0), (1, 0)])
    assert best is not None
    assert best[0] == 60 + 60


def test_in_a_season_the_rooms_that_are_cheapest_then_are_taken_at_their_price() -> None:
    prices = (RoomPrice(0, days(3, 5), 50), RoomPrice(1, days(4, 5), 70), RoomPrice(0, days(5), 80))
    of = problem(
        [meeting("a", venues=(0,), days=2)], Rent(points=1), rooms=rooms_of(0, seats=(20, 6)), room_prices=prices
    )
    chosen = [(Chooser(of).best([(day, 0)]) or (-1,))[0] for day in range(2, 7)]
    assert chosen == [2 * 60, 2 * 50, 2 * 50, 2 * 70, 2 * 60]
    for day, room, points in ((4, "r0", 100), (4, "r1", 140), (5, "r0", 160), (6, "r0", 400)):
        assert judged(of, planned(of, "a", day, rooms=(room,))).points == {"rent": points}


def test_two_meetings_in_a_house_pay_what_rooms_cost_on_their_day() -> None:
    rooms, price = rooms_of(0, seats=(20, 6)), RoomPrice(0, days(1), 90)
    of = problem(
        [meeting("a", NORD), meeting("b", SYD)], Rent(points=1), OneMeetingPerRoom(), rooms=rooms, room_prices=(price,)
    )
    chooser = Chooser(of)
    assert [(chooser.best([(day, 0), (day, 0)]) or (-1,))[0] for day in (1, 2)] == [90 + 60, 200 + 60]
