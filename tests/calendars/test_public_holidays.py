"""Public holidays from the package `holidays`."""

import csv
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.days import Span
from calendars.holidays import PublicHolidays, UnknownHolidaysError
from calendars.language import Locale
from tests.calendars.strategies import spans

DENMARK = PublicHolidays("DK")

# Danish days that move, as the almanac has them: Maundy Thursday, Great Prayer Day (none since the law of 2023
# abolished it), Ascension, Whit Monday.
MOVABLE = {
    2022: ("04-14", "05-13", "05-26", "06-06"),
    2023: ("04-06", "05-05", "05-18", "05-29"),
    2024: ("03-28", None, "05-09", "05-20"),
    2025: ("04-17", None, "05-29", "06-09"),
    2026: ("04-02", None, "05-14", "05-25"),
    2027: ("03-25", None, "05-06", "05-17"),
    2028: ("04-13", None, "05-25", "06-05"),
    2029: ("03-29", None, "05-10", "05-21"),
}


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31))


def reasons(holidays: PublicHolidays, within: Span, locale: Locale) -> dict[str, str]:
    return {str(blackout.span.first): blackout.reason for blackout in holidays.blackouts(within, locale)}


@pytest.mark.parametrize("number", MOVABLE)
def test_danish_holidays_are_those_of_the_almanac(number: int) -> None:
    thursday, prayer, ascension, monday = (
        date.fromisoformat(f"{number}-{day}") if day else None for day in MOVABLE[number]
    )
    assert thursday
    assert monday
    expected = {
        thursday: "Skærtorsdag",
        thursday + timedelta(days=1): "Langfredag",
        thursday + timedelta(days=3): "Påskedag",
        thursday + timedelta(days=4): "Anden påskedag",
        prayer: "Store bededag",
        ascension: "Kristi himmelfartsdag",
        monday - timedelta(days=1): "Pinsedag",
        monday: "Anden pinsedag",
        date(number, 1, 1): "Nytårsdag",
        date(number, 12, 25): "Juledag",
        date(number, 12, 26): "Anden juledag",
    }
    assert reasons(DENMARK, year(number), "da") == {str(day): name for day, name in expected.items() if day}


def test_great_prayer_day_ends_with_2023() -> None:
    days = [
        b.span.first
        for b in DENMARK.blackouts(Span(date(2020, 1, 1), date(2029, 12, 31)), "en")
        if b.reason == "Great Prayer Day"
    ]
    assert days == [date(2020, 5, 8), date(2021, 4, 30), date(2022, 5, 13), date(2023, 5, 5)]


def test_a_holiday_closes_its_day_for_everyone_and_names_its_source() -> None:
    assert list(DENMARK.blackouts(Span(date(2024, 5, 1), date(2024, 5, 10)), "da")) == [
        Blackout(
            Span.of_days(date(2024, 5, 9), 1),
            "Kristi himmelfartsdag",
            BlackoutKind.PUBLIC_HOLIDAY,
            BlackoutScope.EVERYONE,
            source="helligdagskalenderen",
        )
    ]


@given(spans(800))
def test_holidays_come_in_order_and_within_the_time(within: Span) -> None:
    days = [blackout.span.first for blackout in DENMARK.blackouts(within, "da")]
    around = Span(date(within.first.year, 1, 1), date(within.last.year, 12, 31))
    assert days == sorted(
        blackout.span.first for blackout in DENMARK.blackouts(around, "en") if blackout.span.first in within
    )


@pytest.mark.parametrize(
    ("country", "locale", "name"),
    [
        ("DK", "da", "Nytårsdag"),
        ("DK", "en", "New Year's Day"),
        ("GB", "da", "New Year's Day"),  # no Danish: the country's own
        ("NO", "da", "Første nyttårsdag"),
        ("NO", "en", "New Year's Day"),
        ("GL", "da", "Nytårsdag"),
        ("ZA", "da", "New Year's Day"),  # a country of one language
    ],
)
def test_names_are_in_the_readers_language_or_the_countrys_own(country: str, locale: Locale, name: str) -> None:
    assert reasons(PublicHolidays(country), year(2026), locale)["2026-01-01"] == name


