"""Expand recurrence (RRULE, RDATE, EXDATE, RECURRENCE-ID) to the times that series take."""

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


_BEGINNING = datetime.min  # noqa: DTZ901 - of what a clock can show


def times_taken(
    entries: Iterable[Component], window: Interval, zone: tzinfo, leave_out: LeaveOut
) -> Iterator[Interval]:
    """The times that entries take, at least all that touch the window, in no order; in UTC."""
    for series in _by_uid(entries):
        yield from _series_times(_newest(series), window, zone, leave_out)


@dataclass(frozen=True, slots=True)
class _Exception:
    """What takes the place of one time of a series (RECURRENCE-ID).

    Attributes:
        instead_of: that time.
        and_after: whether all later times change alike (RANGE=THISANDFUTURE).
        timing: when it is now.
        free: whether it takes no time, as when it is cancelled.
        sequence: its revision.
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
        """The time it takes, or none."""
        return () if self.free else self.timing.interval(self.timing.start)

    def replaced(self, clock: Clock) -> datetime:
        """What the series' clock shows at the time replaced."""
        return clock.shown(self.instead_of)

    def start(self, clock: Clock) -> datetime:
        """What the series' clock shows at the new time."""
        return clock.shown(self.timing.clock.real(self.timing.start))

    def shift(self, clock: Clock) -> timedelta:
        """How much later it is."""
        return self.start(clock) - self.replaced(clock)

    def is_cancelled_by(self, entry: Component, timing: Timing) -> bool:
        """Whether a later revision of the series takes its time out again."""
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
    """Entries of one UID together; one without a UID is alone."""
    series: dict[object, list[Component]] = defaultdict(list)
    for number, entry in enumerate(entries):
        series[str(entry["UID"]) if "UID" in entry else number].append(entry)
    return series.values()


def _newest(series: Sequence[Component]) -> list[Component]:
    """The entries without those that one of a higher SEQUENCE replaces."""
    latest: dict[object, int] = {}
    for entry in series:
        latest[_which(entry)] = max(latest.get(_which(entry), _sequence(entry)), _sequence(entry))
    return [entry for entry in series if _sequence(entry) >= latest[_which(entry)]]


def _which(entry: Component) -> object:
    """Of the entries of one UID, the same for those that replace each other."""
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
    """Between which times of its clock an entry must begin to touch the window, and a little more."""
    first, last = timing.clock.shown(window.start), timing.clock.shown(window.end)
    before = min(timing.length.days + timing.length.exact + reach, first - _BEGINNING)
    return first - before, last + reach


def _is_free(entry: Component) -> bool:
    said = {name: str(entry.get(name, "")).upper() for name in ("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")}
    return (
        said["STATUS"] == "CANCELLED" or said["TRANSP"] == "TRANSPARENT" or said["X-MICROSOFT-CDO-BUSYSTATUS"] == "FREE"
    )
