"""Expand recurring entries (RFC 5545: RRULE, EXRULE, RDATE, EXDATE, RECURRENCE-ID) to busy intervals."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from math import inf, prod
from typing import Any, cast

from dateutil.rrule import rrule, rrulestr
from icalendar import Component
from icalendar.prop import vText

from calendars.days import ONE_DAY, Interval
from calendars.ical.parse import (
    NO_RULE,
    NO_TIME,
    NO_TIMES,
    NO_VALUE,
    Clock,
    LeftOutError,
    Length,
    Tally,
    Timing,
    UnreadableError,
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


@dataclass(frozen=True, slots=True)
class _Reach:
    """What is asked of a repeated entry.

    Attributes:
        first, last: between which naive times on its wall clock it begins.
        tally: counts the steps taken.
    """

    first: datetime
    last: datetime
    tally: Tally


def times(entry: Component, timing: Timing, reach: _Reach) -> Iterator[Time]:
    """Yield the occurrences of an entry that begin within the reach.

    Raises:
        LeftOutError: if its recurrence rule is malformed.
    """
    excluded = taken_out(entry, timing) | set(_by_exception_rules(entry, timing, reach))
    for one in (*_by_rule(entry, timing, reach), *_by_list(entry, timing, reach.tally)):
        if reach.first <= one.start <= reach.last and not excluded & {one.start, one.start.date()}:
            yield one


def _by_rule(entry: Component, timing: Timing, reach: _Reach) -> Iterable[Time]:
    starts = {timing.start}  # belongs to it even if the rule would not give it
    for recur in every(entry, "RRULE"):
        starts.update(_expanded(recur, timing, reach))
    return map(Time, sorted(starts))


def _by_exception_rules(entry: Component, timing: Timing, reach: _Reach) -> Iterator[datetime]:
    for recur in every(entry, "EXRULE"):
        yield from _expanded(recur, timing, reach)


def _expanded(recur: Any, timing: Timing, reach: _Reach) -> Iterable[datetime]:  # noqa: ANN401 - a vRecur, which icalendar leaves untyped
    """Return when the rule has it begin within the reach.

    Raises:
        LeftOutError: if it is no rule, or one of another calendar than the Gregorian (RFC 7529).
    """
    try:
        parts = recur.copy()
        scale, skip = (parts.pop(name, [default])[0].to_ical().decode().upper() for name, default in _RFC_7529.items())
        if scale != _RFC_7529["RSCALE"] or any(each < 1 for each in parts.get("INTERVAL", ())):
            raise LeftOutError(NO_RULE)  # such as one that would repeat at one moment for ever
        day = _day_of_month(parts, timing.start)
        if skip in {"BACKWARD", "FORWARD"} and day is not None and day > _ALWAYS:
            return _skipping(parts, timing, reach, day, forward=skip == "FORWARD")
        start = timing.start if "COUNT" in parts else _brought_near(timing.start, parts, reach.first)
        reach.tally.take_steps(_steps(parts, start, reach.last))
        return _rule(parts, start, timing.clock).between(reach.first, reach.last, inc=True)
    except UnreadableError:
        raise
    except (ValueError, TypeError, OverflowError, AttributeError, LookupError) as wrong:
        raise LeftOutError(NO_RULE) from wrong


_PERIODS = {
    "SECONDLY": (timedelta(seconds=1), 2),
    "MINUTELY": (timedelta(minutes=1), 2),
    "HOURLY": (timedelta(hours=1), 2),
    "DAILY": (timedelta(days=1), 2),
    "WEEKLY": (timedelta(weeks=1), 4),
    "MONTHLY": (timedelta(days=28), 10),
    "YEARLY": (timedelta(days=365), 100),
}
"""By frequency, the least time from one repetition to the next and about how many steps it takes to find it."""


def _brought_near(start: datetime, parts: Any, first: datetime) -> datetime:  # noqa: ANN401 - a vRecur
    """Return the last start before `first` from which a rule without COUNT repeats at the same times."""
    frequency = str(parts["FREQ"][0]).upper()
    if frequency in {"MONTHLY", "YEARLY"}:
        return start
    between = _PERIODS[frequency][0] * int(parts.get("INTERVAL", [1])[0])
    return start + max(first - start, NO_TIME) // between * between


def _steps(parts: Any, start: datetime, last: datetime) -> int:  # noqa: ANN401 - a vRecur
    """Return about how many steps it takes to repeat a rule up to `last`."""
    period, steps = _PERIODS[str(parts["FREQ"][0]).upper()]
    periods = max(last - start, NO_TIME) // (period * int(parts.get("INTERVAL", [1])[0])) + 1
    return steps * periods * prod(len(parts.get(name, [0])) for name in ("BYHOUR", "BYMINUTE", "BYSECOND"))


_RFC_7529 = {"RSCALE": vText("GREGORIAN"), "SKIP": vText("OMIT")}
_ALWAYS = 28
"""The last day that every month has."""


def _day_of_month(parts: Any, start: datetime) -> int | None:  # noqa: ANN401 - a vRecur
    """Return the one day of a month on which a monthly or yearly rule repeats; None if it repeats otherwise."""
    if str(parts.get("FREQ", [""])[0]).upper() not in {"MONTHLY", "YEARLY"}:
        return None
    if any(name in parts for name in ("BYDAY", "BYWEEKNO", "BYYEARDAY", "BYSETPOS")):
        return None
    days = parts.get("BYMONTHDAY", [start.day])
    return int(days[0]) if len(days) == 1 else None


def _skipping(
    parts: Any,  # noqa: ANN401 - a vRecur
    timing: Timing,
    reach: _Reach,
    day: int,
    *,
    forward: bool,
) -> list[datetime]:
    """Return when a rule repeats on one day of the month that takes the next or last day where a month has none."""
    months = parts.copy()
    months["BYMONTHDAY"] = [1]
    if str(parts["FREQ"][0]).upper() == "YEARLY" and "BYMONTH" not in parts:
        months["BYMONTH"] = [timing.start.month]
    until = [_until(value, timing.clock) for value in months.pop("UNTIL", [])]
    first, last = max(reach.first, timing.start), min([reach.last, *until])
    from_month = timing.start.replace(day=1)
    found = []
    for month in _rule(months, from_month, timing.clock).between(from_month, last, inc=True):
        length = monthrange(month.year, month.month)[1]
        begins = month + (min(day, length) - 1 + (forward and day > length)) * ONE_DAY
        if first <= begins <= last:
            found.append(begins)
    return found


def _rule(parts: Any, start: datetime, clock: Clock) -> rrule:  # noqa: ANN401 - a vRecur
    rest = parts.copy()
    until = [f"UNTIL={_until(value, clock):%Y%m%dT%H%M%S}" for value in rest.pop("UNTIL", [])]
    return cast("rrule", rrulestr(";".join([rest.to_ical().decode(), *until]), dtstart=start))


def _until(value: date | datetime, clock: Clock) -> datetime:
    return clock.shown(value) if isinstance(value, datetime) else datetime.combine(value, time.max)


def _by_list(entry: Component, timing: Timing, tally: Tally) -> Iterator[Time]:
    for value in _listed(entry, "RDATE"):
        start, end = value if isinstance(value, tuple) else (value, None)
        try:
            length = length_between(start, end, timing.clock) if end is not None else None
        except LeftOutError:
            tally.leave_out(LeftOutError(NO_VALUE))
        else:
            yield Time(timing.clock.shown(start), length)


def taken_out(entry: Component, timing: Timing) -> set[date]:
    """Return the exclusions (EXDATE): naive wall-clock times, and dates that exclude all occurrences of the day."""
    return {_instance(value, timing) for value in _listed(entry, "EXDATE")}


def _instance(value: date | datetime, timing: Timing) -> date:
    """Return which time of a series is named: what its clock shows, or the day with all its times.

    Of a series of whole days it is the day as written, in whatever zone; only midnight on the series' own clock may
    also be written in UTC.
    """
    if not isinstance(value, datetime):
        return value
    shown = timing.clock.shown(value)
    if not timing.whole_days:
        return shown
    return shown.date() if value.utcoffset() == NO_TIME and shown.time() == time() else value.date()


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


def times_taken(entries: Iterable[Component], window: Interval, zone: tzinfo, tally: Tally) -> Iterator[Interval]:
    """Yield the busy intervals of entries, in UTC and in no order: all that overlap the window, and perhaps others.

    Args:
        entries: VEVENT or AVAILABLE components.
        window: in UTC.
        zone: of floating times.
        tally: counts the entries that cannot be understood, and the steps taken.
    """
    for series in _by_uid(entries):
        yield from _series_times(series, window, zone, tally)


@dataclass(frozen=True, slots=True)
class _Exception:
    """A replacement of one occurrence of a series (RECURRENCE-ID).

    Attributes:
        instead_of: start of the replaced occurrence, as written.
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

    def replaced(self, series: Timing) -> datetime:
        """Return the replaced start on the wall clock of the series."""
        instance = _instance(self.instead_of, series)
        return instance if isinstance(instance, datetime) else datetime.combine(instance, series.start.time())

    def shift(self, series: Timing) -> timedelta:
        """Return by how much the new start is later."""
        return series.clock.shown(self.timing.clock.real(self.timing.start)) - self.replaced(series)

    def is_cancelled_by(self, entry: Component, series: Timing) -> bool:
        """Return whether a later revision of the series excludes the occurrence."""
        instance = self.replaced(series)
        return self.sequence < _sequence(entry) and bool(taken_out(entry, series) & {instance, instance.date()})


