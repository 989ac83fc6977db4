"""Parse TOML: report syntax errors in a planner's words, and locate the line of every key."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from typing import Any

from calendars.language import Message
from planner.errors import InputError, KeyPath
from planner.files.text import file_error

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_LONG_STRING = re.compile(r"\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}", re.DOTALL)
_STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"(?:\\.|[^\"\\])*\"|'[^']*')\s*(\.?)")
_SCALAR = re.compile(r"[^,\]}\n#]*")


def locate(text: str) -> dict[KeyPath, int]:
    """Return the line, counted from 1, of every key, item and section by its path.

    The text must be valid: the grammar is walked, not checked.
    """
    return _Walker(text.replace("\r\n", "\n")).walk()


class _Walker:
    """A recursive-descent walk over valid TOML that records where keys and items begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[KeyPath, int] = {}
        self._items: dict[KeyPath, int] = {}
        """Last index of every list of sections."""

    def walk(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        at = self._blank(0)
        while at < len(self._text):
            if self._text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(table, at)
            at = self._blank(at)
        return self._lines

    def _blank(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at

    def _mark(self, path: KeyPath, at: int) -> None:
        self._lines.setdefault(path, bisect_right(self._breaks, at - 1) + 1)

    def _keys(self, at: int) -> tuple[KeyPath, int]:
        keys: KeyPath = ()
        more = "."
        while more and (match := _KEY.match(self._text, at)):
            keys, at, more = (*keys, match[1].strip("\"'")), match.end(), match[2]
        return keys, at

    def _header(self, at: int) -> tuple[KeyPath, int]:
        listed = self._text.startswith("[[", at)
        keys, end = self._keys(at + (2 if listed else 1))
        path = self._into_lists((), keys[:-1])
        path = (*path, keys[-1])
        if listed:
            self._mark(path, at)
            self._items[path] = self._items.get(path, -1) + 1
            path = (*path, self._items[path])
        self._mark(path, at)
        return path, end + (2 if listed else 1)

    def _into_lists(self, path: KeyPath, keys: KeyPath) -> KeyPath:
        for key in keys:
            path = (*path, key)
            if path in self._items:
                path = (*path, self._items[path])
        return path

    def _pair(self, table: KeyPath, at: int) -> int:
        keys, end = self._keys(at)
        for length in range(1, len(keys) + 1):
            self._mark((*table, *keys[:length]), at)
        return self._value((*table, *keys), self._blank(end + 1))

    def _value(self, path: KeyPath, at: int) -> int:
        self._mark(path, at)
        match self._text[at]:
            case "[":
                return self._inside(path, at, "]")
            case "{":
                return self._inside(path, at, "}")
            case _:
                match = (
                    _LONG_STRING.match(self._text, at) or _STRING.match(self._text, at) or _SCALAR.match(self._text, at)
                )
                return match.end() if match else at

    def _inside(self, path: KeyPath, at: int, close: str) -> int:
        at, place = self._blank(at + 1), 0
        while self._text[at] != close:
            at = self._value((*path, place), at) if close == "]" else self._pair(path, at)
            at, place = self._blank(at), place + 1
            if self._text[at] == ",":
                at = self._blank(at + 1)
        return at + 1


_PLACE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)$")
_LIKE_A_DATE = re.compile(r"(?<![\w\"'.+/-])\d{1,4}([-./])\d{1,2}\1\d{1,4}(?![\w\"'/-])", re.ASCII)

VALUE = Message(
    "toml.value",
    'a value was expected: text in straight quotes ("..."), a number with a point (70.5), a date (2023-03-05), true'
    " or false; or a bracket further up is not closed",
)
LEFT_OVER = Message(
    "toml.left_over",
    'something is left over after the value; texts and clock times stand in quotes ("10:00"), dates are written'
    " 2023-03-05, numbers with a point (70.5)",
)
NOT_A_DAY = Message("toml.not_a_day", "{found} is not a day; dates are written 2023-03-05 (year, month, day)")
TWICE = Message(
    "toml.twice",
    "this key or section already stands further up; sections that repeat have double brackets, such as [[rounds]]",
)
BRACKET = Message("toml.bracket", "a bracket is not closed")
QUOTE = Message("toml.quote", "a text is not closed; its last quote is missing")
KEY = Message(
    "toml.key",
    "a key and a value (key = value) or a section (such as [meetings]) was expected; keys are written with the"
    " letters a to z, and what stands in braces on one line",
)
BACKSLASH = Message(
    "toml.backslash", "a backslash in a text is written twice, or the text stands in single quotes ('...')"
)
NO_SUCH_TIME = Message("toml.no_such_time", "there is no such day or clock time")
TOO_DEEP = Message("toml.too_deep", "brackets are nested too deeply")
UNREADABLE = Message("toml.unreadable", "this is not TOML")

_SENTENCES = (
    ("Invalid value", VALUE),
    ("Expected newline", LEFT_OVER),
    (("Cannot overwrite", "Cannot declare", "Cannot mutate", "Cannot redefine", "Duplicate"), TWICE),
    (("Unclosed", "Expected ']"), BRACKET),
    (("Unterminated", "Illegal character", "Found invalid", "Expected '\"", 'Expected "'), QUOTE),
    (("Expected '='", "Invalid statement", "Invalid initial"), KEY),
    (("Unescaped", "Invalid hex", "Escaped"), BACKSLASH),
    ("Invalid date", NO_SUCH_TIME),
)


def read_toml(text: str, file: str) -> dict[str, Any] | InputError:
    """Return the parsed text, or an error about the first thing in it that is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, day = _line(str(error), text), _wrong_day(str(error), text)
        if day:
            return file_error(file, NOT_A_DAY, line=line, found=day)
        return file_error(file, _sentence(str(error)), line=line)
    except RecursionError:
        return file_error(file, TOO_DEEP)


def _sentence(message: str) -> Message:
    return next((sentence for starts, sentence in _SENTENCES if message.startswith(starts)), UNREADABLE)


def _line(message: str, text: str) -> int:
    """Return the line named in the message of tomllib, or the last line that is not empty."""
    place = _PLACE.search(message)
    last = text.rstrip().count("\n") + 1
    return int(place[1]) if place and place[1] else last


def _wrong_day(message: str, text: str) -> str:
    """Return the text that looks like a date where the parser stopped; "" if there is none."""
    place = _PLACE.search(message)
    if not place or not place[1]:
        return ""
    line, at = text.splitlines()[int(place[1]) - 1 :][:1], int(place[2]) - 1
    return next(
        (found[0] for each in line for found in _LIKE_A_DATE.finditer(each) if found.start() <= at <= found.end()), ""
    )
