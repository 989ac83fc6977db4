"""Calendars that cannot be understood, in part or at all."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendars.ical.busy import read
from calendars.ical.parse import UnreadableError
from tests.calendars.ical.calendars import COPENHAGEN, YEAR, calendar, event, listed

GOOD = event("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", uid="good")
TEN = "01-05 10:00 - 01-05 11:00"


@pytest.mark.parametrize(
    ("lines", "english", "danish"),
    [
        (
            ["DTSTART:20260230T090000Z", "DTEND:20260230T100000Z"],
            "1 entry left out: without times that can be understood",
            "1 aftale udeladt: uden tidspunkter, der kan forstås",
        ),
        (
            ["DTSTART:20260106T090000Z", "DTEND:20260106T080000Z"],
            "1 entry left out: the end comes before the beginning",
            "1 aftale udeladt: slutningen kommer før begyndelsen",
        ),
        (
            ["DTSTART:20260106T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;INTERVAL=0"],
            "1 entry left out: the rule of repetition cannot be understood",
            "1 aftale udeladt: reglen for gentagelse kan ikke forstås",
        ),
    ],
    ids=["no such day", "ends first", "repeats at once"],
)
def test_an_entry_that_cannot_be_understood_is_left_out_and_said(lines: list[str], english: str, danish: str) -> None:
    reading = read(calendar(event(*lines), GOOD), YEAR, COPENHAGEN)
    assert listed(reading) == [TEN]
    assert [(remark.say("en"), remark.say("da")) for remark in reading.remarks] == [(english, danish)]


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["DTSTART:Next Year"],
        ["DTSTART:090000"],
        ["DTSTART:20260105T090000Z", "DTSTART:20260106T090000Z"],
        ["DTSTART:20260105T090000Z", "DURATION:P99999999999D"],
        ["DTSTART;TZID=Pacific/Auckland:00010101T000000", "DTEND;TZID=Pacific/Auckland:00010101T010000"],
        ["DTSTART;TZID=Europe:20260105T090000"],
        ["DTSTART:20260105T090000Z", "DURATION:PT1H", "RDATE:soon"],
        ["DTSTART:20260105T090000Z", "DURATION:PT1H", "RRULE:FREQ=FORTNIGHTLY"],
        ["DTSTART:20260105T090000Z", "DURATION:PT1H", "RRULE:FREQ=YEARLY;INTERVAL=99999999999999999999"],
        ["DTSTART:20260105T090000Z", "RECURRENCE-ID:PT1H"],
    ],
)
def test_each_odd_entry_is_counted_once_and_harms_no_other(lines: list[str]) -> None:
    reading = read(calendar(event(*lines), GOOD), YEAR, COPENHAGEN)
    assert listed(reading) == [TEN]
    assert [remark.values["n"] for remark in reading.remarks] == [1]


def test_a_calendar_of_nothing_but_odd_entries_is_unreadable() -> None:
    with pytest.raises(UnreadableError) as unreadable:
        read(calendar(event("DTSTART:never"), event("DTSTART:at once", uid="2")), YEAR, COPENHAGEN)
    assert str(unreadable.value) == (
        "nothing in the calendar could be read: 2 entries left out: without times that can be understood"
    )
    assert unreadable.value.said.say("da") == (
        "intet i kalenderen kunne læses: 2 aftaler udeladt: uden tidspunkter, der kan forstås"
    )


def test_a_zone_beside_odd_entries_alone_makes_nothing_readable() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE"
    with pytest.raises(UnreadableError):
        read(calendar(zone, event("DTSTART:never")), YEAR, COPENHAGEN)
    assert read(calendar(zone), YEAR, COPENHAGEN).intervals == ()


def test_of_the_name_of_an_unknown_zone_so_much_is_said_as_names_a_zone() -> None:
    entry = event(f"DTSTART;TZID={'x' * 70}:20260705T090000")
    (remark,) = read(calendar(entry), YEAR, COPENHAGEN).remarks
    assert remark.values["named"] == "x" * 60


def test_an_unknown_zone_is_taken_for_ours_and_said() -> None:
    entry = event("DTSTART;TZID=Mars/Olympus:20260705T090000", "DTEND;TZID=Mars/Olympus:20260705T100000")
    reading = read(calendar(entry), YEAR, COPENHAGEN)
    assert listed(reading) == ["07-05 09:00 - 07-05 10:00"]
    assert [(remark.say("en"), remark.say("da")) for remark in reading.remarks] == [
        (
            "1 entry read as if in Europe/Copenhagen: the time zone “Mars/Olympus” is neither known nor described",
            "1 aftale læst, som om tidszonen var Europe/Copenhagen: »Mars/Olympus« er hverken kendt eller beskrevet",
        )
    ]


def test_a_zone_described_in_one_calendar_is_unknown_in_the_next() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:19700101T000000"
    zone += "\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0300\nEND:STANDARD\nEND:VTIMEZONE"
    entry = event("DTSTART;TZID=Ours:20260705T090000", "DTEND;TZID=Ours:20260705T100000")
    assert read(calendar(zone, entry), YEAR, COPENHAGEN).remarks == ()
    assert read(calendar(entry), YEAR, COPENHAGEN).remarks != ()


def test_a_broken_time_taken_out_leaves_the_others_out() -> None:
    rule = ("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", "RRULE:FREQ=DAILY;COUNT=3")
    reading = read(calendar(event(*rule, "EXDATE:soon", "EXDATE:20260106T090000Z")), YEAR, COPENHAGEN)
    assert listed(reading) == [TEN, "01-07 10:00 - 01-07 11:00"]


@pytest.mark.parametrize(
    "data", [b"", b"<!doctype html><title>Sign in</title>", b'["vcalendar",[],[]]', bytes(range(256)), b"\x1f\x8b\x08"]
)
def test_what_is_no_calendar_is_told_so(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"this is not a calendar in the iCalendar format \(.ics\)"):
        read(data, YEAR, COPENHAGEN)


@pytest.mark.parametrize("cut", ["END:VCALENDAR", "END:VEVENT"])
def test_a_calendar_broken_off_is_told_so(cut: str) -> None:
    with pytest.raises(UnreadableError, match="the calendar is broken off"):
        read(calendar(GOOD).replace(cut.encode(), b""), YEAR, COPENHAGEN)


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\n\r\n", "\n "])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_lines_and_letters_may_be_written_in_many_ways(end: str, encoding: str) -> None:
    text = calendar(GOOD).decode().replace("hemmelig", "Møde")
    folded = text.replace("DTSTART:", "DTST\n ART:") if end == "\n " else text.replace("\n", end)
    assert listed(read(folded.encode(encoding), YEAR, COPENHAGEN)) == [TEN]


def test_an_entry_may_stand_without_a_calendar() -> None:
    assert listed(read(GOOD.encode(), YEAR, COPENHAGEN)) == [TEN]


_PIECES = (
    *("BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VTIMEZONE", "END:VTIMEZONE", "UID:1"),
    *("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", "DTSTART;VALUE=DATE:20260105", "DURATION:P1D", "DURATION:"),
    *("RRULE:FREQ=DAILY;COUNT=2", "RRULE:", "EXDATE:20260105", "RECURRENCE-ID:20260105T090000Z", "TZID:X", " folded"),
    *("BEGIN:VFREEBUSY", "FREEBUSY:20260105T090000Z/PT1H", "FREEBUSY:x", "END:VFREEBUSY", ";;", "DTSTART;TZID=X:1", ""),
)


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=20), max_size=25))
def test_any_lines_end_in_a_reading_or_a_sentence(lines: list[str]) -> None:
    data = "\r\n".join(lines).encode(errors="replace")
    assert _is_in_order(data) or _is_refused(data)


def _is_in_order(data: bytes) -> bool:
    try:
        found = read(data, YEAR, COPENHAGEN).intervals
    except UnreadableError:
        return False
    return all(one.end < other.start for one, other in pairwise(found))


def _is_refused(data: bytes) -> bool:
    with pytest.raises(UnreadableError) as refused:
        read(data, YEAR, COPENHAGEN)
    return bool(refused.value.said.say("da"))
