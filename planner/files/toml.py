"""Parse TOML: report syntax errors in a planner's words, and locate the line of every key."""

from __future__ import annotations

import json
import re
import tomllib
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, time
from itertools import accumulate
from typing import Any

from calendars.language import BoundMessage, Message
from planner.errors import InputError, KeyPath
from planner.files.text import file_error
from planner.network.fields import NUMBER_MAX, has_immense_number

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
        self.pairs: dict[KeyPath, tuple[int, int, int]] = {}
        """Where each pair begins, where its value begins, and where that ends."""
        self.ends: dict[KeyPath, int] = {}
        """Where each section ends that has a heading of its own, without what stands below its last pair."""

    def walk(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        at = self._blank(0)
        while at < len(self._text):
            if self._text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(table, at)
            self.ends[table] = at
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
        begin = self._blank(end + 1)
        after = self._value((*table, *keys), begin)
        self.pairs[*table, *keys] = at, begin, begin + len(self._text[begin:after].rstrip())
        return after

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


DEPTH_MAX = 32
"""Nested brackets, and names in a dotted key."""
PARTS_MAX = 20_000
"""Values, keys and sections."""
DIGITS_MAX = 100
"""Characters of a number."""

_TEXT_OR_COMMENT = re.compile(
    r'"{3}(?:\\.|[^\\])*?(?:"{3,5}|\Z)|\'{3}.*?(?:\'{3,5}|\Z)|"(?:\\.|[^"\\\n])*+(?:"|$)|\'[^\'\n]*+(?:\'|$)|#[^\n]*+',
    re.DOTALL | re.MULTILINE,
)
"""To the end of the text or the line if it is not closed: else hostile text would be gone through again and again."""


def comments(text: str) -> list[str]:
    """Return the comments of a text, each from its sign to the end of its line."""
    return [found[0] for found in _TEXT_OR_COMMENT.finditer(text) if found[0].startswith("#")]


_LONG_KEY = re.compile(rf"(?:\.[ \t]*+[\w-]*+[ \t]*+){{{DEPTH_MAX},}}")
_LONG_NUMBER = re.compile(rf"(?<![\w+.-])[+-]?[0-9][\w.+-]{{{DIGITS_MAX},}}")
_DEPTH_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}
_PART = re.compile(r"[=,.\[{]")


def _beyond_limits(text: str, file: str) -> InputError | None:
    """Return an error about text that would be expensive to parse, in time that grows with its length."""
    bare = _TEXT_OR_COMMENT.sub(lambda found: "x" + "\n" * found[0].count("\n"), text)
    for pattern, sentence, most in ((_LONG_KEY, LONG_KEY, DEPTH_MAX), (_LONG_NUMBER, LONG_NUMBER, DIGITS_MAX)):
        found = pattern.search(bare)
        if found:
            return file_error(file, sentence, line=bare.count("\n", 0, found.start()) + 1, n=most)
    if max(accumulate(_DEPTH_STEP.get(each, 0) for each in bare), default=0) > DEPTH_MAX:
        return file_error(file, TOO_DEEP)
    if sum(1 for _ in _PART.finditer(bare)) > PARTS_MAX:
        return file_error(file, TOO_MANY_PARTS, n=PARTS_MAX)
    return None


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
TOO_MANY_PARTS = Message("toml.too_many_parts", "the file has more than {n} {n:part|parts}")
LONG_KEY = Message("toml.long_key", "a key has more than {n} {n:name|names} with points between them")
LONG_NUMBER = Message("toml.long_number", "a number has more than {n} {n:character|characters}")
IMMENSE = Message("toml.immense", "numbers are at most {n}, of either sign")
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
    """Return the parsed text, or an error about the first thing in it that is not TOML or beyond limits."""
    beyond = _beyond_limits(text, file)
    if beyond is not None:
        return beyond
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, day = _line(str(error), text), _wrong_day(str(error), text)
        if day:
            return file_error(file, NOT_A_DAY, line=line, found=day)
        return file_error(file, _sentence(str(error)), line=line)
    except RecursionError:
        return file_error(file, TOO_DEEP)
    immense = _immense(found, ())
    if immense is None:
        return found
    return InputError(file, BoundMessage(IMMENSE, {"n": NUMBER_MAX}), immense, locate(text).get(immense))


