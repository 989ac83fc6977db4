"""Days and hours: time intervals, spans of whole days, hours of a day, weekdays, and days that recur every year.

Yearly days ("the last Saturday of June", "the Friday before Palm Sunday") are what rules of school holidays and of
polling days are made of.
"""

from __future__ import annotations

import calendar
from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Protocol

from dateutil.easter import easter

from calendars.language import BoundMessage, Message, WrongValueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import tzinfo
    from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """A half-open interval of real time, from `start` up to but not including `end`, both aware.

    Raises:
        ValueError: if a datetime has no zone, or the end is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            msg = "an interval needs times with a zone"
            raise ValueError(msg)
        # Datetimes of one zone compare by wall clock, which shows an hour twice in autumn: compare timestamps instead.
        if self.end.timestamp() <= self.start.timestamp():
            msg = f"an interval cannot end at {self.end} when it begins at {self.start}"
            raise ValueError(msg)

    def astimezone(self, zone: tzinfo) -> Interval:
        """Return the same interval with its ends expressed in another zone."""
        return Interval(self.start.astimezone(zone), self.end.astimezone(zone))


def union(intervals: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the union of the intervals: disjoint, not touching, and sorted.

    Args:
        intervals: in any order; all in UTC.
    """
    found: list[Interval] = []
    for interval in sorted(intervals):
        if found and interval.start <= found[-1].end:
            found[-1] = Interval(found[-1].start, max(found[-1].end, interval.end))
        else:
            found.append(interval)
    return tuple(found)


def clip(intervals: Iterable[Interval], window: Interval) -> tuple[Interval, ...]:
    """Return the union of the intervals, clipped to the window: disjoint, not touching, and sorted; all in UTC."""
    return union(
        Interval(max(one.start, window.start), min(one.end, window.end))
        for one in intervals
        if one.start < window.end and one.end > window.start
    )