@pytest.mark.parametrize("language", ["uk", "th", "da", "C"])
def test_names_do_not_depend_on_the_environment(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(variable, language)
    assert reasons(PublicHolidays("SE"), year(2026), "da")["2026-01-01"] == "Nyårsdagen"


@pytest.mark.parametrize("subdivision", ["BY", "Bayern"])
def test_a_part_of_a_country_has_its_own_holidays(subdivision: str) -> None:
    assert "2026-01-06" in reasons(PublicHolidays("DE", subdivision), year(2026), "en")
    assert "2026-01-06" not in reasons(PublicHolidays("DE"), year(2026), "en")


def test_a_holiday_observed_on_another_day_closes_both() -> None:
    found = reasons(PublicHolidays("GB", "ENG"), year(2022), "en")
    assert found["2022-01-01"] == "New Year's Day"
    assert found["2022-01-03"] == "New Year's Day (observed)"


def test_a_new_year_observed_in_december_is_found_from_its_own_year() -> None:
    assert reasons(PublicHolidays("US"), Span.of_days(date(2021, 12, 31), 1), "en") == {
        "2021-12-31": "New Year's Day (observed)"
    }


def test_days_that_do_not_close_everything_count_only_if_asked_for() -> None:
    assert "2024-12-24" not in reasons(DENMARK, year(2024), "da")
    assert reasons(PublicHolidays("DK", categories=("public", "optional")), year(2024), "da")["2024-12-24"] == (
        "Juleaftensdag"
    )


def test_two_holidays_on_one_day_are_both_named() -> None:
    both = PublicHolidays("DK", categories=("public", "optional"))
    assert reasons(both, Span.of_days(date(2022, 6, 5), 1), "da") == {"2022-06-05": "Grundlovsdag og Pinsedag"}


@pytest.mark.parametrize("country", ["XX", "Denmark", "dk", "", "HolidayBase", "country_holidays"])
def test_an_unknown_country_is_refused_with_those_known(country: str) -> None:
    with pytest.raises(UnknownHolidaysError) as refused:
        PublicHolidays(country).check()
    assert str(refused.value) == (
        f"no public holidays are known for the country {country}; it is a code of ISO 3166, such as DK"
    )
    assert refused.value.said.say("da") == (
        f"der kendes ingen helligdage for landet {country}; det skal være en kode fra ISO 3166, fx DK"
    )
    assert (refused.value.what, refused.value.value, refused.value.country) == ("country", country, country)
    assert {"DK", "DNK", "SE", "GB"} < set(refused.value.known)


def test_an_unknown_subdivision_is_refused_with_those_known() -> None:
    with pytest.raises(UnknownHolidaysError) as refused:
        list(PublicHolidays("GB", "ENGLAND").blackouts(year(2022), "en"))
    assert str(refused.value) == "no public holidays are known for ENGLAND in GB"
    assert refused.value.said.say("da") == "der kendes ingen helligdage for ENGLAND i GB"
    assert refused.value.what == "subdivision"
    assert refused.value.known == ("ENG", "England", "NIR", "Northern Ireland", "SCT", "Scotland", "WLS", "Wales")


def test_a_country_without_parts_refuses_any() -> None:
    with pytest.raises(UnknownHolidaysError) as refused:
        PublicHolidays("DK", "84").check()
    assert refused.value.known == ()


def test_an_unknown_category_is_refused_with_those_known() -> None:
    with pytest.raises(UnknownHolidaysError) as refused:
        PublicHolidays("DK", categories=("public", "bank")).check()
    assert str(refused.value) == "DK has no public holidays of the category bank"
    assert refused.value.said.say("da") == "DK har ingen helligdage i kategorien bank"
    assert (refused.value.what, refused.value.known) == ("category", ("optional", "public"))


def test_the_package_is_loaded_only_when_holidays_are_asked_for() -> None:
    program = (
        "import sys\n"
        "from calendars.holidays import PublicHolidays\n"
        "denmark = PublicHolidays('DK')\n"
        "print('holidays' in sys.modules)\n"
        "denmark.check()\n"
        "print('holidays' in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True"]


def test_danish_holidays_are_those_of_the_reference_network(shared: Callable[[str], Path]) -> None:
    with shared("reference/public_holidays_dk.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    within = Span(*(date.fromisoformat(edge(row["date"] for row in rows)) for edge in (min, max)))
    public = {row["date"]: row["name"] for row in rows if row["category"] == "public"}
    assert reasons(DENMARK, within, "da") == public
    both = reasons(PublicHolidays("DK", categories=("public", "optional")), within, "da")
    assert set(both) == {row["date"] for row in rows}
