"""Expand recurring entries (RFC 5545: RRULE, EXRULE, RDATE, EXDATE, RECURRENCE-ID) to busy intervals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, cast

from dateutil.rrule import rrule, rruleset, rrulestr
from icalendar import Component

from calendars.days import ONE_DAY, Interval
from calendars.ical.parse import (
    NO_RULE,
    NO_TIME,
    NO_TIMES,
    Clock,
    LeaveOut,
    LeftOutError,
    Length,
    Timing,
    every,
    length_between,
    or_leave_out,
    value_of,
    with_zone,
    zone_name,
)


@dataclass(frozen=True, slots=True)
class Time:
    """One occurrence of an entry.

    Attributes:
        start: naive time on the entry's wall clock.
        length: its duration, or None for that of the entry.
    """

    start: datetime
    length: Length | None = None


def times(entry: Component, timing: Timing, first: datetime, last: datetime) -> Iterator[Time]:
    """Yield the occurrences of an entry that begin from `first` to `last`, naive times on its wall clock.

    Raises:
        LeftOutError: if its recurrence rule is malformed.
    """
    excluded = taken_out(entry, timing)
    for one in (*_by_rule(entry, timing, first, last), *_by_list(entry, timing)):
        if first <= one.start <= last and not excluded & {one.start, one.start.date()}:
            yield one


def _by_rule(entry: Component, timing: Timing, first: datetime, last: datetime) -> Iterable[Time]:
    if "RRULE" not in entry:
        return (Time(timing.start),)
    rules = rruleset()
    rules.rdate(timing.start)  # the first occurrence, even if the rule does not match it
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
        raise LeftOutError(NO_RULE)  # would recur at the same time for ever
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
    """Return the exclusions (EXDATE): naive wall-clock times, and dates that exclude all occurrences of the day."""
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


_EARLIEST = datetime.min  # noqa: DTZ901 - naive, as wall-clock times are


def times_taken(
    entries: Iterable[Component], window: Interval, zone: tzinfo, leave_out: LeaveOut
) -> Iterator[Interval]:
    """Yield the busy intervals of entries, in UTC and in no order: all that overlap the window, and perhaps others.

    Args:
        entries: VEVENT or AVAILABLE components.
        window: in UTC.
        zone: of floating times.
        leave_out: called for each entry that cannot be understood.
    """
    for series in _by_uid(entries):
        yield from _series_times(_newest(series), window, zone, leave_out)


@dataclass(frozen=True, slots=True)
class _Exception:
    """A replacement of one occurrence of a series (RECURRENCE-ID).

    Attributes:
        instead_of: start of the replaced occurrence.
        and_after: whether all later occurrences change alike (RANGE=THISANDFUTURE).
        timing: the new times.
        free: whether it leaves its owner free, as when it is cancelled.
        sequence: its SEQUENCE number.
    """

    instead_of: date
    and_after: bool
    timing: Timing
    free: bool
    sequence: int

    @classmethod
    def of(cls, entry: Component, zone: tzinfo) -> _Exception:
        instead_of = value_of(entry, "RECURRENCE-ID")
        if not isinstance(instead_of, date):
            raise LeftOutError(NO_TIMES)
        and_after = str(entry["RECURRENCE-ID"].params.get("RANGE", "")).upper() == "THISANDFUTURE"
        return cls(instead_of, and_after, Timing.of(entry, zone), _is_free(entry), _sequence(entry))

    @property
    def taken(self) -> tuple[Interval, ...]:
        """Return the interval in which its owner is busy, if any."""
        return () if self.free else self.timing.interval(self.timing.start)

    def replaced(self, clock: Clock) -> datetime:
        """Return the replaced start on the wall clock of the series."""
        return clock.shown(self.instead_of)

    def start(self, clock: Clock) -> datetime:
        """Return the new start on the wall clock of the series."""
        return clock.shown(self.timing.clock.real(self.timing.start))

    def shift(self, clock: Clock) -> timedelta:
        """Return by how much the new start is later."""
        return self.start(clock) - self.replaced(clock)

    def is_cancelled_by(self, entry: Component, timing: Timing) -> bool:
        """Return whether a later revision of the series excludes the occurrence."""
        time = self.replaced(timing.clock)
        return self.sequence < _sequence(entry) and bool(taken_out(entry, timing) & {time, time.date()})


def _series_times(
    series: Sequence[Component], window: Interval, zone: tzinfo, leave_out: LeaveOut
) -> Iterator[Interval]:
    exceptions: list[_Exception] = []
    for entry in series:
        if "RECURRENCE-ID" in entry:
            with or_leave_out(leave_out):
                exceptions.append(_Exception.of(entry, zone))
    for entry in series:
        if "RECURRENCE-ID" not in entry:
            with or_leave_out(leave_out):
                timing = Timing.of(entry, zone)
                exceptions = [one for one in exceptions if not one.is_cancelled_by(entry, timing)]
                yield from _repeated(entry, timing, exceptions, window)
    for one in exceptions:
        with or_leave_out(leave_out):
            yield from one.taken


def _by_uid(entries: Iterable[Component]) -> Iterable[list[Component]]:
    """Group entries by UID; each entry without a UID is a group of its own."""
    series: dict[object, list[Component]] = defaultdict(list)
    for number, entry in enumerate(entries):
        series[str(entry["UID"]) if "UID" in entry else number].append(entry)
    return series.values()


def _newest(series: Sequence[Component]) -> list[Component]:
    """Return the entries that no other entry of a higher SEQUENCE replaces."""
    latest: dict[object, int] = {}
    for entry in series:
        latest[_recurrence_id(entry)] = max(latest.get(_recurrence_id(entry), _sequence(entry)), _sequence(entry))
    return [entry for entry in series if _sequence(entry) >= latest[_recurrence_id(entry)]]


def _recurrence_id(entry: Component) -> object:
    """Return what entries of one UID that replace each other have in common: their RECURRENCE-ID."""
    return getattr(entry.get("RECURRENCE-ID"), "dt", None)


def _sequence(entry: Component) -> int:
    found = entry.get("SEQUENCE", 0)
    return found if isinstance(found, int) else 0


def _repeated(
    entry: Component, timing: Timing, exceptions: Sequence[_Exception], window: Interval
) -> Iterator[Interval]:
    if _is_free(entry):
        return
    clock = timing.clock
    replaced = {one.replaced(clock) for one in exceptions}
    later = sorted((one for one in exceptions if one.and_after), key=lambda one: one.replaced(clock), reverse=True)
    reach = max((abs(one.shift(clock)) for one in later), default=NO_TIME) + ONE_DAY
    for one in times(entry, timing, *_between(window, timing, reach)):
        if one.start in replaced:
            continue
        change = next((change for change in later if change.replaced(clock) < one.start), None)
        if change is None:
            yield from timing.interval(one.start, one.length)
        elif not change.free:
            yield from timing.interval(one.start + change.shift(clock), change.timing.length)


def _between(window: Interval, timing: Timing, reach: timedelta) -> tuple[datetime, datetime]:
    """Return the wall-clock times between which an occurrence must begin to overlap the window, with some margin."""
    first, last = timing.clock.shown(window.start), timing.clock.shown(window.end)
    before = min(timing.length.days + timing.length.exact + reach, first - _EARLIEST)
    return first - before, last + reach


def _is_free(entry: Component) -> bool:
    free = {"STATUS": "CANCELLED", "TRANSP": "TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS": "FREE"}
    return any(str(entry.get(name, "")).upper() == value for name, value in free.items())
