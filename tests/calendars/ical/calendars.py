"""Small calendars to parse."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from calendars.days import Span
from calendars.ical.busy import read
from calendars.ical.parse import Reading

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))


def calendar(*parts: str) -> bytes:
    """Return a calendar with these lines."""
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR", ""]).encode()


def event(*lines: str, uid: str = "1") -> str:
    """Return a VEVENT with these lines."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "SUMMARY:hemmelig", "END:VEVENT"])


def taken(*parts: str) -> list[str]:
    """Return the intervals of a calendar in Copenhagen's time, without the year 2026."""
    reading = read(calendar(*parts), YEAR, COPENHAGEN)
    assert reading.remarks == ()
    return listed(reading)


def listed(reading: Reading) -> list[str]:
    """Return the intervals of a reading in its zone's time, without the year 2026 and seconds that are 0."""
    return [f"{_shown(one.start)} - {_shown(one.end)}" for one in reading.intervals]


def _shown(moment: datetime) -> str:
    assert moment.tzinfo == COPENHAGEN
    day = f"{moment:%m-%d}" if moment.year == YEAR.first.year else f"{moment:%Y-%m-%d}"
    return f"{day} {moment:%H:%M:%S}".removesuffix(":00")
