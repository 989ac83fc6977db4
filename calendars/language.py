"""Messages, and how they are said in each language: dates, numbers and plurals in the language's own form.

Plural rules, date and number patterns come from the Unicode CLDR by way of Babel.
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
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, get_decimal_symbol

Locale: TypeAlias = str
"""Code of a language (ISO 639-1) that messages are told in: "en", or one that there is a catalogue for."""

SOURCE_LOCALE: Locale = "en"
"""The language in which messages stand in the code."""

CATALOGUES = Path(__file__).parent / "locale"
"""Folder of the catalogues: one file `<locale>.po` for each language but English."""

LOCALES: tuple[Locale, ...] = tuple(
    sorted({SOURCE_LOCALE, *(path.stem for path in CATALOGUES.iterdir() if path.suffix in {".po", ".mo"})})
)


@dataclass(frozen=True, slots=True)
class Message:
    """A message with named places for values.

    `{day}` shows a value in the language's form: a date with its weekday (`{day:short}` for tables, `{day:date}`
    without weekday, `{day:monthday}` without year either, `{day:month}` for its month and year; for pictures
    `{day:mark}` with short month and without year, `{day:monthname}`, `{day:weekdayname}`), a clock time as hours and
    minutes, a number with separators, a list with "and" (a set in alphabetical order).
    `{n:member|members}` shows the word that fits n: one form for each plural category of the language, in the order of
    the CLDR (zero, one, two, few, many, other).

    Attributes:
        key: what catalogues know it by; its last part is the code in JSON and HTTP.
        text: what it says in English.

    Example:
        >>> absent = Message("absent", "{n} {n:member is|members are} busy")
        >>> absent.say("en", n=1), absent.say("en", n=1200)
        ('1 member is busy', '1,200 members are busy')
    """

    key: str
    text: str

    def say(self, locale: Locale, **values: object) -> str:
        """Return the message in that language with its values filled in.

        Raises:
            KeyError: if the message names a value that is not given, or a form of date that does not exist.
        """
        return _Speaker(locale).vformat(self.template(locale), (), values)

    def template(self, locale: Locale) -> str:
        """Return the message in that language with its places still open; in English where no catalogue has it."""
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
"""Forms of a date, as patterns of the CLDR."""
_CLOCK = Message("language.clock", "%H:%M")
"""Form of a clock time, for `strftime`."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence together with its values, to be said later in the reader's language."""

    sentence: Message
    values: Mapping[str, object] = field(default_factory=dict)

    def say(self, locale: Locale) -> str:
        """The text in that language."""
        return self.sentence.say(locale, **self.values)


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text that was stored in every language of its time; in others it is English."""

    texts: Mapping[Locale, str]

    def say(self, locale: Locale) -> str:
        """Return the text in that language."""
        return self.texts.get(locale, self.texts["en"])


class WrongValueError(ValueError):
    """A value that cannot be, explained in every language; `str` of it is English.

    Attributes:
        said: the explanation.
    """

    def __init__(self, said: Said) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        return self.said.say("en")


Title: TypeAlias = Message | str
"""A name that is shown: in every language if it is ours, as planners wrote it if it is theirs."""


def say_value(value: object, locale: Locale, spec: str = "") -> str:
    """One value in the language's form; `spec` as in `Message`."""
    return _Speaker(locale).format_field(value, spec)


def decimal_symbol(locale: Locale) -> str:
    """Return what stands between whole and part of a number in that language."""
    return str(get_decimal_symbol(_cldr(locale)))


class _Speaker(string.Formatter):
    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._cldr = _cldr(locale)

    def format_field(self, value: object, format_spec: str) -> str:  # noqa: PLR0911 - one line a type
        if "|" in format_spec:
            return self._plural(cast("int", value), format_spec.split("|"))
        match value:
            case Said() | Message() | StoredText():
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
"""Languages whose dates and numbers are those of one country."""


@cache
def _cldr(locale: Locale) -> babel.Locale:
    return babel.Locale.parse(_CLDR.get(locale, locale))


@cache
def _catalogue(locale: Locale) -> gettext.NullTranslations:
    """Return the translations: compiled where the program is installed, else from the catalogue itself."""
    compiled, source = CATALOGUES / f"{locale}.mo", CATALOGUES / f"{locale}.po"
    if compiled.exists():
        with compiled.open("rb") as file:
            return gettext.GNUTranslations(file)
    if not source.exists():
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(compile_catalogue(source, locale)))


def compile_catalogue(source: Path, locale: Locale) -> bytes:
    """Return a catalogue (.po) in the binary form that is read quickly (.mo)."""
    # Imported here because only who builds the program, or runs it from a checkout, needs them.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale))
    return compiled.getvalue()