def _series_times(series: Sequence[Component], window: Interval, zone: tzinfo, tally: Tally) -> Iterator[Interval]:
    repeated: list[tuple[Component, Timing]] = []
    exceptions: list[_Exception] = []
    for entry in series:
        with or_leave_out(tally):
            if "RECURRENCE-ID" in entry:
                exceptions.append(_Exception.of(entry, zone))
            else:
                repeated.append((entry, Timing.of(entry, zone)))
    newest = max((_sequence(entry) for entry, _ in repeated), default=inf)
    repeated = [(entry, timing) for entry, timing in repeated if _sequence(entry) >= newest]
    exceptions = _newest(exceptions, repeated[0][1] if repeated else None)
    for entry, timing in repeated:
        with or_leave_out(tally):
            exceptions = [one for one in exceptions if not one.is_cancelled_by(entry, timing)]
            yield from _repeated(entry, timing, exceptions, window, tally)
    for one in exceptions:
        with or_leave_out(tally):
            yield from one.taken


def _newest(exceptions: Sequence[_Exception], series: Timing | None) -> list[_Exception]:
    """Return the exceptions without those that one of a higher SEQUENCE replaces."""

    def instance(one: _Exception) -> date:
        return one.instead_of if series is None else one.replaced(series)

    latest: dict[date, int] = {}
    for one in exceptions:
        latest[instance(one)] = max(latest.get(instance(one), one.sequence), one.sequence)
    return [one for one in exceptions if one.sequence >= latest[instance(one)]]


