"""VTIMEZONE against the tz database, as icalendar reads it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Timezone

from calendars.days import NthWeekday, Weekday
from calendars.ical.write import _Change, _changes_in, _rule, vtimezone

FIRST, LAST = 2022, 2029
KEYS = (
    *("Europe/Copenhagen", "America/New_York", "Australia/Sydney", "Asia/Tokyo", "Europe/Dublin"),  # two rules or none
    *("Africa/Casablanca", "America/Santiago", "America/Nuuk", "Asia/Amman"),  # change by change
)


@given(
    st.sampled_from(KEYS).map(ZoneInfo),
    st.datetimes(datetime(FIRST, 1, 1), datetime(LAST, 12, 31)),  # noqa: DTZ001 - on the zone's clock
)
def test_a_zone_is_read_back_as_the_tz_database_has_it(zone: ZoneInfo, shown: datetime) -> None:
    component = Timezone.from_ical(vtimezone(zone, FIRST, LAST))
    assert isinstance(component, Timezone)
    read = component.to_tz(lookup_tzid=False)
    settled = shown.replace(tzinfo=zone)
    hours = [settled + timedelta(hours=n) for n in (-3, 3)]
    if len({hour.utcoffset() for hour in hours}) == 1:  # readers differ within the hours of a change, see entry
        assert shown.replace(tzinfo=read).utcoffset() == settled.utcoffset()


def test_a_zone_without_two_rules_begins_as_it_was_at_the_start_of_the_first_year() -> None:
    lines = vtimezone(ZoneInfo("Africa/Casablanca"), 2022, 2023).decode().split("\r\n")
    first = lines[lines.index("DTSTART:19700101T000000") - 4 :][:6]
    assert first == [
        "BEGIN:STANDARD", "TZNAME:+01", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0100", "DTSTART:19700101T000000",
        "END:STANDARD",
    ]  # fmt: skip


def test_one_year_does_not_make_a_rule() -> None:
    lines = vtimezone(ZoneInfo("Africa/Casablanca"), 2022, 2022).decode().split("\r\n")
    assert [each for each in lines if each.startswith(("RRULE", "DTSTART:2022"))] == [
        "DTSTART:20220327T030000", "DTSTART:20220508T020000",
    ]  # fmt: skip


@pytest.mark.parametrize(("year", "days"), [(1986, {"BYMONTH=3;BYDAY=-1SU", "BYMONTH=9;BYDAY=-1SU"}), (1987, set())])
def test_ten_years_make_a_rule(year: int, days: set[str]) -> None:
    lines = vtimezone(ZoneInfo("Europe/Copenhagen"), year, year).decode().split("\r\n")
    assert {each.partition("YEARLY;")[2] for each in lines if each.startswith("RRULE")} == days


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("America/New_York", {"BYMONTH=3;BYDAY=2SU", "BYMONTH=11;BYDAY=1SU"}),
        ("Europe/Copenhagen", {"BYMONTH=3;BYDAY=-1SU", "BYMONTH=10;BYDAY=-1SU"}),
        ("Australia/Sydney", {"BYMONTH=10;BYDAY=1SU", "BYMONTH=4;BYDAY=1SU"}),
    ],
)
def test_a_zone_that_changes_on_the_same_weekdays_is_two_rules(name: str, days: set[str]) -> None:
    lines = vtimezone(ZoneInfo(name), 2022, 2030).decode().split("\r\n")
    assert {each.partition("YEARLY;")[2] for each in lines if each.startswith("RRULE")} == days


def test_a_zone_that_changes_in_january_begins_as_it_was_before() -> None:
    lines = vtimezone(ZoneInfo("Pacific/Fiji"), 2019, 2020).decode().split("\r\n")
    assert [each for each in lines if each.startswith(("TZOFFSETTO", "DTSTART"))][:4] == [
        "TZOFFSETTO:+1300", "DTSTART:19700101T000000", "TZOFFSETTO:+1200", "DTSTART:20190113T030000",
    ]  # fmt: skip


def test_copenhagen_is_the_two_rules_that_every_reader_takes_alike() -> None:
    assert vtimezone(ZoneInfo("Europe/Copenhagen"), 2026, 2026).decode().split("\r\n") == [
        *("BEGIN:VTIMEZONE", "TZID:Europe/Copenhagen", "X-LIC-LOCATION:Europe/Copenhagen"),
        *("BEGIN:DAYLIGHT", "TZNAME:CEST", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200"),
        *("DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT"),
        *("BEGIN:STANDARD", "TZNAME:CET", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100"),
        *("DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD"),
        *("END:VTIMEZONE", ""),
    ]


@pytest.mark.parametrize("key", KEYS)
def test_a_zone_is_the_same_bytes_whenever_it_is_written(key: str) -> None:
    vtimezone.cache_clear()
    first = vtimezone(ZoneInfo(key), FIRST, LAST)
    vtimezone.cache_clear()
    assert vtimezone(ZoneInfo(key), FIRST, LAST) == first


@pytest.mark.parametrize("n", [-1, 1, 2, 3, 4])
def test_every_weekday_of_a_month_that_a_rule_can_name_is_found(n: int) -> None:
    rule, hour = NthWeekday(n, Weekday.SUNDAY, 3), timedelta(hours=1)
    at = [datetime.combine(rule.in_year(year), datetime.min.time(), UTC) for year in range(2022, 2032)]
    assert _rule([_Change(each, timedelta(), hour, "X") for each in at]) == rule
    assert _rule([_Change(each + timedelta(days=1), timedelta(), hour, "X") for each in at]) is None


@pytest.mark.parametrize(("name", "year", "changes"), [
    ("Asia/Dhaka", 2009, ["2009-06-19T17:00", "2009-12-31T17:00"]), ("Asia/Dhaka", 2010, []),
    ("America/Danmarkshavn", 1995, ["1995-03-26T01:00", "1995-09-24T01:00"]),
    ("America/Danmarkshavn", 1996, ["1996-01-01T03:00"]),
    ("Europe/Copenhagen", 2024, ["2024-03-31T01:00", "2024-10-27T01:00"]),
])  # fmt: skip
def test_changes_on_the_first_and_on_the_last_day_are_those_of_their_year(
    name: str, year: int, changes: list[str]
) -> None:
    assert [f"{each.at:%Y-%m-%dT%H:%M}" for each in _changes_in(ZoneInfo(name), year)] == changes


def test_a_zone_that_changes_on_new_year_begins_as_it_was_in_the_night_before() -> None:
    lines = vtimezone(ZoneInfo("America/Danmarkshavn"), 1996, 1996).decode().split("\r\n")
    assert [each for each in lines if each.startswith(("BEGIN:S", "TZOFFSETTO", "DTSTART"))] == [
        "BEGIN:STANDARD", "TZOFFSETTO:-0300", "DTSTART:19700101T000000", "TZOFFSETTO:+0000", "DTSTART:19960101T000000",
    ]  # fmt: skip


def test_greenwich_is_ahead_of_nothing() -> None:
    lines = vtimezone(ZoneInfo("Europe/London"), 2026, 2026).decode().split("\r\n")
    assert [each for each in lines if each.startswith("TZOFFSET")] == [
        "TZOFFSETFROM:+0000", "TZOFFSETTO:+0100", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0000",
    ]  # fmt: skip
