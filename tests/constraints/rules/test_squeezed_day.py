import pytest

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from constraints.rules.squeezed_day import SqueezedDay
from tests.constraints.builders import JOINT, NORD, SYD, days, meeting, problem
from tests.constraints.solving import paid

RULE = SqueezedDay(points=30)


def holiday(day: int, scope: BlackoutScope = BlackoutScope.EVERYONE, target: str = "") -> Blackout:
    return Blackout(days(day), "Kristi himmelfartsdag", BlackoutKind.PUBLIC_HOLIDAY, scope, target)


def test_the_friday_after_a_holiday_on_a_thursday_costs_points() -> None:
    of = problem([meeting("a")], RULE, blackouts=(holiday(10),))
    assert paid(of, (11, 0)) == [(
        30,
        "Møde a, Nord takes up Friday 17 March 2023, squeezed between Kristi himmelfartsdag and other days off.",
        (
            "Møde a, Nord optager fredag den 17. marts 2023, der ligger i klemme mellem Kristi himmelfartsdag "
            "og andre fridage."
        ),
    )]  # fmt: skip


@pytest.mark.parametrize(("holidays", "squeezed"), [([8], [7]), ([9], []), ([8, 10], [7, 9, 11]), ([12], [])])
def test_a_working_day_alone_between_days_off_is_squeezed(holidays: list[int], squeezed: list[int]) -> None:
    of = problem([meeting("a")], RULE, blackouts=tuple(holiday(day) for day in holidays))
    assert [day for day in range(7, 14) if paid(of, (day, 0))] == squeezed


def test_a_long_meeting_pays_for_each_squeezed_day() -> None:
    of = problem([meeting("a", days=5)], RULE, blackouts=(holiday(8), holiday(10)))
    assert [points for points, *_ in paid(of, (7, 0))] == [30, 30, 30]


def test_a_holiday_counts_for_the_meetings_it_would_close() -> None:
    meetings = [meeting("a", NORD), meeting("b", SYD), meeting("c", JOINT)]
    of = problem(meetings, RULE, blackouts=(holiday(10, BlackoutScope.REGION, "nord"),))
    assert [danish.split(" optager ")[0] for *_, danish in paid(of, (11, 0), (11, 0), (11, 0))] == [
        "Møde a, Nord",
        "Møde c",
    ]


def test_other_blackouts_squeeze_nothing() -> None:
    of = problem([meeting("a")], RULE, blackouts=(Blackout(days(10), "Ferie", BlackoutKind.SCHOOL_HOLIDAY),))
    assert paid(of, (11, 0)) == []
