"""Measure how fast calendars are read, beside icalendar with recurring-ical-events; write the results into RESULTS.md.

    python -m benchmarks.reading [--times N]

The package recurring-ical-events is no requirement of the product and not in its lock: `pip install
recurring-ical-events` adds it. Without it only our own reading is measured, and the table says so.
"""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from benchmarks.results import machine, replace_section, spread, table
from calendars.days import ONE_DAY, Interval, Span, union
from calendars.ical.busy import read

ZONE = ZoneInfo("Europe/Copenhagen")
DAYS = Span(date(2022, 1, 1), date(2025, 12, 31))
HEAD = ("calendar", "MB", "busy spells", "ours, seconds", "icalendar with recurring-ical-events, seconds", "same")
MISSING = "not installed"


def calendar(entries: Iterator[list[str]]) -> bytes:
    """Return a calendar with these entries, each with about 400 octets as office programs write them."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//benchmark//EN"]
    for n, times in enumerate(entries):
        about = [f"SUMMARY:Meeting {n}", f"DESCRIPTION:{'Agenda and notes. ' * 10}"]
        head = ["BEGIN:VEVENT", f"UID:{n}@example.org", "DTSTAMP:20220101T000000Z"]
        lines += [*head, *times, *about, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def entry(n: int, *more: str) -> list[str]:
    """Return the times of an entry of one hour on the clock of Copenhagen."""
    start = datetime(2021, 1, 4, 8, tzinfo=UTC) + timedelta(days=n % 1_700, minutes=7 * (n % 60))
    return [
        f"DTSTART;TZID=Europe/Copenhagen:{start:%Y%m%dT%H%M%S}",
        f"DTEND;TZID=Europe/Copenhagen:{start + timedelta(hours=1):%Y%m%dT%H%M%S}",
        *more,
    ]


CALENDARS: dict[str, Callable[[], bytes]] = {
    "20,000 single entries": lambda: calendar(entry(n) for n in range(20_000)),
    "500 weekly series without end": lambda: calendar(entry(n, "RRULE:FREQ=WEEKLY") for n in range(500)),
    "300 series by month, with an exception each": lambda: calendar(
        entry(n, "RRULE:FREQ=MONTHLY;BYDAY=2TU;COUNT=40", "EXDATE;TZID=Europe/Copenhagen:20230314T080000")
        for n in range(300)
    ),
}


def ours(data: bytes) -> list[Interval]:
    """Return the busy times as the product reads them, in this process."""
    return [*read(data, DAYS, ZONE).intervals]


def theirs(data: bytes, library: Any) -> list[Interval]:  # noqa: ANN401 - a module without types
    """Return the busy times as the two libraries give them."""
    first, last = (datetime.combine(day, clock_time(), ZONE) for day in (DAYS.first, DAYS.last + ONE_DAY))
    found = library.of(Calendar.from_ical(data)).between(first, last)
    pairs = ((each["DTSTART"].dt.astimezone(UTC), each["DTEND"].dt.astimezone(UTC)) for each in found)
    return [*union(Interval(start, end) for start, end in pairs)]


def measured(name: str, times: int, library: Any) -> tuple[object, ...]:  # noqa: ANN401 - as above
    """Return the row of one calendar."""
    data = CALENDARS[name]()
    own, found = _timed(lambda: ours(data), times)
    row = (name, f"{len(data) / 1e6:.1f}", f"{len(found):,}", spread(own))
    if library is None:
        return (*row, MISSING, "–")
    other, compared = _timed(lambda: theirs(data, library), times)
    return (*row, spread(other), "yes" if _in_utc(found) == _in_utc(compared) else "no")


def _timed(work: Callable[[], list[Interval]], times: int) -> tuple[list[float], list[Interval]]:
    seconds: list[float] = []
    found: list[Interval] = []
    for _ in range(times):
        begun = time.process_time()
        found = work()
        seconds.append(time.process_time() - begun)
    return seconds, found


def _in_utc(intervals: list[Interval]) -> list[Interval]:
    return [each.astimezone(UTC) for each in intervals]


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3, help="repetitions (default: %(default)s)")
    times = parser.parse_args().times
    packages = ["icalendar"]
    try:
        library = importlib.import_module("recurring_ical_events")
        packages.append("recurring-ical-events")
    except ImportError:
        library = None
    rows = [measured(name, times, library) for name in CALENDARS]
    years = f"Asked for are the busy times of {DAYS.first.year} to {DAYS.last.year}. Seconds of processor time."
    text = f"{machine(*packages, runs=times)}\n\n{years}\n\n{table(HEAD, rows)}"
    print(text)
    replace_section("Reading calendars", text)


if __name__ == "__main__":
    main()
