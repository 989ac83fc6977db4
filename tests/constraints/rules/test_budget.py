from dataclasses import replace
from fractions import Fraction
from typing import Any

from constraints.model.model import MipModel
from constraints.problem.problem import Problem, RoomNeed
from constraints.rules.budget import Budget
from constraints.rules.one_meeting_per_room import OneMeetingPerRoom
from constraints.rules.rooms_fit import RoomsFit
from tests.constraints.builders import busy, meeting, on, planned, problem, rooms_of, said
from tests.constraints.examples import ALL, Demand, case
from tests.constraints.solving import accepts

# Kroen has a dear room (200 a day) and a cheap one (50); Hallen a single dear one (100). Each meeting has 4 members.
ROOMS = (*rooms_of(0, seats=(20, 5)), *rooms_of(1, first=2, seats=(10,)))


def network(rule: Budget, **changes: Any) -> Problem:
    meetings = [meeting("a"), meeting("b", days=2)]
    return problem(meetings, RoomsFit(), OneMeetingPerRoom(), rule, rooms=ROOMS, **changes)


def test_all_meetings_together_stay_within_the_total() -> None:
    of = network(Budget(total=300), meal=5)  # rooms 100 + 2 * 50, meals 20 + 40
    plan = (planned(of, "a", 0, venue=1), planned(of, "b", 5, rooms=("r1",)))
    assert said(of, *plan) == []
    assert accepts(of, {"a": (0, 1), "b": (5, 0)})
    assert said(of, planned(of, "a", 0, venue=1), planned(of, "b", 5, venue=1)) == [(
        "Rooms and meals of all meetings cost 360 DKK; there are 300 DKK.",
        "Lokaler og forplejning til alle møder koster 360 DKK; der er 300 DKK.",
    )]  # fmt: skip
    assert not accepts(of, {"a": (0, 1), "b": (5, 1)})


def test_the_total_may_be_spent_to_the_last_crown() -> None:
    for total, enough in ((260, True), (259, False)):
        of = network(Budget(total=total), meal=5)
        assert (said(of, planned(of, "a", 0, venue=1), planned(of, "b", 5, rooms=("r1",))) == []) is enough
        assert accepts(of, {"a": (0, 1), "b": (5, 0)}) is enough


def test_members_who_are_busy_eat_nothing_but_guests_do() -> None:
    away = busy(8, {0: [3], 1: [3]})
    of = problem([meeting("a", guests=1)], RoomsFit(), Budget(total=50 + 3 * 7), meal=7, rooms=ROOMS, member_busy=away)
    assert said(of, planned(of, "a", 3, rooms=("r1",))) == []
    assert accepts(of, {"a": (3, 0)})
    assert not accepts(of, {"a": (4, 0)})


def test_the_total_can_follow_from_what_members_pay() -> None:
    of = network(Budget(from_prices=True), price_per_member=18)  # 8 members pay 144
    assert said(of, planned(of, "a", 0, rooms=("r1",)), planned(of, "b", 5, rooms=("r1",))) == [(
        "Rooms and meals of all meetings cost 150 DKK; 8 members at 18 DKK bring in 144 DKK.",
        "Lokaler og forplejning til alle møder koster 150 DKK; 8 medlemmer à 18 DKK giver 144 DKK.",
    )]  # fmt: skip
    assert not accepts(of, {})
    assert accepts(network(Budget(from_prices=True), price_per_member=19), {})


def test_the_total_is_demanded_beside_the_limit_of_a_meeting_only_where_there_is_no_other() -> None:
    for count, both in ((1, True), (2, False), (3, False)):
        meetings = [meeting("a", price_limit=12_500), meeting("b"), meeting("c")][:count]
        of, about = case("budget", *meetings, given={"total": 450_000})
        said_so = Budget(total=450_000).demand(of, about).say("en")
        assert ("12,500" in said_so, "450,000" in said_so) == (True, both)


def test_one_meeting_stays_within_its_own_limit() -> None:
    of = problem([meeting("a", price_limit=1_000)], RoomsFit(), Budget(), rooms=ROOMS, meal=225)
    assert said(of, planned(of, "a", 0, venue=1)) == [] == said(of, planned(of, "a", 0, rooms=("r1",)))
    assert said(of, planned(of, "a", 0)) == [(
        "Møde a, Nord costs 1,100 DKK (200 for rooms, 900 for meals); at most 1,000 DKK may be spent.",
        "Møde a, Nord koster 1.100 DKK (200 til lokaler, 900 til forplejning); der må højst bruges 1.000 DKK.",
    )]  # fmt: skip
    assert accepts(of, {"a": (0, 1)})
    dearer = problem([meeting("a", price_limit=999)], RoomsFit(), Budget(), rooms=ROOMS, meal=225)
    assert not accepts(dearer, {"a": (0, 1)})
    assert accepts(dearer, {"a": (0, 0)})


def test_the_dearer_room_left_over_by_another_meeting_counts() -> None:
    meetings = [meeting("a", price_limit=50), meeting("b", price_limit=199)]
    of = problem(meetings, RoomsFit(), OneMeetingPerRoom(), Budget(), rooms=ROOMS)
    assert not accepts(of, {"a": (0, 0), "b": (0, 0)})
    assert accepts(of, {"a": (0, 0), "b": (1, 0)})
    assert accepts(of, {"a": (0, 0), "b": (0, 1)})
    total = problem([meeting("a"), meeting("b")], RoomsFit(), OneMeetingPerRoom(), Budget(total=249), rooms=ROOMS)
    assert not accepts(total, {"a": (0, 0), "b": (0, 0)})
    assert accepts(total, {"a": (0, 0), "b": (1, 0)})


