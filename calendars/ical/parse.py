"""Parse iCalendar (RFC 5545): components, time zones and the first occurrence of an entry.

Only the properties that tell when an entry is are passed on to the package `icalendar`. Titles, descriptions and names
are dropped first, which keeps them private and spares the parser the lines that are most often malformed.
"""

from __future__ import annotations

import codecs
import io
import re
import struct
import zoneinfo
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from zoneinfo import ZoneInfo

from icalendar import Component, Timezone
from icalendar.prop import vDDDTypes
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from calendars.days import ONE_DAY, Interval
from calendars.language import BoundMessage, Message, WrongValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


SECONDS = 120
"""Seconds after which reading one calendar is given up; what is read and refused is decided by counts before."""

MEBIBYTES = 512
"""Memory for reading, in MiB."""

MEBIBYTE = 2**20

LARGEST = 32 * MEBIBYTE
"""Size in bytes of the largest calendar that is read at all."""

ENTRIES_MAX = 100_000
"""Greatest number of entries of a calendar."""

STEPS_MAX = 5_000_000
"""Greatest number of steps in which the repetitions of a calendar are worked out; takes about 10 seconds."""

TOO_MANY_ENTRIES = Message("parse.too_many_entries", "the calendar has more than {n} entries")
TOO_MANY_REPETITIONS = Message(
    "parse.too_many_repetitions",
    "the calendar repeats its entries too often to be read, such as every second for years",
)
TOO_LARGE = Message("parse.too_large", "the calendar is larger than {mebibytes} MB")
TOO_SLOW = Message("parse.too_slow", "the calendar could not be read within {seconds} seconds")
TOO_MUCH_MEMORY = Message("parse.too_much_memory", "the calendar could not be read with {mebibytes} MB of memory")
FAILED = Message("parse.failed", "the calendar could not be read: the program that reads it came to an end")
NO_CALENDAR = Message("parse.no_calendar", "this is not a calendar in the iCalendar format (.ics)")
CUT_OFF = Message("parse.cut_off", "the calendar is broken off: a part of it begins and does not end")
NO_TIMES = Message("parse.no_times", "{n} {n:entry|entries} left out: without times that can be understood")
ENDS_FIRST = Message("parse.ends_first", "{n} {n:entry|entries} left out: the end comes before the beginning")
NO_VALUE = Message("parse.no_value", "{n} {n:time|times} of entries left out that cannot be understood")
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
    remarks: tuple[BoundMessage, ...] = ()


class UnreadableError(WrongValueError):
    """A calendar that cannot be read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the entries of a calendar have been read."""

    read: int
    total: int


def _ignore(_progress: Progress) -> None:
    pass


class Tally:
    """What reading a calendar comes to: entries left out, zones guessed, and steps taken.

    Args:
        zone: in which times of an unknown zone are read.
        progress: told how far reading is.
    """

    def __init__(self, zone: ZoneInfo, progress: Callable[[Progress], None] = _ignore) -> None:
        self._zone = zone
        self.progress = progress
        self._left_out: Counter[Message] = Counter()
        self._unknown_zones: Counter[str] = Counter()
        self._steps = 0

    def leave_out(self, reason: LeftOutError) -> None:
        """Count an entry, or a value of one, that cannot be understood."""
        self._left_out[reason.message] += 1

    def unknown_zone(self, name: str) -> None:
        """Count an entry in a zone that is neither known nor described."""
        self._unknown_zones[name] += 1

    def take_steps(self, steps: int) -> None:
        """Count steps before they are taken.

        Raises:
            UnreadableError: if they are too many.
        """
        self._steps += steps
        if self._steps > STEPS_MAX:
            raise UnreadableError(BoundMessage(TOO_MANY_REPETITIONS))

    @property
    def left_out(self) -> int:
        """How many whole entries were left out."""
        return self._left_out.total() - self._left_out[NO_VALUE]

    def remarks(self) -> tuple[BoundMessage, ...]:
        """Return what was left out or guessed, one remark for each reason."""
        left_out = (BoundMessage(sentence, {"n": n}) for sentence, n in self._left_out.items())
        zones = self._unknown_zones.items()
        guessed = (BoundMessage(NO_ZONE, {"n": n, "named": name, "taken": self._zone.key}) for name, n in zones)
        return (*left_out, *guessed)


