from constraints.rules.wanted_day import WantedDay
from tests.constraints.builders import meeting, on, problem
from tests.constraints.solving import paid


def test_each_day_from_the_wanted_one_costs_points_either_way() -> None:
    of = problem([meeting("a", wanted=on(5))], WantedDay(points=4))
    assert paid(of, (7, 0)) == [(
        8,
        "Møde a, Nord begins on Monday 13 March 2023, 2 days from the wanted Saturday 11 March 2023.",
        "Møde a, Nord begynder mandag den 13. marts 2023, 2 dage fra den ønskede lørdag den 11. marts 2023.",
    )]  # fmt: skip
    assert [points for points, *_ in paid(of, (1, 0))] == [16]
    assert paid(of, (5, 0)) == []


def test_a_meeting_without_a_wanted_day_costs_nothing() -> None:
    assert paid(problem([meeting("a")], WantedDay(points=4)), (7, 0)) == []