def test_breakout_rooms_cost_too() -> None:
    need = RoomNeed(breakouts=1, share=Fraction(1, 2))
    for limit, enough in ((250, True), (249, False)):
        of = problem([meeting("a", rooms=need, price_limit=limit)], RoomsFit(), Budget(), rooms=ROOMS)
        assert (said(of, planned(of, "a", 0)) == []) is enough
        assert accepts(of, {"a": (0, 0)}) is enough


def test_meals_count_beside_the_dearer_room_left_over() -> None:
    meetings = [meeting("a", price_limit=78), meeting("b", price_limit=228)]
    for meal, enough in ((7, True), (8, False)):  # 50 and 200 for rooms, and four meals
        of = problem(meetings, RoomsFit(), OneMeetingPerRoom(), Budget(), rooms=ROOMS, meal=meal)
        assert accepts(of, {"a": (0, 0), "b": (0, 0)}) is enough


def test_the_total_limits_the_cheapest_rooms_and_meals_too_where_rooms_are_contested() -> None:
    of = problem([meeting("a"), meeting("b")], RoomsFit(), OneMeetingPerRoom(), Budget(total=249), rooms=ROOMS, meal=3)
    matrix = MipModel(of).matrix()
    rows = [slice(*matrix.starts[n : n + 2]) for n, owner in enumerate(matrix.owner) if owner == "budget"]
    (least,) = (row for row in rows if (matrix.index[row] < matrix.choices).all())
    assert {*matrix.value[least].tolist()} == {50 + 4 * 3, 100 + 4 * 3}


def test_meetings_that_may_not_move_are_paid_already() -> None:
    of = network(Budget(total=1))
    settled = [
        replace(each, published=planned(of, each.id, day), frozen=True, fixed_day=on(day))
        for day, each in enumerate(of.meetings)
    ]
    assert not accepts(of, {})
    assert accepts(replace(of, meetings=tuple(settled)), {})


def test_only_what_the_rule_asks_for_limits_the_costs() -> None:
    cheap = network(Budget(total=250), price_per_member=1)
    assert accepts(cheap, {"a": (0, 1)})
    assert [each.code for each in Budget(total=250).relaxations(cheap, frozenset({0, 1}))] == ["total"]
    without = network(Budget(from_prices=True))
    assert said(without, planned(without, "a", 0), planned(without, "b", 5)) == []
    assert accepts(without, {})
    assert [*Budget(from_prices=True).relaxations(without, frozenset({0, 1}))] == []


def test_without_limits_anything_may_be_spent() -> None:
    of = network(Budget(), meal=1_000_000)
    assert said(of, planned(of, "a", 0), planned(of, "b", 5)) == []
    assert accepts(of, {})


DEMANDS = {
    "": Demand(
        lambda: case("budget", meeting("a"), meeting("b"), about=ALL, given={"total": 450_000}),
        en="Rooms and meals of all meetings together may cost at most 450,000 DKK.",
        da="Lokaler og forplejning til alle møder må tilsammen højst koste 450.000 DKK.",
        relaxations=[
            (
                "total 1: Raise the budget by 1,000 DKK, to 451,000 DKK.",
                "total 1: Forhøj budgettet med 1.000 DKK, til 451.000 DKK.",
            ),
            (
                "total 4500: Raise the budget by 4,500,000 DKK, to 4,950,000 DKK.",
                "total 4500: Forhøj budgettet med 4.500.000 DKK, til 4.950.000 DKK.",
            ),
        ],
    ),
    "prices": Demand(
        lambda: case(
            "budget", meeting("a"), meeting("b"), about=ALL, given={"from_prices": True}, price_per_member=2_450
        ),
        en=(
            "Rooms and meals of all meetings together may cost at most the 19,600 DKK that 8 "
            "members at 2,450 DKK bring in."
        ),
        da=(
            "Lokaler og forplejning til alle møder må tilsammen højst koste de 19.600 DKK, som 8 medlemmer à 2.450 DKK "
            "giver."
        ),
        relaxations=[
            (
                "price_per_member 1: Let each member pay 10 DKK more, 2,460 DKK in all.",
                "price_per_member 1: Lad hvert medlem betale 10 DKK mere, 2.460 DKK i alt.",
            ),
            (
                "price_per_member 2450: Let each member pay 24,500 DKK more, 26,950 DKK in all.",
                "price_per_member 2450: Lad hvert medlem betale 24.500 DKK mere, 26.950 DKK i alt.",
            ),
        ],
    ),
    "one": Demand(
        lambda: case("budget", meeting("a", price_limit=12_500), meeting("b")),
        en="Rooms and meals of Møde a, Nord may cost at most 12,500 DKK.",
        da="Lokaler og forplejning til Møde a, Nord må højst koste 12.500 DKK.",
        relaxations=[
            (
                "price_limit 1: Let Møde a, Nord cost 1,000 DKK more, up to 13,500 DKK.",
                "price_limit 1: Lad Møde a, Nord koste 1.000 DKK mere, op til 13.500 DKK.",
            ),
            (
                "price_limit 120: Let Møde a, Nord cost 120,000 DKK more, up to 132,500 DKK.",
                "price_limit 120: Lad Møde a, Nord koste 120.000 DKK mere, op til 132.500 DKK.",
            ),
        ],
    ),
}