def _immense(value: object, path: KeyPath) -> KeyPath | None:
    """Return the path of a number that is too large."""
    if not has_immense_number(value):
        return None
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return next((found for key, each in inside if (found := _immense(each, (*path, key)))), path)


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


_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def toml_value(value: object) -> str:
    """Return a value as TOML on one line."""
    match value:
        case Mapping():
            pairs = (f"{_key(key)} = {toml_value(each)}" for key, each in value.items())
            return f"{{ {', '.join(pairs)} }}" if value else "{}"
        case list() | tuple():
            return f"[{', '.join(map(toml_value, value))}]"
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case date() | time():
            return value.isoformat()
        case _:
            return json.dumps(value)


def _key(key: str) -> str:
    return key if _BARE_KEY.fullmatch(key) else toml_value(key)


def toml_document(settings: Mapping[str, Any]) -> str:
    """Return settings as the text of a file: single keys first, then a section for each part and each item of lists."""
    plain = {key: value for key, value in settings.items() if not _is_section(value) and not _is_list(value)}
    parts = [_lines(plain)]
    for key, value in settings.items():
        if _is_list(value):
            parts += [[f"[[{_key(key)}]]", *_lines(each)] for each in value]
        elif _is_section(value) and value and all(map(_is_section, value.values())):  # [rules.<name>]
            parts += [[f"[{_key(key)}.{_key(name)}]", *_lines(each)] for name, each in value.items()]
        elif _is_section(value):
            parts.append([f"[{_key(key)}]", *_lines(value)])
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _lines(section: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {toml_value(value)}" for key, value in section.items()]


def _is_section(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_list(value: object) -> bool:
    """Return whether a value is a list of sections."""
    return isinstance(value, list) and bool(value) and all(map(_is_section, value))


class CannotEditError(Exception):
    """A value cannot be put in without changing something else."""


def with_value(text: str, path: KeyPath, value: object) -> str:
    """Return a document with another value at a path, or without one if it is None; all else stays as it is written.

    Raises:
        CannotEditError: if it is written so unusually that something else would change, such as in inline tables.
    """
    line_end = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    try:
        edited = _edited(plain, path, value)
        fits = tomllib.loads(edited) == _updated(tomllib.loads(plain), path, value)
    except (tomllib.TOMLDecodeError, TypeError):
        raise CannotEditError from None
    if not fits:
        raise CannotEditError
    return edited.replace("\n", line_end)


def _edited(text: str, path: KeyPath, value: object) -> str:
    walker = _Walker(text)
    walker.walk()
    pair = walker.pairs.get(path)
    if pair is not None:
        at, begin, end = pair
        if value is not None:
            return text[:begin] + toml_value(value) + text[end:]
        line, following = text.rfind("\n", 0, at) + 1, text.find("\n", end)
        return text[:line] + (text[following + 1 :] if following >= 0 else "")
    if value is None:
        return text
    section, key = path[:-1], str(path[-1])
    said = f"{_key(key)} = {toml_value(value)}"
    if section in walker.ends:
        following = text.find("\n", walker.ends[section])
        end = len(text) if following < 0 else following
        return f"{text[:end]}\n{said}{text[end:]}"
    heading = ".".join(_key(str(part)) for part in section)
    return f"{text.rstrip()}\n\n[{heading}]\n{said}\n"


def _updated(parsed: dict[str, Any], path: KeyPath, value: object) -> dict[str, Any]:
    found: Any = parsed
    for part in path[:-1]:
        found = found.get(part, {}) if value is None else found.setdefault(part, {})
    if value is None:
        found.pop(path[-1], None)
    else:
        found[path[-1]] = list(value) if isinstance(value, tuple) else value
    return parsed
