"""Translate pydantic's errors into our own sentences with their place; and the JSON Schema of the settings file."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from calendars.language import LOCALES, BoundMessage, Message, WrongValueError
from planner.errors import NO_HINT, KeyPath, hint, hint_or_list
from planner.files.names import OPTION_NAMES, option_name
from planner.network.fields import as_written, shortened
from planner.network.settings import Settings

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


MISSING = Message("validation.missing", "this key is missing")
UNKNOWN_RULE = Message("validation.unknown_rule", "there is no such rule{hint}")
UNKNOWN_KEY = Message("validation.unknown_key", "there is no such key{hint}")
NOT_ONE_OF = Message("validation.not_one_of", "'{found}' is none of these: {expected}{hint}")
KIND = Message("validation.kind", "{found} was found where {expected} was expected")
DECIMALS = Message("validation.decimals", "{found} has decimals; only whole numbers stand here: write {rounded}")
TOO_SMALL = Message("validation.too_small", "{found} is too small; at least {limit} was expected")
TOO_LARGE = Message("validation.too_large", "{found} is too large; at most {limit} was expected")
NOT_ABOVE = Message("validation.not_above", "{found} is too small; more than {limit} was expected")
NOT_BELOW = Message("validation.not_below", "{found} is too large; less than {limit} was expected")
TOO_FEW = Message("validation.too_few", "the list is too short; at least {limit} {limit:item was|items were} expected")
TOO_MANY = Message("validation.too_many", "the list is too long; at most {limit} {limit:item was|items were} expected")
EMPTY = Message("validation.empty", "the text is empty")
TOO_LONG = Message("validation.too_long", "the text is too long; at most {limit} characters were expected")
NOT_AN_ID = Message(
    "validation.not_an_id", "'{found}' cannot be an id; an id is a short name without / and without spaces at its ends"
)
NOT_A_CODE = Message("validation.not_a_code", "'{found}' is not a code of {limit} capital letters")
DOES_NOT_FIT = Message("validation.does_not_fit", "{found} does not fit here")

WHOLE_NUMBER = Message("validation.whole_number", "a whole number without quotes, such as 3")
NUMBER = Message("validation.number", "a number without quotes, such as 1.5")
TEXT = Message("validation.text", "a text in quotes")
YES_OR_NO = Message("validation.yes_or_no", "true or false without quotes")
DATE = Message("validation.date", "a date such as 2023-03-05")
CLOCK = Message("validation.clock", 'a clock time such as "10:00"')
LIST = Message("validation.list", "a list in square brackets")
SECTION = Message("validation.section", "a section, or keys and values in braces")

_TYPE_ERRORS = (
    ("int_", WHOLE_NUMBER),
    ("float_", NUMBER),
    ("finite_", NUMBER),
    ("decimal_", NUMBER),
    ("string_type", TEXT),
    ("bool_", YES_OR_NO),
    ("date_", DATE),
    ("time_", CLOCK),
    ("list_", LIST),
    ("tuple_", LIST),
    ("set_", LIST),
    ("frozen_set_", LIST),
    ("dict_", SECTION),
    ("mapping_", SECTION),
    ("model_", SECTION),
    ("dataclass_", SECTION),
)
_LIMIT_ERRORS = {
    "string_too_short": (EMPTY, "min_length"),
    "greater_than_equal": (TOO_SMALL, "ge"),
    "less_than_equal": (TOO_LARGE, "le"),
    "greater_than": (NOT_ABOVE, "gt"),
    "less_than": (NOT_BELOW, "lt"),
    "too_short": (TOO_FEW, "min_length"),
    "too_long": (TOO_MANY, "max_length"),
    "string_too_long": (TOO_LONG, "max_length"),
}
_CODE = re.compile(r"\^\[A-Z\]\{(\d)\}\$")


def translate(error: ErrorDetails, found: str, known_keys: Iterable[str] = (), *, quoted: bool = False) -> BoundMessage:
    """Return what is wrong, in every language.

    Args:
        error: one error as pydantic reports it.
        found: the value as written.
        known_keys: keys that are allowed there, if an unknown key was found.
        quoted: whether to show the value in quotes.
    """
    kind, context = error["type"], error.get("ctx", {})
    own = context.get("error")
    if isinstance(own, WrongValueError):
        return own.said
    if kind in _LIMIT_ERRORS:
        sentence, limit = _LIMIT_ERRORS[kind]
        return BoundMessage(sentence, {"found": found, "limit": context[limit]})
    if kind in {"literal_error", "enum"}:
        names = re.findall(r"'([^']*)'", str(context["expected"]))
        return BoundMessage(NOT_ONE_OF, {"found": found, "expected": ", ".join(names), "hint": hint(found, names)})
    if kind == "string_pattern_mismatch":
        return _not_of_pattern(str(context["pattern"]), found)
    if kind == "extra_forbidden":
        *_, section, key = ("", *error["loc"])
        return BoundMessage(
            UNKNOWN_RULE if section == "rules" else UNKNOWN_KEY, {"hint": hint_or_list(str(key), known_keys)}
        )
    return (
        BoundMessage(MISSING)
        if kind == "missing"
        else _wrong_kind(kind, f'"{found}"' if quoted else found, error["input"])
    )


def in_words(said: BoundMessage) -> BoundMessage:
    """Return a sentence with the words for options in place of their codes, where files may have either."""
    values = said.values
    if said.message != NOT_ONE_OF:
        found = {key: OPTION_NAMES.get(str(value), value) for key, value in values.items() if key in {"scope", "state"}}
        return BoundMessage(said.message, {**values, **found}) if found else said
    codes = str(values["expected"]).split(", ")
    if not OPTION_NAMES.keys() & {*codes}:
        return said
    spoken = {option_name(code, locale) for code in codes for locale in LOCALES}
    words = [OPTION_NAMES.get(code, code) for code in codes]
    return BoundMessage(
        said.message, {**values, "expected": words, "hint": hint(str(values["found"]), {*codes, *spoken})}
    )


def _not_of_pattern(pattern: str, found: str) -> BoundMessage:
    code = _CODE.fullmatch(pattern)
    return BoundMessage(NOT_A_CODE if code else NOT_AN_ID, {"found": found, "limit": int(code[1]) if code else 0})


def _wrong_kind(kind: str, found: str, value: object) -> BoundMessage:
    if kind.startswith("int_") and isinstance(value, float) and math.isfinite(value):
        return BoundMessage(DECIMALS, {"found": found, "rounded": str(round(value))})
    for start, expected in _TYPE_ERRORS:
        if kind.startswith(start):
            return BoundMessage(KIND, {"found": found, "expected": expected})
    return BoundMessage(DOES_NOT_FIT, {"found": found})


_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def settings_schema() -> dict[str, Any]:
    """Return the JSON Schema of network.toml, with the sections of all rules."""
    return {"$schema": _DIALECT, **Settings.model_json_schema(), "title": "network.toml"}


def known_keys(path: KeyPath, model: type[BaseModel]) -> set[str]:
    """Return the keys allowed in the section at that path; empty if any key is."""
    schema = _schema(model)
    nodes = [schema]
    for part in path:
        nodes = [child for node in nodes for child in _children(schema, node, part)]
    return {key for node in nodes for each in _alternatives(schema, node) for key in each.get("properties", {})}


@cache
def _schema(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema()


def _children(schema: dict[str, Any], node: dict[str, Any], part: str | int) -> Iterator[dict[str, Any]]:
    for each in _alternatives(schema, node):
        if isinstance(part, str) and part in each.get("properties", {}):
            yield each["properties"][part]
        elif isinstance(part, int) and isinstance(each.get("items"), dict):
            yield each["items"]


def _alternatives(schema: dict[str, Any], node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the node itself, or all nodes that it refers to or chooses between."""
    if "$ref" in node:
        yield from _alternatives(schema, schema["$defs"][node["$ref"].rpartition("/")[2]])
        return
    yield node
    for keyword in ("anyOf", "oneOf", "allOf"):
        for each in node.get(keyword, ()):
            yield from _alternatives(schema, each)


