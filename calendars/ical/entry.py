"""One meeting or reserved day in a feed, and the bytes it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from calendars.ical.text import escaped, line, text_line
from calendars.span import ONE_DAY, Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from calendars.interval import Interval

_IN_ADDRESS = "%:/?#[]@!$&'()*+,;=~"
"""What stands in a web address as it is (RFC 3986), besides letters and digits."""


class Status(StrEnum):
    """Whether it takes place, in the words of iCalendar."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a subscriber sees of one meeting.

    Attributes:
        uid: random, made once for the meeting and kept for life.
        sequence: 0 at first, one more each time the meeting is moved or cancelled.
        stamp: when the revision was made that this is of, aware; never the time of writing.
        when: real time, whose zone a reader is told, or whole days, as in "hold the date".
        summary: the title.
        geo: latitude and longitude in degrees (WGS 84).
        transparent: leaves the reader free; a cancelled entry always does.
        siblings: UIDs of meetings that this one replaces or is replaced by.

    Raises:
        ValueError: if the stamp has no zone, the sequence is negative or the UID is empty.
    """

    uid: str
    sequence: int
    stamp: datetime
    when: Interval | Span
    summary: str
    status: Status = Status.CONFIRMED
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    contact: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    transparent: bool = False
    siblings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.stamp.utcoffset() is None or self.sequence < 0 or not escaped(self.uid):
            msg = f"entry {self.uid!r} needs a UID, a sequence from 0 and a stamp with a zone"
            raise ValueError(msg)


def event_bytes(entry: Entry) -> bytes:
    """The entry as a VEVENT, the same bytes for the same entry; `feed_bytes` joins them."""
    return b"".join(_lines(entry))


def _lines(entry: Entry) -> Iterator[bytes]:
    stamp = _utc(entry.stamp)
    free = entry.transparent or entry.status is Status.CANCELLED
    yield line("BEGIN", "VEVENT")
    yield text_line("UID", entry.uid)
    yield line("DTSTAMP", stamp)
    yield line("LAST-MODIFIED", stamp)
    yield line("SEQUENCE", str(entry.sequence))
    yield line("STATUS", entry.status)
    yield line("TRANSP", "TRANSPARENT" if free else "OPAQUE")
    yield from _days(entry.when) if isinstance(entry.when, Span) else _times(entry.when)
    yield text_line("SUMMARY", entry.summary)
    yield text_line("DESCRIPTION", entry.description)
    yield text_line("LOCATION", entry.location)
    yield from _details(entry)
    yield line("END", "VEVENT")


def _details(entry: Entry) -> Iterator[bytes]:
    if entry.geo is not None:
        yield line("GEO", "{:.6f};{:.6f}".format(*entry.geo))
    yield text_line("CONTACT", entry.contact)
    if entry.url:
        yield line("URL", quote(entry.url, safe=_IN_ADDRESS, errors="ignore"))
    if categories := [name for given in entry.categories if (name := escaped(given))]:
        yield line("CATEGORIES", ",".join(categories))
    for sibling in entry.siblings:
        yield text_line("RELATED-TO", sibling, RELTYPE="SIBLING")


def _days(days: Span) -> Iterator[bytes]:
    yield line("DTSTART", _day(days.first), VALUE="DATE")
    yield line("DTEND", _day(days.last + ONE_DAY), VALUE="DATE")  # the end is not included


def _times(interval: Interval) -> Iterator[bytes]:
    """Start and end on their zone's clock if that shows each of them once, otherwise in UTC.

    Readers differ on which of two equal hours in autumn is meant.
    """
    zone = interval.start.tzinfo
    moments = (("DTSTART", interval.start), ("DTEND", interval.end.astimezone(zone)))
    if isinstance(zone, ZoneInfo) and zone.key != "UTC" and not any(_shown_twice(moment) for _, moment in moments):
        for name, moment in moments:
            yield line(name, f"{_real(moment):%Y%m%dT%H%M%S}", TZID=zone.key)
    else:
        for name, moment in moments:
            yield line(name, _utc(moment))


def _real(moment: datetime) -> datetime:
    """The moment as the clock shows it, which is another than written if the clock skips that in spring."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def _shown_twice(moment: datetime) -> bool:
    shown = _real(moment)
    return shown.replace(fold=0).utcoffset() != shown.replace(fold=1).utcoffset()


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"
