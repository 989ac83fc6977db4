"""Changes on the command line: `kind key=value key="with spaces" key=a,b`."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from calendars.language import Locale, Said, Sentence, WrongValueError
from planner.changes.file import SUFFIXES, read_change_file
from planner.changes.kinds import KINDS, Change
from planner.changes.reading import Origin, read_each
from planner.errors import InputError, InputErrors
from planner.files.cells import yes_or_no

QUOTE = Sentence(en="a quote is not closed", da="et anførselstegn er ikke lukket")
EMPTY = Sentence(
    en="say what happened, such as {example}, or name a file (.toml or .json)",
    da="angiv, hvad der er sket, f.eks. {example}, eller en fil (.toml eller .json)",
)
NO_VALUE = Sentence(
    en="'{found}' was found where a key and a value were expected, such as first_day=2023-03-05",
    da="'{found}' står, hvor der ventes en nøgle og en værdi, f.eks. first_day=2023-03-05",
)
TWICE = Sentence(en="{found} stands here a second time", da="{found} står her for anden gang")

_EXAMPLE = "cancel meetings=2022-2/nordjylland"


def parse_change(text: str, locale: Locale) -> tuple[Change, ...]:
    """The change that the text says, or those in the file (.toml, .json) that it names.

    Lists are written with commas or by giving their key again; keys of keys with a point between them.

    Raises:
        InputErrors: everything that is wrong with it, in that language.
    """
    if text.strip().casefold().endswith(SUFFIXES) and "=" not in text:
        return read_change_file(Path(text.strip()), locale)
    kind, *words = _words(text, locale)
    written: dict[str, Any] = {"kind": kind}
    errors = [error for word in words if (error := _take(written, word)) is not None] if kind in KINDS else []
    return read_each([((), written)], locale, Origin(kind), errors)


def _words(text: str, locale: Locale) -> list[str]:
    try:
        words = shlex.split(text)
    except ValueError:
        raise InputErrors([InputError(text.split(maxsplit=1)[0], Said(QUOTE))], locale) from None
    if not words:
        raise InputErrors([InputError("changes", Said(EMPTY, {"example": _EXAMPLE}))], locale)
    return words


def _take(written: dict[str, Any], word: str) -> InputError | None:
    """Put what the word says where it belongs, or tell why it cannot be."""
    kind = written["kind"]
    path, is_pair, text = word.partition("=")
    if not is_pair or not path:
        return InputError(kind, Said(NO_VALUE, {"found": word}), found=word)
    *around, key = path.split(".")
    section: Any = written
    for name in around:
        section = section.setdefault(name, {}) if isinstance(section, dict) else None
    form = _forms(kind).get((around or [key])[0], "any")
    if not isinstance(section, dict) or (key in section and form != "array"):
        return InputError(kind, Said(TWICE, {"found": path}), tuple(path.split(".")), found=text)
    try:
        section[key] = [*section.get(key, []), *text.split(",")] if form == "array" else _value(form, text)
    except WrongValueError as error:
        return InputError(kind, error.said, (key,), found=text)
    return None


def _value(form: str, text: str) -> object:
    match form:
        case "boolean":
            return yes_or_no(text)
        case "string":
            return text
        case _:
            return _any(text)


def _any(text: str) -> object:
    """A list if there are commas, a number if it is one, else text."""
    if "," in text and not text.startswith(("[", "{")):
        return [_any(part) for part in text.split(",")]
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


@cache
def _forms(kind: str) -> Mapping[str, str]:
    """For each key of that kind the type of its values in JSON Schema, or "any"."""
    properties = KINDS[kind].model_json_schema(by_alias=True)["properties"]
    return {key: _form(schema) for key, schema in properties.items()}


def _form(schema: Mapping[str, Any]) -> str:
    forms = {each.get("type", "any") for each in schema.get("anyOf", [schema])} - {"null"}
    return str(min(forms)) if forms else "any"
