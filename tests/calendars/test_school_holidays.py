"""School holidays by rule."""

import runpy
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.blackouts import Blackout, BlackoutKind
from calendars.days import EasterDay, MonthDay, NthWeekday, Span, Weekday, WeekdayFrom
from calendars.holidays import Dates, EachYear, HolidayRule, IsoWeek, SchoolHoliday
from calendars.language import Locale, Title, WrongValueError
from tests.calendars.strategies import spans
from tests.messages import message

SUMMER = EachYear(NthWeekday(-1, Weekday.SATURDAY, 6), MonthDay(8, 11))
AUTUMN = IsoWeek(42)
CHRISTMAS = EachYear(MonthDay(12, 20), MonthDay(1, 5))
EASTER = EachYear(EasterDay(-8), EasterDay(1))
AFTER_ASCENSION = EachYear(EasterDay(40))

RULES: dict[str, HolidayRule] = {
    "summer": SUMMER,
    "autumn": AUTUMN,
    "autumn with the weekend before": IsoWeek(42, Weekday.FRIDAY, weekend_before=True),
    "week 1": IsoWeek(1, weekend_before=True),
    "week 53": IsoWeek(53),
    "christmas": CHRISTMAS,
    "easter": EASTER,
    "day after ascension": AFTER_ASCENSION,
    "from one year into the next": EachYear(WeekdayFrom(Weekday.SUNDAY, MonthDay(12, 28)), MonthDay(1, 8)),
    "dates": Dates((Span(date(2030, 3, 1), date(2030, 3, 5)), Span(date(2001, 1, 1), date(2001, 1, 1)))),
}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31))


def days(rule: HolidayRule, within: Span) -> list[date]:
    return [day for span in rule.spans(within) for day in span]


@every_rule
@given(within=spans(), margin=st.integers(0, 800))
def test_a_narrower_time_has_the_same_holidays(rule: HolidayRule, within: Span, margin: int) -> None:
    wider = Span(within.first - timedelta(days=margin), within.last + timedelta(days=margin))
    assert days(rule, within) == [day for day in days(rule, wider) if day in within]


@every_rule
@given(within=spans())
def test_holidays_come_in_order_and_no_day_twice(rule: HolidayRule, within: Span) -> None:
    found = days(rule, within)
    assert found == sorted(set(found))


@given(spans(), st.integers(1, 53), st.sampled_from(Weekday))
def test_an_iso_week_is_every_day_with_that_week_number(within: Span, week: int, through: Weekday) -> None:
    expected = [day for day in within if day.isocalendar().week == week and day.weekday() <= through]
    assert days(IsoWeek(week, through), within) == expected


@given(spans())
def test_a_holiday_over_new_year_is_every_day_outside_the_rest_of_the_year(within: Span) -> None:
    assert days(CHRISTMAS, within) == [day for day in within if not (1, 5) < (day.month, day.day) < (12, 20)]


@pytest.mark.parametrize(
    ("rule", "number", "first", "last"),
    [
        (AUTUMN, 2022, date(2022, 10, 17), date(2022, 10, 23)),
        (AUTUMN, 2027, date(2027, 10, 18), date(2027, 10, 24)),
        (IsoWeek(7, Weekday.FRIDAY), 2024, date(2024, 2, 12), date(2024, 2, 16)),
        (IsoWeek(8, weekend_before=True), 2026, date(2026, 2, 14), date(2026, 2, 22)),
        (SUMMER, 2022, date(2022, 6, 25), date(2022, 8, 11)),
        (SUMMER, 2029, date(2029, 6, 30), date(2029, 8, 11)),
        (EASTER, 2024, date(2024, 3, 23), date(2024, 4, 1)),
        (EASTER, 2025, date(2025, 4, 12), date(2025, 4, 21)),
        (AFTER_ASCENSION, 2022, date(2022, 5, 27), date(2022, 5, 27)),
        (EachYear(MonthDay(2, 20), MonthDay(2, 29)), 2023, date(2023, 2, 20), date(2023, 2, 28)),
        (EachYear(MonthDay(2, 20), MonthDay(2, 29)), 2024, date(2024, 2, 20), date(2024, 2, 29)),
    ],
)
def test_known_holidays_are_found(rule: HolidayRule, number: int, first: date, last: date) -> None:
    assert list(rule.spans(year(number))) == [Span(first, last)]