class LeftOutError(Exception):
    """An entry is left out because it cannot be understood.

    Args:
        message: the remark about such entries, with the placeholder `n` for their number.
    """

    def __init__(self, sentence: Message) -> None:
        super().__init__(sentence.text)
        self.message = sentence


@contextmanager
def or_leave_out(tally: Tally | None = None) -> Iterator[None]:
    """Suppress any error raised in the `with` block and count its entry as left out, if there is a tally.

    Raises:
        UnreadableError, MemoryError: if raised in the block, as the entry may be blameless.
    """
    try:
        yield
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - parsers fail in every way there is
        if tally is not None:
            tally.leave_out(error if isinstance(error, LeftOutError) else LeftOutError(NO_TIMES))


_KEPT = {
    *("UID", "SEQUENCE", "RECURRENCE-ID"),
    *("DTSTART", "DTEND", "DURATION", "RRULE", "EXRULE", "RDATE", "EXDATE"),
    *("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT", "FREEBUSY", "PRIORITY"),
    *("TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "X-LIC-LOCATION"),
}
_ENTRIES = {"VEVENT", "VFREEBUSY", "VAVAILABILITY", "VTIMEZONE"}
_PARTS = {
    "": {"VCALENDAR", *_ENTRIES},  # some calendars lack the VCALENDAR around their entries
    "VCALENDAR": _ENTRIES,
    "VAVAILABILITY": {"AVAILABLE"},
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
}
_COMPONENTS = {
    *("VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VALARM"),
    *("VAVAILABILITY", "AVAILABLE", "VPOLL", "VOTE", "PARTICIPANT", "VLOCATION", "VRESOURCE"),
}
"""Components of RFC 5545, 7953 and 9073. A line that begins or ends anything else is somebody's text."""
_CONTENT = re.compile(r'([A-Za-z0-9-]+)((?:[^":]|"[^"]*")*):(.*)', re.DOTALL)
_TIME_CONTENT = re.compile(r"([A-Za-z0-9-]+)((?:;.*?)?):(\s*(?:\d{8}|\d{4}-\d\d-\d\d).*)", re.DOTALL)
"""Of a time also where the name of its zone has a colon and no quotation marks around it."""
_BARE_TZID = re.compile(r'(;\s*TZID=)([^";]*[:,][^";]*)', re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9-]*")
_TIMES = {"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE", "FREEBUSY"}
_TZID = re.compile(r';\s*TZID=(?:"[^"]*"|[^";:]*)', re.IGNORECASE)


@dataclass(slots=True)
class Block:
    """One component of a calendar: an entry or a time zone.

    Attributes:
        kind: name of the component, such as VEVENT.
        lines: its unfolded content lines from BEGIN to END, as far as they are kept, one value a line.
    """

    kind: str
    lines: list[str] = field(default_factory=list)

    def __bytes__(self) -> bytes:
        return "\r\n".join([*self.lines, ""]).encode()

    def cancel(self) -> None:
        """Mark it as cancelled, whatever it says itself."""
        self._drop("STATUS")
        begin, *rest = self.lines
        self.lines = [begin, "STATUS:CANCELLED", *rest]

    def count_as_busy(self) -> None:
        """Forget that it leaves its owner free, unless it is cancelled."""
        self._drop("TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")

    def _drop(self, *names: str) -> None:
        self.lines = [line for line in self.lines if _name(line) not in names]


def blocks(data: bytes) -> list[Block]:
    """Return the components of a calendar from which busy times follow, in file order.

    Entries of a calendar object whose METHOD is CANCEL are cancelled (RFC 5546 3.2.5).

    Raises:
        UnreadableError: if it is no calendar, or a component does not end.
    """
    reader = _Reader()
    for line in _content_lines(data):
        name = _name(line)
        component = _value(line) if name in {"BEGIN", "END"} else ""
        if name == "BEGIN" and (component in _COMPONENTS or component.startswith("X-")):
            reader.begin(component)
        elif name == "END" and (component in _COMPONENTS or reader.is_open(component)):
            reader.end(component)
        elif not component:
            reader.add(name, line)
    if reader.open or reader.empty:
        raise reader.broken_off()
    return reader.found


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    wanted: bool


class _Reader:
    """What has been read of a calendar.

    Attributes:
        found: its parts.
        open: components that have begun and not ended, and whether they bear on anything.
        empty: whether nothing of a calendar has begun yet.
    """

    _first: int
    """Place of the first part of the calendar object that is being read."""
    _cancels: bool
    """Whether that object cancels its parts."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.open: list[_Part] = []
        self.empty = True

    def is_open(self, component: str) -> bool:
        """Return whether a component of that name has begun and not ended."""
        return any(part.name == component for part in self.open)

    def begin(self, component: str) -> None:
        """Begin a component."""
        around = self.open[-1] if self.open else _Part("", wanted=True)
        part = _Part(component, around.wanted and component in _PARTS.get(around.name, ()))
        self.open.append(part)
        if not part.wanted:
            return
        self.empty = False
        if component == "VCALENDAR":
            self._first, self._cancels = len(self.found), False
            return
        if component in _ENTRIES:
            self.found.append(Block(component))
        self.found[-1].lines.append(f"BEGIN:{component}")

    def end(self, component: str) -> None:
        """End a component."""
        if not self.open or self.open[-1].name != component:
            raise self.broken_off()
        if not self.open.pop().wanted:
            return
        if component != "VCALENDAR":
            self.found[-1].lines.append(f"END:{component}")
        elif self._cancels:
            for block in self.found[self._first :]:
                block.cancel()

    def add(self, name: str, line: str) -> None:
        """Keep a line of the component that is open, if it bears on anything."""
        if not self.open or not self.open[-1].wanted:
            return
        if self.open[-1].name == "VCALENDAR":
            self._cancels = self._cancels or (name == "METHOD" and _value(line) == "CANCEL")
        elif name in _KEPT:
            self.found[-1].lines.extend(_tidied(line, name))

    def broken_off(self) -> UnreadableError:
        """Return the error about a part that does not end, or of no calendar at all."""
        return UnreadableError(BoundMessage(NO_CALENDAR if self.empty else CUT_OFF))


def _name(line: str) -> str:
    found = _NAME.match(line)
    return found[0].upper() if found else ""


def _value(line: str) -> str:
    return line.partition(":")[2].strip().upper()


def _tidied(line: str, name: str) -> Iterator[str]:
    """One line for each value, without what parsers stumble over and nobody means.

    A TZID says nothing of a date (RFC 5545 3.2.19) nor of a time in UTC. 24:00 is the next midnight, and the leap
    second the one before it (RFC 5545 3.3.12). Times may be written as in ISO 8601, rules with spaces and empty parts.
    """
    content = (_TIME_CONTENT.fullmatch(line) if name in _TIMES else None) or _CONTENT.fullmatch(line)
    if content is None or (content[1] != name and content[3].startswith(" ")):
        return  # such as "Status: open", a line of a description whose line breaks were not escaped
    parameters, value = content[2], content[3].strip()
    if name in {"RRULE", "EXRULE"}:
        yield f"{name}{parameters}:{_tidied_rule(value)}"
    elif name in _TIMES:
        for one in value.split(","):
            basic = "/".join(_basic_form(each.strip()) for each in one.split("/"))
            said = _DAY_END.sub(_next_midnight, _LEAP_SECOND.sub(r"\g<1>59", basic))
            quoted = _BARE_TZID.sub(r'\1"\2"', parameters)
            zoneless = said.endswith(("Z", "z")) or _DATE.fullmatch(said)
            yield f"{name}{_TZID.sub('', quoted) if zoneless else quoted}:{said}"
    elif name == "DURATION":
        yield f"{name}{parameters}{_tidied_duration(value)}"
    elif name in {"TZOFFSETFROM", "TZOFFSETTO"}:
        yield f"{name}{parameters}:{value.replace(':', '')}"
    else:
        yield f"{name}{parameters}:{value}"


_ISO_TIME = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.IGNORECASE
)


def _basic_form(text: str) -> str:
    """Return a date or a time of ISO 8601 as iCalendar writes it; other text unchanged."""
    found = _ISO_TIME.fullmatch(text)
    if found is None:
        return text
    year, month, day, hour, minute, second, offset = found.groups()
    if hour is None:
        return f"{year}{month}{day}"
    local = f"{year}{month}{day}T{hour}{minute}{second or '00'}"
    if offset is None or offset in "Zz":
        return f"{local}{offset or ''}"
    try:
        return f"{datetime.fromisoformat(local + offset).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    except (ValueError, OverflowError):
        return text


def _tidied_rule(value: str) -> str:
    """Return a rule of repetition without spaces, parts that say nothing, and the start, which DTSTART says."""
    plain = re.sub(r"\s", "", value).upper().removeprefix("RRULE:")
    parts = [part.partition("=") for part in plain.split(";")]
    said = [(key, _basic_form(value) if key == "UNTIL" else value) for key, _, value in parts]
    return ";".join(f"{key}={value}" for key, value in said if value and key != "DTSTART")


_NOMINAL_DAYS = "X-NOMINAL-DAYS"
"""Parameter under which we keep how many days a DURATION says itself: PT24H is none."""
_DURATION = re.compile(r"\+?P(?=.*\d)((?:T|\d{1,9}(?:[.,]\d{1,6})?[WDHMS])+)", re.IGNORECASE)
_DURATION_PART = re.compile(r"([\d.,]+)([WDHMS])")
_SECONDS = {"H": 3600, "M": 60, "S": 1}


def _tidied_duration(value: str) -> str:
    """Return a duration as RFC 5545 writes it, with a colon before, and with the days that it says itself.

    Programs mix weeks, days and clock times, in any order, with fractions, and set or forget the T. There are no
    months, so that M is for minutes everywhere.
    """
    found = _DURATION.fullmatch(value)
    if found is None:
        return f":{value}"
    days, seconds = Fraction(), Fraction()
    for number, unit in _DURATION_PART.findall(found[1].upper()):
        said = Fraction(number.replace(",", "."))
        if unit in _SECONDS:
            seconds += said * _SECONDS[unit]
        else:
            days += said * (7 if unit == "W" else 1)
    seconds += days % 1 * _DAY_SECONDS
    return f";{_NOMINAL_DAYS}={int(days)}:P{int(days)}DT{int(seconds)}S"


_DAY_SECONDS = 24 * 3600
_DATE = re.compile(r"\d{8}")
_DAY_END = re.compile(r"(\d{8})T240000")
_LEAP_SECOND = re.compile(r"(T\d{4})60")


def _next_midnight(found: re.Match[str]) -> str:
    try:
        return f"{date.fromisoformat(found[1]) + ONE_DAY:%Y%m%d}T000000"
    except (ValueError, OverflowError):
        return found[0]


def _content_lines(data: bytes) -> Iterator[str]:
    """Yield the content lines, unfolded; any line end is accepted, undecodable bytes become U+FFFD."""
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    lines = io.TextIOWrapper(io.BytesIO(data), encoding="utf-16" if utf16 else "utf-8", errors="replace")
    parts: list[str] = []
    for line in lines:
        content = line.rstrip("\n").lstrip(_BYTE_ORDER_MARK)
        if content.startswith((" ", "\t")):
            parts.append(content[1:])
        elif content:
            yield "".join(parts).strip()
            parts = [content]
    yield "".join(parts).strip()


_BYTE_ORDER_MARK = "\ufeff"
"""Stands also between files that were joined."""

_OFFSET = re.compile(r"(?=UTC|GMT|[+-])(?:UTC|GMT)?(?:\s*([+-])(\d{1,2})[:.]?(\d{2})?)?(?:\s*\(.*)?")
_EXCHANGE = "tzone://microsoft/"

_described: dict[str, tzinfo] = {}
"""Zones that the calendar which is being read describes itself, by their TZID."""


def describe_zones(parts: Iterable[Block]) -> None:
    """Learn the zones that a calendar describes itself (VTIMEZONE), and forget those of the one before."""
    _described.clear()
    for part in parts:
        if part.kind == "VTIMEZONE":
            with or_leave_out():
                zone = _described_zone(part)
                place = None if zone.subcomponents else _in_any_case(_folded(str(zone.get(_PLACE, ""))))
                _described[_folded(str(zone["TZID"]))] = place or zone.to_tz(lookup_tzid=False)


def parsed_lines(kind: str, lines: Iterable[str]) -> Component:
    """Return a component of these content lines."""
    return Component.from_ical("\r\n".join([f"BEGIN:{kind}", *lines, f"END:{kind}", ""]))


def _described_zone(part: Block) -> Timezone:
    """Return a VTIMEZONE whose changes have what they lack: an offset before, and the day from which they hold."""
    own: list[str] = []
    changes: list[list[str]] = []
    for line in part.lines[1:-1]:
        if line in {"BEGIN:STANDARD", "BEGIN:DAYLIGHT"}:
            changes.append([])
        (own if line.startswith(("TZID", _PLACE)) else changes[-1]).append(line)
    zone = Timezone()
    zone.update(parsed_lines("VEVENT", own))  # a VTIMEZONE is not parsed without its changes
    parsed: list[Any] = [Component.from_ical("\r\n".join([*lines, ""])) for lines in changes]
    zone.subcomponents = [change for change in parsed if "TZOFFSETTO" in change]
    for change in zone.subcomponents:
        change.setdefault("TZOFFSETFROM", change["TZOFFSETTO"])
        begins = value_of(change, "DTSTART") if "DTSTART" in change else _LONG_AGO
        change["DTSTART"] = vDDDTypes(Clock(UTC).shown(cast("date", begins)))
        for name, _ in change.errors:
            del change[name]
    return zone


_PLACE = "X-LIC-LOCATION"
"""The place of the tz database that a description is of, by which one without changes goes."""
_LONG_AGO = datetime(1601, 1, 1)  # noqa: DTZ001 - on the clock of the zone


def zone_named(name: str) -> tzinfo | None:
    """Return the zone that a TZID means, or None if it cannot be told.

    A place of the tz database is that place; any other name goes by the calendar's own description, if there is one.
    A menu's text such as "(UTC+01:00) Brussels, Copenhagen, Madrid, Paris" is understood by the first of its cities
    that the tz database has, since the offset in front says nothing of summer time.
    """
    folded = _folded(name)
    if "/" in folded and not folded.startswith("etc/") and folded in _keys():
        return ZoneInfo(_keys()[folded])
    if folded in _described:
        return _described[folded]
    plain = folded.removeprefix(_EXCHANGE)
    return (
        _known(name)
        or _in_any_case(plain)
        or _in_any_case(_COUNTER.sub("", plain))
        or _in_any_case(_standard_name(plain))
        or _by_city(name)
        or _by_offset(plain)
        or _by_posix_rule(name.strip(" \"'"))
    )


_COUNTER = re.compile(r" \d$")
"""Told behind the name of a zone by programs that had another description of it under that name."""


def _folded(name: str) -> str:
    return name.strip(" \"'").lower()


def _known(name: str) -> tzinfo | None:
    return cast("tzinfo | None", tzp.timezone(name))


def _in_any_case(name: str) -> tzinfo | None:
    key = _keys().get(name)
    return ZoneInfo(key) if key else None


def _by_city(name: str) -> tzinfo | None:
    cities = re.split("[,/]", name.rpartition(")")[2])
    key = next((_cities()[city] for given in cities if (city := given.strip().lower()) in _cities()), None)
    return ZoneInfo(key) if key else None


def _by_offset(name: str) -> tzinfo | None:
    found = _OFFSET.fullmatch(name.upper())
    if not found:
        return None
    sign, hours, minutes = found.groups(default="")
    ahead = timedelta(hours=int(hours or "0"), minutes=int(minutes or "0"))
    return timezone(-ahead if sign == "-" else ahead)


_MENU_TEXT = re.compile(r"\(.*?\)\s*(\w+) time \(.*\)")


def _standard_name(name: str) -> str:
    """Return Windows' name for a menu's text such as "(UTC-08:00) Pacific Time (US & Canada)"."""
    found = _MENU_TEXT.fullmatch(name)
    return f"{found[1]} standard time" if found else ""


_POSIX_RULE = re.compile(
    r"(?:<[+-]\d+>[+-]?\d[\d:]*|([A-Z]{3,5})[+-]?\d[\d:]*(?=[A-Z,<]))((?:<[+-]\d+>|[A-Z]{3,5})[+\-\d:]*)?(,.*)?"
)
_RULE_OF_POSIX = ",M3.2.0,M11.1.0"
"""Used for a zone with summer time that says none, as most programs do."""
_TZIF = struct.Struct(">4s c 15x 6L")


def _by_posix_rule(name: str) -> tzinfo | None:
    """Return the zone of a rule such as "CET-1CEST,M3.5.0,M10.5.0/3" (POSIX, 8.3).

    Without days of change it is the zone of that name, if there is one.
    """
    found = _POSIX_RULE.fullmatch(name)
    if found is None:
        return None
    said, summer, days = found.groups()
    if said and not days and said.lower() in _keys():
        return ZoneInfo(_keys()[said.lower()])
    rule = f"{name}{_RULE_OF_POSIX}" if summer and not days else name
    head = _TZIF.pack(b"TZif", b"2", 0, 0, 0, 0, 0, 0) + _TZIF.pack(b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    try:  # the rule is the footer of a file without changes of its own (RFC 8536, 3.3)
        return ZoneInfo.from_file(io.BytesIO(head + bytes(6) + b"UTC\0" + f"\n{rule}\n".encode()))
    except (ValueError, LookupError):
        return None


@cache
def _keys() -> dict[str, str]:
    windows = {name.lower(): key for name, key in WINDOWS_TO_OLSON.items()}
    spelt_out = dict.fromkeys(("coordinated universal time", "(utc) coordinated universal time"), "UTC")
    return windows | spelt_out | {key.lower(): key for key in zoneinfo.available_timezones()}


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
        end = value_of(entry, "DTEND")
        if str(entry.get("X-MICROSOFT-CDO-ALLDAYEVENT", "")).upper() == "TRUE":
            start, end = _as_days(start, end)
        clock = Clock((start.tzinfo if isinstance(start, datetime) else None) or zone)
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


def _as_days(start: date, end: Value | Length | None) -> tuple[date, Value | Length | None]:
    """Return the start and end of an entry that lasts whole days as dates if both are midnight on the clock."""
    last = start if end is None else end
    if isinstance(start, datetime) and isinstance(last, datetime) and start.time() == last.time() == time():
        return start.date(), None if end is None else last.date()
    return start, end


def length_between(start: date | datetime, end: Value | Length | None, clock: Clock) -> Length:
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
        case Length():
            length = end
        case timedelta():
            length = Length(timedelta(days=end.days), timedelta(seconds=end.seconds))
        case datetime() if whole_days:  # the days that it touches
            length = Length(days=-((clock.shown(start) - clock.shown(end)) // ONE_DAY) * ONE_DAY)
        case date() if not whole_days:
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


def value_of(entry: Component, name: str) -> Value | Length | None:
    """Return the time or duration of a property, in the zone that it names; None if the entry lacks the property.

    Raises:
        LeftOutError: if the entry has it more than once.
    """
    found = entry.get(name)
    if isinstance(found, list):
        raise LeftOutError(NO_TIMES)
    if found is None:
        return None
    if _NOMINAL_DAYS in found.params and isinstance(found.dt, timedelta):
        days = timedelta(days=int(found.params[_NOMINAL_DAYS]))
        return Length(days, found.dt - days)
    return with_zone(found.dt, zone_name(found))


def zone_name(prop: Any) -> str:  # noqa: ANN401 - icalendar's properties share no base
    """Return the TZID of a property, or an empty string."""
    return str(prop.params.get("TZID", ""))


def every(entry: Component, name: str) -> list[Any]:
    """Return all properties of that name."""
    found = entry.get(name, [])
    return list(found) if isinstance(found, list) else [found]


def with_zone(value: Value, name: str) -> Value:
    """Return a datetime in the zone of that name, or without a zone if the name is unknown; other values unchanged."""
    return value.replace(tzinfo=zone_named(name)) if name and isinstance(value, datetime) else value
