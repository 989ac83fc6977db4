import pytest

from constraints.rules.weekday_points import WeekdayPoints
from tests.constraints.builders import meeting, problem
from tests.constraints.solving import paid

WEEK = WeekdayPoints(monday=1, tuesday=2, wednesday=4, thursday=8, friday=16, saturday=32, sunday=64)


@pytest.mark.parametrize("day", range(14))
def test_each_weekday_has_its_own_points(day: int) -> None:
    of = problem([meeting("a")], WEEK)
    assert [points for points, *_ in paid(of, (day, 0))] == [2 ** (day % 7)]


def test_every_day_of_a_meeting_is_charged() -> None:
    of = problem([meeting("a", days=3)], WeekdayPoints(friday=4, sunday=1))
    assert paid(of, (4, 0)) == [
        (
            4,
            "Møde a, Nord takes up Friday 10 March 2023, a weekday better left free.",
            "Møde a, Nord optager fredag den 10. marts 2023, en ugedag, der helst skal holdes fri.",
        ),
        (
            1,
            "Møde a, Nord takes up Sunday 12 March 2023, a weekday better left free.",
            "Møde a, Nord optager søndag den 12. marts 2023, en ugedag, der helst skal holdes fri.",
        ),
    ]


def test_without_points_for_any_weekday_it_is_inactive() -> None:
    assert not WeekdayPoints().active
    assert WeekdayPoints(sunday=1).active