def _by_uid(entries: Iterable[Component]) -> Iterable[list[Component]]:
    """Group entries by UID; each entry without a UID is a group of its own."""
    series: dict[object, list[Component]] = defaultdict(list)
    for number, entry in enumerate(entries):
        series[str(entry.get("UID", "")).strip() or number].append(entry)
    return series.values()


def _sequence(entry: Component) -> int:
    found = entry.get("SEQUENCE", 0)
    return found if isinstance(found, int) else 0


def _repeated(
    entry: Component, timing: Timing, exceptions: Sequence[_Exception], window: Interval, tally: Tally
) -> Iterator[Interval]:
    if _is_free(entry):
        return
    replaced = {_instance(one.instead_of, timing) for one in exceptions}
    later = sorted((one for one in exceptions if one.and_after), key=lambda one: one.replaced(timing), reverse=True)
    shift = max((abs(one.shift(timing)) for one in later), default=NO_TIME) + ONE_DAY
    for one in times(entry, timing, _reach(window, timing, shift, tally)):
        if replaced & {one.start, one.start.date()}:
            continue
        change = next((change for change in later if change.replaced(timing) < one.start), None)
        if change is None:
            yield from timing.interval(one.start, one.length)
        elif not change.free:
            yield from timing.interval(one.start + change.shift(timing), change.timing.length)


def _reach(window: Interval, timing: Timing, shift: timedelta, tally: Tally) -> _Reach:
    """Return what an entry must begin within to overlap the window if moved by up to `shift`, with some margin."""
    first, last = timing.clock.shown(window.start), timing.clock.shown(window.end)
    before = min(timing.length.days + timing.length.exact + shift, first - _EARLIEST)
    return _Reach(first - before, last + shift, tally)


def _is_free(entry: Component) -> bool:
    free = {"STATUS": "CANCELLED", "TRANSP": "TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS": "FREE"}
    return any(str(entry.get(name, "")).upper() == value for name, value in free.items())
