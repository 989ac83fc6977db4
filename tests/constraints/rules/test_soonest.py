from constraints.problem.problem import Problem
from constraints.rules.soonest import Soonest
from tests.constraints.builders import meeting, on, planned, problem
from tests.constraints.solving import paid


def announced(today: int | None = 2) -> Problem:
    told = planned(problem([meeting("a")]), "a", 5)
    as_of = None if today is None else on(today)
    return problem([meeting("a", published=told), meeting("b")], Soonest(points=4), as_of=as_of)


def test_each_day_until_a_moved_meeting_costs_points() -> None:
    assert paid(announced(), (9, 0), (3, 0)) == [(
        28,
        "Møde a, Nord is moved to Wednesday 15 March 2023, 7 days from now.",
        "Møde a, Nord er flyttet til onsdag den 15. marts 2023, om 7 dage.",
    )]  # fmt: skip
    assert [found[0] for found in paid(announced(), (3, 0), (4, 0))] == [4]


def test_what_keeps_its_day_costs_nothing() -> None:
    assert paid(announced(), (5, 1), (9, 0)) == []


def test_without_today_nothing_is_counted() -> None:
    assert paid(announced(None), (9, 0), (3, 0)) == []


def test_a_day_that_is_not_after_today_costs_nothing() -> None:
    for day in (2, 1):
        assert paid(announced(), (day, 0), (9, 0)) == []
