"""A whole feed, joined from entries that were rendered before."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendars.ical.text import line, text_line
from calendars.ical.zone import vtimezone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import timedelta

PRODUCT = "-//Meeting network planner//Feed//EN"

# Only a property can stand so: text has its line ends escaped, and folded lines begin with a space.
_ZONED = re.compile(rb"\r\nDT(?:START|END);TZID=([^:]+):(\d{4})")


def feed_bytes(
    *, name: str, entries: Iterable[bytes], refresh: timedelta, description: str = "", colour: str | None = None
) -> bytes:
    """A calendar to subscribe to, the same bytes for the same arguments, with the time zones that its entries name.

    Args:
        name: what readers call it.
        entries: as `event_bytes` makes them, in the order they shall have.
        refresh: how often readers are asked to look again, in whole minutes.
        description: what it holds.
        colour: a CSS3 colour name.
    """
    body = b"".join(entries)
    return b"".join((*_header(name, description, colour, refresh), *_zones(body), body, line("END", "VCALENDAR")))


def _header(name: str, description: str, colour: str | None, refresh: timedelta) -> Iterator[bytes]:
    every = _duration(refresh)
    yield line("BEGIN", "VCALENDAR")
    yield line("VERSION", "2.0")
    yield line("PRODID", PRODUCT)
    yield line("CALSCALE", "GREGORIAN")
    yield text_line("NAME", name)
    yield text_line("X-WR-CALNAME", name)
    yield text_line("DESCRIPTION", description)
    yield text_line("X-WR-CALDESC", description)
    yield line("REFRESH-INTERVAL", every, VALUE="DURATION")
    yield line("X-PUBLISHED-TTL", every)
    if colour:
        yield text_line("COLOR", colour)


def _zones(body: bytes) -> Iterator[bytes]:
    years: dict[bytes, set[int]] = defaultdict(set)
    for key, year in set(_ZONED.findall(body)):
        years[key].add(int(year))
    for key in sorted(years):
        yield vtimezone(ZoneInfo(key.decode()), min(years[key]), max(years[key]))


def _duration(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"PT{hours}H" if not minutes else f"PT{60 * hours + minutes}M"
