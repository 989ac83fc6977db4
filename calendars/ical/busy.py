"""Read busy times out of other people's calendars, in a child process that may be killed.

The second is VAVAILABILITY (RFC 7953): whoever publishes it is taken whenever none of its AVAILABLE parts says
otherwise, and one of a higher priority overrides the others for as long as it lasts.

Calendars come from anywhere, and a few hundred bytes suffice to keep a parser busy for ever.
"""

from __future__ import annotations

import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, tzinfo
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Component
from icalendar.prop import vBroken

from calendars.child import Child, GoneError
from calendars.days import ONE_DAY, Interval, Span, union, within, without
from calendars.ical.parse import (
    FAILED,
    LARGEST,
    MEBIBYTE,
    MEBIBYTES,
    NO_RULE,
    NO_TIMES,
    NO_VALUE,
    NO_ZONE,
    NOTHING_READ,
    SECONDS,
    TOO_LARGE,
    TOO_MUCH_MEMORY,
    TOO_SLOW,
    Block,
    Clock,
    LeaveOut,
    LeftOutError,
    Length,
    Reading,
    UnreadableError,
    blocks,
    describe_zones,
    every,
    or_leave_out,
    parsed_lines,
    value_of,
    zone_name,
    zone_named,
)
from calendars.ical.recurrence import times_taken
from calendars.ical.write import clean
from calendars.language import Message, Said

_LOWEST_PRIORITY = 10  # 1 is the highest, 9 the lowest, and 0 says none


def published_busy(component: Component, zone: tzinfo) -> Iterator[Interval]:
    """The busy times of a VFREEBUSY, in UTC."""
    clock = Clock(zone)
    for period in every(component, "FREEBUSY"):
        start, end = clock.real(period.start), clock.real(period.end)
        if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE" and start < end:
            yield Interval(start, end)


def outside_hours(
    availabilities: Iterable[Component], window: Interval, zone: tzinfo, leave_out: LeaveOut
) -> tuple[Interval, ...]:
    """When somebody is not to be had, inside the window and in UTC."""
    busy: tuple[Interval, ...] = ()
    for component in sorted(availabilities, key=_priority, reverse=True):
        with or_leave_out(leave_out):
            lasts = within(_lasting(component, window, zone), window)
            open_hours = times_taken(component.subcomponents, window, zone, leave_out)
            busy = union((*without(busy, lasts), *without(lasts, open_hours)))
    return busy


def _priority(component: Component) -> int:
    return int(component.get("PRIORITY", 0)) or _LOWEST_PRIORITY


def _lasting(component: Component, window: Interval, zone: tzinfo) -> tuple[Interval, ...]:
    """From its beginning to its end; one that it does not have is the window's."""
    clock = Clock(zone)
    start, until = value_of(component, "DTSTART"), value_of(component, "DTEND")
    first = clock.real(start) if isinstance(start, date) else window.start
    last = clock.real(until) if isinstance(until, date) else window.end
    length = value_of(component, "DURATION")
    if isinstance(length, Length):
        last = clock.real(clock.shown(first) + length.days) + length.exact
    return (Interval(first, last),) if first < last else ()


_SHOWN = 60
"""Characters of an unknown name that are repeated to the reader."""

_DISPENSABLE = {"EXDATE", "EXRULE", "FREEBUSY", "RDATE", "SEQUENCE"}
"""What may be left out of an entry where it cannot be understood: the rest of it can."""


def tell_readings(
    calendars: Sequence[bytes], days: Span, zone: ZoneInfo, tell: Callable[[Reading | Said], None]
) -> None:
    """Read each calendar and tell what came of it, in order."""
    for data in calendars:
        try:
            tell(read(data, days, zone))
        except UnreadableError as unreadable:
            tell(unreadable.said)
        except MemoryError:
            tell(Said(TOO_MUCH_MEMORY, {"mebibytes": MEBIBYTES}))


def read(data: bytes, days: Span, zone: ZoneInfo) -> Reading:
    """When the calendar's owner is taken within these days.

    Raises:
        UnreadableError: if nothing of it can be understood.
    """
    parts = blocks(data)
    window = Interval(
        datetime.combine(days.first, time(), zone).astimezone(UTC),
        datetime.combine(days.last + ONE_DAY, time(), zone).astimezone(UTC),
    )
    remarks = _Remarks(zone)
    with warnings.catch_warnings(action="ignore"):  # icalendar tells how it guesses zones by their names
        taken = within(_taken(parts, window, zone, remarks), window)
    if remarks.left_out and remarks.left_out >= sum(part.kind != "VTIMEZONE" for part in parts):
        raise UnreadableError(Said(NOTHING_READ, {"why": remarks.said()[0]}))
    return Reading(tuple(interval.astimezone(zone) for interval in taken), remarks.said())


