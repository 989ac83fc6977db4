"""The times at which an entry repeats: RRULE, RDATE, and those taken out again by EXRULE and EXDATE."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, cast

from dateutil.rrule import rrule, rruleset, rrulestr
from icalendar import Component

from calendars.ical.reading.outcome import NO_RULE, LeftOutError
from calendars.ical.reading.timing import Clock, Length, Timing, every, length_between, with_zone, zone_name


@dataclass(frozen=True, slots=True)
class Time:
    """One time of an entry that may repeat.

    Attributes:
        start: what the entry's clock shows when it begins.
        length: how long it lasts, or None for as long as the others.
    """

    start: datetime
    length: Length | None = None


def times(entry: Component, timing: Timing, first: datetime, last: datetime) -> Iterator[Time]:
    """All times of the entry that begin from `first` to `last` on its clock.

    Raises:
        LeftOutError: if the rule of repetition is none.
    """
    without = taken_out(entry, timing)
    for one in (*_by_rule(entry, timing, first, last), *_by_list(entry, timing)):
        if first <= one.start <= last and not without & {one.start, one.start.date()}:
            yield one


def _by_rule(entry: Component, timing: Timing, first: datetime, last: datetime) -> Iterable[Time]:
    if "RRULE" not in entry:
        return (Time(timing.start),)
    rules = rruleset()
    rules.rdate(timing.start)  # belongs to it even if the rule would not give it
    try:
        for recur in every(entry, "RRULE"):
            rules.rrule(_rule(recur, timing))
        for recur in every(entry, "EXRULE"):
            rules.exrule(_rule(recur, timing))
        return map(Time, rules.between(first, last, inc=True))
    except (ValueError, TypeError, OverflowError, AttributeError) as wrong:
        raise LeftOutError(NO_RULE) from wrong


def _rule(recur: Any, timing: Timing) -> rrule:  # noqa: ANN401 - a vRecur, which icalendar leaves untyped
    if min(recur.get("INTERVAL", [1])) < 1:
        raise LeftOutError(NO_RULE)  # would repeat at one moment for ever
    parts = recur.copy()
    until = [f"UNTIL={_until(value, timing.clock):%Y%m%dT%H%M%S}" for value in parts.pop("UNTIL", [])]
    return cast("rrule", rrulestr(";".join([parts.to_ical().decode(), *until]), dtstart=timing.start))


def _until(value: date | datetime, clock: Clock) -> datetime:
    return clock.shown(value) if isinstance(value, datetime) else datetime.combine(value, time.max)


def _by_list(entry: Component, timing: Timing) -> Iterator[Time]:
    for value in _listed(entry, "RDATE"):
        if isinstance(value, tuple):
            start, end = value
            yield Time(timing.clock.shown(start), length_between(start, end, timing.clock))
        else:
            yield Time(timing.clock.shown(value))


def taken_out(entry: Component, timing: Timing) -> set[date]:
    """What does not take place (EXDATE): times of the clock, and days with all their times."""
    found: set[date] = set()
    for value in _listed(entry, "EXDATE"):
        by_day = timing.whole_days or not isinstance(value, datetime)
        shown = timing.clock.shown(value)
        found.add(shown.date() if by_day else shown)
    return found


def _listed(entry: Component, name: str) -> Iterator[Any]:
    for values in every(entry, name):
        zone = zone_name(values)
        for value in values.dts:
            yield (
                tuple(with_zone(end, zone) for end in value.dt)
                if isinstance(value.dt, tuple)
                else with_zone(value.dt, zone)
            )
