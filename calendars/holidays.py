"""Public holidays of every country and subdivision, school holidays by rule, and bridge days.

Rules are put together from yearly days: Danish summer holidays are
`EachYear(NthWeekday(-1, SATURDAY, 6), MonthDay(8, 11))`, autumn holidays `IsoWeek(42)`, Easter holidays
`EachYear(EasterDay(-8), EasterDay(1))`, Christmas holidays `EachYear(MonthDay(12, 20), MonthDay(1, 5))`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Literal, Protocol

from calendars.blackouts import Blackout, Kind
from calendars.days import WEEKEND, Span, Weekday, years_reaching
from calendars.language import Message, Said, WrongValueError, say_value

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from holidays import HolidayBase

    from calendars.days import YearlyDay
    from calendars.language import Locale, Title


What = Literal["country", "subdivision", "category"]

_SOURCE = "PyPI package holidays"

# Tried in this order when a country's own language is another one; the package names languages like this.
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
        what: which of the three.
        value: what was asked for.
        country: of which country.
        known: what could have been asked for instead, sorted.
    """

    def __init__(self, what: What, value: str, country: str, known: tuple[str, ...]) -> None:
        self.what = what
        self.value = value
        self.country = country
        self.known = known
        super().__init__(Said(_UNKNOWN[what], {"value": value, "country": country}))


@dataclass(frozen=True, slots=True)
class PublicHolidays:
    """The public holidays of a country or a part of it.

    A day on which a holiday is observed because the holiday itself falls in a weekend is closed too, under the name
    that the package gives it ("Boxing Day (observed)").

    Attributes:
        country: code of ISO 3166-1 ("DK").
        subdivision: code of ISO 3166-2 without the country, or an alias the package knows ("BY", "Bayern"); empty
            for the holidays that the whole country has.
        categories: which of the package's categories count. Others than "public" hold days that do not close
            everything, such as "optional" (Denmark: 1 May, 5 June, 24 and 31 December) or "half_day", whose days are
            closed whole if they are asked for.
    """

    country: str
    subdivision: str = ""
    categories: tuple[str, ...] = ("public",)

    def check(self) -> None:
        """See whether the package knows country, subdivision and categories.

        Raises:
            UnknownHolidaysError: if not.
        """
        self._known()

    def blackouts(self, within: Span, locale: Locale) -> Iterator[Blackout]:
        """The holidays in that time, closed for everyone, one blackout a day, in order.

        Named in that language where the package can, else in the country's own.

        Raises:
            UnknownHolidaysError: if the package does not know country, subdivision or categories.
        """
        import holidays  # noqa: PLC0415 - slow to import, and most of the program needs no holidays

        language = _language(self._known(), locale)
        years = range(within.first.year, within.last.year + 1)
        listed = holidays.country_holidays(
            self.country, self.subdivision or None, years, language=language, categories=self.categories
        )
        for day in sorted(listed):
            if day in within:
                reason = say_value(listed.get_list(day), locale)
                yield Blackout(Span(day, day), reason, kind=Kind.PUBLIC_HOLIDAY, source=_SOURCE)

    def _known(self) -> HolidayBase:
        """What the package has of the country, no year of it worked out."""
        import holidays  # noqa: PLC0415 - as in blackouts
        from holidays.registry import EntityLoader  # noqa: PLC0415 - as in blackouts

        self._expect("country", self.country, EntityLoader.get_country_codes())
        country = holidays.country_holidays(self.country)
        self._expect("subdivision", self.subdivision, {"", *country.subdivisions, *country.subdivisions_aliases})
        for category in self.categories:
            self._expect("category", category, country.supported_categories)
        return country

    def _expect(self, what: What, value: str, known: Iterable[str]) -> None:
        known = set(known)
        if value not in known:
            raise UnknownHolidaysError(what, value, self.country, tuple(sorted(known - {""})))


def _language(country: HolidayBase, locale: Locale) -> str | None:
    """The package's language nearest to the locale, or the country's own if there is none.

    Never left to the package, which would then look at the environment.
    """
    own = country.default_language
    candidates = (own or "", *_LANGUAGES.get(locale, (locale,)), *country.supported_languages)
    spoken = (name for name in candidates if name in country.supported_languages and name.partition("_")[0] == locale)
    return next(spoken, own)


_LAST_ISO_WEEK = 53
_WEEKEND_BEFORE = timedelta(days=2)
_HALF_A_YEAR = 183

_NO_WEEK = Message("holidays.no_week", "no year has a week {week}")
_TOO_LONG = Message(
    "holidays.too_long",
    "a holiday from {first:date} to {last:date} is longer than half a year; are its ends the wrong way round?",
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


_LONGEST_BRIDGE = Message(
    "holidays.longest_bridge", "squeezed are from 1 to {most} working days in a row, not {longest}"
)


def bridge_days(
    within: Span, holidays: Collection[date], longest: int = 1, weekend: frozenset[Weekday] = WEEKEND
) -> Iterator[date]:
    """The squeezed days of that time, in order.

    A working day is one that is neither in the weekend nor a holiday. Working days in a row are squeezed if there
    are at most `longest` of them and a holiday lies directly before or after the row, alone or as part of a longer
    free time. With 1 that is the Friday after Ascension and the Monday before a holiday on a Tuesday.

    Args:
        within: the days to look at.
        holidays: also those up to `longest` + 1 days outside of `within`, which may squeeze a day in it.
        longest: most working days in a row that count; 1 to one less than a working week.
        weekend: days of the week without work, in one row.

    Raises:
        WrongValueError: if `longest` is below 1, or so large that weeks without a holiday would count.
    """
    if not 1 <= longest < 7 - len(weekend):
        raise WrongValueError(Said(_LONGEST_BRIDGE, {"longest": longest, "most": 6 - len(weekend)}))
    # A row cut off by the edges of this wider span is longer than `longest` wherever it reaches into `within`.
    # A row shorter than a working week always has a holiday beside it, so its length is all there is to ask.
    around = Span(within.first - timedelta(days=longest), within.last + timedelta(days=longest))
    for works, row in groupby(around, lambda day: day.weekday() not in weekend and day not in holidays):
        days = list(row)
        if works and len(days) <= longest:
            yield from (day for day in days if day in within)
