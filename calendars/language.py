"""Localised messages: templates with a key, and their text in each language with dates, numbers and plurals.

Messages stand in the code in English; translations come from gettext catalogues in `locale/`. Plural rules and the
patterns of dates and numbers are those of the Unicode CLDR, by way of Babel.
"""

from __future__ import annotations

import gettext
import io
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import TypeAlias, cast

import babel
from babel.dates import format_date, get_date_format
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol

Locale: TypeAlias = str
"""Language code (ISO 639-1): "en", or one that has a catalogue."""

SOURCE_LOCALE: Locale = "en"
"""Language of the messages in the code."""

CATALOGUES = Path(__file__).parent / "locale"
"""Folder of the catalogues, one file `<locale>.po` for each language but English."""

LOCALES: tuple[Locale, ...] = tuple(
    sorted({SOURCE_LOCALE, *(path.stem for path in CATALOGUES.iterdir() if path.suffix in {".po", ".mo"})})
)


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable message template with named placeholders.

    `{day}` formats a value as is usual in the language: a date with its weekday, a time as hours and minutes, a number
    with separators, a list with "and" (a set in alphabetical order). Dates have further forms: `{day:short}` for
    tables, `{day:date}` without weekday, `{day:monthday}` without weekday and year, `{day:month}` for month and year;
    and for pictures `{day:mark}` with a short month and no year, `{day:monthname}` and `{day:weekdayname}`.
    `{n:member|members}` selects the word that fits n: one form for each plural category of the language, in the order
    of the CLDR (zero, one, two, few, many, other).

    Attributes:
        key: identifier in the catalogues; its last part is the code in JSON and HTTP.
        text: English template.

    Example:
        >>> absent = Message("absent", "{n} {n:member is|members are} busy")
        >>> absent.say("en", n=1), absent.say("en", n=1200)
        ('1 member is busy', '1,200 members are busy')
    """

    key: str
    text: str

    def say(self, locale: Locale, **values: object) -> str:
        """Return the message in that language, with `values` in place of the placeholders of their names.

        Raises:
            KeyError: if a value is missing, or a placeholder asks for a form of date that does not exist.
        """
        return _ValueFormatter(locale).vformat(self.template(locale), (), values)

    def template(self, locale: Locale) -> str:
        """Return the template in that language; in English if its catalogue does not have the message."""
        if locale == SOURCE_LOCALE or not self.text:
            return self.text
        return _catalogue(locale).pgettext(self.key, self.text)


_DAY = {
    "": Message("language.day", "EEEE d MMMM y"),
    "short": Message("language.day.short", "EEE d MMM y"),
    "date": Message("language.day.date", "d MMMM y"),
    "month": Message("language.day.month", "MMMM y"),
    "monthday": Message("language.day.monthday", "d MMMM"),
    "mark": Message("language.day.mark", "d MMM"),
    "monthname": Message("language.day.monthname", "MMM"),
    "weekdayname": Message("language.day.weekdayname", "EEE"),
}
"""CLDR pattern of each form of a date."""
_CLOCK = Message("language.clock", "%H:%M")
"""Format of a time of day, for `strftime`."""


@dataclass(frozen=True, slots=True)
class BoundMessage:
    """A message with its values, to be rendered later in the reader's language.

    Attributes:
        message: the message.
        values: value of each placeholder, by its name.
    """

    message: Message
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, locale: Locale) -> str:
        """Return the text in that language."""
        return self.message.say(locale, **self.values)


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text stored in every language that existed at the time; read in English in any other.

    Attributes:
        texts: the text of each locale, English among them.
    """

    texts: Mapping[Locale, str]

    def say(self, locale: Locale) -> str:
        """Return the text in that language."""
        return self.texts.get(locale, self.texts["en"])


class WrongValueError(ValueError):
    """A value that is not allowed, with a localised explanation; its `str` is in English.

    Attributes:
        said: the explanation.
    """

    def __init__(self, said: BoundMessage) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return self.said.say("en")


Title: TypeAlias = Message | str
"""A displayed name: a message if it is built in, a plain string if a planner wrote it."""


def say_value(value: object, locale: Locale, spec: str = "") -> str:
    """Return a value as text in that language.

    Args:
        value: what `Message` can format.
        locale: the language.
        spec: format specifier of a placeholder, as `Message` describes them.
    """
    return _ValueFormatter(locale).format_field(value, spec)


def decimal_symbol(locale: Locale) -> str:
    """Return the decimal separator of that language."""
    return str(get_decimal_symbol(_cldr(locale)))


def puts_day_first(locale: Locale) -> bool:
    """Return whether dates in figures have the day before the month wherever that language is spoken."""
    pattern = str(get_date_format("short", babel.Locale(locale)))  # English without a country has the month first
    return pattern.index("d") < pattern.index("M")


class _ValueFormatter(string.Formatter):
    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._cldr = _cldr(locale)

    def format_field(self, value: object, format_spec: str) -> str:  # noqa: PLR0911 - one line a type
        if "|" in format_spec:
            return self._plural(cast("int", value), format_spec.split("|"))
        match value:
            case BoundMessage() | Message() | StoredText():
                return value.say(self._locale)
            case bool() | str():
                return str(value)
            case datetime() | time():
                return value.strftime(_CLOCK.template(self._locale))
            case date():
                return str(format_date(value, _DAY[format_spec].template(self._locale), self._cldr))
            case int() | float():
                return str(format_decimal(value, locale=self._cldr))
            case Sequence():
                return format_list([self.format_field(v, format_spec) for v in value], locale=self._cldr)
            case frozenset() | set():
                return format_list(sorted(self.format_field(v, format_spec) for v in value), locale=self._cldr)
            case _:
                return format(value, format_spec)

    def _plural(self, number: int, forms: list[str]) -> str:
        rule = self._cldr.plural_form
        categories = [each for each in PLURAL_CATEGORIES if each in rule.tags or each == "other"]
        return forms[categories.index(rule(number))]


PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
"""The plural categories of the CLDR, in its order."""
_CLDR = {SOURCE_LOCALE: "en_GB"}
"""CLDR locale of a language whose dates and numbers are formatted as in one country."""


@cache
def _cldr(locale: Locale) -> babel.Locale:
    return babel.Locale.parse(_CLDR.get(locale, locale))


@cache
def _catalogue(locale: Locale) -> gettext.NullTranslations:
    """Return the translations of a language: from the compiled catalogue if there is one, else from its source."""
    compiled, source = CATALOGUES / f"{locale}.mo", CATALOGUES / f"{locale}.po"
    if compiled.exists():
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if not source.exists():
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(compile_catalogue(source, locale)))


def compile_catalogue(source: Path, locale: Locale) -> bytes:
    """Return a catalogue (.po) compiled to the binary form (.mo)."""
    # Imported here because only a build and a run from a checkout need them.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale))
    return compiled.getvalue()
