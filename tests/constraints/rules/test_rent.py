from fractions import Fraction

from constraints.problem.problem import RoomNeed
from constraints.rules.one_meeting_per_room import OneMeetingPerRoom
from constraints.rules.rent import Rent
from tests.constraints.builders import NORD, SYD, hours, judged, meeting, planned, problem, rooms_of
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


def test_the_other_half_of_the_day_is_free() -> None:
    meetings = [meeting("a", NORD, hours=hours(9, 12)), meeting("b", SYD, hours=hours(13, 16))]
    of = problem(meetings, Rent(points=1), OneMeetingPerRoom(), rooms=rooms_of(0, seats=(20, 6)))
    best = Chooser(of).best([(1, 0), (1, 0)])
    assert best is not None
    assert best[0] == 60 + 60
