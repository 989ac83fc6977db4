"""Public holidays of every country and subdivision that the PyPI package `holidays` knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from calendars.blackout import Blackout, Kind
from calendars.language import Said, Sentence, WrongValueError, say_value
from calendars.span import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from holidays import HolidayBase

    from calendars.language import Locale

What = Literal["country", "subdivision", "category"]

_SOURCE = "PyPI package holidays"

# Tried in this order when a country's own language is another one; the package names languages like this.
_LANGUAGES: dict[Locale, tuple[str, ...]] = {"da": ("da",), "en": ("en_GB", "en_US")}

_UNKNOWN: dict[What, Sentence] = {
    "country": Sentence(
        en="no public holidays are known for the country {value}; it is a code of ISO 3166, such as DK",
        da="der kendes ingen helligdage for landet {value}; det skal være en kode fra ISO 3166, f.eks. DK",
    ),
    "subdivision": Sentence(
        en="no public holidays are known for {value} in {country}",
        da="der kendes ingen helligdage for {value} i {country}",
    ),
    "category": Sentence(
        en="{country} has no public holidays of the category {value}",
        da="{country} har ingen helligdage i kategorien {value}",
    ),
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
    candidates = (own or "", *_LANGUAGES[locale], *country.supported_languages)
    spoken = (name for name in candidates if name in country.supported_languages and name.partition("_")[0] == locale)
    return next(spoken, own)
