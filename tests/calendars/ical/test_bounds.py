"""The exact bounds of what is read: steps of rules, ends of reach, revisions of series, and times of the reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from icalendar import Component

from calendars.days import Span
from calendars.ical import busy, recurrence
from calendars.ical.busy import read, read_busy, read_each
from calendars.ical.parse import (
    FAILED,
    NO_RULE,
    NO_TIMES,
    NO_VALUE,
    NO_ZONE,
    SECONDS,
    TOO_SLOW,
    Progress,
    Tally,
    Timing,
    UnreadableError,
    zone_named,
)
from calendars.language import BoundMessage
from tests.calendars.ical.calendars import COPENHAGEN, YEAR, calendar, event, listed, taken

TEN = "01-05 10:00 - 01-05 11:00"
HOUR = ("DTSTART:20260105T100000", "DURATION:PT1H")
GOOD = event(*HOUR, uid="good")


def remarks(*parts: str) -> list[tuple[object, object]]:
    found = read(calendar(*parts, event("DTSTART:20260301T100000", "DURATION:PT1H", uid="other")), YEAR, COPENHAGEN)
    return [(each.message, each.values["n"]) for each in found.remarks]


def within(first: str, last: str, *lines: str) -> list[str]:
    """Return the days on which an entry begins between two moments, both included."""
    entry = Component.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))
    reach = recurrence._Reach(datetime.fromisoformat(first), datetime.fromisoformat(last), Tally(COPENHAGEN))  # noqa: SLF001
    times = recurrence.times(entry, Timing.of(entry, COPENHAGEN), reach)
    return sorted(f"{one.start:%m-%d}" for one in times)


@pytest.mark.parametrize(("hours", "days"), [
    (("10:00:00", "10:00:00"), ["01-05", "01-06", "01-07"]), (("10:00:01", "10:00:00"), ["01-06", "01-07"]),
    (("10:00:00", "09:59:59"), ["01-05", "01-06"]),
])  # fmt: skip
@pytest.mark.parametrize(
    "rule", ["RRULE:FREQ=DAILY", "RRULE:FREQ=DAILY;COUNT=9", "RDATE:20260106T100000,20260107T100000"]
)
def test_what_begins_at_the_very_ends_of_the_reach_is_within_it(
    rule: str, hours: tuple[str, str], days: list[str]
) -> None:
    assert within(f"2026-01-05T{hours[0]}", f"2026-01-07T{hours[1]}", *HOUR, rule) == days


@pytest.mark.parametrize(("first", "last", "days"), [
    ("2026-02-28", "2026-05-31", ["02-28", "03-31", "04-30", "05-31"]),
    ("2026-03-01", "2026-05-30", ["03-31", "04-30"]),
])  # fmt: skip
def test_so_is_what_takes_the_place_of_a_day_that_a_month_lacks(first: str, last: str, days: list[str]) -> None:
    rule = "RRULE:RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD"
    start = ("DTSTART:20260131T100000", "DURATION:PT1H")
    assert within(f"{first}T10:00", f"{last}T10:00", *start, rule) == days


@pytest.mark.parametrize(("start", "rule", "days"), [
    ("20260130", "FREQ=MONTHLY;BYMONTHDAY=28;COUNT=2;SKIP=FORWARD", ["01-30", "02-28", "03-28"]),
    ("20260129", "FREQ=MONTHLY;COUNT=3;SKIP=FORWARD", ["01-29", "03-01", "03-29"]),
    ("20260129", "FREQ=MONTHLY;COUNT=3;SKIP=BACKWARD", ["01-29", "02-28", "03-29"]),
    ("20260115", "FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20260301T100000;SKIP=BACKWARD", ["01-15", "01-31", "02-28"]),
    ("20260115", "FREQ=MONTHLY;BYMONTHDAY=31;UNTIL=20260301T100000;SKIP=FORWARD", ["01-15", "01-31", "03-01"]),
    ("20260130", "FREQ=MONTHLY;UNTIL=20260430T100000;SKIP=FORWARD", ["01-30", "03-01", "03-30", "04-30"]),
    ("20260105", "FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=30;SKIP=FORWARD", ["01-05", "03-01", "04-30"]),
    ("20260131", "FREQ=MONTHLY;BYMONTH=2,3;SKIP=BACKWARD", ["01-31", "02-28", "03-31"]),
    ("20260130", "FREQ=YEARLY;SKIP=FORWARD", ["01-30"]),
    ("20260130", "FREQ=MONTHLY;BYMONTHDAY=30,31;UNTIL=20260401T000000;SKIP=FORWARD",
     ["01-30", "01-31", "03-30", "03-31"]),
    ("20260131", "FREQ=MONTHLY;BYDAY=-1SA;UNTIL=20260401T000000;SKIP=FORWARD", ["01-31", "02-28", "03-28"]),
    ("20260131", "FREQ=WEEKLY;COUNT=2;SKIP=FORWARD", ["01-31", "02-07"]),
])  # fmt: skip
def test_days_that_months_lack_are_skipped_in_every_kind_of_rule(start: str, rule: str, days: list[str]) -> None:
    found = taken(event(f"DTSTART:{start}T100000", "DURATION:PT1H", f"RRULE:RSCALE=GREGORIAN;{rule}"))
    assert [each[:5] for each in found] == days


@pytest.mark.parametrize(("parts", "days", "steps"), [
    ({"FREQ": ["SECONDLY"]}, 1, 2 * 86_401), ({"FREQ": ["minutely"]}, 1, 2 * 1_441), ({"FREQ": ["HOURLY"]}, 1, 2 * 25),
    ({"FREQ": ["DAILY"]}, 2, 2 * 3), ({"FREQ": ["DAILY"], "INTERVAL": [2]}, 5, 2 * 3), ({"FREQ": ["DAILY"]}, -9, 2),
    ({"FREQ": ["WEEKLY"]}, 14, 4 * 3), ({"FREQ": ["WEEKLY"]}, 13, 4 * 2), ({"FREQ": ["MONTHLY"]}, 56, 10 * 3),
    ({"FREQ": ["MONTHLY"]}, 55, 10 * 2), ({"FREQ": ["YEARLY"]}, 730, 100 * 3), ({"FREQ": ["YEARLY"]}, 729, 100 * 2),
    ({"FREQ": ["DAILY"], "BYHOUR": [1, 2], "BYMINUTE": [1, 2, 3], "BYSECOND": [1, 2]}, 1, 2 * 2 * 12),
])  # fmt: skip
def test_steps_are_counted_before_they_are_taken(parts: dict[str, Any], days: int, steps: int) -> None:
    start = datetime(2026, 1, 1)  # noqa: DTZ001 - on the clock of an entry
    assert recurrence._steps(parts, start, start + timedelta(days=days)) == steps  # noqa: SLF001


@pytest.mark.parametrize(("parts", "first", "near"), [
    ({"FREQ": ["DAILY"]}, "2026-01-10T09:00", "2026-01-09T10:00"),
    ({"FREQ": ["daily"]}, "2026-01-10T10:00", "2026-01-10T10:00"),
    ({"FREQ": ["DAILY"], "INTERVAL": [4]}, "2026-01-10T10:00", "2026-01-09T10:00"),
    ({"FREQ": ["WEEKLY"]}, "2026-01-31T10:00", "2026-01-26T10:00"),
    ({"FREQ": ["HOURLY"]}, "2026-01-06T10:30", "2026-01-06T10:00"),
    ({"FREQ": ["MINUTELY"]}, "2026-01-05T10:30:30", "2026-01-05T10:30"),
    ({"FREQ": ["DAILY"]}, "2025-01-01T10:00", "2026-01-05T10:00"),
    ({"FREQ": ["SECONDLY"]}, "2026-01-05T10:30:30", "2026-01-05T10:30:30"),
    ({"FREQ": ["MONTHLY"]}, "2026-05-10T10:00", "2026-01-05T10:00"),
    ({"FREQ": ["YEARLY"]}, "2036-05-10T10:00", "2026-01-05T10:00"),
])  # fmt: skip
def test_a_series_is_brought_as_near_as_its_rule_allows(parts: dict[str, Any], first: str, near: str) -> None:
    found = recurrence._brought_near(datetime(2026, 1, 5, 10), parts, datetime.fromisoformat(first))  # noqa: DTZ001, SLF001
    assert found == datetime.fromisoformat(near)


@pytest.mark.parametrize("rule", ["FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1"])
def test_a_rule_that_never_comes_further_is_none(rule: str) -> None:
    assert remarks(event(*HOUR, f"RRULE:{rule}")) == [(NO_RULE, 1)]
    assert remarks(event(*HOUR, "RRULE:FREQ=DAILY;INTERVAL=1;COUNT=2")) == []
    assert remarks(event(*HOUR, "RRULE:FREQ=FORTNIGHTLY")) == [(NO_RULE, 1)]
    assert remarks(event("DTSTART:soon", "RRULE:FREQ=FORTNIGHTLY")) == [(NO_TIMES, 1)]


@pytest.mark.parametrize(
    ("length", "starts"), [("P2D", "20251230T000001"), ("PT48H", "20251230T000001"), ("PT0S", "20260101T000000")]
)
def test_what_began_before_reaches_in_to_its_last_second(length: str, starts: str) -> None:
    ends = ["01-01 00:00 - 01-01 00:00:01"] if length != "PT0S" else []
    assert taken(event(f"DTSTART:{starts}", f"DURATION:{length}")) == ends
    assert taken(event(f"DTSTART:{starts}", f"DURATION:{length}", "RRULE:FREQ=YEARLY;COUNT=1")) == ends


def test_what_is_moved_into_the_days_asked_for_is_taken() -> None:
    far = "RECURRENCE-ID;RANGE=THISANDFUTURE:2025{}T100000"
    for first, moved in (("1201", "20260205"), ("0105", "20260105")):
        series = event(f"DTSTART:2025{first}T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=1")
        change = event(far.format(first), f"DTSTART:{moved}T100000", "DURATION:PT1H")
        assert [each[:5] for each in taken(series, change)] == [f"{moved[4:6]}-{moved[6:]}"]
    daily = event("DTSTART:20251230T100000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=3")
    later = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20251230T100000", "DTSTART:20260201T100000", "DURATION:PT1H")
    assert [each[:5] for each in taken(daily, later)] == ["02-01", "02-02", "02-03"]


DAILY = event(*HOUR, "RRULE:FREQ=DAILY;COUNT=4")


def test_of_changes_of_all_that_follow_the_latest_before_a_time_holds() -> None:
    first = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260106T100000", "DTSTART:20260106T120000", "DURATION:PT1H")
    then = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20260107T100000", "DTSTART:20260107T150000", "DURATION:PT2H")
    for order in ((first, then), (then, first)):
        assert taken(DAILY, *order) == [
            TEN, "01-06 12:00 - 01-06 13:00", "01-07 15:00 - 01-07 17:00", "01-08 15:00 - 01-08 17:00",
        ]  # fmt: skip


def test_an_exception_stays_if_a_later_revision_does_not_take_its_time_out() -> None:
    series = event(*HOUR, "RRULE:FREQ=DAILY;COUNT=2", "SEQUENCE:2")
    moved = event("RECURRENCE-ID:20260106T100000", "DTSTART:20260120T100000", "DURATION:PT1H", "SEQUENCE:1")
    assert [each[:5] for each in taken(series, moved)] == ["01-05", "01-20"]


@pytest.mark.parametrize("none", [[], ["SEQUENCE:0"], ["SEQUENCE:x"]])
def test_an_entry_that_says_no_sequence_is_the_first_revision(none: list[str]) -> None:
    old, new = event(*HOUR, *none), event("DTSTART:20260107T100000", "DURATION:PT1H", "SEQUENCE:1")
    assert [each[:5] for each in listed(read(calendar(old, new), YEAR, COPENHAGEN))] == ["01-07"]


@pytest.mark.parametrize(
    "named", [":20260106T233000Z", ";TZID=America/New_York:20260106T180000", ";TZID=America/New_York:20260106T183000"]
)
def test_a_day_of_a_series_of_days_is_the_one_that_is_written_in_whatever_zone(named: str) -> None:
    whole = event("DTSTART;VALUE=DATE:20260105", "RRULE:FREQ=DAILY;COUNT=3", f"EXDATE{named}")
    assert taken(whole) == ["01-05 00:00 - 01-06 00:00", "01-07 00:00 - 01-08 00:00"]


def availability(*lines: str) -> str:
    return "\n".join(["BEGIN:VAVAILABILITY", "UID:v", *lines, "END:VAVAILABILITY"])


def test_an_availability_lasts_as_long_as_it_says() -> None:
    start = "DTSTART:20260105T100000"
    assert taken(availability(start, "DURATION:P1DT6H")) == ["01-05 10:00 - 01-06 16:00"]
    assert taken(availability(start, "DTEND:20260105T100001")) == ["01-05 10:00 - 01-05 10:00:01"]
    assert taken(availability(start, "DTEND:20260105T100000")) == []
    assert taken(availability("DTEND:20260101T100000")) == ["01-01 00:00 - 01-01 10:00"]


def free_busy(*lines: str) -> str:
    return "\n".join(["BEGIN:VFREEBUSY", *lines, "END:VFREEBUSY"])


def test_published_times_that_take_no_time_or_cannot_be_read_cost_themselves_alone() -> None:
    good = "20260105T090000Z/20260105T100000Z"
    assert taken(free_busy(f"FREEBUSY:{good},20260107T090000Z/20260107T090000Z")) == [TEN]
    assert remarks(free_busy(f"FREEBUSY:{good},soon")) == [(NO_VALUE, 1)]
    assert remarks(free_busy("FREEBUSY:soon,later")) == [(NO_VALUE, 2), (NO_TIMES, 1)]
    assert remarks(event(*HOUR, "RDATE:soon")) == [(NO_VALUE, 1)]
    assert remarks(event(*HOUR, "RDATE;VALUE=PERIOD:20260108T090000Z/20260108T080000Z", "SEQUENCE:x")) == [
        (NO_VALUE, 2)
    ]


def test_a_calendar_that_is_read_alone_does_not_close_days() -> None:
    free = calendar(event(*HOUR, "TRANSP:TRANSPARENT"), event("DTSTART:20260106T100000", "DURATION:PT1H", uid="2"))
    assert listed(read_busy(free, YEAR, COPENHAGEN)) == ["01-06 10:00 - 01-06 11:00"]


class Scripted:
    """A child that says what it is told to, and notes how long it is waited for."""

    def __init__(self, *said: object) -> None:
        self._said, self.waited = list(said), list[float]()

    def receive(self, seconds: float) -> object:
        self.waited.append(seconds)
        return self._said.pop(0)


def test_one_calendar_has_its_time_however_often_its_progress_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    now = iter([50.0, 51.0, 60.0])
    monkeypatch.setattr(busy, "time", SimpleNamespace(monotonic=lambda: next(now)))
    child: Any = Scripted(Progress(1, 9), Progress(2, 9), None)
    told: list[Progress] = []
    assert busy._outcome(child, told.append) == BoundMessage(TOO_SLOW, {"seconds": SECONDS})  # noqa: SLF001
    assert child.waited == [SECONDS, SECONDS - 1, SECONDS - 10]
    assert told == [Progress(1, 9), Progress(2, 9), Progress(9, 9)]


@pytest.mark.parametrize(("ends", "children"), [(None, 1), (FAILED, 3)])
def test_a_child_reads_on_until_a_calendar_ends_it(ends: Any, children: int, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[object] = []

    class Counted:
        def __init__(self, _mebibytes: int) -> None:
            begun.append(self)

        __enter__: Callable[[Any], Any] = lambda self: self

        def __exit__(self, *_: object) -> None:
            """Have nothing to end."""

        def call(self, *_: object) -> None:
            """Do nothing: what it says is scripted."""

    monkeypatch.setattr(busy, "Child", Counted)
    outcome = BoundMessage(ends) if ends else BoundMessage(NO_TIMES, {"n": 1})
    monkeypatch.setattr(busy, "_outcome", lambda _child, _progress: outcome)
    found = list(read_each([(b"", False)] * 3, YEAR, COPENHAGEN))
    assert ([str(each) for each in found], len(begun)) == ([outcome.say("en")] * 3, children)


def wild(*lines: str) -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize("data", [
    wild("BEGIN:VEVENT", *HOUR, "END:VCALENDAR", "END:VEVENT"),
    wild(GOOD, "END:VEVENT"), wild(GOOD) + b"END:VEVENT\r\n",
])  # fmt: skip
def test_parts_that_end_where_they_did_not_begin_break_a_calendar_off(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="the calendar is broken off"):
        read(data, YEAR, COPENHAGEN)


def test_parts_of_other_programs_are_passed_over() -> None:
    assert taken("BEGIN:X-ROOM\nDTSTART:20260107T100000\nEND:X-ROOM", GOOD) == [TEN]
    assert taken(GOOD.replace("SUMMARY", "BEGIN:X-ROOM\nDTSTART:20260107T100000\nEND:X-ROOM\nSUMMARY")) == [TEN]
    assert taken(GOOD.replace("SUMMARY", "END:see you\nSUMMARY")) == [TEN]


@pytest.mark.parametrize("line", ["dtstart:20260105T100000", "Dtstart: 20260105T100000", "STATUS", "DTSTART"])
def test_names_in_small_letters_are_names_and_text_is_none(line: str) -> None:
    rest = ["DURATION:PT1H"] if line.startswith("dtstart:") else HOUR
    assert taken(event(line, *rest)) == [TEN]


def test_what_is_cancelled_is_marked_so_whatever_stands_in_it() -> None:
    bare = "BEGIN:VEVENT\nEND:VEVENT"
    found = read(calendar("METHOD:CANCEL", bare, GOOD), YEAR, COPENHAGEN)
    assert (listed(found), [each.values["n"] for each in found.remarks]) == ([], [1])


def test_a_time_of_no_day_stays_what_it_is() -> None:
    assert remarks(event("DTSTART:20261230T220000", "DTEND:99991231T240000")) == [(NO_TIMES, 1)]
    assert remarks(event("DTSTART:20261230T220000", "DTEND:20260230T240000")) == [(NO_TIMES, 1)]


@pytest.mark.parametrize(("duration", "ends"), [
    ("PT45S", "01-05 10:00:45"), ("PT1M", "01-05 10:01"), ("P0.5D", "01-05 22:00"), ("PT1H", "01-05 11:00"),
    ("P0.5W", "01-08 22:00"),
])  # fmt: skip
def test_a_duration_is_read_to_the_second(duration: str, ends: str) -> None:
    assert taken(event("DTSTART:20260105T100000", f"DURATION:{duration}")) == [f"01-05 10:00 - {ends}"]


def test_a_whole_day_lasts_days_and_hours() -> None:
    assert taken(event("DTSTART;VALUE=DATE:20260105", "DURATION:P1DT24H")) == ["01-05 00:00 - 01-07 00:00"]


def test_a_time_with_a_mark_of_ours_is_a_time() -> None:
    assert taken(event("DTSTART;X-NOMINAL-DAYS=1:20260105T100000", "DURATION:PT1H")) == [TEN]


@pytest.mark.parametrize(("name", "minutes"), [
    ("UTC-03:30", -210), ("UTC+05:45", 345), ("UTC-00:30", -30), ("UTC+00:30", 30), ("GMT (Standard)", 0),
    ("-0500", -300),
    ("UTC+2", 120),
])  # fmt: skip
def test_a_zone_that_is_told_by_its_offset_has_it_to_the_minute(name: str, minutes: int) -> None:
    zone = zone_named(name)
    assert zone is not None
    assert zone.utcoffset(datetime(2026, 1, 1)) == timedelta(minutes=minutes)  # noqa: DTZ001 - its own clock


@pytest.mark.parametrize("name", ["(UTC+09:00) Japan", "Office, GMT+1", "Office/UTC", "Etc/Office"])
def test_what_is_no_city_is_no_zone(name: str) -> None:
    assert zone_named(name) is None
    reading = read(calendar(event(f'DTSTART;TZID="{name}":20260105T100000', "DURATION:PT1H")), YEAR, COPENHAGEN)
    assert (listed(reading), [each.message for each in reading.remarks]) == ([TEN], [NO_ZONE])


def test_a_zone_that_is_described_without_a_beginning_has_always_been_so() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE"
    old = event("DTSTART;TZID=Ours:16010101T120000", "DURATION:PT1H")
    reading = read(calendar(zone, old), Span(date(1601, 1, 1), date(1601, 1, 2)), COPENHAGEN)
    assert [one.start.astimezone(UTC).replace(tzinfo=None).isoformat() for one in reading.intervals] == [
        "1601-01-01T09:00:00"
    ]
