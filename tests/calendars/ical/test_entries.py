"""Single entries: their times, zones and whether they take any."""

import pytest

from tests.calendars.ical.calendars import calendar, event, taken


@pytest.mark.parametrize(
    ("lines", "interval"),
    [
        (["DTSTART:20260105T090000Z", "DTEND:20260105T100000Z"], "01-05 10:00 - 01-05 11:00"),
        (["DTSTART:20260705T090000Z", "DURATION:PT90M"], "07-05 11:00 - 07-05 12:30"),
        (["DTSTART:20260705T090000", "DTEND:20260705T100000"], "07-05 09:00 - 07-05 10:00"),
        (["DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260107"], "01-05 00:00 - 01-07 00:00"),
        (["DTSTART;VALUE=DATE:20260105"], "01-05 00:00 - 01-06 00:00"),
        (["DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20260105"], "01-05 00:00 - 01-06 00:00"),
        (["DTSTART:20260105T120000Z", "DTEND;VALUE=DATE:20260107"], "01-05 13:00 - 01-07 01:00"),
        (["DTSTART;VALUE=DATE:20260329", "DURATION:P1D"], "03-29 00:00 - 03-30 00:00"),
        (["DTSTART:20251231T200000Z", "DTEND:20260101T080000Z"], "01-01 00:00 - 01-01 09:00"),
        (["DTSTART:20261231T220000Z", "DTEND:99990101T000000Z"], "12-31 23:00 - 2027-01-01 00:00"),
    ],
    ids=[
        *("UTC", "duration", "floating", "whole days", "one day", "a day that ends at once", "ends on a day"),
        *("day of 23 hours", "from the year before", "for ever"),
    ],
)
def test_an_entry_takes_its_time(lines: list[str], interval: str) -> None:
    assert taken(event(*lines)) == [interval]


@pytest.mark.parametrize(
    "name",
    [
        *("America/New_York", "america/new_york", "/America/New_York", "/mozilla.org/20050126_1/America/New_York"),
        *("Eastern Standard Time", '"Eastern Standard Time"', '"(UTC-05:00) Nowhere, New York"', "UTC-4", "GMT-0400"),
    ],
)
def test_zones_are_understood_by_many_names(name: str) -> None:
    when = (f"DTSTART;TZID={name}:20260705T090000", f"DTEND;TZID={name}:20260705T100000")
    assert taken(event(*when)) == ["07-05 15:00 - 07-05 16:00"]


def test_a_zone_that_the_calendar_describes_counts_wherever_it_stands() -> None:
    zone = ["BEGIN:VTIMEZONE", "TZID:Our own", "BEGIN:STANDARD", "DTSTART:19700101T000000"]
    zone += ["TZOFFSETFROM:+0300", "TZOFFSETTO:+0300", "END:STANDARD", "END:VTIMEZONE"]
    entry = event("DTSTART;TZID=Our own:20260705T090000", "DTEND;TZID=Our own:20260705T100000")
    assert taken(*zone, entry) == taken(entry, *zone) == ["07-05 08:00 - 07-05 09:00"]


@pytest.mark.parametrize(
    ("start", "end", "intervals"),
    [
        ("20260329T013000", "20260329T033000", ["03-29 01:30 - 03-29 03:30"]),
        ("20260329T023000", "20260329T033000", ["03-29 03:30 - 03-29 04:30"]),
        ("20261025T023000", "20261025T030000", ["10-25 02:30 - 10-25 03:00"]),
    ],
    ids=["over the skipped hour", "from the skipped hour", "from the repeated hour"],
)
def test_days_on_which_the_clock_changes(start: str, end: str, intervals: list[str]) -> None:
    zone = "TZID=Europe/Copenhagen"
    assert taken(event(f"DTSTART;{zone}:{start}", f"DTEND;{zone}:{end}")) == intervals


def test_a_second_of_two_equal_hours_stays_the_second() -> None:
    entry = event("DTSTART;TZID=Europe/Copenhagen:20261025T010000", "DTEND:20261025T013000Z")
    assert taken(entry) == ["10-25 01:00 - 10-25 02:30"]


@pytest.mark.parametrize("line", ["STATUS:CANCELLED", "TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_what_leaves_its_owner_free_is_not_taken(line: str) -> None:
    assert taken(event("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", line)) == []


@pytest.mark.parametrize("line", ["STATUS:TENTATIVE", "STATUS:CONFIRMED", "TRANSP:OPAQUE"])
def test_anything_else_is_taken(line: str) -> None:
    assert taken(event("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", line)) != []


@pytest.mark.parametrize("end", [[], ["DURATION:PT0S"], ["DTEND:20260105T090000Z"]])
def test_a_moment_takes_no_time(end: list[str]) -> None:
    assert taken(event("DTSTART:20260105T090000Z", *end)) == []


def test_other_years_are_not_asked_for() -> None:
    assert taken(event("DTSTART:20250105T090000Z", "DTEND:20250105T100000Z")) == []
    assert taken(event("DTSTART:20270105T090000Z", "DTEND:20270105T100000Z")) == []


def test_times_that_touch_are_one() -> None:
    morning = event("DTSTART:20260105T080000Z", "DTEND:20260105T110000Z")
    noon = event("DTSTART:20260105T100000Z", "DTEND:20260105T120000Z", uid="2")
    evening = event("DTSTART:20260105T170000Z", "DTEND:20260105T180000Z", uid="3")
    assert taken(evening, noon, morning) == ["01-05 09:00 - 01-05 13:00", "01-05 18:00 - 01-05 19:00"]


def test_tasks_and_alarms_take_no_time() -> None:
    task = "BEGIN:VTODO\nDTSTART:20260105T090000Z\nDUE:20260105T100000Z\nEND:VTODO"
    alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT15M\nEND:VALARM"
    entry = event("DTSTART:20260106T090000Z", "DTEND:20260106T100000Z", alarm)
    assert taken(task, entry) == ["01-06 10:00 - 01-06 11:00"]


def test_no_title_is_kept() -> None:
    assert b"hemmelig" in calendar(event("DTSTART:20260105T090000Z"))
    assert "hemmelig" not in repr(taken(event("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z")))
