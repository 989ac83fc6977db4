"""Whole feeds: what stands around the entries, and how readers take them."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from icalendar.prop import vDuration

from calendars.days import Interval, Span
from calendars.ical.write import EventStatus, VEvent, clean, escaped, event_bytes, feed_bytes
from tests.calendars.ical.strategies import entries, titles

STAMP = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
HOUR = timedelta(hours=1)

# Titles that all of the readers take alike. Some are known not to undo every escaped backslash or line end.
TITLES = (
    *('Møde, med; tegn: "x"', "\u202egnp.exe \u2066x\u2069 \u200f", "a\x00b\x07c\x1bd\x7fe\x9ff", "æ" * 200, "😀" * 60),
    *("x" + " " * 120 + "y", "ord " * 200, "a\tb", " indledt og endt ", 'a;b=c:"d"', "<b>&amp;</b>", "^n ^' ^^"),
    *("e\u0301" * 80, "%0D%0A", "${x} {y}"),
)


def feed(*given_entries: VEvent, name: str = "Møder") -> bytes:
    return feed_bytes(name=name, entries=map(event_bytes, given_entries), refresh=HOUR)


def read_back(data: bytes) -> Any:
    return Calendar.from_ical(data)


def meeting(day: int, title: str) -> VEvent:
    start = datetime(2026, 3, day, 10, tzinfo=COPENHAGEN)
    return VEvent(
        uid=f"5f0c0a52-3d0e-4b7e-9a53-0000000000{day:02}",
        sequence=1,
        stamp=STAMP,
        when=Interval(start, start + 5 * HOUR),
        summary=title,
        location=title,
        description=f"{title}\nKl. 10\n\nVelkommen, alle; {title}",
        geo=(55.5657, 9.7526),
        contact=title,
        url="https://example.org/m/1",
        categories=("Regionsmøde, forår",),
    )


def year_of_feeds() -> bytes:
    """One feed with everything in it."""
    held = Span(date(2026, 6, 5), date(2026, 6, 6))
    night = datetime(2026, 10, 24, 22, tzinfo=COPENHAGEN)
    repeated = datetime(2026, 10, 25, 2, 30, tzinfo=COPENHAGEN)
    return feed_bytes(
        name="Ledernetværk: Møder, Region Midtjylland",
        description="Alle møder\ni 2026",
        colour="steelblue",
        refresh=HOUR,
        entries=map(
            event_bytes,
            [
                *(meeting(day, title) for day, title in enumerate(TITLES, start=1)),
                replace(meeting(21, "Aflyst: Møde"), status=EventStatus.CANCELLED, siblings=("2026-22",)),
                replace(meeting(22, "Møde"), siblings=("2026-21",)),
                replace(meeting(23, "Reserveret: Møde"), when=held, status=EventStatus.TENTATIVE),
                replace(meeting(24, "Seminar"), when=Interval(night - 36 * HOUR, night)),
                replace(meeting(25, "Over sommertidens ophør"), when=Interval(night, night + 7 * HOUR)),
                replace(meeting(26, "I den dobbelte time"), when=Interval(repeated, repeated.replace(fold=1))),
            ],
        ),
    )


@given(titles, titles, st.integers(1, 100_000))
def test_the_head_is_read_back_as_meant(name: str, description: str, minutes: int) -> None:
    refresh = timedelta(minutes=minutes)
    calendar = read_back(feed_bytes(name=name, entries=[], refresh=refresh, description=description))
    assert str(calendar["DESCRIPTION"]) == clean(description)
    # icalendar leaves the value of a property that it does not know as it stands there
    assert str(calendar["NAME"]) == str(calendar["X-WR-CALNAME"]) == escaped(name)
    assert str(calendar["X-WR-CALDESC"]) == escaped(description)
    assert calendar["REFRESH-INTERVAL"].dt == refresh
    assert vDuration.from_ical(str(calendar["X-PUBLISHED-TTL"])) == refresh  # type: ignore[no-untyped-call]
    assert {"METHOD", "X-WR-TIMEZONE", "COLOR"}.isdisjoint(calendar)


@given(st.lists(entries, max_size=4))
def test_a_feed_describes_each_zone_its_entries_name_and_no_other(listed: list[VEvent]) -> None:
    calendar = read_back(feed(*listed))
    named = {event[key].params.get("TZID") for event in calendar.events for key in ("DTSTART", "DTEND")} - {None}
    assert [zone.tz_name for zone in calendar.timezones] == sorted(named)


@given(st.lists(entries, max_size=4))
def test_entries_stand_in_the_order_given(listed: list[VEvent]) -> None:
    calendar = read_back(feed(*listed))
    assert [str(event["UID"]) for event in calendar.events] == [entry.uid for entry in listed]


def test_a_title_cannot_add_a_line() -> None:
    injected = "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;TZID=Asia/Tokyo:20260101T000000\r\nATTENDEE:mailto:a@b"
    calendar = read_back(feed(meeting(1, injected), name=injected))
    assert [str(event["SUMMARY"]) for event in calendar.events] == [clean(injected)]
    assert [zone.tz_name for zone in calendar.timezones] == ["Europe/Copenhagen"]


def test_a_feed_passes_the_lint(shared: Callable[[str], Path], tmp_path: Path) -> None:
    checked = check_feed(shared("feedcheck"), tmp_path, "--lint-only")
    assert checked.returncode == 0, checked.stdout


@pytest.mark.slow
def test_every_reader_takes_a_feed_alike(shared: Callable[[str], Path], tmp_path: Path) -> None:
    folder = Path(os.environ.get("FEEDCHECK") or shared("feedcheck"))
    if not (folder / "venv").is_dir():
        pytest.skip("needs what setup.sh installs into ../shared/feedcheck, or into a copy that FEEDCHECK names")
    checked = check_feed(folder, tmp_path, "--min-parsers=16")  # four of the twenty need Node.js
    assert checked.returncode == 0, checked.stdout


def check_feed(folder: Path, scratch: Path, *options: str) -> subprocess.CompletedProcess[str]:
    path = scratch / "feed.ics"
    path.write_bytes(year_of_feeds())
    command: list[str | Path] = [sys.executable, folder / "check_feed.py", path, "--strict", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)
