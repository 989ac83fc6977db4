from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import Hours
from constraints.problem.rooms import let_half_days
from tests.constraints.builders import MONDAY, VENUES, hours, judged, meeting, planned, problem

HALF_DAYS = st.integers(0, 4)
HOURS = st.lists(st.integers(3, 23), min_size=2, max_size=2, unique=True).map(lambda pair: hours(*sorted(pair)))


@pytest.mark.parametrize(
    ("start", "end", "expected"), [(9, 12, [6]), (9, 13, [6, 7]), (12, 15, [7]), (11, 12, [6]), (13, 14, [7])]
)
def test_noon_divides_the_day(start: int, end: int, expected: list[int]) -> None:
    held = meeting("a", hours=hours(start, end))
    assert list(let_half_days(held, VENUES[0], day=3)) == expected


@given(when=HOURS, length=st.integers(1, 3), setup=HALF_DAYS, teardown=HALF_DAYS, day=st.integers(0, 18))
def test_the_check_finds_the_same_half_days_by_the_clock(
    when: Hours, length: int, setup: int, teardown: int, day: int
) -> None:
    held = meeting("a", hours=when, days=length)
    venue = replace(VENUES[0], setup=setup, teardown=teardown)
    of = problem([held], venues=(venue, VENUES[1]))
    schedule = judged(of, planned(of, "a", day)).schedule
    midnight = datetime.combine(MONDAY, time())
    expected = [midnight + n * timedelta(hours=12) for n in let_half_days(held, venue, day)]
    assert schedule.let(schedule[0]) == expected