class _Remarks:
    """How many entries were left out or guessed, for each reason."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._left_out: Counter[Message] = Counter()
        self._unknown_zones: Counter[str] = Counter()

    def leave_out(self, reason: LeftOutError) -> None:
        self._left_out[reason.sentence] += 1

    def unknown_zone(self, name: str) -> None:
        self._unknown_zones[clean(name)[:_SHOWN]] += 1

    @property
    def left_out(self) -> int:
        """How many whole entries were left out."""
        return self._left_out.total() - self._left_out[NO_VALUE]

    def said(self) -> tuple[Said, ...]:
        left_out = (Said(sentence, {"n": n}) for sentence, n in self._left_out.items())
        zones = self._unknown_zones.items()
        guessed = (Said(NO_ZONE, {"n": n, "named": name, "taken": self._zone.key}) for name, n in zones)
        return (*left_out, *guessed)


def _taken(parts: Sequence[Block], window: Interval, zone: ZoneInfo, remarks: _Remarks) -> Iterator[Interval]:
    describe_zones(parts)
    yield from times_taken(_parsed(parts, "VEVENT", remarks), window, zone, remarks.leave_out)
    for component in _parsed(parts, "VFREEBUSY", remarks):
        with or_leave_out(remarks.leave_out):
            yield from published_busy(component, zone)
    yield from outside_hours(_parsed(parts, "VAVAILABILITY", remarks), window, zone, remarks.leave_out)


def _parsed(parts: Sequence[Block], kind: str, remarks: _Remarks) -> Iterator[Component]:
    for part in parts:
        if part.kind == kind:
            with or_leave_out(remarks.leave_out):
                component = _component(part, remarks)
                for name in sorted(_zone_names(component)):
                    if zone_named(name) is None:
                        remarks.unknown_zone(name)
                yield component


def _component(part: Block, remarks: _Remarks) -> Component:
    try:
        component = Component.from_ical(bytes(part))
    except ValueError:  # some values that cannot be end the parser, such as a period that ends before it begins
        lines = [line for line in part.lines if _is_parsed(line)]
        for _ in range(len(part.lines) - len(lines)):
            remarks.leave_out(LeftOutError(NO_VALUE))
        component = Component.from_ical(bytes(Block(part.kind, lines)))
        if part.kind == "VFREEBUSY" and "FREEBUSY" not in component:
            raise LeftOutError(NO_TIMES) from None
    broken = {name or "" for name, _ in component.errors}
    if broken - _DISPENSABLE:
        raise LeftOutError(NO_RULE if broken == {"RRULE"} else NO_TIMES)
    for name in broken:
        good = [value for value in every(component, name) if not isinstance(value, vBroken)]
        if name == "FREEBUSY" and not good:
            raise LeftOutError(NO_TIMES)
        for _ in range(len(every(component, name)) - len(good)):
            remarks.leave_out(LeftOutError(NO_VALUE))
        component[name] = good
    return component


def _is_parsed(line: str) -> bool:
    """Return whether a line can be parsed, or may not be left out."""
    try:
        return not line.startswith(tuple(_DISPENSABLE)) or bool(parsed_lines("VEVENT", [line]))
    except ValueError:
        return False


def _zone_names(component: Component) -> set[str]:
    parts: list[Any] = component.walk()
    return {name for part in parts for key in part for value in every(part, key) if (name := zone_name(value))}


_READER = "calendars.ical.busy:tell_readings"
_TOO_MUCH = (FAILED, TOO_MUCH_MEMORY, TOO_SLOW)


def read_busy(data: bytes, within: Span, zone: ZoneInfo) -> Reading:
    """When the owner of a calendar is taken; ends within 5 seconds and 512 MB of memory.

    Args:
        data: an iCalendar file.
        within: the days asked for.
        zone: what days and times without a zone are meant in, and the intervals are given in.

    Raises:
        UnreadableError: if it cannot be read, and why.
    """
    outcome = next(read_each([data], within, zone))
    if isinstance(outcome, UnreadableError):
        raise outcome
    return outcome


def read_each(calendars: Iterable[bytes], within: Span, zone: ZoneInfo) -> Iterator[Reading | UnreadableError]:
    """What comes of each calendar, in order, as `read_busy` gives or raises it.

    One process reads them all, and is replaced when one calendar is too much for it.
    """
    waiting = deque(calendars)
    while waiting:
        for outcome in _outcomes(tuple(takewhile(_may_be_tried, waiting)), within, zone):
            waiting.popleft()
            yield outcome if isinstance(outcome, Reading) else UnreadableError(outcome)
        if waiting and not _may_be_tried(waiting[0]):
            waiting.popleft()
            yield UnreadableError(Said(TOO_LARGE, {"mebibytes": LARGEST // MEBIBYTE}))


def _may_be_tried(data: bytes) -> bool:
    return len(data) <= LARGEST


def _outcomes(calendars: Sequence[bytes], within: Span, zone: ZoneInfo) -> Iterator[Reading | Said]:
    """What one process makes of the calendars, up to the first that is too much for it."""
    with Child(MEBIBYTES) as child:
        child.call(_READER, calendars, within, zone)
        for _ in calendars:
            outcome = _outcome(child)
            yield outcome
            if isinstance(outcome, Said) and outcome.sentence in _TOO_MUCH:
                return


def _outcome(child: Child) -> Reading | Said:
    try:
        outcome: Reading | Said | None = child.receive(SECONDS)
    except GoneError as gone:
        if "MemoryError" in str(gone):
            return Said(TOO_MUCH_MEMORY, {"mebibytes": MEBIBYTES})
        return Said(FAILED)
    return outcome or Said(TOO_SLOW, {"seconds": SECONDS})
