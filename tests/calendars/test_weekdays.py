"""The nth weekday of a month."""

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import WEEKEND, Weekday, nth_weekday
from calendars.language import WrongValueError

years, months, weekdays = st.integers(1990, 2110), st.integers(1, 12), st.sampled_from(Weekday)


@given(years, months, weekdays, st.sampled_from([1, 2, 3, 4, -1, -2, -3, -4]))
def test_the_nth_weekday_has_n_minus_one_like_it_before_or_after(
    year: int, month: int, weekday: Weekday, n: int
) -> None:
    day = nth_weekday(year, month, weekday, n)
    assert (day.year, day.month, day.weekday()) == (year, month, weekday)
    to_the_end = calendar.monthrange(year, month)[1] - day.day
    assert (day.day - 1 if n > 0 else to_the_end) // 7 == abs(n) - 1


@pytest.mark.parametrize(
    ("day", "weekday", "n"),
    [
        (date(2025, 11, 18), Weekday.TUESDAY, 3),
        (date(2022, 6, 25), Weekday.SATURDAY, -1),
        (date(2024, 2, 29), Weekday.THURSDAY, 5),
        (date(2024, 2, 29), Weekday.THURSDAY, -1),
        (date(2024, 2, 1), Weekday.THURSDAY, -5),
    ],
)
def test_known_days_are_found(day: date, weekday: Weekday, n: int) -> None:
    assert nth_weekday(day.year, day.month, weekday, n) == day


@pytest.mark.parametrize("n", [0, 5, -5, 6])
def test_a_weekday_the_month_does_not_have_is_refused(n: int) -> None:
    with pytest.raises(WrongValueError) as refused:
        nth_weekday(2023, 2, Weekday.THURSDAY, n)
    assert str(refused.value) == f"February 2023 has 4 of that weekday; there is no number {n}"
    assert refused.value.said.say("da") == f"februar 2023 har 4 af den ugedag; der er ingen nummer {n}"


def test_the_weekend_is_saturday_and_sunday() -> None:
    assert {day for day in range(1, 8) if date(2024, 1, day).weekday() in WEEKEND} == {6, 7}
