"""Days that come once a year: a date, the nth weekday of a month, a day counted from Easter.

They are what school holidays begin and end on and what polling days are set by.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from dateutil.easter import easter

from calendars.language import Said, Sentence, WrongValueError
from calendars.weekdays import Weekday, nth_weekday

if TYPE_CHECKING:
    from calendars.span import Span

_LEAP_YEAR = 2000
_ALWAYS_IN_A_MONTH = 4
_EASTER_OFFSETS = range(-80, 251)  # Easter is never before day 81 nor after day 116 of the year

_NO_DATE = Sentence(en="no year has a day {day} in month {month}", da="intet år har en dag {day} i måned {month}")
_NO_NTH = Sentence(
    en="not every month has a weekday number {n}; 1 to 4 are possible, and -1 for the last",
    da="ikke alle måneder har en ugedag nummer {n}; 1 til 4 er mulige, og -1 for den sidste",
)
_OUT_OF_YEAR = Sentence(
    en="{offset} {offset:day|days} from Easter may lie in another year",
    da="{offset} {offset:dag|dage} fra påske kan ligge i et andet år",
)


class YearlyDay(Protocol):
    """A day that comes once a year."""

    def in_year(self, year: int) -> date:
        """The day it falls on in that year, or at most a week into the next."""
        ...


def years_reaching(within: Span) -> range:
    """Every year from which something that begins on a yearly day, and lasts less than a year, can reach the span."""
    return range(within.first.year - 2, within.last.year + 1)


@dataclass(frozen=True, slots=True)
class MonthDay:
    """The same date each year; 29 February is the last of February in common years.

    Raises:
        WrongValueError: if no year has the date.
    """

    month: int
    day: int

    def __post_init__(self) -> None:
        _check_date(self.month, self.day)

    def in_year(self, year: int) -> date:
        """The date in that year."""
        return date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The nth weekday of a month, counted from its end if `n` is negative (-1 is the last).

    Raises:
        WrongValueError: if not every year has it: a month is only sure of four of each weekday.
    """

    n: int
    weekday: Weekday
    month: int

    def __post_init__(self) -> None:
        if not 1 <= abs(self.n) <= _ALWAYS_IN_A_MONTH:
            raise WrongValueError(Said(_NO_NTH, {"n": self.n}))
        _check_date(self.month, 1)

    def in_year(self, year: int) -> date:
        """The day in that year."""
        return nth_weekday(year, self.month, self.weekday, self.n)


@dataclass(frozen=True, slots=True)
class WeekdayFrom:
    """The first such weekday on or after another yearly day ("the Tuesday after the first Monday" is from the 2nd)."""

    weekday: Weekday
    start: MonthDay | NthWeekday | EasterDay

    def in_year(self, year: int) -> date:
        """The day for the start of that year; it may lie in the first week of the next."""
        start = self.start.in_year(year)
        return start + timedelta(days=(self.weekday - start.weekday()) % 7)


@dataclass(frozen=True, slots=True)
class EasterDay:
    """A day counted from Easter Sunday of the western churches: -8 is the Saturday before Palm Sunday, 39 Ascension.

    Raises:
        WrongValueError: if so many days would lead out of Easter's year.
    """

    offset: int

    def __post_init__(self) -> None:
        if self.offset not in _EASTER_OFFSETS:
            raise WrongValueError(Said(_OUT_OF_YEAR, {"offset": self.offset}))

    def in_year(self, year: int) -> date:
        """The day in that year."""
        return easter(year) + timedelta(days=self.offset)


def _check_date(month: int, day: int) -> None:
    try:
        date(_LEAP_YEAR, month, day)
    except ValueError:
        raise WrongValueError(Said(_NO_DATE, {"day": day, "month": month})) from None