@dataclass(frozen=True, slots=True)
class WrongValue:
    """A wrong value: its path in the document, the reason, and the value as written, if any."""

    path: KeyPath
    said: BoundMessage
    found: str | None


def wrong_values(error: ValidationError, written: dict[str, Any], model: type[BaseModel]) -> Iterator[WrongValue]:
    """Yield everything that is wrong, each place once.

    Args:
        error: the error of the model.
        written: the parsed document before validation.
        model: the model.
    """
    paths: set[KeyPath] = set()
    for details in error.errors(include_url=False):
        path, value = _place(details, written)
        if path not in paths:
            paths.add(path)
            keys = _keys_meant(path, written, model)
            found = shortened(value) if isinstance(value, str) else as_written(value)
            said = translate(details, found, keys, quoted=isinstance(value, str))
            yield WrongValue(path, said, None if value is None else found)


def _keys_meant(path: KeyPath, written: dict[str, Any], model: type[BaseModel]) -> set[str]:
    """Return the keys allowed in the section of a wrong key; only unused ones if one of them is similar."""
    known = known_keys(path[:-1], model) if path else set()
    section = _section(written, path)
    free = {name for name in known if name not in section}
    return known if path and hint(str(path[-1]), free) == NO_HINT else free


def _place(details: ErrorDetails, written: object) -> tuple[KeyPath, object]:
    """Return path and value in the document, without the path elements pydantic adds for unions."""
    path: KeyPath = ()
    node: Any = written
    for part in details["loc"]:
        within = isinstance(part, int) if isinstance(node, list) else isinstance(node, dict) and part in node
        if within:
            path, node = (*path, part), node[part]
    if details["type"] == "missing":
        return (*path, details["loc"][-1]), None
    return path, node


def _section(written: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    node: Any = written
    for part in path[:-1]:
        node = node[part]
    return node if isinstance(node, dict) else {}
