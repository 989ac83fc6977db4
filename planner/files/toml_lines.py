"""On which line of a TOML text each key stands; the standard library reads TOML but does not say.

Only for text that tomllib has read without error: the grammar is walked, not checked.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from planner.errors import Path

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_LONG_STRING = re.compile(r"\"{3}(?:\\.|[^\\])*?\"{3,5}|'{3}.*?'{3,5}", re.DOTALL)
_STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+|\"(?:\\.|[^\"\\])*\"|'[^']*')\s*(\.?)")
_SCALAR = re.compile(r"[^,\]}\n#]*")


def locate(text: str) -> dict[Path, int]:
    """Line, counted from 1, of every key, item and section by its path."""
    return _Walker(text.replace("\r\n", "\n")).walk()


class _Walker:
    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._lines: dict[Path, int] = {}
        self._items: dict[Path, int] = {}
        """Last index of every list of sections."""

    def walk(self) -> dict[Path, int]:
        table: Path = ()
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

    def _mark(self, path: Path, at: int) -> None:
        self._lines.setdefault(path, bisect_right(self._breaks, at - 1) + 1)

    def _keys(self, at: int) -> tuple[Path, int]:
        keys: Path = ()
        more = "."
        while more and (match := _KEY.match(self._text, at)):
            keys, at, more = (*keys, match[1].strip("\"'")), match.end(), match[2]
        return keys, at

    def _header(self, at: int) -> tuple[Path, int]:
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

    def _into_lists(self, path: Path, keys: Path) -> Path:
        for key in keys:
            path = (*path, key)
            if path in self._items:
                path = (*path, self._items[path])
        return path

    def _pair(self, table: Path, at: int) -> int:
        keys, end = self._keys(at)
        for length in range(1, len(keys) + 1):
            self._mark((*table, *keys[:length]), at)
        return self._value((*table, *keys), self._blank(end + 1))

    def _value(self, path: Path, at: int) -> int:
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

    def _inside(self, path: Path, at: int, close: str) -> int:
        at, place = self._blank(at + 1), 0
        while self._text[at] != close:
            at = self._value((*path, place), at) if close == "]" else self._pair(path, at)
            at, place = self._blank(at), place + 1
            if self._text[at] == ",":
                at = self._blank(at + 1)
        return at + 1
