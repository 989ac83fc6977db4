"""Who is worst off, and what it costs."""

from dataclasses import replace

from planner.schemas.figures import FEW, Price, WorstOff, absent_members, far_municipalities, price
from tests.constraints import builders
from tests.constraints.builders import judged, meeting, planned
from tests.planner.text.answers import small_plan, small_problem


def test_members_who_miss_nothing_are_not_named() -> None:
    problem = small_problem()
    schedule = judged(problem, *small_plan(problem).meetings).schedule
    assert absent_members(schedule) == [WorstOff("m1", "alfa", "Alfa", 2, 2), WorstOff("m5", "gamma", "Gamma", 1, 2)]


def test_only_a_few_are_named_the_first_of_equals() -> None:
    everyone = builders.busy(8, {member: [0] for member in range(8)})
    problem = builders.problem([meeting("a", None)], member_busy=everyone)
    named = absent_members(judged(problem, planned(problem, "a", 0)).schedule)
    assert [each.id for each in named] == [f"m{n}" for n in range(FEW)]


def test_a_municipality_travels_once_however_many_members_it_has() -> None:
    problem = small_problem()
    schedule = judged(problem, *small_plan(problem).meetings).schedule
    assert far_municipalities(schedule)[0] == WorstOff("delta", "delta", "Delta", 75 + 15, 2)


def test_the_price_counts_every_day_and_guests() -> None:
    problem = small_problem()
    schedule = judged(problem, *small_plan(problem).meetings).schedule
    rent = 200 + (200 + 60 + 60) + 2 * 200
    assert price(schedule) == Price(rent, 300 * (6 + (3 + 2) + 2 * 4), 8 * 2000)


def test_what_members_pay_may_be_left_open() -> None:
    problem = replace(small_problem(), price_per_member=None)
    assert price(judged(problem, *small_plan(problem).meetings).schedule).paid is None
