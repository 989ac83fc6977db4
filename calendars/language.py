"""Sentences in Danish and English, with dates, numbers and plurals in the language's own form.

Plural rules, date and number patterns come from the Unicode CLDR by way of Babel.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from typing import Literal, TypeAlias, cast

import babel
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

Locale = Literal["da", "en"]
LOCALES: tuple[Locale, ...] = ("da", "en")

_CLDR = {"da": "da_DK", "en": "en_GB"}
_DAY = {
    "": {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"},
    "short": {"da": "EEE d. MMM y", "en": "EEE d MMM y"},
    "date": {"da": "d. MMMM y", "en": "d MMMM y"},
    "month": {"da": "MMMM y", "en": "MMMM y"},
    "monthday": {"da": "d. MMMM", "en": "d MMMM"},
    "mark": {"da": "d. MMM", "en": "d MMM"},
    "monthname": {"da": "MMM", "en": "MMM"},
    "weekdayname": {"da": "EEE", "en": "EEE"},
}
_CLOCK = {"da": "%H.%M", "en": "%H:%M"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in every language, with named places for values.

    `{day}` shows a value in the language's form: a date with its weekday (`{day:short}` for tables, `{day:date}`
    without weekday, `{day:monthday}` without year either, `{day:month}` for its month and year; for pictures
    `{day:mark}` with short month and without year, `{day:monthname}`, `{day:weekdayname}`), a clock time as hours and
    minutes, a number with separators, a list with "and" (a set in alphabetical order).
    `{n:member|members}` shows the word that fits n.

    Example:
        >>> absent = Sentence(en="{n} {n:member is|members are} busy", da="{n} {n:medlem er|medlemmer er} optaget")
        >>> absent.say("en", n=1), absent.say("da", n=1200)
        ('1 member is busy', '1.200 medlemmer er optaget')
    """

    en: str
    da: str

    def say(self, locale: Locale, **values: object) -> str:
        """The sentence in that language with its values filled in.

        Raises:
            KeyError: if the sentence names a value that is not given, or a form of date that does not exist.
        """
        template = self.da if locale == "da" else self.en
        return _Speaker(locale).vformat(template, (), values)


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence together with its values, to be said later in the reader's language."""

    sentence: Sentence
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


Title: TypeAlias = Sentence | str
"""A name that is shown: in every language if it is ours, as planners wrote it if it is theirs."""


def say_value(value: object, locale: Locale, spec: str = "") -> str:
    """One value in the language's form; `spec` as in `Sentence`."""
    return _Speaker(locale).format_field(value, spec)


class _Speaker(string.Formatter):
    def __init__(self, locale: Locale) -> None:
        self._locale = locale
        self._cldr = _cldr(locale)

    def format_field(self, value: object, format_spec: str) -> str:  # noqa: PLR0911 - one line a type
        if "|" in format_spec:
            return self._plural(cast("int", value), format_spec.split("|"))
        match value:
            case Said() | Sentence() | StoredText():
                return value.say(self._locale)
            case bool() | str():
                return str(value)
            case datetime() | time():
                return value.strftime(_CLOCK[self._locale])
            case date():
                return str(format_date(value, _DAY[format_spec][self._locale], self._cldr))
            case int() | float():
                return str(format_decimal(value, locale=self._cldr))
            case Sequence():
                return format_list([self.format_field(v, format_spec) for v in value], locale=self._cldr)
            case frozenset() | set():
                return format_list(sorted(self.format_field(v, format_spec) for v in value), locale=self._cldr)
            case _:
                return format(value, format_spec)

    def _plural(self, number: int, forms: list[str]) -> str:
        one, other = forms
        return one if self._cldr.plural_form(number) == "one" else other


@cache
def _cldr(locale: Locale) -> babel.Locale:
    return babel.Locale.parse(_CLDR[locale])