def test_holidays_over_new_year_are_cut_off_at_both_ends_of_a_year() -> None:
    assert list(CHRISTMAS.spans(year(2024))) == [
        Span(date(2024, 1, 1), date(2024, 1, 5)),
        Span(date(2024, 12, 20), date(2024, 12, 31)),
    ]


def test_week_53_comes_only_in_years_that_have_it() -> None:
    assert list(IsoWeek(53).spans(Span(date(2019, 1, 1), date(2028, 12, 31)))) == [
        Span(date(2020, 12, 28), date(2021, 1, 3)),
        Span(date(2026, 12, 28), date(2027, 1, 3)),
    ]


def test_week_1_may_begin_in_the_year_before() -> None:
    assert list(IsoWeek(1).spans(year(2024))) == [
        Span(date(2024, 1, 1), date(2024, 1, 7)),
        Span(date(2024, 12, 30), date(2024, 12, 31)),
    ]


@pytest.mark.parametrize("week", [0, 54])
def test_a_week_no_year_has_is_refused(week: int) -> None:
    with pytest.raises(WrongValueError) as refused:
        IsoWeek(week)
    assert str(refused.value) == f"no year has a week {week}"
    assert refused.value.said.say("da") == f"intet år har en uge {week}"


def test_a_holiday_whose_ends_changed_places_is_refused() -> None:
    swapped = EachYear(MonthDay(8, 11), NthWeekday(-1, Weekday.SATURDAY, 6))
    with pytest.raises(WrongValueError) as refused:
        list(swapped.spans(Span(date(2022, 9, 1), date(2022, 9, 30))))
    assert refused.value.said.say("en") == (
        "a holiday from 11 August 2020 to 26 June 2021 is longer than half a year; are its ends the wrong way round?"
    )
    assert refused.value.said.say("da") == (
        "en ferie fra 11. august 2020 til 26. juni 2021 er længere end et halvt år; er der byttet om på enderne?"
    )


@pytest.mark.parametrize(
    ("name", "locale", "reason", "week"),
    [
        ("Efterårsferie", "en", "Efterårsferie", 42),
        (message(en="Autumn holidays", da="Efterårsferie"), "en", "Autumn holidays", 42),
        (message(en="Autumn holidays", da="Efterårsferie"), "da", "Efterårsferie", 42),
        ("Efterårsferie uge 42", "da", "Efterårsferie uge 42", None),
    ],
)
def test_a_school_holiday_closes_its_days_under_its_name_and_tells_a_week_that_is_not_in_it(
    name: Title, locale: Locale, reason: str, week: int | None
) -> None:
    holiday = SchoolHoliday(name, AUTUMN, source="the town's plan")
    days = Span(date(2023, 10, 16), date(2023, 10, 22))
    assert list(holiday.blackouts(year(2023), locale)) == [
        Blackout(days, reason, BlackoutKind.SCHOOL_HOLIDAY, source="the town's plan", week=week)
    ]


def test_a_holiday_that_is_not_stated_as_a_week_has_none() -> None:
    (summer,) = SchoolHoliday("Sommerferie", SUMMER).blackouts(year(2023), "da")
    assert summer.week is None


def test_the_rules_give_the_days_of_the_reference_network(shared: Callable[[str], Path]) -> None:
    shared("reference/public_holidays_dk.csv")
    closed = runpy.run_path(str(shared("reference/make_reference.py")))["closed_days"]()
    rules: dict[tuple[str, str], HolidayRule] = {
        ("all", "Sommerferie"): SUMMER,
        ("all", "Efterårsferie"): AUTUMN,
        ("all", "Juleferie"): CHRISTMAS,
        ("Nordjylland", "Vinterferie"): IsoWeek(8),
        ("Syddanmark", "Vinterferie"): IsoWeek(7),
    }
    # The reference has the holidays that begin in 2022 to 2025 and lets the last Christmas run into 2026.
    within = Span(date(2022, 1, 10), date(2026, 1, 5))
    for (scope, reason), rule in rules.items():
        expected = [Span(first, last) for where, first, last, why in closed if (where, why) == (scope, reason)]
        assert list(rule.spans(within)) == expected, reason
