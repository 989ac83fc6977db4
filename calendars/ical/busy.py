"""Read busy times from calendars of unknown origin.

Three components make their owner busy: VEVENT with its recurrences, VFREEBUSY (both RFC 5545), and VAVAILABILITY
(RFC 7953), whose owner is busy at all times outside its AVAILABLE parts; while one of a higher priority lasts it
overrides the others.

Reading happens in a child process with limits on time and memory, since a calendar of a few hundred bytes suffices to
keep a parser busy for ever.
"""

from __future__ import annotations

import math
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo
from datetime import time as clock_time
from itertools import takewhile
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from icalendar import Component
from icalendar.prop import vBroken

from calendars.child import Child, ChildEndedError
from calendars.days import ONE_DAY, Interval, Span, clip, union, without
from calendars.ical.parse import (
    ENTRIES_MAX,
    FAILED,
    LARGEST,
    MEBIBYTE,
    MEBIBYTES,
    NO_RULE,
    NO_TIMES,
    NO_VALUE,
    NOTHING_READ,
    SECONDS,
    TOO_LARGE,
    TOO_MANY_ENTRIES,
    TOO_MUCH_MEMORY,
    TOO_SLOW,
    Block,
    Clock,
    LeftOutError,
    Length,
    Progress,
    Reading,
    Tally,
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
from calendars.language import BoundMessage

_LOWEST_PRIORITY = math.inf  # for PRIORITY 0, undefined; else 1 is the highest and 9 the lowest (RFC 7953)


def published_busy(component: Component, zone: tzinfo) -> Iterator[Interval]:
    """Yield the busy times of a VFREEBUSY, in UTC; floating times are in `zone`."""
    clock = Clock(zone)
    for period in every(component, "FREEBUSY"):
        start, end = clock.real(period.start), clock.real(period.end)
        if str(period.params.get("FBTYPE", "BUSY")).upper() != "FREE" and start < end:
            yield Interval(start, end)


def outside_hours(
    availabilities: Iterable[Component], window: Interval, zone: tzinfo, tally: Tally
) -> tuple[Interval, ...]:
    """Return the times outside the AVAILABLE parts of VAVAILABILITY components, clipped to the window.

    Args:
        availabilities: VAVAILABILITY components of one owner.
        window: in UTC.
        zone: of floating times.
        tally: counts the components that cannot be understood, and the steps taken.

    Returns:
        Disjoint intervals in UTC, in order.
    """
    busy: tuple[Interval, ...] = ()
    for component in sorted(availabilities, key=_priority, reverse=True):
        with or_leave_out(tally):
            in_force = clip(_period(component, window, zone), window)
            open_hours = times_taken(component.subcomponents, window, zone, tally)
            busy = union((*without(busy, in_force), *without(in_force, open_hours)))
    return busy


def _priority(component: Component) -> float:
    return int(component.get("PRIORITY", 0)) or _LOWEST_PRIORITY


def _period(component: Component, window: Interval, zone: tzinfo) -> tuple[Interval, ...]:
    """Return the interval from DTSTART to DTEND, in UTC; the window's ends stand in for missing ones."""
    clock = Clock(zone)
    start, until = value_of(component, "DTSTART"), value_of(component, "DTEND")
    first = clock.real(start) if isinstance(start, date) else window.start
    last = clock.real(until) if isinstance(until, date) else window.end
    length = value_of(component, "DURATION")
    if isinstance(length, Length):
        last = clock.real(clock.shown(first) + length.days) + length.exact
    return (Interval(first, last),) if first < last else ()


_SHOWN_CHARACTERS = 60
"""Characters of an unknown time zone's name that a remark repeats."""

_DISPENSABLE = {"EXDATE", "EXRULE", "FREEBUSY", "RDATE", "SEQUENCE"}
"""Properties of which broken values are dropped: the rest of the entry can be understood without them."""


_Told: TypeAlias = Reading | BoundMessage | Progress

_ENTRIES_BETWEEN = 1_000
"""Entries after which it is told again how far reading is."""


def _ignore(_progress: Progress) -> None:
    pass


def tell_readings(
    calendars: Sequence[tuple[bytes, bool]], days: Span, zone: ZoneInfo, tell: Callable[[_Told], None]
) -> None:
    """Read each calendar in this process, and send its reading, or why it cannot be read, in order."""
    for data, closes in calendars:
        try:
            tell(read(data, days, zone, closes=closes, progress=tell))
        except UnreadableError as unreadable:
            tell(unreadable.said)
        except MemoryError:
            tell(BoundMessage(TOO_MUCH_MEMORY, {"mebibytes": MEBIBYTES}))


def read(
    data: bytes, days: Span, zone: ZoneInfo, *, closes: bool = False, progress: Callable[[Progress], None] = _ignore
) -> Reading:
    """Return when the calendar's owner is busy within these days, reading in this process and without limits.

    Args:
        data: an iCalendar file.
        closes: whether entries count that leave their owner free: nearly all public calendars of holidays mark their
            days so (TRANSP:TRANSPARENT), and yet they are closed.
        days: the days to report.
        zone: of floating times and of the result.
        progress: told how far reading is, if there are many entries.

    Raises:
        UnreadableError: if none of its entries can be understood.
    """
    parts = blocks(data)
    for part in parts if closes else ():
        part.count_as_busy()
    window = Interval(
        datetime.combine(days.first, clock_time(), zone).astimezone(UTC),
        datetime.combine(days.last + ONE_DAY, clock_time(), zone).astimezone(UTC),
    )
    if len(parts) > ENTRIES_MAX:
        raise UnreadableError(BoundMessage(TOO_MANY_ENTRIES, {"n": ENTRIES_MAX}))
    tally = Tally(zone, progress)
    with warnings.catch_warnings(action="ignore"):  # icalendar warns when it guesses a zone by its name
        taken = clip(_taken(parts, window, zone, tally), window)
    if tally.left_out and tally.left_out >= sum(part.kind != "VTIMEZONE" for part in parts):
        raise UnreadableError(BoundMessage(NOTHING_READ, {"why": tally.remarks()[0]}))
    return Reading(tuple(interval.astimezone(zone) for interval in taken), tally.remarks())


def _taken(parts: Sequence[Block], window: Interval, zone: ZoneInfo, tally: Tally) -> Iterator[Interval]:
    describe_zones(parts)
    yield from times_taken(_parsed(parts, "VEVENT", tally), window, zone, tally)
    for component in _parsed(parts, "VFREEBUSY", tally):
        with or_leave_out(tally):
            yield from published_busy(component, zone)
    yield from outside_hours(_parsed(parts, "VAVAILABILITY", tally), window, zone, tally)


def _parsed(parts: Sequence[Block], kind: str, tally: Tally) -> Iterator[Component]:
    for number, part in enumerate(parts, start=1):
        if part.kind == kind:
            if number % _ENTRIES_BETWEEN == 0:
                tally.progress(Progress(number, len(parts)))
            with or_leave_out(tally):
                component = _component(part, tally)
                for name in sorted(_zone_names(component)):
                    if zone_named(name) is None:
                        tally.unknown_zone(clean(name)[:_SHOWN_CHARACTERS])
                yield component


def _component(part: Block, tally: Tally) -> Component:
    try:
        component = Component.from_ical(bytes(part))
    except ValueError:  # some values that cannot be end the parser, such as a period that ends before it begins
        lines = [line for line in part.lines if _is_parsed(part.kind, line)]
        for _ in range(len(part.lines) - len(lines)):
            tally.leave_out(LeftOutError(NO_VALUE))
        component = Component.from_ical(bytes(Block(part.kind, lines)))
        if part.kind == "VFREEBUSY" and "FREEBUSY" not in component:
            raise LeftOutError(NO_TIMES) from None
    broken = {name or "" for name, _ in component.errors}
    if broken - _DISPENSABLE:
        raise LeftOutError(NO_RULE if broken == {"RRULE"} else NO_TIMES)
    for name in broken:
        good = [value for value in every(component, name) if not isinstance(value, vBroken)]
        for _ in range(len(every(component, name)) - len(good)):
            tally.leave_out(LeftOutError(NO_VALUE))
        component[name] = good
    return component


def _is_parsed(kind: str, line: str) -> bool:
    """Return whether a line of such a component can be parsed, or may not be left out."""
    try:
        return not line.startswith(tuple(_DISPENSABLE)) or bool(parsed_lines(kind, [line]))
    except ValueError:
        return False


def _zone_names(component: Component) -> set[str]:
    parts: list[Any] = component.walk()
    return {name for part in parts for key in part for value in every(part, key) if (name := zone_name(value))}


_READER = "calendars.ical.busy:tell_readings"
_ENDS_PROCESS = (FAILED, TOO_MUCH_MEMORY, TOO_SLOW)


def read_busy(data: bytes, within: Span, zone: ZoneInfo) -> Reading:
    """Return when the owner of a calendar is busy, in a process with limits of time and memory.

    Args:
        data: an iCalendar file.
        within: the days to report.
        zone: of floating times and of the result.

    Raises:
        UnreadableError: if it cannot be read, with the reason.
    """
    outcome = next(read_each([(data, False)], within, zone))
    if isinstance(outcome, UnreadableError):
        raise outcome
    return outcome


def read_each(
    calendars: Iterable[tuple[bytes, bool]],
    within: Span,
    zone: ZoneInfo,
    progress: Callable[[Progress], None] = _ignore,
) -> Iterator[Reading | UnreadableError]:
    """Yield for each calendar, in order, what `read` returns or raises; whether it closes days stands beside it.

    One process reads them all; it is replaced after a calendar that exceeds its time or memory. Of one with many
    entries `progress` is told how far it is, and at last that it is through.
    """
    waiting = deque(calendars)
    while waiting:
        for outcome in _outcomes(tuple(takewhile(_is_small_enough, waiting)), within, zone, progress):
            waiting.popleft()
            yield outcome if isinstance(outcome, Reading) else UnreadableError(outcome)
        if waiting and not _is_small_enough(waiting[0]):
            waiting.popleft()
            yield UnreadableError(BoundMessage(TOO_LARGE, {"mebibytes": LARGEST // MEBIBYTE}))


def _is_small_enough(calendar: tuple[bytes, bool]) -> bool:
    return len(calendar[0]) <= LARGEST


def _outcomes(
    calendars: Sequence[tuple[bytes, bool]], within: Span, zone: ZoneInfo, progress: Callable[[Progress], None]
) -> Iterator[Reading | BoundMessage]:
    """Yield the outcomes of one process, up to the first calendar that ends it."""
    with Child(MEBIBYTES) as child:
        child.call(_READER, calendars, within, zone)
        for _ in calendars:
            outcome = _outcome(child, progress)
            yield outcome
            if isinstance(outcome, BoundMessage) and outcome.message in _ENDS_PROCESS:
                return


def _outcome(child: Child, progress: Callable[[Progress], None]) -> Reading | BoundMessage:
    latest: list[Progress] = []
    try:
        return _awaited(child, latest, progress)
    finally:
        for each in latest[-1:]:
            progress(Progress(each.total, each.total))


def _awaited(child: Child, told: list[Progress], progress: Callable[[Progress], None]) -> Reading | BoundMessage:
    deadline = time.monotonic() + SECONDS
    try:
        outcome: _Told | None = child.receive(SECONDS)
        while isinstance(outcome, Progress):
            told.append(outcome)
            progress(outcome)
            outcome = child.receive(deadline - time.monotonic())
    except ChildEndedError as gone:
        if "MemoryError" in str(gone):
            return BoundMessage(TOO_MUCH_MEMORY, {"mebibytes": MEBIBYTES})
        return BoundMessage(FAILED)
    return outcome or BoundMessage(TOO_SLOW, {"seconds": SECONDS})
