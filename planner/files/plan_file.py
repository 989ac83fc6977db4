"""Read a plan that `planner solve` saved or a person wrote."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from calendars.language import BoundMessage, Locale, Message
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.errors import NO_HINT, InputError, InputErrors, hint
from planner.errors import KeyPath as Place
from planner.schemas.plans import PlanJson, ResultJson, SolvedMeeting

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

NO_FILE = Message("plan_file.no_file", "there is no such file")
UNREADABLE = Message("plan_file.unreadable", "the file cannot be read ({reason})")
NOT_UTF8 = Message("plan_file.not_utf8", "the file is not UTF-8 text")
NOT_JSON = Message("plan_file.not_json", "from column {column} on this is not JSON")
TOO_MUCH = Message("plan_file.too_much", "this is nested too deeply, or holds numbers too long, to be a plan")
UNKNOWN_KEY = Message("plan_file.unknown_key", "there is no such key in a plan{hint}")
EXPECTED = Message("plan_file.expected", "{expected} was expected, not {found}")
MISSING = Message("plan_file.missing", "{key} is missing: {expected} was expected")
AN_OBJECT = Message("plan_file.an_object", "an object in braces")
A_LIST = Message("plan_file.a_list", "a list in brackets")
TEXT = Message("plan_file.text", "text in quotes")
TEXTS = Message("plan_file.texts", "a list of texts")
MOMENT = Message("plan_file.moment", "a time with offset, such as 2023-03-14T10:00:00+01:00,")

SHOWN_CHARACTERS_MAX = 60
"""Characters of a wrong value that are shown."""

_EXPECTED = {
    "meetings": A_LIST, "id": TEXT, "start": MOMENT, "end": MOMENT, "venue": TEXT, "rooms": TEXTS, "staff": TEXTS,
}  # fmt: skip


def read_plan(path: Path, locale: Locale) -> Plan:
    """Read a plan from a JSON file; `locale` is the language of the errors.

    Raises:
        InputErrors: everything that is wrong in it, each with its place.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputErrors([InputError(path.name, BoundMessage(NO_FILE))], locale) from error
    except OSError as error:
        raise InputErrors(
            [InputError(path.name, BoundMessage(UNREADABLE, {"reason": error.strerror}))], locale
        ) from error
    except UnicodeDecodeError as error:
        raise InputErrors([InputError(path.name, BoundMessage(NOT_UTF8))], locale) from error
    return parse_plan(text, path.name, locale)


def parse_plan(text: str, name: str, locale: Locale) -> Plan:
    """Parse a plan from JSON text; errors call the text `name`.

    Raises:
        InputErrors: as for `read_plan`.
    """
    try:
        found = json.loads(unicodedata.normalize("NFC", text))
    except json.JSONDecodeError as error:
        said = BoundMessage(NOT_JSON, {"column": error.colno})
        raise InputErrors([InputError(name, said, line=error.lineno)], locale) from error
    except (RecursionError, ValueError) as error:
        raise InputErrors([InputError(name, BoundMessage(TOO_MUCH))], locale) from error
    try:
        plan = PlanJson.model_validate(found)
    except ValidationError as error:
        raise InputErrors(_errors(name, found, error), locale) from error
    return Plan.of(
        [PlannedMeeting(each.id, each.start, each.end, each.venue, each.rooms, each.staff) for each in plan.meetings]
    )


def meant(found: str, known: Mapping[str, str]) -> BoundMessage | None:
    """Return the end of a sentence that suggests one of the known ids; None without a suggestion.

    It is the `hint` of `constraints.check.check`.
    """
    said = hint(found, known)
    return None if said is NO_HINT else said


def _errors(name: str, found: Any, error: ValidationError) -> Iterator[InputError]:  # noqa: ANN401 - any JSON
    """What is wrong, each place once; in a meeting first the keys that no meeting has."""
    wrong = sorted(error.errors(include_url=False), key=_order)
    if not isinstance(found, dict):
        yield _wrong(name, (), AN_OBJECT, found)
        wrong = [{"type": "missing", "loc": ("meetings",), "msg": "", "input": {}}]
    for place, each in {each["loc"][:_DEEPEST]: each for each in wrong}.items():
        *above, key = place
        if each["type"] == "extra_forbidden":
            known = list((SolvedMeeting if above else ResultJson).model_fields)
            yield InputError(name, BoundMessage(UNKNOWN_KEY, {"hint": hint(str(key), known)}), place)
        elif each["type"] == "missing":
            said = BoundMessage(MISSING, {"key": key, "expected": _EXPECTED[str(key)]})
            yield InputError(name, said, tuple(above))
        else:
            yield _wrong(name, place, _EXPECTED[key] if isinstance(key, str) else AN_OBJECT, _at(found, place))


_DEEPEST = 3
"""Parts of the longest place: of a list of texts the whole list is wrong."""


def _order(each: ErrorDetails) -> tuple[Place, bool]:
    return each["loc"][:2] if len(each["loc"]) > 1 else (), each["type"] != "extra_forbidden"


def _at(found: Any, place: Place) -> object:  # noqa: ANN401 - any JSON
    return reduce(lambda inner, key: inner[key], place, found)


def _wrong(name: str, path: Place, expected: Message, found: object) -> InputError:
    shown = json.dumps(found, ensure_ascii=False)
    shown = shown if len(shown) <= SHOWN_CHARACTERS_MAX else f"{shown[:SHOWN_CHARACTERS_MAX]} …"
    return InputError(name, BoundMessage(EXPECTED, {"expected": expected, "found": shown}), path, found=shown)
