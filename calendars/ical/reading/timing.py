"""When one entry is, as its own properties say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, TypeAlias

from icalendar import Component

from calendars.ical.reading.outcome import ENDS_FIRST, NO_TIMES, LeftOutError
from calendars.ical.reading.zones import zone_named
from calendars.interval import Interval
from calendars.span import ONE_DAY

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
