"""Spans of whole days and hours of a day: the two ways this product speaks of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from calendars.language import Said, Sentence, WrongValueError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)

_ENDS_EARLY = Sentence(
    en="the days cannot end on {last:date} before they begin on {first:date}",
    da="dagene kan ikke slutte {last:date}, før de begynder {first:date}",
)
_NO_HOURS = Sentence(
    en="the hours cannot end at {end} when they begin at {start}",
    da="tidsrummet kan ikke slutte kl. {end}, når det begynder kl. {start}",
)
_SKIPPED = Sentence(
    en="there is no {clock} on {day} in {zone}: the clock is put forward",
    da="klokken bliver ikke {clock} {day} i {zone}: uret stilles frem",
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Whole days from `first` to `last`, both included.

    Raises:
        WrongValueError: if `last` lies before `first`.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise WrongValueError(Said(_ENDS_EARLY, {"first": self.first, "last": self.last}))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + timedelta(days=n) for n in range(len(self)))

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def within(self, other: Span) -> Span | None:
        """The days that lie in both, or None if there are none."""
        if not self.overlaps(other):
            return None
        return Span(max(self.first, other.first), min(self.last, other.last))

    @classmethod
    def of_days(cls, first: date, days: int) -> Span:
        """The span of `days` days that begins on `first`.

        Raises:
            WrongValueError: if `days` is below 1.
        """
        return cls(first, first + timedelta(days=days - 1))


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """Hours of one day on the wall clock, `end` not included.

    Raises:
        WrongValueError: if `end` is not after `start`.
    """

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise WrongValueError(Said(_NO_HOURS, {"start": self.start, "end": self.end}))

    def overlaps(self, other: Hours) -> bool:
        """Whether the two have a minute in common."""
        return self.start < other.end and other.start < self.end

    def on(self, days: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Start on the first of the days and end on the last, on that zone's wall clock.

        A time that the clock shows twice (autumn daylight saving) is the first of the two.

        Raises:
            WrongValueError: if the clock skips the start or the end on its day (spring daylight saving).
        """
        return _on_clock(days.first, self.start, zone), _on_clock(days.last, self.end, zone)


def _on_clock(day: date, clock: time, zone: ZoneInfo) -> datetime:
    moment = datetime.combine(day, clock, zone)
    back = datetime.fromtimestamp(moment.timestamp(), zone)
    if back.replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise WrongValueError(Said(_SKIPPED, {"clock": clock, "day": day, "zone": zone.key}))
    return moment
