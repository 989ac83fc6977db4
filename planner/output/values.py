"""What sentences are made of, for programs: stable codes, and values as JSON has them."""

from __future__ import annotations

import importlib
import string
import sys
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from calendars.language import Locale, Said, Sentence
from calendars.span import Span
from constraints.rule import all_rules

if TYPE_CHECKING:
    from pydantic import JsonValue


@cache
def code(rule: str, sentence: Sentence) -> str:
    """The rule's key and the name of the sentence where it is written, such as "rooms_fit.plenary"."""
    return f"{rule}.{_name(rule, sentence)}"


def plain_values(values: Mapping[str, object], locale: Locale) -> dict[str, JsonValue]:
    """Values by name, each as `plain` gives it."""
    return {name: plain(value, locale) for name, value in values.items()}


def plain(value: object, locale: Locale) -> JsonValue:  # noqa: PLR0911 - one line a type
    """A value of a sentence: days and times in ISO 8601, sentences in that language."""
    match value:
        case None | bool() | int() | float() | StrEnum():
            return value
        case Said(values=values) if _is_bare(value):
            return plain(next(iter(values.values())), locale)
        case Sentence() | Said():
            return value.say(locale)
        case date() | datetime() | time():
            return value.isoformat()
        case Span(first=first, last=last):
            return [first.isoformat(), last.isoformat()]
        case Decimal():
            return float(value)
        case list() | tuple():
            return [plain(each, locale) for each in value]
        case set() | frozenset():
            return [*sorted(str(plain(each, locale)) for each in value)]
        case _:
            return str(value)


def _is_bare(said: Said) -> bool:
    """Whether it is a single value in a certain form, without words."""
    words = "".join(text for text, *_ in string.Formatter().parse(said.sentence.en))
    return not words and len(said.values) == 1


def _name(rule: str, sentence: Sentence) -> str:
    """The name of a sentence in the file of its rule, else in the file that some rules share."""
    known = all_rules().get(rule)
    own = [] if known is None else [importlib.import_module(known.__module__)]
    shared = (module for name, module in sorted(sys.modules.items()) if name.startswith("constraints."))
    names = (name for module in (*own, *shared) for name, value in vars(module).items() if value is sentence)
    return next(names).lower()
