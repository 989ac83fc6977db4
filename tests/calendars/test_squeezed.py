"""Squeezed days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.days import WEEKEND, Span, Weekday
from calendars.holidays import PublicHolidays, bridge_days
from calendars.language import WrongValueError
from tests.calendars.strategies import spans

AROUND = Span(date(2021, 12, 1), date(2030, 1, 31))
DANISH = {blackout.span.first for blackout in PublicHolidays("DK").blackouts(AROUND, "da")}


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31))


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (2022, [date(2022, 5, 27)]),  # Friday after Ascension
        (2023, [date(2023, 5, 19)]),
        (2024, [date(2024, 5, 10), date(2024, 12, 27)]),  # and the Friday after a Christmas on Wednesday and Thursday
        (2026, [date(2026, 1, 2), date(2026, 5, 15)]),  # Friday after New Year
        (2029, [date(2029, 5, 11), date(2029, 12, 24), date(2029, 12, 31)]),  # Mondays before Tuesdays
    ],
)
def test_danish_squeezed_days(number: int, expected: list[date]) -> None:
    assert list(bridge_days(year(number), DANISH)) == expected


def test_more_days_in_a_row_count_if_asked_for() -> None:
    found = list(bridge_days(Span(date(2025, 12, 20), date(2026, 1, 11)), DANISH, longest=3))
    assert found == [date(2025, 12, day) for day in (22, 23, 24, 29, 30, 31)] + [date(2026, 1, 2)]


def test_working_days_beside_a_holiday_on_tuesday_and_on_thursday_are_squeezed() -> None:
    found = list(bridge_days(year(2023), {date(2023, 9, 12), date(2023, 9, 14)}))
    assert found == [date(2023, 9, 11), date(2023, 9, 13), date(2023, 9, 15)]


def test_a_friday_and_saturday_weekend_squeezes_sundays() -> None:
    weekend = frozenset({Weekday.FRIDAY, Weekday.SATURDAY})
    assert list(bridge_days(year(2023), {date(2023, 9, 11)}, weekend=weekend)) == [date(2023, 9, 10)]


@pytest.mark.parametrize("longest", [1, 2, 3, 4])
def test_weeks_without_a_holiday_have_no_squeezed_days(longest: int) -> None:
    assert list(bridge_days(year(2023), set(), longest)) == []


@pytest.mark.parametrize("longest", [0, 5])
def test_rows_as_long_as_a_working_week_are_refused(longest: int) -> None:
    with pytest.raises(WrongValueError) as refused:
        list(bridge_days(year(2023), set(), longest))
    assert str(refused.value) == f"squeezed are from 1 to 4 working days in a row, not {longest}"
    assert refused.value.said.say("da") == f"indeklemte er fra 1 til 4 arbejdsdage i træk, ikke {longest}"


@st.composite
def free_days(draw: st.DrawFn) -> tuple[Span, set[date]]:
    within = draw(spans(60))
    holidays = draw(st.sets(st.integers(-8, len(within) + 8), max_size=25))
    return within, {within.first + timedelta(days=n) for n in holidays}


@given(free_days(), st.integers(1, 4))
def test_squeezed_is_who_meets_a_free_day_soon_both_ways_and_a_holiday_on_one(
    case: tuple[Span, set[date]], longest: int
) -> None:
    within, holidays = case

    def works(day: date) -> bool:
        return day.weekday() not in WEEKEND and day not in holidays

    def steps(day: date, towards: int) -> int:
        """Days to the next free one that way."""
        return next(n for n in range(1, 40) if not works(day + timedelta(days=n * towards)))

    def squeezed(day: date) -> bool:
        back, on = steps(day, -1), steps(day, 1)
        beside = {day - timedelta(days=back), day + timedelta(days=on)}
        return works(day) and back + on - 1 <= longest and not beside.isdisjoint(holidays)

    assert list(bridge_days(within, holidays, longest)) == [day for day in within if squeezed(day)]
