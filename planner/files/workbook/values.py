"""Values of the settings as what stands in a cell or is typed, lists of names as one text, and paths as dotted keys."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from calendars.language import Locale
from planner.errors import KeyPath
from planner.files.cells import as_typed, typed_number, typed_whole, yes_or_no
from planner.files.workbook.layout import CellField, Kind
from planner.network.fields import to_weekdays

CellValue = str | int | float | bool | date | time
"""What is written into a cell."""

_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"|([^",;\n]*))\s*(?:[,;\n]|$)')
_KEY = re.compile(r'(?:^|\.)("(?:[^"\\]|\\.)*"|[\w-]+)|\[(\d{1,6})\]')
_BARE = re.compile(r"[\w-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_TEXT_MAX = 32_000
"""Characters of a cell; Excel takes 32,767."""


def split_list(text: str) -> list[str]:
    """Return the texts of a cell with several.

    Commas, semicolons or line breaks stand between them, quotes around any that has one of these in it; in quotes, two
    quotes stand for one.
    """
    found, at = [], 0
    while at < len(text):
        match = _ITEM.match(text, at)
        if match is None:  # a quote in the middle of a text stands for itself
            end = next((n for n in range(at, len(text)) if text[n] in ",;\n"), len(text))
            found.append(text[at:end].strip())
            at = end + 1
            continue
        quoted, plain = match.groups()
        found.append(quoted.replace('""', '"') if quoted is not None else plain.strip())
        at = match.end()
    return [each for each in found if each]


def join_list(texts: list[str]) -> str:
    """Return several texts as one that `split_list` takes apart."""
    return ", ".join(
        f'"{text.replace(chr(34), chr(34) * 2)}"' if re.search('[",;\n]', text) else text for text in texts
    )


def path_text(path: KeyPath) -> str:
    """Return a path as a dotted key, with the numbers of items in brackets, counted from 1."""
    parts = (
        f"[{part + 1}]"
        if isinstance(part, int)
        else f".{part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False)}"
        for part in path
    )
    return "".join(parts).removeprefix(".")


def read_path(text: str) -> KeyPath | None:
    """Return the path that a dotted key means; None if it is none."""
    path: list[str | int] = []
    at = 0
    for match in _KEY.finditer(text):
        if match.start() != at:
            return None
        name, number = match.groups()
        if not number and (match[0].startswith(".") is not bool(at)):
            return None
        path.append(int(number) - 1 if number else _unquoted(name))
        at = match.end()
    return tuple(path) if at == len(text) and path and isinstance(path[0], str) else None


def _unquoted(name: str) -> str:
    return str(json.loads(name)) if name.startswith('"') else name


def cell_value(value: Any, each: CellField) -> CellValue | None:  # noqa: ANN401, C901, PLR0911 - one line a kind
    """Return a value as what stands in its cell; None if a cell cannot say it."""
    match each.kind, value:
        case Kind.TEXT, str() if is_plain(value):
            return value
        case Kind.TEXT, int() | float() if not isinstance(value, bool):
            return str(value) if each.name.endswith("share") else None
        case Kind.WHOLE, int() if not isinstance(value, bool):
            return value
        case Kind.NUMBER, int() | float() if not isinstance(value, bool) and is_kept(value):
            return value
        case Kind.YES_OR_NO, bool():
            return value
        case Kind.DATE, date():
            return value
        case Kind.TIME, time() | str():
            return _time(value)
        case Kind.LIST, list() if value and all(isinstance(text, str) and is_plain(text) for text in value):
            return _checked(join_list(value), value)
        case Kind.DAYS, list() if value and all(type(day) is date for day in value):
            return join_list([day.isoformat() for day in value])
        case Kind.COUNTS, dict() if value and all(
            type(n) in {int, float} and is_plain(name) for name, n in value.items()
        ):
            items = [f"{name}: {n!r}" for name, n in value.items()]
            return _checked(join_list(items), items)
        case _:
            return _written_otherwise(value, each)


def _written_otherwise(value: object, each: CellField) -> CellValue | None:
    """Dates may stand as texts too."""
    try:
        if each.kind is Kind.DATE and isinstance(value, str):
            return date.fromisoformat(value)
        if each.kind is Kind.DAYS and isinstance(value, list) and value:
            return join_list([date.fromisoformat(str(day)).isoformat() for day in value])
    except ValueError:
        return None
    return None


def _checked(text: str, parts: list[str]) -> str | None:
    return text if split_list(text) == parts and is_plain(text) else None


def _time(value: time | str) -> time | None:
    try:
        found = value if isinstance(value, time) else time.fromisoformat(value.replace(".", ":").zfill(5))
    except ValueError:
        return None
    return found if found == found.replace(second=0, microsecond=0, tzinfo=None) else None


def is_kept(value: object) -> bool:
    """Return whether a cell gives back a number as it is: spreadsheets keep 15 digits."""
    return not isinstance(value, float) or float(f"{value:.15g}") == value


def is_plain(text: str) -> bool:
    """Return whether a cell gives back the text as it is."""
    plain = bool(text) and text == text.strip() and len(text) <= _TEXT_MAX and not _CONTROL.search(text)
    return plain and unicodedata.is_normalized("NFC", text)


def typed_value(text: str, kind: Kind, locale: Locale) -> object:
    """Return what is meant by the text of a setting, None by an empty one; the text itself if it is not of its kind."""
    readers: Mapping[Kind, Callable[[str], object]] = {
        Kind.WHOLE: lambda whole: typed_whole(whole, locale),
        Kind.NUMBER: _shortest,
        Kind.YES_OR_NO: yes_or_no,
        Kind.LIST: _listed,
        Kind.DATE: lambda day: as_typed("date", day, locale),
        Kind.TIME: lambda time_: as_typed("time", time_, locale),
        Kind.DAYS: lambda days: [as_typed("date", day, locale) for day in split_list(days)],
        Kind.COUNTS: _counts,
    }
    try:
        return readers.get(kind, str)(text) if text else None
    except ValueError:
        return text  # which the check of the settings tells


def _listed(text: str) -> list[str]:
    """Return the texts of a list; weekdays as files name them."""
    try:
        return list(to_weekdays(text))
    except ValueError:
        return split_list(text)


def _shortest(text: str) -> int | float:
    found = typed_number(text)
    return int(found) if found.is_integer() else found


def _counts(text: str) -> dict[str, int | float]:
    pairs = (each.rpartition(":") for each in split_list(text))
    return {name.strip(): _shortest(n.strip()) for name, _, n in pairs}
