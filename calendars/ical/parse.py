"""Parse iCalendar (RFC 5545): components, time zones and the first occurrence of an entry.

Only the properties that tell when an entry is are passed on to the package `icalendar`. Titles, descriptions and names
are dropped first, which keeps them private and spares the parser the lines that are most often malformed.
"""

from __future__ import annotations

import codecs
import io
import re
import zoneinfo
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from zoneinfo import ZoneInfo

from icalendar import Component
from icalendar.timezone import tzp

from calendars.days import ONE_DAY, Interval
from calendars.language import Message, Said, WrongValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


SECONDS = 4
"""Seconds for reading one calendar; starting and ending the process included it stays below 5."""

MEBIBYTES = 512
"""Memory for reading, in MiB."""

MEBIBYTE = 2**20

LARGEST = 32 * MEBIBYTE
"""Size in bytes of the largest calendar that is read at all."""

TOO_LARGE = Message("parse.too_large", "the calendar is larger than {mebibytes} MB")
TOO_SLOW = Message("parse.too_slow", "the calendar could not be read within {seconds} seconds")
TOO_MUCH_MEMORY = Message("parse.too_much_memory", "the calendar could not be read with {mebibytes} MB of memory")
FAILED = Message("parse.failed", "the calendar could not be read: the program that reads it came to an end")
NO_CALENDAR = Message("parse.no_calendar", "this is not a calendar in the iCalendar format (.ics)")
CUT_OFF = Message("parse.cut_off", "the calendar is broken off: a part of it begins and does not end")
NO_TIMES = Message("parse.no_times", "{n} {n:entry|entries} left out: without times that can be understood")
ENDS_FIRST = Message("parse.ends_first", "{n} {n:entry|entries} left out: the end comes before the beginning")
NO_RULE = Message("parse.no_rule", "{n} {n:entry|entries} left out: the rule of repetition cannot be understood")
NO_ZONE = Message(
    "parse.no_zone",
    "{n} {n:entry|entries} read as if in {taken}: the time zone “{named}” is neither known nor described",
)
NOTHING_READ = Message("parse.nothing_read", "nothing in the calendar could be read: {why}")


@dataclass(frozen=True, slots=True)
class Reading:
    """The busy times of a calendar's owner.

    Attributes:
        intervals: disjoint, in order, within the days and in the zone that were asked for.
        remarks: what was left out or guessed, one for each reason.
    """

    intervals: tuple[Interval, ...]
    remarks: tuple[Said, ...] = ()


class UnreadableError(WrongValueError):
    """A calendar that cannot be read."""


LeaveOut: TypeAlias = "Callable[[LeftOutError], None]"
"""A function that is called with the reason for each entry that is left out."""


class LeftOutError(Exception):
    """An entry is left out because it cannot be understood.

    Args:
        sentence: the remark about such entries, with the placeholder `n` for their number.
    """

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@contextmanager
def or_leave_out(leave_out: LeaveOut) -> Iterator[None]:
    """Suppress any error raised in the `with` block and report its entry as left out.

    Args:
        leave_out: called with the reason.

    Raises:
        MemoryError: if it was raised in the block, as the entry may be blameless.
    """
    try:
        yield
    except LeftOutError as reason:
        leave_out(reason)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - parsers fail in every way there is
        leave_out(LeftOutError(NO_TIMES))


