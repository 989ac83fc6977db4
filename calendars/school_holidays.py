"""School holidays by rule: how a rule becomes the spans of a time.

Rules are put together from yearly days: Danish summer holidays are
`EachYear(NthWeekday(-1, SATURDAY, 6), MonthDay(8, 11))`, autumn holidays `IsoWeek(42)`, Easter holidays
`EachYear(EasterDay(-8), EasterDay(1))`, Christmas holidays `EachYear(MonthDay(12, 20), MonthDay(1, 5))`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from calendars.blackout import Blackout, Kind
from calendars.language import Said, Sentence, WrongValueError, say_value
from calendars.span import Span
from calendars.weekdays import Weekday
from calendars.yearly import years_reaching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from calendars.language import Locale, Title
    from calendars.yearly import YearlyDay

_LAST_ISO_WEEK = 53
_WEEKEND_BEFORE = timedelta(days=2)
_HALF_A_YEAR = 183

_NO_WEEK = Sentence(en="no year has a week {week}", da="intet år har en uge {week}")
_TOO_LONG = Sentence(
    en="a holiday from {first:date} to {last:date} is longer than half a year; are its ends the wrong way round?",
    da="en ferie fra {first:date} til {last:date} er længere end et halvt år; er der byttet om på enderne?",
)


class HolidayRule(Protocol):
    """Says on which days there is holiday."""

    def spans(self, within: Span) -> Iterator[Span]:
        """The holidays in that time, cut off at its ends, in order."""
        ...


@dataclass(frozen=True, slots=True)
class IsoWeek:
    """One ISO week of each year that has it, from Monday; week 53 comes about every sixth year.

    Attributes:
        through: the last weekday of the holiday.
        weekend_before: whether the Saturday and Sunday before belong to it.

    Raises:
        WrongValueError: if no year has the week.
    """

    week: int
    through: Weekday = Weekday.SUNDAY
    weekend_before: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.week <= _LAST_ISO_WEEK:
            raise WrongValueError(Said(_NO_WEEK, {"week": self.week}))

    def spans(self, within: Span) -> Iterator[Span]:
        """The holidays in that time, cut off at its ends, in order."""
        # The first week of a year may begin in the year before, the last may end in the year after.
        for iso_year in range(within.first.year - 1, within.last.year + 2):
            if self.week <= _last_week(iso_year) and (part := self._in(iso_year).within(within)):
                yield part

    def _in(self, iso_year: int) -> Span:
        monday = date.fromisocalendar(iso_year, self.week, 1)
        first = monday - _WEEKEND_BEFORE if self.weekend_before else monday
        return Span(first, monday + timedelta(days=self.through))


@dataclass(frozen=True, slots=True)
class EachYear:
    """From one yearly day to the next other one, across the new year if that comes first; or one day a year.

    Attributes:
        last: the last day of the holiday; None if it is a single day.
    """

    first: YearlyDay
    last: YearlyDay | None = None

    def spans(self, within: Span) -> Iterator[Span]:
        """The holidays in that time, cut off at its ends, in order.

        Raises:
            WrongValueError: if they last more than half a year, as happens when first and last change places.
        """
        for year in years_reaching(within):
            if part := self._from(year).within(within):
                yield part

    def _from(self, year: int) -> Span:
        first = self.first.in_year(year)
        last = first if self.last is None else self.last.in_year(year)
        if self.last is not None and last < first:
            last = self.last.in_year(year + 1)
        holiday = Span(first, last)
        if len(holiday) > _HALF_A_YEAR:
            raise WrongValueError(Said(_TOO_LONG, {"first": first, "last": last}))
        return holiday


@dataclass(frozen=True, slots=True)
class Dates:
    """Holidays given day by day."""

    days: tuple[Span, ...]

    def spans(self, within: Span) -> Iterator[Span]:
        """The holidays in that time, cut off at its ends, in order."""
        return (part for days in sorted(self.days) if (part := days.within(within)))


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """A school holiday with its name.

    Attributes:
        name: as planners call it ("Efterårsferie").
        source: where the rule comes from; may be empty.
    """

    name: Title
    rule: HolidayRule
    source: str = ""

    def blackouts(self, within: Span, locale: Locale) -> Iterator[Blackout]:
        """Its days in that time, closed for everyone, in order."""
        reason = say_value(self.name, locale)
        stated = self.rule.week if isinstance(self.rule, IsoWeek) else None
        week = None if str(stated) in reason.split() else stated
        for span in self.rule.spans(within):
            yield Blackout(span, reason, kind=Kind.SCHOOL_HOLIDAY, source=self.source, week=week)


def _last_week(iso_year: int) -> int:
    """The last week of the ISO year: the one that 28 December is always in."""
    return date(iso_year, 12, 28).isocalendar().week
