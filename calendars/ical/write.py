"""Write iCalendar (RFC 5545): content lines, VTIMEZONE, VEVENT and whole feeds, in the form that all readers accept.

A zone whose clocks change by the same rule every year is written as two recurrence rules that begin in 1970. All
readers understand this form; classic Outlook, for one, ignores changes that are listed one by one. Where the rule
changed within the years needed, or RRULE cannot express it, the changes are listed all the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote
from zoneinfo import ZoneInfo

from calendars.days import ONE_DAY, NthWeekday, Span, Weekday

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from calendars.days import Interval


LONGEST_LINE = 75
"""Longest line in octets, without its line end (RFC 5545, 3.1)."""

# Everything that a reader may take for a line end, with those of Unicode, at which Python's splitlines() splits.
_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters C0 (except the tab) and C1, and lone surrogates, which UTF-8 cannot encode. Marks of writing
# direction are text and stay.
_UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ESCAPED = str.maketrans({"\\": "\\\\", ",": "\\,", ";": "\\;", "\n": "\\n"})
_IN_PARAMETER = str.maketrans({"^": "^^", '"': "^'", "\n": "^n"})  # RFC 6868


def clean(text: str) -> str:
    """Return the text with line feeds as its only line ends, without control characters and surrounding space.

    Some readers strip surrounding space and others keep it; without any they agree.
    """
    return _UNWRITABLE.sub("", _LINE_ENDS.sub("\n", text)).strip(" \t")


def escaped(text: str) -> str:
    """Return the text as a TEXT value, cleaned and escaped."""
    return clean(text).translate(_ESCAPED)


def line(name: str, value: str, **parameters: str) -> bytes:
    """Return one content line, folded, with its line end.

    Args:
        name: name of the property.
        value: its value as it is written; text must be `escaped`.
        parameters: parameters of the property, each with one value.
    """
    listed = "".join(f";{key}={_quoted(given)}" for key, given in parameters.items())
    return _folded(f"{name}{listed}:{value}".encode())


def text_line(name: str, text: str, **parameters: str) -> bytes:
    """Return the content line of a TEXT property, or no bytes if the text is empty."""
    value = escaped(text)
    return line(name, value, **parameters) if value else b""


def _quoted(value: str) -> str:
    safe = clean(value).translate(_IN_PARAMETER)
    return f'"{safe}"' if re.search("[,;:]", safe) else safe


def _folded(whole: bytes) -> bytes:
    parts = []
    start, room = 0, LONGEST_LINE
    while len(whole) - start > room:
        cut = _cut(whole, start, start + room)
        parts.append(whole[start:cut])
        start, room = cut, LONGEST_LINE - 1
    return b"\r\n ".join([*parts, whole[start:]]) + b"\r\n"


def _cut(whole: bytes, start: int, end: int) -> int:
    """Return the last index up to `end` between two characters, if possible one that is not followed by space."""
    last = next(at for at in range(end, start, -1) if _begins_character(whole[at]))
    return next((at for at in range(last, start, -1) if _begins_character(whole[at]) and whole[at] not in b" \t"), last)


def _begins_character(octet: int) -> bool:
    """Return whether an octet is none of those that follow the first of a character in UTF-8: 10xxxxxx."""
    return octet >> 6 != 0b10  # noqa: PLR2004 - as RFC 3629 has it


_FIRST_YEAR = 1970
"""Year in which the rules of a VTIMEZONE begin."""
_FEWEST_YEARS = 10
"""Number of years in which the fourth and the last Sunday of a month are sure to differ."""


@lru_cache(maxsize=64)
def vtimezone(zone: ZoneInfo, first_year: int, last_year: int) -> bytes:
    """Return the VTIMEZONE of a zone, correct from `first_year` to `last_year`."""
    changes = _changes(zone, first_year, max(last_year, first_year + _FEWEST_YEARS - 1))
    return b"".join(
        (
            line("BEGIN", "VTIMEZONE"),
            text_line("TZID", zone.key),
            text_line("X-LIC-LOCATION", zone.key),
            *(_two_rules(changes) or _one_by_one(zone, first_year, changes)),
            line("END", "VTIMEZONE"),
        )
    )


@dataclass(frozen=True, slots=True)
class _Change:
    """A change of a zone's UTC offset, at a time in UTC."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def onset(self) -> datetime:
        """The naive wall-clock time of the change, by the offset before it (DTSTART of an observance)."""
        return self.at.replace(tzinfo=None) + self.before

    @property
    def kind(self) -> str:
        """The component that describes it."""
        return "DAYLIGHT" if self.after > self.before else "STANDARD"

    def observance(self, onset: datetime, rule: str = "") -> Iterator[bytes]:
        """Yield the content lines of the observance (STANDARD or DAYLIGHT) that begins with the change."""
        yield line("BEGIN", self.kind)
        yield text_line("TZNAME", self.name)
        yield line("TZOFFSETFROM", _offset(self.before))
        yield line("TZOFFSETTO", _offset(self.after))
        yield line("DTSTART", f"{onset:%Y%m%dT%H%M%S}")
        if rule:
            yield line("RRULE", rule)
        yield line("END", self.kind)


