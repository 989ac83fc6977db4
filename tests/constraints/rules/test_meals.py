from constraints.rules.meals import Meals
from tests.constraints.builders import busy, meeting, problem
from tests.constraints.solving import paid


def test_all_expected_eat_on_every_day_and_units_are_rounded_down() -> None:
    of = problem(
        [meeting("a", days=2, guests=3)], Meals(points=5, per=1000), meal=350, member_busy=busy(8, {0: [2], 7: [2]})
    )
    assert paid(of, (1, 0)) == [(
        20,
        "Food and drink for 6 people on 2 days at Møde a, Nord cost 4,200 DKK.",
        "Forplejning af 6 personer i 2 dage til Møde a, Nord koster 4.200 DKK.",
    )]  # fmt: skip


def test_meals_below_one_unit_cost_nothing() -> None:
    assert paid(problem([meeting("a")], Meals(points=5, per=1000), meal=249), (1, 0)) == []


def test_one_person_on_one_day_is_said_so() -> None:
    of = problem([meeting("a", members=(0,))], Meals(points=1), meal=20)
    assert paid(of, (1, 0)) == [(
        20,
        "Food and drink for 1 person on 1 day at Møde a, Nord cost 20 DKK.",
        "Forplejning af 1 person i 1 dag til Møde a, Nord koster 20 DKK.",
    )]  # fmt: skip


def test_a_whole_unit_costs_points() -> None:
    assert [points for points, *_ in paid(problem([meeting("a")], Meals(points=5, per=1000), meal=250), (1, 0))] == [5]
