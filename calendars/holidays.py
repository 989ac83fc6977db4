"""Public holidays of countries and their subdivisions, school holidays by rule, and bridge days.

Public holidays come from the PyPI package `holidays`. Rules of school holidays are built from yearly days: Danish
summer holidays are `EachYear(NthWeekday(-1, SATURDAY, 6), MonthDay(8, 11))`, autumn holidays `IsoWeek(42)`, Easter
holidays `EachYear(EasterDay(-8), EasterDay(1))`, Christmas holidays `EachYear(MonthDay(12, 20), MonthDay(1, 5))`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Literal, Protocol

from calendars.blackouts import Blackout, BlackoutKind
from calendars.days import WEEKEND, Span, Weekday, years_reaching
from calendars.language import BoundMessage, Message, WrongValueError, say_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from holidays import HolidayBase

    from calendars.days import YearlyDay
    from calendars.language import Locale, Title


What = Literal["country", "subdivision", "category"]

_SOURCE = Message("holidays.source", "the calendar of public holidays")

# Language codes of the package for a locale, in order of preference, where they differ from the locale itself.
_LANGUAGES: dict[Locale, tuple[str, ...]] = {"en": ("en_GB", "en_US")}

_UNKNOWN: dict[What, Message] = {
    "country": Message(
        "holidays.unknown.country",
        "no public holidays are known for the country {value}; it is a code of ISO 3166, such as DK",
    ),
    "subdivision": Message("holidays.unknown.subdivision", "no public holidays are known for {value} in {country}"),
    "category": Message("holidays.unknown.category", "{country} has no public holidays of the category {value}"),
}


class UnknownHolidaysError(WrongValueError):
    """A country, subdivision or category that the package `holidays` does not know.

    Attributes:
        what: which of the three is unknown.
        value: the unknown value.
        country: code of the country; equal to `value` if the country itself is unknown.
        known: the values that the package knows, sorted.
    """

    def __init__(self, what: What, value: str, country: str, known: tuple[str, ...]) -> None:
        self.what = what
        self.value = value
        self.country = country
        self.known = known
        super().__init__(BoundMessage(_UNKNOWN[what], {"value": value, "country": country}))


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country or of one of its subdivisions.

    Where a holiday falls in a weekend and is observed on another day, that day is closed too, under the name that the
    package gives it ("Boxing Day (observed)").

    Attributes:
        country: code of ISO 3166-1 ("DK").
        subdivision: code of ISO 3166-2 without the country ("BY"), or an alias that the package knows ("Bayern");
            empty for the holidays of the whole country.
        categories: the package's categories to include. Besides "public" there are days on which not everything is
            closed, such as "optional" (Denmark: 1 May, 5 June, 24 and 31 December) or "half_day"; if included,
            they count as whole days.
    """

    country: str
    subdivision: str = ""
    categories: tuple[str, ...] = ("public",)

    def check(self) -> None:
        """Check that the package knows country, subdivision and categories.

        Raises:
            UnknownHolidaysError: if it does not.
        """
        self._checked_country()

    def blackouts(self, within: Span, locale: Locale) -> Iterator[Blackout]:
        """Yield one blackout for everyone for each holiday in `within`, in order.

        Holidays are named in the language of `locale` where the package has it, else in the country's own.

        Raises:
            UnknownHolidaysError: if the package does not know country, subdivision or categories.
        """
        import holidays  # noqa: PLC0415 - slow to import, and most of the program needs no holidays

        language = _language(self._checked_country(), locale)
        years = range(within.first.year, within.last.year + 1)
        listed = holidays.country_holidays(
            self.country, self.subdivision or None, years, language=language, categories=self.categories
        )
        for day in sorted(listed):
            if day in within:
                reason = say_value(listed.get_list(day), locale)
                yield Blackout(Span(day, day), reason, kind=BlackoutKind.PUBLIC_HOLIDAY, source=_SOURCE.say(locale))

    def _checked_country(self) -> HolidayBase:
        """Return the package's description of the country, without any year's dates.

        Raises:
            UnknownHolidaysError: if country, subdivision or a category is unknown.
        """
        import holidays  # noqa: PLC0415 - as in blackouts
        from holidays.registry import EntityLoader  # noqa: PLC0415 - as in blackouts

        self._check_known("country", self.country, EntityLoader.get_country_codes())
        country = holidays.country_holidays(self.country)
        self._check_known("subdivision", self.subdivision, {"", *country.subdivisions, *country.subdivisions_aliases})
        for category in self.categories:
            self._check_known("category", category, country.supported_categories)
        return country

    def _check_known(self, what: What, value: str, known: Iterable[str]) -> None:
        known = set(known)
        if value not in known:
            raise UnknownHolidaysError(what, value, self.country, tuple(sorted(known - {""})))


def _language(country: HolidayBase, locale: Locale) -> str | None:
    """Return the package's language that fits the locale best, or the country's own if there is none.

    Without an explicit language the package would choose by the environment variable LANGUAGE.
    """
    own = country.default_language
    candidates = (own or "", *_LANGUAGES.get(locale, (locale,)), *country.supported_languages)
    spoken = (name for name in candidates if name in country.supported_languages and name.partition("_")[0] == locale)
    return next(spoken, own)