def without(intervals: Iterable[Interval], taken_out: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return the difference `intervals` minus `taken_out`: disjoint, not touching, and sorted; all in UTC."""
    rest: list[Interval] = []
    holes = deque(union(taken_out))
    for one in union(intervals):
        start = one.start
        while holes and holes[0].start < one.end:
            if start < holes[0].start:
                rest.append(Interval(start, holes[0].start))
            start = max(start, holes[0].end)
            if holes[0].end > one.end:
                break  # it may overlap the next interval as well
            holes.popleft()
        if start < one.end:
            rest.append(Interval(start, one.end))
    return tuple(rest)


ONE_DAY = timedelta(days=1)

_ENDS_EARLY = Message("days.ends_early", "the days cannot end on {last:date} before they begin on {first:date}")
_NO_HOURS = Message("days.no_hours", "the hours cannot end at {end} when they begin at {start}")
_SKIPPED = Message("days.skipped", "there is no {clock} on {day} in {zone}: the clock is put forward")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A span of whole days from `first` to `last`, both included.

    Raises:
        WrongValueError: if `last` lies before `first`.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WrongValueError(BoundMessage(_ENDS_EARLY, {"first": self.first, "last": self.last}))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(len(self)))

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def overlaps(self, other: Span) -> bool:
        """Return whether the spans have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def within(self, other: Span) -> Span | None:
        """Return the intersection with the other span, or None if it is empty."""
        if not self.overlaps(other):
            return None
        return Span(max(self.first, other.first), min(self.last, other.last))

    @classmethod
    def of_days(cls, first: date, days: int) -> Span:
        """Return the span of `days` days that begins on `first`.

        Raises:
            WrongValueError: if `days` is below 1.
        """
        return cls(first, first + timedelta(days=days - 1))


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Hours by the wall clock, from `start` up to but not including `end`.

    Attributes:
        overnight: whether they are one continuous stay, from `start` on the first of several days until `end` on the
            last, nights included; else they are the same hours of one day, or of each of several days.

    Raises:
        WrongValueError: if `end` is not after `start`, unless they are overnight.
    """

    start: time
    end: time
    overnight: bool = False

    def __post_init__(self) -> None:
        if self.end <= self.start and not self.overnight:
            raise WrongValueError(BoundMessage(_NO_HOURS, {"start": self.start, "end": self.end}))

    @property
    def minutes(self) -> int:
        """How many minutes they have, if they are those of one day."""
        return (self.end.hour - self.start.hour) * 60 + self.end.minute - self.start.minute

    def overlaps(self, other: Hours) -> bool:
        """Return whether the hours have a minute in common; neither of them overnight."""
        return self.start < other.end and other.start < self.end

    def on(self, days: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the start on the first of the days and the end on the last, as aware datetimes in the zone.

        Of a time that occurs twice, when daylight saving ends, the first occurrence is meant.

        Raises:
            WrongValueError: if the start or the end is skipped on its day because daylight saving begins.
        """
        return _on_clock(days.first, self.start, zone), _on_clock(days.last, self.end, zone)


def _on_clock(day: date, clock: time, zone: ZoneInfo) -> datetime:
    moment = datetime.combine(day, clock, zone)
    back = datetime.fromtimestamp(moment.timestamp(), zone)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise WrongValueError(BoundMessage(_SKIPPED, {"clock": clock, "day": day, "zone": zone.key}))
    return moment


_NO_NTH = Message("days.no_nth", "{month:month} has {n} of that weekday; there is no number {asked}")


class Weekday(IntEnum):
    """A day of the week, numbered as by `date.weekday`."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


WEEKEND = frozenset({Weekday.SATURDAY, Weekday.SUNDAY})


def nth_weekday(year: int, month: int, weekday: Weekday, n: int) -> date:
    """Return the nth such weekday of the month, counted from its end if `n` is negative (-1 is the last).

    Raises:
        WrongValueError: if the month has no such day.
    """
    first = 1 + (weekday - date(year, month, 1).weekday()) % 7
    days = range(first, calendar.monthrange(year, month)[1] + 1, 7)
    if not 1 <= abs(n) <= len(days):
        raise WrongValueError(BoundMessage(_NO_NTH, {"month": date(year, month, 1), "n": len(days), "asked": n}))
    return date(year, month, days[n - 1 if n > 0 else n])


_LEAP_YEAR = 2000
_FEWEST_PER_MONTH = 4
"""How often each weekday occurs at least in every month."""
_EASTER_OFFSETS = range(-80, 251)
"""Days from Easter that stay in its year: Easter falls on day 81 to 116 of the year."""

_NO_DATE = Message("days.no_date", "no year has a day {day} in month {month}")
_NO_NTH_WEEKDAY = Message(
    "days.no_nth_weekday", "not every month has a weekday number {n}; 1 to 4 are possible, and -1 for the last"
)
_OUT_OF_YEAR = Message("days.out_of_year", "{offset} {offset:day|days} from Easter may lie in another year")


class YearlyDay(Protocol):
    """A day that recurs once a year."""

    def in_year(self, year: int) -> date:
        """Return its date in that year, or at most a week into the next."""
        ...


def years_reaching(within: Span) -> range:
    """Return the years in which a period of less than a year must begin, on a yearly day, to overlap the span."""
    return range(within.first.year - 2, within.last.year + 1)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """The same month and day each year; 29 February stands for the last day of February.

    Raises:
        WrongValueError: if no year has the date.
    """

    month: int
    day: int

    def __post_init__(self) -> None:
        _check_date(self.month, self.day)

    def in_year(self, year: int) -> date:
        """Return its date in that year."""
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth weekday of a month, counted from its end if `n` is negative (-1 is the last).

    Raises:
        WrongValueError: if `abs(n)` is not 1 to 4, the number of each weekday that every month has.
    """

    n: int
    weekday: Weekday
    month: int

    def __post_init__(self) -> None:
        if not 1 <= abs(self.n) <= _FEWEST_PER_MONTH:
            raise WrongValueError(BoundMessage(_NO_NTH_WEEKDAY, {"n": self.n}))
        _check_date(self.month, 1)

    def in_year(self, year: int) -> date:
        """Return its date in that year."""
        return nth_weekday(year, self.month, self.weekday, self.n)


@dataclass(frozen=True, slots=True)
class WeekdayFrom:
    """The first such weekday on or after another yearly day.

    "The Tuesday after the first Monday of November" is the first Tuesday on or after 2 November.
    """

    weekday: Weekday
    start: MonthDay | NthWeekday | EasterDay

    def in_year(self, year: int) -> date:
        """Return its date in that year, or in the first week of the next."""
        start = self.start.in_year(year)
        return start + timedelta(days=(self.weekday - start.weekday()) % 7)


@dataclass(frozen=True, slots=True)
class EasterDay:
    """A day counted from western Easter Sunday: -8 is the Saturday before Palm Sunday, 39 is Ascension Day.

    Raises:
        WrongValueError: if the day could lie in another year than Easter.
    """

    offset: int

    def __post_init__(self) -> None:
        if self.offset not in _EASTER_OFFSETS:
            raise WrongValueError(BoundMessage(_OUT_OF_YEAR, {"offset": self.offset}))

    def in_year(self, year: int) -> date:
        """Return its date in that year."""
        return easter(year) + timedelta(days=self.offset)


def _check_date(month: int, day: int) -> None:
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise WrongValueError(BoundMessage(_NO_DATE, {"day": day, "month": month})) from None
