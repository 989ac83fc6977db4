"""Calendars as programs really write them: what is meant is read, and a bad value costs itself alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest

from calendars.days import Span
from calendars.ical.busy import read
from calendars.ical.parse import NO_VALUE, NO_ZONE, UnreadableError
from tests.calendars.ical.calendars import COPENHAGEN, YEAR, calendar, event, listed, taken

TEN = "01-05 10:00 - 01-05 11:00"


def zone(name: str, *changes: str) -> str:
    return "\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *changes, "END:VTIMEZONE"])


def change(kind: str, *lines: str) -> str:
    return "\n".join([f"BEGIN:{kind}", *lines, f"END:{kind}"])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART;VALUE=DATE;TZID=Asia/Tokyo:20260105"], "01-05 00:00 - 01-06 00:00"),
        (["DTSTART;TZID=Asia/Tokyo:20260105", "DTEND;TZID=Asia/Tokyo:20260107"], "01-05 00:00 - 01-07 00:00"),
        (["DTSTART;TZID=Asia/Tokyo:20260105T090000Z", "DURATION:PT1H"], TEN),
        (["DTSTART;VALUE=DATE:20260105", "DTEND:20260105T030000Z"], "01-05 00:00 - 01-06 00:00"),
        (["DTSTART;VALUE=DATE:20260105", "DTEND:20260105T230000Z"], "01-05 00:00 - 01-06 00:00"),
        (["DTSTART;VALUE=DATE:20260105", "DTEND:20260105T230001Z"], "01-05 00:00 - 01-07 00:00"),
        (["DTSTART:20260105T220000", "DTEND:20260105T240000"], "01-05 22:00 - 01-06 00:00"),
        (["DTSTART:20260105T100000", "DTEND:20260105T105960"], "01-05 10:00 - 01-05 10:59"),
        (["DTSTART: 20260105T090000Z", "DTEND: 20260105T100000Z"], TEN),
        (["Start: 10.00", "Status: cancelled", "DTSTART:20260105T090000Z", "End: 16.00", "DURATION:PT1H"], TEN),
        (["DTSTART:20260105T090000Z", "Begin: with coffee", "DURATION:PT1H"], TEN),
    ],
    ids=[
        *("date with zone", "dates with zone", "UTC with zone", "day with timed end", "day until midnight"),
        *(
            "day past midnight",
            "24:00",
            "leap second",
            "space after the colon",
            "text like structure",
            "text like begin",
        ),
    ],
)
def test_a_time_is_read_as_it_is_meant(lines: list[str], expected: str) -> None:
    assert listed(read(calendar(event(*lines)), YEAR, COPENHAGEN))[0].replace("10:59:59", "10:59") == expected


@pytest.mark.parametrize(
    ("duration", "ends"),
    [("PT24H", "03-29 13:00"), ("P1D", "03-29 12:00"), ("P1DT24H", "03-30 12:00"), ("P1W", "04-04 12:00")],
)
def test_hours_of_a_duration_are_exact_and_its_days_nominal(duration: str, ends: str) -> None:
    start = "DTSTART;TZID=Europe/Copenhagen:20260328T120000"  # the clock goes forward in the night
    assert taken(event(start, f"DURATION:{duration}")) == [f"03-28 12:00 - {ends}"]


DAILY = ("DTSTART;TZID=Europe/Copenhagen:20260105T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3")
DAYS = ("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;COUNT=3")
MOVED = ("DTSTART;VALUE=DATE:20260120",)


@pytest.mark.parametrize(
    "form",
    [
        ";VALUE=DATE:20260106",
        ";TZID=Europe/Copenhagen:20260106T100000",
        ":20260106T090000Z",
        ";TZID=Asia/Tokyo:20260106T180000",
        ":20260106T100000",
    ],
)
@pytest.mark.parametrize("name", ["EXDATE", "RECURRENCE-ID"])
def test_an_instance_of_a_timed_series_is_named_in_any_form(name: str, form: str) -> None:
    rest = ["01-05 10:00 - 01-05 11:00", "01-07 10:00 - 01-07 11:00"]
    if name == "EXDATE":
        assert taken(event(*DAILY, f"EXDATE{form}")) == rest
    else:
        moved = event(f"RECURRENCE-ID{form}", *MOVED)
        assert taken(event(*DAILY), moved) == [*rest, "01-20 00:00 - 01-21 00:00"]


@pytest.mark.parametrize(
    "form",
    [
        ";VALUE=DATE:20260106",
        ":20260106T000000Z",
        ":20260105T230000Z",  # midnight in Copenhagen
        ";TZID=Europe/Helsinki:20260106T000000",
        ":20260106T000000",
        ";TZID=FLE Standard Time:20260106T000000",
    ],
)
@pytest.mark.parametrize("name", ["EXDATE", "RECURRENCE-ID"])
def test_an_instance_of_a_series_of_days_is_named_in_any_form(name: str, form: str) -> None:
    rest = ["01-05 00:00 - 01-06 00:00", "01-07 00:00 - 01-08 00:00"]
    if name == "EXDATE":
        assert taken(event(*DAYS, f"EXDATE{form}")) == rest
    else:
        moved = event(f"RECURRENCE-ID{form}", *MOVED)
        assert taken(event(*DAYS), moved) == [*rest, "01-20 00:00 - 01-21 00:00"]


def test_of_two_forms_of_one_instance_the_later_revision_counts() -> None:
    old = event("RECURRENCE-ID;VALUE=DATE:20260106", "SEQUENCE:1", "DTSTART:20260120T090000Z", "DURATION:PT1H")
    new = event("RECURRENCE-ID:20260106T090000Z", "SEQUENCE:2", "DTSTART:20260121T090000Z", "DURATION:PT1H")
    expected = ["01-05 10:00 - 01-05 11:00", "01-07 10:00 - 01-07 11:00", "01-21 10:00 - 01-21 11:00"]
    assert taken(event(*DAILY), old, new) == taken(event(*DAILY), new, old) == expected


BRITISH = (
    change("STANDARD", "DTSTART:20001029T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", "TZOFFSETFROM:+0100",
           "TZOFFSETTO:+0000"),
    change("DAYLIGHT", "DTSTART:20000326T010000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "TZOFFSETFROM:+0000",
           "TZOFFSETTO:+0100"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("described", "expected"),
    [
        (zone("GMT", *BRITISH), "07-09 10:00 - 07-09 11:00"),
        (zone("Office", *BRITISH), "07-09 10:00 - 07-09 11:00"),
        (zone("America/New_York", *BRITISH), "07-09 15:00 - 07-09 16:00"),
        (zone("Office", change("STANDARD", "DTSTART:16010101T000000", "TZOFFSETTO:+1000")),
         "07-09 01:00 - 07-09 02:00"),
        (zone("Office", change("STANDARD", "TZOFFSETFROM:+1000", "TZOFFSETTO:+10:00")), "07-09 01:00 - 07-09 02:00"),
        (zone("Office", BRITISH[0].replace("TZOFFSETFROM:+0100\n", ""), BRITISH[1]), "07-09 10:00 - 07-09 11:00"),
        (zone("Office", change("STANDARD", "DTSTART:20000101T000000Z", "TZOFFSETTO:+1000"), change("DAYLIGHT")),
         "07-09 01:00 - 07-09 02:00"),
    ],
    ids=["GMT", "own name", "place", "no offset from", "no start", "one offset from", "empty change"],
)  # fmt: skip
def test_a_zone_goes_by_its_description_unless_it_is_a_place(described: str, expected: str) -> None:
    name = described.partition("TZID:")[2].partition("\n")[0]
    entry = event(f"DTSTART;TZID={name}:20260709T090000", "DURATION:PT1H")
    assert taken(described, entry) == [expected]


def test_a_description_is_forgotten_with_its_calendar() -> None:
    entry = event("DTSTART;TZID=Office:20260709T090000", "DURATION:PT1H")
    assert taken(zone("Office", *BRITISH), entry) == ["07-09 10:00 - 07-09 11:00"]
    reading = read(calendar(entry), YEAR, COPENHAGEN)
    assert listed(reading) == ["07-09 09:00 - 07-09 10:00"]
    assert [remark.message for remark in reading.remarks] == [NO_ZONE]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ('"tzone://Microsoft/Utc"', "11:00"),
        ('"tzone://Microsoft/Romance Standard Time"', "09:00"),
        ("romance standard time", "09:00"),
        ("/example.org/20200101_1/Europe/London", "10:00"),
        ('"(UTC+01:00) Brussels, Copenhagen, Madrid, Paris"', "09:00"),
        ('"(GMT+01.00) Amsterdam / Berlin / Bern / Rome"', "09:00"),
        ('"GMT +0200 (Standard)"', "09:00"),
        ("UTC+02", "09:00"),
        ("europe/london", "10:00"),
    ],
)
def test_names_of_zones_are_known_in_the_spellings_of_other_programs(name: str, expected: str) -> None:
    (found,) = taken(event(f"DTSTART;TZID={name}:20260709T090000", "DURATION:PT1H"))
    assert found.startswith(f"07-09 {expected}")


@pytest.mark.parametrize(
    ("bad", "count"),
    [
        ("RDATE;VALUE=PERIOD:20260108T090000Z/20260108T080000Z", 1),
        ("RDATE:soon,20260109T090000Z,later", 2),
        ("EXDATE:2026010T100000", 1),
    ],
)
def test_a_bad_value_costs_itself_alone(bad: str, count: int) -> None:
    reading = read(calendar(event(*DAILY, bad)), YEAR, COPENHAGEN)
    assert listed(reading)[:3] == [f"01-0{day} 10:00 - 01-0{day} 11:00" for day in (5, 6, 7)]
    assert listed(reading)[3:] == (["01-09 10:00 - 01-09 11:00"] if "20260109" in bad else [])
    assert [(remark.message, remark.values) for remark in reading.remarks] == [(NO_VALUE, {"n": count})]


def free_busy(*periods: str) -> str:
    return "\n".join(["BEGIN:VFREEBUSY", f"FREEBUSY:{','.join(periods)}", "END:VFREEBUSY"])


def test_a_bad_period_costs_itself_alone() -> None:
    bad, good = "20260105T120000Z/20260105T110000Z", "20260105T090000Z/20260105T100000Z"
    reading = read(calendar(free_busy(bad, good)), YEAR, COPENHAGEN)
    assert (listed(reading), [remark.values for remark in reading.remarks]) == ([TEN], [{"n": 1}])
    with pytest.raises(UnreadableError):
        read(calendar(free_busy(bad)), YEAR, COPENHAGEN)


@pytest.mark.parametrize(
    ("skip", "days"),
    [("OMIT", ["01-31", "03-31"]), ("BACKWARD", ["01-31", "02-28", "03-31"]), ("FORWARD", ["01-31", "03-01", "03-31"])],
)
def test_a_day_that_a_month_lacks_is_skipped_as_the_rule_says(skip: str, days: list[str]) -> None:
    rule = f"RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;UNTIL=20260415;SKIP={skip}"
    assert [one[:5] for one in taken(event("DTSTART:20260131T090000", "DURATION:PT1H", rule))] == days


def test_a_rule_of_another_calendar_is_left_out_and_said() -> None:
    rule = "RRULE:RSCALE=CHINESE;FREQ=YEARLY"
    reading = read(
        calendar(event("DTSTART:20260131T090000", "DURATION:PT1H", rule), event(*DAILY, uid="2")), YEAR, COPENHAGEN
    )
    assert (len(reading.intervals), len(reading.remarks)) == (3, 1)


def test_an_exception_rule_takes_out_the_start_and_single_dates() -> None:
    lines = ("DTSTART:20260105T100000", "DURATION:PT1H", "RDATE:20260112T100000,20260119T100000")
    assert [one[:5] for one in taken(event(*lines, "EXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"))] == ["01-12"]


def test_what_a_calendar_object_cancels_takes_no_time() -> None:
    entry = event("DTSTART:20260105T090000Z", "DURATION:PT1H", "STATUS:CONFIRMED")
    cancelled, kept = calendar("METHOD:CANCEL", entry), calendar("METHOD:PUBLISH", entry)
    assert listed(read(cancelled, YEAR, COPENHAGEN)) == []
    assert listed(read(cancelled + kept, YEAR, COPENHAGEN)) == listed(read(kept + cancelled, YEAR, COPENHAGEN)) == [TEN]


def test_files_with_byte_order_marks_can_be_joined() -> None:
    one, other = (calendar(event(f"DTSTART:2026010{day}T090000Z", "DURATION:PT1H", uid=str(day))) for day in (5, 6))
    joined = b"".join(b"\xef\xbb\xbf" + each for each in (one, other))
    assert listed(read(joined, YEAR, COPENHAGEN)) == [TEN, "01-06 10:00 - 01-06 11:00"]


def test_an_empty_uid_is_none() -> None:
    first = event("DTSTART:20260105T090000Z", "DURATION:PT1H", uid="")
    assert taken(first, event("DTSTART:20260106T090000Z", "DURATION:PT1H", "SEQUENCE:3", uid=" "))[0] == TEN


@pytest.mark.parametrize("free", ["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_a_calendar_that_closes_days_counts_what_leaves_its_owner_free(free: str) -> None:
    entries = calendar(
        event("DTSTART;VALUE=DATE:20260105", free), event("DTSTART;VALUE=DATE:20260108", "STATUS:CANCELLED", uid="2")
    )
    assert listed(read(entries, YEAR, COPENHAGEN)) == []
    assert listed(read(entries, YEAR, COPENHAGEN, closes=True)) == ["01-05 00:00 - 01-06 00:00"]


EVERY_SECOND = f"BYMINUTE={','.join(map(str, range(60)))};BYSECOND={','.join(map(str, range(60)))}"


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=9999999", f"FREQ=DAILY;BYHOUR=9,10,11;{EVERY_SECOND}"]
)
def test_too_many_repetitions_are_refused_by_their_number(rule: str) -> None:
    endless = calendar(event("DTSTART:20200101T090000Z", "DURATION:PT1S", f"RRULE:{rule}"))
    with pytest.raises(UnreadableError) as refused:
        read(endless, YEAR, COPENHAGEN)
    assert refused.value.said.message.key == "parse.too_many_repetitions"


@pytest.mark.parametrize(
    "frequency", ["HOURLY;INTERVAL=24", "DAILY", "WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "MINUTELY;INTERVAL=1440"]
)
def test_a_series_that_began_long_ago_repeats_at_the_same_times(frequency: str) -> None:
    old = event("DTSTART:19010101T093000Z", "DURATION:PT1H", f"RRULE:FREQ={frequency}")
    found = read(calendar(old), Span(date(2026, 1, 5), date(2026, 1, 6)), COPENHAGEN).intervals
    assert [(one.start.isoformat(), one.end - one.start) for one in found] == [
        (f"2026-01-0{day}T10:30:00+01:00", timedelta(hours=1)) for day in (5, 6)
    ]


def test_every_shared_case_is_read_as_it_is_meant(shared: Callable[[str], Path]) -> None:
    cases = shared("cases/calendars")
    expected = json.loads((cases / "expected.json").read_text(encoding="utf-8"))
    years = Span(date(2025, 1, 1), date(2026, 12, 31))
    wrong = []
    for name, case in expected.items():
        reading = read((cases / f"{name}.ics").read_bytes(), years, COPENHAGEN)
        found = [f"{one.start:%Y-%m-%d %H:%M} {one.end:%Y-%m-%d %H:%M}" for one in reading.intervals]
        if joined(found) != joined(whole_days(each) for each in case["right"]):
            wrong.append(name)
    assert wrong == []


def joined(times: Iterable[str]) -> list[tuple[str, str]]:
    """Return starts and ends, where times that follow on each other are one."""
    found: list[tuple[str, str]] = []
    for each in sorted(times):
        start, end = each[:16], each[17:]
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def whole_days(right: str) -> str:
    """Return the times of "day A..B" as clock times."""
    if not right.startswith("day "):
        return right
    first, _, last = right[4:].partition("..")
    return f"{first} 00:00 {date.fromisoformat(last or first) + timedelta(days=1)} 00:00"


AT_EIGHT = "04-01 08:00 - 04-01 09:00"


def from_eight(start: str, end: str, *more: str) -> list[str]:
    return taken(event(f"DTSTART{start}", f"DTEND{end}", *more))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (":2026-04-01T06:00:00Z", ":2026-04-01T07:00:00.000Z"),
        (":20260401T0600Z", ":20260401T0700Z"),
        (":20260401T080000+0200", ":2026-04-01T08:00:00+01:00"),
        (":2026-04-01 08:00", ":2026-04-01 09:00"),
        (";TZID=Asia/Tokyo:2026-04-01T15:00:00", ";TZID=Asia/Tokyo:2026-04-01T16:00:00"),
    ],
    ids=["dashes and colons", "no seconds", "offset", "as a table has it", "with zone"],
)
def test_times_as_iso_8601_writes_them(start: str, end: str) -> None:
    assert from_eight(start, end) == [AT_EIGHT]


def test_days_as_iso_8601_writes_them_and_days_marked_as_utc() -> None:
    lines = [
        "DTSTART;VALUE=DATE:2026-04-01",
        "RRULE:FREQ=DAILY;COUNT=2",
        "EXDATE;VALUE=DATE:2026-04-02",
        "RDATE:20260404Z",
    ]
    assert taken(event(*lines)) == ["04-01 00:00 - 04-02 00:00", "04-04 00:00 - 04-05 00:00"]


@pytest.mark.parametrize(
    "zone_name",
    [
        "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna",
        '"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"',
        "UTC+02:00",
        "W. Europe Standard Time 1",
    ],
)
def test_a_zone_is_known_by_its_spelling(zone_name: str) -> None:
    at = f";TZID={zone_name}:20260401T"
    assert from_eight(f"{at}080000", f"{at}090000") == [AT_EIGHT]


@pytest.mark.parametrize("name", ["tzone://Microsoft/Utc", "(UTC) Coordinated Universal Time"])
def test_utc_is_known_by_the_spellings_of_microsoft(name: str) -> None:
    assert from_eight(f";TZID={name}:20260401T060000", f";TZID={name}:20260401T070000") == [AT_EIGHT]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;DTSTART=20260401T060000Z;UNTIL=20260402T230000Z;BYDAY=WE,TH,TU",
        "RRULE:FREQ=DAILY;COUNT=2",
        "FREQ=WEEKLY; BYDAY=WE, TH; COUNT=2",
        "FREQ=DAILY;UNTIL=;COUNT=2;",
        "FREQ=DAILY;UNTIL=2026-04-02T06:00:00Z",
        "FREQ=DAILY;UNTIL=2026-04-02",
    ],
)
def test_rules_with_small_faults_are_read_as_they_are_meant(rule: str) -> None:
    found = from_eight(":20260401T060000Z", ":20260401T070000Z", f"RRULE:{rule}")
    assert found == [AT_EIGHT, "04-02 08:00 - 04-02 09:00"]


ALL_DAY = "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"


def test_a_day_that_outlook_marks_as_whole_is_whole_whatever_its_end() -> None:
    assert from_eight(":20260401T000000", ":20260401T000000", ALL_DAY) == ["04-01 00:00 - 04-02 00:00"]
    assert from_eight(":20260401T000000", ":20260403T000000", ALL_DAY) == ["04-01 00:00 - 04-03 00:00"]
    assert taken(event("DTSTART;TZID=Asia/Tokyo:20260401T000000", ALL_DAY)) == ["04-01 00:00 - 04-02 00:00"]
    assert from_eight(":20260401T080000", ":20260401T090000", ALL_DAY) == [AT_EIGHT]
    assert from_eight(":20260401T000000", ":20260401T000000") == []


def test_whole_days_of_outlook_stay_whole_when_the_clock_changes() -> None:
    repeated = "RRULE:FREQ=DAILY;COUNT=3"
    assert from_eight(":20260328T000000", ":20260329T000000", ALL_DAY, repeated) == ["03-28 00:00 - 03-31 00:00"]


@pytest.mark.parametrize(("duration", "ends"), [
    ("PT1W", "01-12 10:00"), ("P1W2DT3H", "01-14 13:00"), ("PT1D", "01-06 10:00"), ("P90M", "01-05 11:30"),
    ("P2H", "01-05 12:00"), ("PT30M1H", "01-05 11:30"), ("PT1.5H", "01-05 11:30"), ("PT1,5H", "01-05 11:30"),
    ("P0.5D", "01-05 22:00"), ("pt1h30m", "01-05 11:30"), ("+PT2H", "01-05 12:00"), ("P1DT", "01-06 10:00"),
])  # fmt: skip
def test_durations_are_read_in_the_mixed_forms_of_programs(duration: str, ends: str) -> None:
    text = calendar(event("DTSTART:20260105T090000Z", f"DURATION:{duration}"))
    assert listed(read(text, YEAR, COPENHAGEN)) == [f"01-05 10:00 - {ends}"]


@pytest.mark.parametrize("duration", ["P", "PT", "P1Y", "PT1X", "PT1H-", "1H", "P1.H", "PT1.5.5H"])
def test_what_is_no_duration_costs_its_entry_alone(duration: str) -> None:
    bad, good = (
        event("DTSTART:20260106T090000Z", f"DURATION:{duration}"),
        event("DTSTART:20260105T090000Z", "DURATION:PT1H"),
    )
    assert "01-05 10:00 - 01-05 11:00" in listed(read(calendar(bad, good), YEAR, COPENHAGEN))


@pytest.mark.parametrize(("name", "expected"), [
    ("EET-2EEST,M3.5.0/3,M10.5.0/4", "07-06 08:00 - 07-06 09:00"),
    ("WET0WEST,J88/1,J300/2", "07-06 10:00 - 07-06 11:00"),
    ("<+03>-3", "07-06 08:00 - 07-06 09:00"),
    ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "07-06 13:00 - 07-06 14:00"),
    ("EET-2EEST", "07-06 08:00 - 07-06 09:00"),
    ("PST8PDT7", "07-06 18:00 - 07-06 19:00"),
    ("(UTC-08:00) Pacific Time (US & Canada)", "07-06 18:00 - 07-06 19:00"),
    ("(UTC-04:00) Atlantic Time (Canada)", "07-06 14:00 - 07-06 15:00"),
    ("(UTC+00:00) Dublin, Edinburgh, Lisbon, London", "07-06 10:00 - 07-06 11:00"),
])  # fmt: skip
def test_a_zone_goes_by_the_rule_or_the_menu_text_that_is_its_name(name: str, expected: str) -> None:
    times = [f'{each};TZID="{name}":20260706T{hour}0000' for each, hour in (("DTSTART", "09"), ("DTEND", "10"))]
    found = read(calendar(event(*times)), YEAR, COPENHAGEN)
    assert (listed(found), found.remarks) == ([expected], ())


@pytest.mark.parametrize("name", ["ABC99DEF", "Custom1", "CET-1CEST,M13.5.0,M10.5.0", "XYZ-1XYS,M3"])
def test_what_is_no_rule_of_a_zone_is_an_unknown_name(name: str) -> None:
    found = read(calendar(event(f'DTSTART;TZID="{name}":20260105T100000', "DURATION:PT1H")), YEAR, COPENHAGEN)
    assert (listed(found), [each.message for each in found.remarks]) == ([TEN], [NO_ZONE])


def test_a_description_without_changes_goes_by_its_place() -> None:
    described = zone("Zone 1", "X-LIC-LOCATION:America/New_York")
    entry = event("DTSTART;TZID=Zone 1:20260105T040000", "DURATION:PT1H")
    assert listed(read(calendar(described, entry), YEAR, COPENHAGEN)) == [TEN]
    summer = change("DAYLIGHT", "DTSTART:19700101T000000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0100")
    described = zone("Zone 1", "X-LIC-LOCATION:America/New_York", summer)
    entry = event("DTSTART;TZID=Zone 1:20260105T100000", "DURATION:PT1H")
    assert listed(read(calendar(described, entry), YEAR, COPENHAGEN)) == [TEN]
