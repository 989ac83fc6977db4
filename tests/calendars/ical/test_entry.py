"""Entries as icalendar reads them back."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from icalendar import Calendar

from calendars.days import ONE_DAY, Interval, Span
from calendars.ical.write import EventStatus, VEvent, clean, event_bytes, feed_bytes
from tests.calendars.ical.strategies import entries

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
STAMP = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def read_back(entry: VEvent) -> Any:
    calendar = Calendar.from_ical(feed_bytes(name="x", entries=[event_bytes(entry)], refresh=timedelta(hours=1)))
    assert isinstance(calendar, Calendar)
    (event,) = calendar.events
    assert event.errors == []
    return event


def entry_at(when: Interval | Span) -> VEvent:
    return VEvent(uid="1", sequence=0, stamp=STAMP, when=when, summary="Møde")


def clock(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN, fold=fold)


@given(entries)
def test_times_are_read_back_as_meant(entry: VEvent) -> None:
    event = read_back(entry)
    if isinstance(entry.when, Span):
        assert (event.start, event.end) == (entry.when.first, entry.when.last + ONE_DAY)
    else:
        assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (
            entry.when.start.astimezone(UTC),
            entry.when.end.astimezone(UTC),
        )


@given(entries)
def test_texts_are_read_back_as_meant(entry: VEvent) -> None:
    event = read_back(entry)
    read = {name: str(event.get(name, "")) for name in ("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "CONTACT")}
    meant = (entry.uid, entry.summary, entry.description, entry.location, entry.contact)
    assert tuple(read.values()) == tuple(map(clean, meant))
    assert event.categories == [clean(name) for name in entry.categories]


@given(entries)
def test_state_is_read_back_as_meant(entry: VEvent) -> None:
    event = read_back(entry)
    assert event.sequence == entry.sequence
    assert event["STATUS"] == entry.status
    free = entry.transparent or entry.status is EventStatus.CANCELLED
    assert event["TRANSP"] == ("TRANSPARENT" if free else "OPAQUE")
    cancelled = entry.status is EventStatus.CANCELLED
    assert event.get("X-MICROSOFT-CDO-BUSYSTATUS") == ("FREE" if cancelled else None)
    assert event.DTSTAMP == event.LAST_MODIFIED == entry.stamp
    related = event.get("RELATED-TO", [])
    siblings = related if isinstance(related, list) else [related]
    assert tuple(str(sibling) for sibling in siblings) == entry.siblings
    assert {sibling.params["RELTYPE"] for sibling in siblings} <= {"SIBLING"}


@given(entries)
def test_place_on_the_map_is_read_back_as_meant(entry: VEvent) -> None:
    event = read_back(entry)
    if entry.geo is None:
        assert "GEO" not in event
    else:
        assert (event["GEO"].latitude, event["GEO"].longitude) == pytest.approx(entry.geo, abs=1e-6)


@given(entries)
def test_the_same_entry_has_the_same_bytes_and_names_nobody(entry: VEvent) -> None:
    written = event_bytes(entry)
    assert written == event_bytes(entry)
    assert {"ATTENDEE", "ORGANIZER", "VALARM"}.isdisjoint(read_back(entry))


def test_a_meeting_stands_in_its_zone() -> None:
    written = event_bytes(entry_at(Interval(clock("2026-03-02T10:00"), clock("2026-03-03T15:30"))))
    assert b"\r\nDTSTART;TZID=Europe/Copenhagen:20260302T100000\r\n" in written
    assert b"\r\nDTEND;TZID=Europe/Copenhagen:20260303T153000\r\n" in written


def test_days_held_end_on_the_day_after() -> None:
    written = event_bytes(replace(entry_at(Span(date(2026, 12, 30), date(2026, 12, 31))), status=EventStatus.TENTATIVE))
    assert b"\r\nDTSTART;VALUE=DATE:20261230\r\nDTEND;VALUE=DATE:20270101\r\n" in written


@pytest.mark.parametrize(
    ("start", "end", "written"),
    [
        (clock("2026-10-25T02:30"), clock("2026-10-25T04:00"), b"DTSTART:20261025T003000Z\r\nDTEND:20261025T030000Z"),
        (
            clock("2026-10-25T01:00"),
            clock("2026-10-25T02:30", fold=1),
            b"DTSTART:20261024T230000Z\r\nDTEND:20261025T013000Z",
        ),
        (
            clock("2026-03-29T02:30"),
            clock("2026-03-29T04:30"),
            b"DTSTART;TZID=Europe/Copenhagen:20260329T033000\r\nDTEND;TZID=Europe/Copenhagen:20260329T043000",
        ),
        (STAMP, STAMP + timedelta(hours=1), b"DTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z"),
    ],
    ids=["begins in the repeated hour", "ends in it", "begins in the skipped hour", "given in UTC"],
)
def test_no_reader_has_to_guess_an_hour(start: datetime, end: datetime, written: bytes) -> None:
    assert written in event_bytes(entry_at(Interval(start, end)))


def test_an_address_is_written_without_anything_that_ends_a_line() -> None:
    address = "https://example.org/møde\r\nATTENDEE:x y"
    written = event_bytes(replace(entry_at(Span(date(2026, 1, 1), date(2026, 1, 1))), url=address))
    assert b"URL:https://example.org/m%C3%B8de%0D%0AATTENDEE:x%20y\r\n" in written


@pytest.mark.parametrize(
    "wrong", [{"uid": " "}, {"sequence": -1}, {"stamp": STAMP.replace(tzinfo=None)}], ids=["uid", "sequence", "stamp"]
)
def test_an_entry_that_no_reader_could_follow_is_refused(wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {
        "uid": "1",
        "sequence": 0,
        "stamp": STAMP,
        "when": Span(date(2026, 1, 1), date(2026, 1, 1)),
        "summary": "",
    }
    with pytest.raises(ValueError, match="needs a UID"):
        VEvent(**given | wrong)


def test_an_entry_is_written_in_full_as_it_has_always_been() -> None:
    plain = entry_at(Interval(clock("2026-03-02T10:00"), clock("2026-03-02T15:30")))
    head = ["BEGIN:VEVENT", "UID:1", "DTSTAMP:20260105T080000Z", "LAST-MODIFIED:20260105T080000Z", "SEQUENCE:0"]
    times = ["DTSTART;TZID=Europe/Copenhagen:20260302T100000", "DTEND;TZID=Europe/Copenhagen:20260302T153000"]
    body, end = ["STATUS:CONFIRMED", "TRANSP:OPAQUE", *times], ["SUMMARY:Møde", "END:VEVENT", ""]
    assert event_bytes(plain).decode().split("\r\n") == [*head, *body, *end]
    two_days = [*head, *body, "RRULE:FREQ=DAILY;COUNT=2", *end]
    assert event_bytes(replace(plain, days=2)).decode().split("\r\n") == two_days
    online = replace(plain, conference=("https://example.org/å b", "Deltag; her"), transparent=True)
    assert event_bytes(online).decode().split("\r\n") == [
        *head, "STATUS:CONFIRMED", "TRANSP:TRANSPARENT", *times, "SUMMARY:Møde",
        'CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL="Deltag; her":https://example.org/', " %C3%A5%20b", "END:VEVENT", "",
    ]  # fmt: skip


def test_what_is_repeated_stands_on_the_clock_even_in_the_hour_shown_twice() -> None:
    night = entry_at(Interval(clock("2026-10-25T02:30"), clock("2026-10-25T04:00")))
    assert b"DTSTART:20261025T003000Z" in event_bytes(night)
    assert b"DTSTART;TZID=Europe/Copenhagen:20261025T023000" in event_bytes(replace(night, days=2))


def test_the_zone_of_universal_time_needs_no_description() -> None:
    start = STAMP.replace(tzinfo=ZoneInfo("UTC"))
    written = event_bytes(entry_at(Interval(start, start + timedelta(hours=1))))
    assert b"\r\nDTSTART:20260105T080000Z\r\nDTEND:20260105T090000Z\r\n" in written
