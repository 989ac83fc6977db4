"""Read changes from TOML and JSON files and from command-line text, and write the latter; report all that is wrong."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from calendars.language import BoundMessage, Locale, Message, WrongValueError
from planner.changes.change import AnyChange
from planner.changes.kinds import CHANGES_MAX, KINDS, Change, kind_named
from planner.errors import NO_HINT, InputError, InputErrors, KeyPath, hint, hint_or_list
from planner.files.cells import as_typed, yes_or_no
from planner.files.load import as_json
from planner.files.plan_file import NO_FILE, NOT_JSON, UNREADABLE
from planner.files.text import decode, file_error
from planner.files.toml import locate, read_toml
from planner.files.validation import KIND, LIST, MISSING, SECTION, wrong_values
from planner.network.fields import as_written
from planner.network.references import Lines

NO_KIND = Message("reading.no_kind", "{found} is no kind of change{hint}")
KIND_MISSING = Message("reading.kind_missing", "kind is missing: what happened, one of {kinds}")
NO_CHANGES = Message("reading.no_changes", "nothing has happened here; write at least one [[changes]]")
TOO_MANY = Message("reading.too_many", "there are {n} changes; at most {limit} can be taken at once")
ONLY_CHANGES = Message("reading.only_changes", "there is no such key; only [[changes]] stand here")


@dataclass(frozen=True)
class Origin:
    """The place that changes were read from.

    Attributes:
        file: name of the file, or another name for the source in errors.
        lines: line number of each key, counted from 1, by its path.
    """

    file: str
    lines: Lines = field(default_factory=Lines)

    def error(self, path: KeyPath, said: BoundMessage, found: str | None = None) -> InputError:
        """Return an error at that path."""
        return InputError(self.file, said, path, self.lines.in_settings(path), found)


def read_changes(document: object, locale: Locale, origin: Origin | None = None) -> tuple[Change, ...]:
    """Return the changes of a parsed JSON or TOML document `{"changes": [...]}`.

    Raises:
        InputErrors: everything that is wrong with any of them.
    """
    place = origin or Origin("changes")
    if not isinstance(document, dict):
        raise InputErrors(
            [place.error((), BoundMessage(KIND, {"found": as_written(document), "expected": SECTION}))], locale
        )
    written = document.get("changes", [])
    if not isinstance(written, list):
        said = BoundMessage(KIND, {"found": as_written(written), "expected": LIST})
        raise InputErrors([place.error(("changes",), said)], locale)
    errors = [place.error((key,), BoundMessage(ONLY_CHANGES), key) for key in document if key != "changes"]
    if not 0 < len(written) <= CHANGES_MAX:
        said = (
            BoundMessage(TOO_MANY, {"n": len(written), "limit": CHANGES_MAX}) if written else BoundMessage(NO_CHANGES)
        )
        raise InputErrors([*errors, place.error(("changes",), said)], locale)
    return read_each(((("changes", n), each) for n, each in enumerate(written)), locale, place, errors)


def read_each(
    written: Iterable[tuple[KeyPath, object]], locale: Locale, origin: Origin, errors: Iterable[InputError] = ()
) -> tuple[Change, ...]:
    """Return the change at each path of a document.

    Args:
        written: pairs of the path in the document and the value there.
        locale: the language of the errors.
        origin: where the document was read from.
        errors: errors found before, which are raised together with those found here.

    Raises:
        InputErrors: if there are any errors.
    """
    found = [validated_change(each, path, origin) for path, each in written]
    wrong = [*errors, *(error for each in found if isinstance(each, list) for error in each)]
    if wrong:
        raise InputErrors(wrong, locale)
    return cast("tuple[Change, ...]", tuple(found))


def validated_change(written: object, path: KeyPath, origin: Origin) -> Change | list[InputError]:
    """Return the change at a path of a parsed document, or everything that is wrong with it."""
    if not isinstance(written, dict):
        return [origin.error(path, BoundMessage(KIND, {"found": as_written(written), "expected": SECTION}))]
    kind: Any = written.get("kind")
    if kind is None:
        return [origin.error((*path, "kind"), BoundMessage(KIND_MISSING, {"kinds": ", ".join(KINDS)}))]
    if not isinstance(kind, str) or kind not in KINDS:
        found = as_written(kind)
        near = hint_or_list(str(kind), KINDS)
        return [origin.error((*path, "kind"), BoundMessage(NO_KIND, {"found": found, "hint": near}), found)]
    try:
        return cast("Change", KINDS[kind].model_validate_json(as_json(written), strict=True))
    except ValidationError as error:
        wrong = wrong_values(error, written, KINDS[kind])
        return [origin.error((*path, *each.path), each.said, each.found) for each in wrong]


TOO_MUCH = Message("reading.too_much", "this is nested too deeply, or holds numbers too long")
SUFFIXES = (".toml", ".json")


def read_change_file(path: Path, locale: Locale) -> tuple[Change, ...]:
    """Return the changes in a file whose name ends in .toml or .json.

    Raises:
        InputErrors: if it cannot be read, or with everything that is wrong with any of the changes.
    """
    text = _text(path)
    if isinstance(text, InputError):
        raise InputErrors([text], locale)
    lines = Lines()
    if path.suffix.casefold() == ".toml":
        document: Any = read_toml(text, path.name)
        lines = lines if isinstance(document, InputError) else Lines(settings=locate(text))
    else:
        document = _json(text, path.name)
    if isinstance(document, InputError):
        raise InputErrors([document], locale)
    return read_changes(document, locale, Origin(path.name, lines))


def _text(path: Path) -> str | InputError:
    try:
        return decode(path.read_bytes(), path.name)
    except FileNotFoundError:
        return file_error(path.name, NO_FILE)
    except OSError as error:
        return file_error(path.name, UNREADABLE, reason=error.strerror or type(error).__name__)


def _json(text: str, file: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        return InputError(file, BoundMessage(NOT_JSON, {"column": error.colno}), line=error.lineno)
    except (RecursionError, ValueError):
        return file_error(file, TOO_MUCH)


QUOTE = Message("reading.quote", "a quote is not closed")
EMPTY = Message("reading.empty", "say what happened, such as {example}, or name a file (.toml or .json)")
NO_VALUE = Message(
    "reading.no_value", "'{found}' was found where a key and a value were expected, such as first_day=2023-03-05"
)
TWICE = Message("reading.twice", "{found} stands here a second time")

ITEM_QUOTE = Message(
    "reading.item_quote", "a double quote around an item of this list is not closed, or is not followed by a comma"
)
_ITEM = re.compile(r"""\s*"((?:[^"]|"")*)"\s*(?=,|\Z)|((?!\s*")[^,]*)""")
"""An item of a list, in double quotes or without."""

MISSING_KEY = Message("reading.missing_key", "this key is missing; such as: {example}")
_EXAMPLE = "cancel meetings=2022-2/nordjylland"


def parse_change(text: str, locale: Locale) -> tuple[Change, ...]:
    """Return the change that a command-line argument states, or those in the file (.toml, .json) that it names.

    The text is the kind, in the word of any language, followed by `key=value` words. Items of a list are separated by
    commas or given by repeating the key; one with a comma stands in double quotes, as in CSV. Keys of nested sections
    are joined by periods.

    Raises:
        InputErrors: everything that is wrong with it, in that language.
    """
    if text.strip().casefold().endswith(SUFFIXES) and "=" not in text:
        return read_change_file(Path(text.strip()), locale)
    called, *words = _split(text, locale)
    kind = kind_named(called)
    if kind is None:
        known = [each.word.say(locale) for each in KINDS.values()]
        near = hint(called, [*known, *KINDS])
        found = as_written(called)
        said = BoundMessage(NO_KIND, {"found": found, "hint": hint_or_list(called, known) if near == NO_HINT else near})
        raise InputErrors([InputError(called, said, ("kind",), found=found)], locale)
    written: dict[str, Any] = {"kind": kind}
    errors = [error for word in words if (error := _store(written, word, locale)) is not None]
    try:
        return read_each([((), written)], locale, Origin(kind), errors)
    except InputErrors as wrong:
        unread = {each.path for each in errors}  # which is not missing
        told = [each for each in wrong.errors if each.said.message is not MISSING or each.path not in unread]
        raise InputErrors([_with_example(each, kind) for each in told], wrong.locale) from None


def _with_example(error: InputError, kind: str) -> InputError:
    """Return an error about a key that is missing with an example of the whole change."""
    if error.said.message is not MISSING:
        return error
    (example,) = KINDS[kind].model_json_schema()["examples"]
    words = as_command_line(KINDS[kind].model_validate_json(as_json(example)))
    return replace(error, said=BoundMessage(MISSING_KEY, {"example": words}))


def _split(text: str, locale: Locale) -> list[str]:
    """Split the text as a POSIX shell does."""
    try:
        words = shlex.split(text)
    except ValueError:
        raise InputErrors([InputError(text.split(maxsplit=1)[0], BoundMessage(QUOTE))], locale) from None
    if not words:
        raise InputErrors([InputError("changes", BoundMessage(EMPTY, {"example": _EXAMPLE}))], locale)
    return words


def _store(written: dict[str, Any], word: str, locale: Locale) -> InputError | None:
    """Store the value of one `key=value` word in `written`, or return why it cannot be stored."""
    kind = written["kind"]
    path, is_pair, text = word.partition("=")
    if not is_pair or not path:
        return InputError(kind, BoundMessage(NO_VALUE, {"found": word}), found=word)
    *around, key = path.split(".")
    section: Any = written
    for name in around:
        section = section.setdefault(name, {}) if isinstance(section, dict) else None
    form = _json_types(kind).get((around or [key])[0], "any")
    if not isinstance(section, dict) or (key in section and form != "array"):
        return InputError(kind, BoundMessage(TWICE, {"found": path}), tuple(path.split(".")), found=text)
    try:
        value = [*section.get(key, []), *_items(text)] if form == "array" else _converted(form, text, locale)
    except WrongValueError as error:
        return InputError(kind, error.said, (key,), found=text)
    section[key] = value
    return None


def _items(text: str) -> list[str]:
    """Return the items of a list as a row of CSV has them; spaces around an item without quotes do not count.

    Raises:
        WrongValueError: if a quote is not closed, or something follows it.
    """
    items, place = [], 0
    while place <= len(text):
        found = _ITEM.match(text, place)
        if found is None:
            raise WrongValueError(BoundMessage(ITEM_QUOTE))
        quoted, plain = found.groups()
        items.append(plain.strip() if quoted is None else quoted.replace('""', '"'))
        place = found.end() + 1
    return items


def _as_item(text: str) -> str:
    """Return the item of a list so that `_items` reads it back."""
    plain = text == text.strip() and "," not in text and not text.startswith('"')
    return text if plain else '"{}"'.format(text.replace('"', '""'))


def _converted(form: str, text: str, locale: Locale) -> object:
    """Convert text to the given JSON Schema type; dates and times are left as typed if they cannot be read."""
    match form:
        case "boolean":
            return yes_or_no(text)
        case "date" | "time":
            return as_typed(form, text, locale)
        case "string":
            return text
        case _:
            return _guessed(text)


def _guessed(text: str) -> object:
    """Guess the value of a key without a declared type: JSON if it parses, a list if there are commas, else text."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return [_guessed(part) for part in text.split(",")] if "," in text and text[0] not in "[{" else text


@cache
def _json_types(kind: str) -> Mapping[str, str]:
    """Return the JSON Schema type of each key of a kind of change; "any" where there is none."""
    properties = KINDS[kind].model_json_schema()["properties"]
    return {key: _json_type(schema) for key, schema in properties.items()}


def _json_type(schema: Mapping[str, Any]) -> str:
    forms = {each.get("format", each.get("type", "any")) for each in schema.get("anyOf", [schema])} - {"null"}
    return str(min(forms)) if forms else "any"


def as_command_line(change: AnyChange) -> str:
    """Return the change as text that `parse_change` reads back as an equal change."""
    said = change.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"kind"})
    forms = _json_types(change.kind)
    words = (word for key, value in said.items() for word in _arguments(key, value, forms[key]))
    return " ".join([change.kind, *words])


def _arguments(key: str, value: object, form: str) -> Iterator[str]:
    """Yield `key=value` for a value, or one for each value inside a dictionary, quoted for a shell."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _arguments(f"{key}.{name}", inner, form)
    else:
        yield f"{key}={shlex.quote(_typed(value, form))}"


def _typed(value: object, form: str) -> str:
    """Return a value as text that is read back as that value under a key of that form."""
    if form == "array":
        return ",".join(map(_as_item, cast("list[str]", value)))
    if form == "boolean":
        return "yes" if value else "no"
    if form in {"string", "date", "time"}:
        return str(value)
    short = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    return short if json.dumps(_guessed(short)) == json.dumps(value) else json.dumps(value, ensure_ascii=False)