_KEPT_PROPERTIES = {
    *("BEGIN", "END", "UID", "SEQUENCE", "RECURRENCE-ID"),
    *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE"),
    *("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "FREEBUSY", "PRIORITY"),
    *("TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"),
}
_ENTRIES = {"VEVENT", "VFREEBUSY", "VAVAILABILITY", "VTIMEZONE"}
_PARTS = {
    "": {"VCALENDAR", *_ENTRIES},  # some calendars lack the VCALENDAR around their entries
    "VCALENDAR": _ENTRIES,
    "VAVAILABILITY": {"AVAILABLE"},
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
}
_NAME = re.compile(r"[A-Za-z0-9-]*")


@dataclass(slots=True)
class Block:
    """One component of a calendar: an entry or a time zone.

    Attributes:
        kind: name of the component, such as VEVENT.
        lines: its unfolded content lines from BEGIN to END, as far as they are kept.
    """

    kind: str
    lines: list[str] = field(default_factory=list)

    def __bytes__(self) -> bytes:
        return "\r\n".join([*self.lines, ""]).encode()


@dataclass(slots=True)
class _Part:
    name: str
    wanted: bool


def blocks(data: bytes) -> list[Block]:
    """Return the components of a calendar from which busy times follow, in file order.

    Raises:
        UnreadableError: if it is no calendar, or a component does not end.
    """
    found: list[Block] = []
    inside: list[_Part] = []
    empty = True
    for line in _content_lines(data):
        name = _name(line)
        if name == "BEGIN":
            inside.append(_opened(line, inside))
            empty = empty and not inside[-1].wanted
            if inside[-1].wanted and inside[-1].name in _ENTRIES:
                found.append(Block(inside[-1].name))
        if name in _KEPT_PROPERTIES and inside and inside[-1].wanted and inside[-1].name != "VCALENDAR":
            found[-1].lines.append(line)
        if name == "END" and (not inside or inside.pop().name != _value(line)):
            raise UnreadableError(Said(NO_CALENDAR if empty else CUT_OFF))
    if inside or empty:
        raise UnreadableError(Said(NO_CALENDAR if empty else CUT_OFF))
    return found


def _opened(line: str, inside: list[_Part]) -> _Part:
    around = inside[-1] if inside else _Part("", wanted=True)
    name = _value(line)
    return _Part(name, around.wanted and name in _PARTS.get(around.name, ()))


def _name(line: str) -> str:
    found = _NAME.match(line)
    return found[0].upper() if found else ""


def _value(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _content_lines(data: bytes) -> Iterator[str]:
    """Yield the content lines, unfolded; any line end is accepted, undecodable bytes become U+FFFD."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-16" if utf16 else "utf-8-sig", errors="replace")
    parts: list[str] = []
    for line in lines:
        content = line.rstrip("\n")
        if content.startswith((" ", "\t")):
            parts.append(content[1:])
        elif content:
            yield "".join(parts).strip()
            parts = [content]
    yield "".join(parts).strip()


_OFFSET = re.compile(r"(?:UTC|GMT)(?:([+-]\d{1,2}):?(\d{2})?)?")


def forget_described() -> None:
    """Forget the zones that earlier calendars have defined by VTIMEZONE."""
    tzp.use_default()


def zone_named(name: str) -> tzinfo | None:
    """Return the zone that a TZID names, or None if it is unknown.

    Of a label such as "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris" the first city in the tz database decides;
    the offset in front tells nothing about daylight saving time.
    """
    known = cast("tzinfo | None", tzp.timezone(name))
    return known or _in_any_case(name) or _by_city(name) or _by_offset(name)


def _in_any_case(name: str) -> tzinfo | None:
    key = _keys().get(name.lower())
    return ZoneInfo(key) if key else None


def _by_city(name: str) -> tzinfo | None:
    cities = name.rpartition(")")[2].split(",")
    key = next((_cities()[city] for given in cities if (city := given.strip().lower()) in _cities()), None)
    return ZoneInfo(key) if key else None


def _by_offset(name: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(name.upper())
    if not found:
        return None
    hours, minutes = int(found[1] or 0), int(found[2] or 0)
    return timezone(timedelta(hours=hours, minutes=-minutes if hours < 0 else minutes))


@cache
def _keys() -> dict[str, str]:
    return {key.lower(): key for key in zoneinfo.available_timezones()}


@cache
def _cities() -> dict[str, str]:
    places = sorted(key for key in zoneinfo.available_timezones() if "/" in key and not key.startswith("Etc/"))
    return {key.rpartition("/")[2].replace("_", " ").lower(): key for key in places}


Value: TypeAlias = date | datetime | timedelta
NO_TIME = timedelta()


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock of a zone, by which entries recur: every Monday at nine, in winter and in summer."""

    zone: tzinfo

    def shown(self, value: date | datetime) -> datetime:
        """Return the naive wall-clock time of a value: midnight for a date, a floating time as it is."""
        if not isinstance(value, datetime):
            return datetime.combine(value, time())
        return value if value.tzinfo is None else value.astimezone(self.zone).replace(tzinfo=None)

    def real(self, value: date | datetime) -> datetime:
        """Return the value in UTC; of a wall-clock time that occurs twice, the first occurrence."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(UTC)
        return self.shown(value).replace(tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Length:
    """The duration of an entry: nominal days, of 23 to 25 hours, followed by exact time (RFC 5545, 3.3.6)."""

    days: timedelta = NO_TIME
    exact: timedelta = NO_TIME

    def __bool__(self) -> bool:
        return self.days + self.exact > NO_TIME


@dataclass(frozen=True, slots=True)
class Timing:
    """The first occurrence of an entry.

    Attributes:
        clock: wall clock by which the entry recurs.
        start: naive wall-clock time of the start.
        length: duration of each occurrence.
        whole_days: whether DTSTART is a date without a time.
    """

    clock: Clock
    start: datetime
    length: Length
    whole_days: bool

    @classmethod
    def of(cls, entry: Component, zone: tzinfo) -> Timing:
        """Return the timing that an entry states; floating times are in `zone`.

        Raises:
            LeftOutError: if its times are missing or contradictory.
        """
        start = value_of(entry, "DTSTART")
        if not isinstance(start, date):
            raise LeftOutError(NO_TIMES)
        clock = Clock((start.tzinfo if isinstance(start, datetime) else None) or zone)
        end = value_of(entry, "DTEND")
        length = length_between(start, value_of(entry, "DURATION") if end is None else end, clock)
        return cls(clock, clock.shown(start), length, whole_days=not isinstance(start, datetime))

    def interval(self, start: datetime, length: Length | None = None) -> tuple[Interval, ...]:
        """Return the occurrence at `start` as one interval in UTC, or none if it takes no time.

        Args:
            start: naive wall-clock time.
            length: its duration, or None for that of the entry.
        """
        duration = self.length if length is None else length
        begins, ends = self.clock.real(start), self.clock.real(start + duration.days) + duration.exact
        return (Interval(begins, ends),) if begins < ends else ()


def length_between(start: date | datetime, end: Value | None, clock: Clock) -> Length:
    """Return the duration from a start to an end.

    Args:
        start: DTSTART.
        end: DTEND or DURATION; None stands for one day if the start is a date, else for no time (RFC 5545, 3.6.1).
        clock: wall clock of floating times.

    Raises:
        LeftOutError: if the end lies before the start.
    """
    whole_days = not isinstance(start, datetime)
    match end:
        case timedelta():
            length = Length(timedelta(days=end.days), timedelta(seconds=end.seconds))
        case date() if isinstance(end, datetime) or not whole_days:
            exact = clock.real(end) - clock.real(start)
            # An event that begins in the hour skipped in spring may end at once in real time: use the wall clock then.
            length = Length(exact=exact if exact > NO_TIME else clock.shown(end) - clock.shown(start))
        case None:
            length = Length()
        case _:
            length = Length(days=end - clock.shown(start).date())
    if length.days + length.exact < NO_TIME:
        raise LeftOutError(ENDS_FIRST)
    return Length(days=ONE_DAY) if whole_days and not length else length


def value_of(entry: Component, name: str) -> Value | None:
    """Return the time or duration of a property, in the zone that it names; None if the entry lacks the property.

    Raises:
        LeftOutError: if the entry has it more than once.
    """
    found = entry.get(name)
    if isinstance(found, list):
        raise LeftOutError(NO_TIMES)
    return None if found is None else with_zone(found.dt, zone_name(found))


def zone_name(prop: Any) -> str:  # noqa: ANN401 - icalendar's properties share no base
    """Return the TZID of a property, or an empty string."""
    return str(prop.params.get("TZID", ""))


def every(entry: Component, name: str) -> list[Any]:
    """Return all properties of that name."""
    found = entry.get(name, [])
    return list(found) if isinstance(found, list) else [found]


def with_zone(value: Value, name: str) -> Value:
    """Return a naive datetime in the zone of that name, if it is known; any other value as it is."""
    if name and isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=zone_named(name))
    return value
