"""A whole calendar read to the times it takes. It may hang or run out of memory, so it runs fenced; see `busy`."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Component
from icalendar.prop import vBroken

from calendars.ical.reading.availability import outside_hours, published_busy
from calendars.ical.reading.blocks import Block, blocks
from calendars.ical.reading.outcome import (
    MEBIBYTES,
    NO_RULE,
    NO_TIMES,
    NO_ZONE,
    NOTHING_READ,
    TOO_MUCH_MEMORY,
    LeftOutError,
    Reading,
    UnreadableError,
    or_leave_out,
)
from calendars.ical.reading.series import times_taken
from calendars.ical.reading.timing import every, zone_name
from calendars.ical.reading.zones import forget_described, zone_named
from calendars.ical.text import clean
from calendars.interval import Interval, within
from calendars.language import Said, Sentence
from calendars.span import ONE_DAY, Span

_SHOWN = 60
"""Characters of an unknown name that are repeated to the reader."""

_DISPENSABLE = {"EXDATE", "EXRULE", "SEQUENCE"}
"""What an entry may lack at the worst: its owner then seems taken at a few times more."""


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
        self._left_out: Counter[Sentence] = Counter()
        self._unknown_zones: Counter[str] = Counter()

    def leave_out(self, reason: LeftOutError) -> None:
        self._left_out[reason.sentence] += 1

    def unknown_zone(self, name: str) -> None:
        self._unknown_zones[clean(name)[:_SHOWN]] += 1

    @property
    def left_out(self) -> int:
        return self._left_out.total()

    def said(self) -> tuple[Said, ...]:
        left_out = (Said(sentence, {"n": n}) for sentence, n in self._left_out.items())
        zones = self._unknown_zones.items()
        guessed = (Said(NO_ZONE, {"n": n, "named": name, "taken": self._zone.key}) for name, n in zones)
        return (*left_out, *guessed)


def _taken(parts: Sequence[Block], window: Interval, zone: ZoneInfo, remarks: _Remarks) -> Iterator[Interval]:
    forget_described()
    for part in parts:
        if part.kind == "VTIMEZONE":
            with or_leave_out(lambda _: None):
                Component.from_ical(bytes(part))  # icalendar remembers it
    yield from times_taken(_parsed(parts, "VEVENT", remarks), window, zone, remarks.leave_out)
    for component in _parsed(parts, "VFREEBUSY", remarks):
        with or_leave_out(remarks.leave_out):
            yield from published_busy(component, zone)
    yield from outside_hours(_parsed(parts, "VAVAILABILITY", remarks), window, zone, remarks.leave_out)


def _parsed(parts: Sequence[Block], kind: str, remarks: _Remarks) -> Iterator[Component]:
    for part in parts:
        if part.kind == kind:
            with or_leave_out(remarks.leave_out):
                component = _component(part)
                for name in sorted(_zone_names(component)):
                    if zone_named(name) is None:
                        remarks.unknown_zone(name)
                yield component


def _component(part: Block) -> Component:
    component = Component.from_ical(bytes(part))
    broken = {name for name, _ in component.errors}
    if broken - _DISPENSABLE:
        raise LeftOutError(NO_RULE if broken == {"RRULE"} else NO_TIMES)
    for name in _DISPENSABLE & broken:
        component[name] = [value for value in every(component, name) if not isinstance(value, vBroken)]
    return component


def _zone_names(component: Component) -> set[str]:
    parts: list[Any] = component.walk()
    return {name for part in parts for key in part for value in every(part, key) if (name := zone_name(value))}