def _changes(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[_Change, ...]:
    return tuple(chain.from_iterable(_changes_in(zone, year) for year in range(first_year, last_year + 1)))


@lru_cache(maxsize=1024)
def _changes_in(zone: ZoneInfo, year: int) -> tuple[_Change, ...]:
    start, end = (datetime(each, 1, 1, tzinfo=UTC) for each in (year, year + 1))
    days = [start + timedelta(days=n) for n in range((end - start).days + 1)]
    offsets = [_offset_at(zone, day) for day in days]
    return tuple(
        _change(zone, *between)
        for between, (old, new) in zip(pairwise(days), pairwise(offsets), strict=True)
        if old != new
    )


def _change(zone: ZoneInfo, before: datetime, after: datetime) -> _Change:
    """Return the change between two times, in the first second that has another offset than the first of them."""
    old = _offset_at(zone, before)
    seconds = range(int((after - before).total_seconds()))
    passed = bisect_left(seconds, True, key=lambda n: _offset_at(zone, before + timedelta(seconds=n)) != old)  # noqa: FBT003
    at = before + timedelta(seconds=passed)
    return _Change(at, old, _offset_at(zone, at), at.astimezone(zone).tzname() or "")


def _two_rules(changes: Sequence[_Change]) -> tuple[bytes, ...]:
    """Return the content lines of two yearly observances, or none if the changes follow no rules."""
    halves = [[change for change in changes if change.kind == kind] for kind in ("DAYLIGHT", "STANDARD")]
    found = [(half, rule) for half in halves if (rule := _rule(half))]
    if len(found) < len(halves):
        return ()
    return tuple(part for half, rule in found for part in _yearly(half, rule))


def _rule(changes: Sequence[_Change]) -> NthWeekday | None:
    """Return the nth weekday on which all changes fall, once a year and at the same time, or None."""
    if len({(change.onset.time(), change.before, change.after, change.name) for change in changes}) != 1:
        return None
    days = [change.onset.date() for change in changes]
    first = days[0]
    years = range(first.year, first.year + len(days))
    rules = (NthWeekday(n, Weekday(first.weekday()), first.month) for n in (-1, 1, 2, 3, 4))
    return next((rule for rule in rules if [rule.in_year(year) for year in years] == days), None)


def _yearly(changes: Sequence[_Change], rule: NthWeekday) -> Iterator[bytes]:
    change, *_ = changes  # all alike but for the year
    onset = datetime.combine(rule.in_year(_FIRST_YEAR), change.onset.time())
    weekday = rule.weekday.name[:2]
    return change.observance(onset, f"FREQ=YEARLY;BYMONTH={rule.month};BYDAY={rule.n}{weekday}")


def _one_by_one(zone: ZoneInfo, first_year: int, changes: Sequence[_Change]) -> Iterator[bytes]:
    start = datetime(first_year, 1, 1, tzinfo=UTC)
    offset = _offset_at(zone, start)
    at_first = _Change(start, offset, offset, start.astimezone(zone).tzname() or "")
    yield from at_first.observance(datetime(_FIRST_YEAR, 1, 1))  # noqa: DTZ001 - on the clock of the zone itself
    for change in changes:
        yield from change.observance(change.onset)


def _offset_at(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _offset(offset: timedelta) -> str:
    minutes, seconds = divmod(abs(int(offset.total_seconds())), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{seconds:02}" if seconds else "")


_IN_ADDRESS = "%:/?#[]@!$&'()*+,;=~"
"""Characters besides letters and digits that stand unencoded in a URL (RFC 3986)."""


class EventStatus(StrEnum):
    """Status of a VEVENT (RFC 5545, 3.8.1.11)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class VEvent:
    """A calendar entry for one meeting.

    Attributes:
        uid: random identifier, created once for the meeting and never changed.
        sequence: 0 at first, incremented each time the meeting is moved or cancelled.
        stamp: aware time at which the revision of the plan was made, not that of writing.
        when: an interval, written in the zone of its start, or whole days, as in "hold the date".
        days: number of consecutive days on which it takes place, at the same hours as on its first.
        summary: title of the meeting.
        status: whether the meeting is confirmed, tentative or cancelled.
        description, location, contact, url: shown by readers; empty to leave out.
        conference: address under which one joins it online (RFC 7986, 5.11), with what readers call it; or None.
        geo: latitude and longitude in degrees (WGS 84).
        categories: names of categories.
        transparent: whether the entry leaves its reader free; a cancelled one always does.
        siblings: UIDs of meetings that this one replaces or is replaced by.

    Raises:
        ValueError: if the stamp has no zone, the sequence is negative or the UID is empty.
    """

    uid: str
    sequence: int
    stamp: datetime
    when: Interval | Span
    summary: str
    status: EventStatus = EventStatus.CONFIRMED
    description: str = ""
    location: str = ""
    geo: tuple[float, float] | None = None
    contact: str = ""
    url: str = ""
    categories: tuple[str, ...] = ()
    transparent: bool = False
    siblings: tuple[str, ...] = ()
    days: int = 1
    conference: tuple[str, str] | None = None

    def __post_init__(self) -> None:
        if self.stamp.utcoffset() is None or self.sequence < 0 or not escaped(self.uid):
            msg = f"entry {self.uid!r} needs a UID, a sequence from 0 and a stamp with a zone"
            raise ValueError(msg)


def event_bytes(entry: VEvent) -> bytes:
    """Return the entry as a VEVENT for `feed_bytes`; equal entries give equal bytes."""
    return b"".join(_lines(entry))


def _lines(entry: VEvent) -> Iterator[bytes]:
    stamp = _utc(entry.stamp)
    free = entry.transparent or entry.status is EventStatus.CANCELLED
    yield line("BEGIN", "VEVENT")
    yield text_line("UID", entry.uid)
    yield line("DTSTAMP", stamp)
    yield line("LAST-MODIFIED", stamp)
    yield line("SEQUENCE", str(entry.sequence))
    yield line("STATUS", entry.status)
    yield line("TRANSP", "TRANSPARENT" if free else "OPAQUE")
    if entry.status is EventStatus.CANCELLED:
        yield line("X-MICROSOFT-CDO-BUSYSTATUS", "FREE")  # Outlook goes by it where it disagrees with TRANSP
    yield from _days(entry.when) if isinstance(entry.when, Span) else _times(entry.when, repeated=entry.days > 1)
    if entry.days > 1:
        yield line("RRULE", f"FREQ=DAILY;COUNT={entry.days}")
    yield text_line("SUMMARY", entry.summary)
    yield text_line("DESCRIPTION", entry.description)
    yield text_line("LOCATION", entry.location)
    yield from _details(entry)
    yield line("END", "VEVENT")


def _details(entry: VEvent) -> Iterator[bytes]:
    if entry.geo is not None:
        yield line("GEO", "{:.6f};{:.6f}".format(*entry.geo))
    yield text_line("CONTACT", entry.contact)
    if entry.url:
        yield line("URL", quote(entry.url, safe=_IN_ADDRESS, errors="ignore"))
    if entry.conference is not None:
        address, label = entry.conference
        uri = quote(address, safe=_IN_ADDRESS, errors="ignore")
        yield line("CONFERENCE", uri, VALUE="URI", FEATURE="VIDEO", LABEL=label)
    if categories := [name for given in entry.categories if (name := escaped(given))]:
        yield line("CATEGORIES", ",".join(categories))
    for sibling in entry.siblings:
        yield text_line("RELATED-TO", sibling, RELTYPE="SIBLING")


def _days(days: Span) -> Iterator[bytes]:
    yield line("DTSTART", _day(days.first), VALUE="DATE")
    yield line("DTEND", _day(days.last + ONE_DAY), VALUE="DATE")  # DTEND is exclusive


def _times(interval: Interval, *, repeated: bool) -> Iterator[bytes]:
    """Yield start and end as local times with TZID if each of them occurs once, otherwise in UTC.

    Readers disagree about which of two equal local times in autumn is meant. What is repeated is written in local
    time anyway, since the days that follow may have another offset.
    """
    zone = interval.start.tzinfo
    moments = (("DTSTART", interval.start), ("DTEND", interval.end.astimezone(zone)))
    if (
        isinstance(zone, ZoneInfo)
        and zone.key != "UTC"
        and (repeated or not any(_shown_twice(moment) for _, moment in moments))
    ):
        for name, moment in moments:
            yield line(name, f"{_real(moment):%Y%m%dT%H%M%S}", TZID=zone.key)
    else:
        for name, moment in moments:
            yield line(name, _utc(moment))


def _real(moment: datetime) -> datetime:
    """Return the local time that exists: a time skipped in spring is moved forward."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def _shown_twice(moment: datetime) -> bool:
    shown = _real(moment)
    return shown.replace(fold=0).utcoffset() != shown.replace(fold=1).utcoffset()


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


PRODUCT = "-//Meeting network planner//Feed//EN"
"""Value of PRODID."""

# Matches only whole properties: line ends in text are escaped, and continuation lines begin with a space.
_ZONED = re.compile(rb"\r\nDT(?:START|END);TZID=([^:]+):(\d{4})")


def feed_bytes(
    *, name: str, entries: Iterable[bytes], refresh: timedelta, description: str = "", colour: str | None = None
) -> bytes:
    """Return a VCALENDAR to subscribe to, with the time zones that its entries name; equal arguments give equal bytes.

    Args:
        name: name of the calendar.
        entries: VEVENTs from `event_bytes`, in the order in which they are written.
        refresh: suggested interval between two refreshes, in whole minutes.
        description: description of the calendar; empty to leave out.
        colour: CSS3 colour name, or None.
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