_LAST_ISO_WEEK = 53
_WEEKEND_BEFORE = timedelta(days=2)
_LONGEST_HOLIDAY_DAYS = 183

_NO_WEEK = Message("holidays.no_week", "no year has a week {week}")
_TOO_LONG = Message(
    "holidays.too_long",
    "a holiday from {first:date} to {last:date} is longer than half a year; are its ends the wrong way round?",
)


class HolidayRule(Protocol):
    """A rule that gives the days of a school holiday."""

    def spans(self, within: Span) -> Iterator[Span]:
        """Yield the holidays that overlap `within`, clipped to it, in order."""
        ...


@dataclass(frozen=True, slots=True)
class IsoWeek:
    """The ISO week (ISO 8601) of that number in each year that has it, from Monday; not every year has a week 53.

    Attributes:
        week: number of the week, 1 to 53.
        through: the last weekday of the holiday.
        weekend_before: whether the Saturday and Sunday before belong to the holiday.

    Raises:
        WrongValueError: if no year has the week.
    """

    week: int
    through: Weekday = Weekday.SUNDAY
    weekend_before: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.week <= _LAST_ISO_WEEK:
            raise WrongValueError(BoundMessage(_NO_WEEK, {"week": self.week}))

    def spans(self, within: Span) -> Iterator[Span]:
        """Yield the holidays that overlap `within`, clipped to it, in order."""
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
    """The days from one yearly day to the next occurrence of another, across the new year if need be.

    Attributes:
        first: the first day of the holiday.
        last: the last day of the holiday; None if it is a single day.
    """

    first: YearlyDay
    last: YearlyDay | None = None

    def spans(self, within: Span) -> Iterator[Span]:
        """Yield the holidays that overlap `within`, clipped to it, in order.

        Raises:
            WrongValueError: if one lasts more than half a year, as happens when first and last are swapped.
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
        if len(holiday) > _LONGEST_HOLIDAY_DAYS:
            raise WrongValueError(BoundMessage(_TOO_LONG, {"first": first, "last": last}))
        return holiday


@dataclass(frozen=True, slots=True)
class Dates:
    """Holidays on given days, without a rule."""

    days: tuple[Span, ...]

    def spans(self, within: Span) -> Iterator[Span]:
        """Yield the holidays that overlap `within`, clipped to it, in order."""
        return (part for days in sorted(self.days) if (part := days.within(within)))


@dataclass(frozen=True, slots=True)
class SchoolHoliday:
    """A named school holiday.

    Attributes:
        name: as planners call it ("Efterårsferie").
        rule: gives its days.
        source: where the rule comes from; may be empty.
    """

    name: Title
    rule: HolidayRule
    source: str = ""

    def blackouts(self, within: Span, locale: Locale) -> Iterator[Blackout]:
        """Yield a blackout for everyone for each of its holidays in `within`, in order."""
        reason = say_value(self.name, locale)
        stated = self.rule.week if isinstance(self.rule, IsoWeek) else None
        week = None if str(stated) in reason.split() else stated
        for span in self.rule.spans(within):
            yield Blackout(span, reason, kind=BlackoutKind.SCHOOL_HOLIDAY, source=self.source, week=week)


def _last_week(iso_year: int) -> int:
    """Return the number of the last week of the ISO year, which always contains 28 December."""
    return date(iso_year, 12, 28).isocalendar().week


_LONGEST_BRIDGE = Message(
    "holidays.longest_bridge", "squeezed are from 1 to {most} working days in a row, not {longest}"
)


def bridge_days(
    within: Span, holidays: Collection[date], longest: int = 1, weekend: frozenset[Weekday] = WEEKEND
) -> Iterator[date]:
    """Yield the bridge days in `within`, in order.

    A working day is one that is neither in the weekend nor a holiday. Consecutive working days are bridge days if
    there are at most `longest` of them and a holiday, alone or as part of a longer free time, lies directly before or
    after them. With `longest` 1 these are the Friday after Ascension Day and the Monday before a holiday on a Tuesday.

    Args:
        within: the days to search.
        holidays: dates of holidays, including those up to `longest` + 1 days outside `within`.
        longest: greatest number of consecutive working days that count; 1 to one less than a working week.
        weekend: the weekdays without work, consecutive.

    Raises:
        WrongValueError: if `longest` is below 1, or so large that weeks without a holiday would count.
    """
    if not 1 <= longest < 7 - len(weekend):
        raise WrongValueError(BoundMessage(_LONGEST_BRIDGE, {"longest": longest, "most": 6 - len(weekend)}))
    # A run that the edges of this wider span cut off is longer than `longest` if it reaches into `within`. A run that
    # is shorter than a working week always has a holiday beside it, so that its length alone decides.
    around = Span(within.first - timedelta(days=longest), within.last + timedelta(days=longest))
    for works, row in groupby(around, lambda day: day.weekday() not in weekend and day not in holidays):
        days = list(row)
        if works and len(days) <= longest:
            yield from (day for day in days if day in within)
