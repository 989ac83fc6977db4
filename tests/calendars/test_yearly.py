"""Days that come once a year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import EasterDay, MonthDay, NthWeekday, Weekday, WeekdayFrom
from calendars.language import WrongValueError

years = st.integers(1990, 2110)

# Easter Sundays as printed in the church's own tables.
EASTER = [
    date(2022, 4, 17),
    date(2023, 4, 9),
    date(2024, 3, 31),
    date(2025, 4, 20),
    date(2026, 4, 5),
    date(2027, 3, 28),
]


@pytest.mark.parametrize("sunday", EASTER)
def test_days_are_counted_from_easter(sunday: date) -> None:
    assert EasterDay(0).in_year(sunday.year) == sunday
    assert EasterDay(-8).in_year(sunday.year) == sunday - timedelta(days=8)


@given(years, st.integers(-80, 250))
def test_days_from_easter_stay_in_their_year(year: int, offset: int) -> None:
    assert EasterDay(offset).in_year(year).year == year


@given(years, st.sampled_from(Weekday), st.integers(1, 12), st.integers(1, 28))
def test_a_weekday_from_a_day_comes_within_a_week(year: int, weekday: Weekday, month: int, day: int) -> None:
    start = date(year, month, day)
    found = WeekdayFrom(weekday, MonthDay(month, day)).in_year(year)
    assert found.weekday() == weekday
    assert 0 <= (found - start).days < 7


@pytest.mark.parametrize(("year", "day"), [(2020, 3), (2022, 8), (2024, 5)])
def test_the_tuesday_after_the_first_monday_of_november_is_found(year: int, day: int) -> None:
    assert WeekdayFrom(Weekday.TUESDAY, MonthDay(11, 2)).in_year(year) == date(year, 11, day)


def test_29_february_is_the_last_of_february_in_common_years() -> None:
    assert MonthDay(2, 29).in_year(2024) == date(2024, 2, 29)
    assert MonthDay(2, 29).in_year(2023) == date(2023, 2, 28)
    assert MonthDay(2, 28).in_year(2024) == date(2024, 2, 28)


@pytest.mark.parametrize(("month", "day"), [(2, 30), (4, 31), (13, 1), (0, 1), (1, 0)])
def test_a_date_no_year_has_is_refused(month: int, day: int) -> None:
    with pytest.raises(WrongValueError) as refused:
        MonthDay(month, day)
    assert str(refused.value) == f"no year has a day {day} in month {month}"
    assert refused.value.said.say("da") == f"intet år har en dag {day} i måned {month}"


@pytest.mark.parametrize("n", [0, 5, -5])
def test_a_weekday_not_every_month_has_is_refused(n: int) -> None:
    with pytest.raises(WrongValueError) as refused:
        NthWeekday(n, Weekday.TUESDAY, 11)
    assert str(refused.value) == (f"not every month has a weekday number {n}; 1 to 4 are possible, and -1 for the last")
    assert refused.value.said.say("da") == (
        f"ikke alle måneder har en ugedag nummer {n}; 1 til 4 er mulige, og -1 for den sidste"
    )


def test_a_weekday_of_no_month_is_refused() -> None:
    with pytest.raises(WrongValueError, match="month 13"):
        NthWeekday(1, Weekday.TUESDAY, 13)


@pytest.mark.parametrize("offset", [-81, 251])
def test_a_day_too_far_from_easter_is_refused(offset: int) -> None:
    with pytest.raises(WrongValueError) as refused:
        EasterDay(offset)
    assert str(refused.value) == f"{offset} days from Easter may lie in another year"
    assert refused.value.said.say("da") == f"{offset} dage fra påske kan ligge i et andet år"
