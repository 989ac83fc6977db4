"""Messages as tests assert them, by key and values and not by their words; and messages that only tests have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from calendars.language import BoundMessage, Locale, Message
from planner.errors import InputError


@dataclass(frozen=True, slots=True)
class Told:
    """What a message says, in any language.

    Attributes:
        key: the key of the message.
        values: its values; days and times in ISO 8601, messages as their key or as `Told`, those without words and
            None left out.
        place: file, line and key that it is about, if any.
    """

    key: str
    values: Mapping[str, object]
    place: str = ""


def told(key: str, /, **values: object) -> Told:
    """Return the message of that key with these values."""
    return Told(key, values)


def told_at(place: str, key: str, /, **values: object) -> Told:
    """Return the message of that key with these values about a place in a file."""
    return Told(key, values, place)


def as_told(said: BoundMessage | InputError) -> Told:
    """Return what is said as tests assert it; rows that are wrong in the same way are counted beside the place."""
    if isinstance(said, InputError):
        found = as_told(said.said)
        where = said.file if said.line is None else f"{said.file}:{said.line}"
        more = f"+{said.more}" if said.more else ""
        return Told(found.key, found.values, " ".join(filter(None, (where, said.place, more))))
    values = {name: _plain(value) for name, value in said.values.items()}
    return Told(said.message.key, {name: value for name, value in values.items() if value is not None})


def _plain(value: object) -> object:  # noqa: PLR0911 - one line a type
    match value:
        case None | BoundMessage(message=Message(text="")):
            return None
        case BoundMessage():
            found = as_told(value)
            return found if found.values else found.key
        case Message():
            return value.key
        case bool() | int() | float():
            return value
        case date() | time():
            return value.isoformat()
        case list() | tuple():
            return [_plain(each) for each in value]
        case set() | frozenset():
            return sorted(str(_plain(each)) for each in value)
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class TwoLanguages(Message):
    da: str

    def template(self, locale: Locale) -> str:
        return self.da if locale == "da" else self.text


def message(en: str, da: str) -> Message:
    return TwoLanguages("test.message", en, da)
