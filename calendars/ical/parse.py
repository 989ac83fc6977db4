"""Parse iCalendar (RFC 5545): components, time zones and the times of one entry.

Titles, descriptions and names go no further than this. It also spares the parser the lines that are most often wrong.
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
"""Time that one calendar may take to be read; with starting and ending the process it stays below 5."""

MEBIBYTES = 512
"""Memory that reading may take."""

MEBIBYTE = 2**20

LARGEST = 32 * MEBIBYTE
"""Bytes of the largest calendar that is tried at all."""

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
    """When a calendar says that its owner is taken, and nothing else of it.

    Attributes:
        intervals: in order, apart from each other, within the days asked for and on the zone's clock.
        remarks: what had to be left out or guessed, one for each reason.
    """

    intervals: tuple[Interval, ...]
    remarks: tuple[Said, ...] = ()


class UnreadableError(WrongValueError):
    """A calendar that cannot be read."""


LeaveOut: TypeAlias = "Callable[[LeftOutError], None]"
"""Is told of an entry that cannot be understood."""


class LeftOutError(Exception):
    """An entry that cannot be understood.

    Args:
        sentence: the remark about such entries, with a place for their number, `n`.
    """

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence.text)
        self.sentence = sentence


@contextmanager
def or_leave_out(leave_out: LeaveOut) -> Iterator[None]:
    """Go on after an entry that cannot be understood: whatever goes wrong inside, it is the entry's fault.

    Only memory is not.
    """
    try:
        yield
    except LeftOutError as reason:
        leave_out(reason)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - parsers fail in every way there is
        leave_out(LeftOutError(NO_TIMES))


_KEPT = {
    *("BEGIN", "END", "UID", "SEQUENCE", "RECURRENCE-ID"),
    *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE"),
    *("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "FREEBUSY", "PRIORITY"),
    *("TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME"),
}
_ENTRIES = {"VEVENT", "VFREEBUSY", "VAVAILABILITY", "VTIMEZONE"}
_PARTS = {
    "": {"VCALENDAR", *_ENTRIES},  # some leave the calendar around their entries out
    "VCALENDAR": _ENTRIES,
    "VAVAILABILITY": {"AVAILABLE"},
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
}
_NAME = re.compile(r"[A-Za-z0-9-]*")


@dataclass(slots=True)
class Block:
    """One part of a calendar: an entry or a time zone.

    Attributes:
        kind: its component, such as VEVENT.
        lines: what is kept of it, from BEGIN to END, unfolded.
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
    """The parts of a calendar that bear on when its owner is taken, in its order.

    Raises:
        UnreadableError: if it is no calendar, or one with a part that does not end.
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
        if name in _KEPT and inside and inside[-1].wanted and inside[-1].name != "VCALENDAR":
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
    """The lines as they were before folding, whatever they end with; letters that cannot be read become U+FFFD."""
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
    """Forget the zones that the calendars read so far have described themselves (VTIMEZONE)."""
    tzp.use_default()


def zone_named(name: str) -> tzinfo | None:
    """The zone meant by a TZID, or None if it cannot be told.

    A menu's text such as "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris" is understood by the first of its cities
    that the tz database has, since the offset in front says nothing of summer time.
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
    """A zone's clock on the wall, by which entries repeat: every Monday at nine, also in summer."""

    zone: tzinfo

    def shown(self, value: date | datetime) -> datetime:
        """What the clock shows then; a day is its midnight, and a time without a zone is already what is shown."""
        if not isinstance(value, datetime):
            return datetime.combine(value, time())
        return value if value.tzinfo is None else value.astimezone(self.zone).replace(tzinfo=None)

    def real(self, value: date | datetime) -> datetime:
        """The moment in UTC; where the clock shows a time twice, the first."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(UTC)
        return self.shown(value).replace(tzinfo=self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Length:
    """How long an entry lasts: days by the calendar, which have 23 to 25 hours, and then exact time."""

    days: timedelta = NO_TIME
    exact: timedelta = NO_TIME

    def __bool__(self) -> bool:
        return self.days + self.exact > NO_TIME


@dataclass(frozen=True, slots=True)
class Timing:
    """When an entry is for the first time.

    Attributes:
        clock: by which it repeats.
        start: what the clock shows when it begins.
        length: of each time.
        whole_days: whether it begins on a day without a time.
    """

    clock: Clock
    start: datetime
    length: Length
    whole_days: bool

    @classmethod
    def of(cls, entry: Component, zone: tzinfo) -> Timing:
        """What the entry says; times without a zone are in the one given.

        Raises:
            LeftOutError: if it says nothing that can be.
        """
        start = value_of(entry, "DTSTART")
        if not isinstance(start, date):
            raise LeftOutError(NO_TIMES)
        clock = Clock((start.tzinfo if isinstance(start, datetime) else None) or zone)
        end = value_of(entry, "DTEND")
        length = length_between(start, value_of(entry, "DURATION") if end is None else end, clock)
        return cls(clock, clock.shown(start), length, whole_days=not isinstance(start, datetime))

    def interval(self, start: datetime, length: Length | None = None) -> tuple[Interval, ...]:
        """Real time from when the clock shows `start`, in UTC; none if it takes no time."""
        lasts = self.length if length is None else length
        begins, ends = self.clock.real(start), self.clock.real(start + lasts.days) + lasts.exact
        return (Interval(begins, ends),) if begins < ends else ()


def length_between(start: date | datetime, end: Value | None, clock: Clock) -> Length:
    """How long something lasts that begins and ends (or goes on) so; without an end a day, or no time.

    Raises:
        LeftOutError: if it ends before it begins.
    """
    whole_days = not isinstance(start, datetime)
    match end:
        case timedelta():
            length = Length(timedelta(days=end.days), timedelta(seconds=end.seconds))
        case date() if isinstance(end, datetime) or not whole_days:
            exact = clock.real(end) - clock.real(start)
            # An event from the hour that spring skips may end at once in real time: then what it shows counts.
            length = Length(exact=exact if exact > NO_TIME else clock.shown(end) - clock.shown(start))
        case None:
            length = Length()
        case _:
            length = Length(days=end - clock.shown(start).date())
    if length.days + length.exact < NO_TIME:
        raise LeftOutError(ENDS_FIRST)
    return Length(days=ONE_DAY) if whole_days and not length else length


def value_of(entry: Component, name: str) -> Value | None:
    """The time or duration in that property, with the zone that it names; None if there is none.

    Raises:
        LeftOutError: if there is more than one.
    """
    found = entry.get(name)
    if isinstance(found, list):
        raise LeftOutError(NO_TIMES)
    return None if found is None else with_zone(found.dt, zone_name(found))


def zone_name(prop: Any) -> str:  # noqa: ANN401 - icalendar's properties share no base
    """The TZID of a property, or nothing."""
    return str(prop.params.get("TZID", ""))


def every(entry: Component, name: str) -> list[Any]:
    """The properties of that name."""
    found = entry.get(name, [])
    return list(found) if isinstance(found, list) else [found]


def with_zone(value: Value, name: str) -> Value:
    """The time in the zone of that name, if it has none itself and the name is known."""
    if name and isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=zone_named(name))
    return value
