"""Read a plan that `planner solve` saved or a person wrote."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from pathlib import Path
from typing import TypeVar

from calendars.language import Locale, Message, Said
from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.errors import NO_HINT, InputError, InputErrors, hint
from planner.errors import KeyPath as Place
from planner.schemas.plans import MeetingJson, ResultJson

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

T = TypeVar("T")


def read_plan(path: Path, locale: Locale) -> Plan:
    """Read a plan from a JSON file; `locale` is the language of the errors.

    Raises:
        InputErrors: everything that is wrong in it, each with its place.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise InputErrors([InputError(path.name, Said(NO_FILE))], locale) from error
    except OSError as error:
        raise InputErrors([InputError(path.name, Said(UNREADABLE, {"reason": error.strerror}))], locale) from error
    except UnicodeDecodeError as error:
        raise InputErrors([InputError(path.name, Said(NOT_UTF8))], locale) from error
    return parse_plan(text, path.name, locale)


def parse_plan(text: str, name: str, locale: Locale) -> Plan:
    """Parse a plan from JSON text; errors call the text `name`.

    Raises:
        InputErrors: as for `read_plan`.
    """
    reader = _Reader(name)
    found = reader.json(text)
    meetings = list(reader.meetings(found)) if not reader.errors else []
    if reader.errors:
        raise InputErrors(reader.errors, locale)
    return Plan.of(meetings)


def meant(found: str, known: Mapping[str, str]) -> Said | None:
    """Return the end of a sentence that suggests one of the known ids; None without a suggestion.

    It is the `hint` of `constraints.check.check`.
    """
    said = hint(found, known)
    return None if said is NO_HINT else said


@dataclass
class _Reader:
    """Parses a plan and collects all errors."""

    name: str
    errors: list[InputError] = field(default_factory=list)

    def json(self, text: str) -> object:
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            said = Said(NOT_JSON, {"column": error.colno})
            self.errors.append(InputError(self.name, said, line=error.lineno))
        except (RecursionError, ValueError):
            self.errors.append(InputError(self.name, Said(TOO_MUCH)))
        return None

    def meetings(self, found: object) -> Iterator[PlannedMeeting]:
        plan = self._object(found, (), ResultJson)
        listed = self._value(plan, "meetings", (), A_LIST, _list) or []
        for place, each in enumerate(listed):
            path = ("meetings", place)
            meeting = self._object(each, path, MeetingJson)
            if meeting or each == {}:
                yield self._meeting(meeting, path)

    def _meeting(self, meeting: dict[str, object], path: Place) -> PlannedMeeting:
        """Return the meeting; wrong values are reported and replaced by empty ones."""
        never = datetime.min.replace(tzinfo=UTC)
        return PlannedMeeting(
            meeting=self._value(meeting, "id", path, TEXT, _text) or "",
            start=self._value(meeting, "start", path, MOMENT, _moment) or never,
            end=self._value(meeting, "end", path, MOMENT, _moment) or never,
            venue=self._value(meeting, "venue", path, TEXT, _text) or "",
            rooms=tuple(self._value(meeting, "rooms", path, TEXTS, _texts) or ()),
            staff=tuple(self._value({"staff": [], **meeting}, "staff", path, TEXTS, _texts) or ()),
        )

    def _object(self, found: object, path: Place, shape: type) -> dict[str, object]:
        """Return the object, empty if it is none; keys that the shape lacks are reported."""
        if not isinstance(found, dict):
            self._wrong(path, AN_OBJECT, found)
            return {}
        known = list(shape.__annotations__)
        for key in found:
            if key not in known:
                self.errors.append(InputError(self.name, Said(UNKNOWN_KEY, {"hint": hint(key, known)}), (*path, key)))
        return found

    def _value(
        self, parent: dict[str, object], key: str, path: Place, expected: Message,
        read: Callable[[object], T | None],
    ) -> T | None:  # fmt: skip
        if key not in parent:
            self.errors.append(InputError(self.name, Said(MISSING, {"key": key, "expected": expected}), path))
            return None
        value = read(parent[key])
        if value is None:
            self._wrong((*path, key), expected, parent[key])
        return value

    def _wrong(self, path: Place, expected: Message, found: object) -> None:
        shown = json.dumps(found, ensure_ascii=False)
        shown = shown if len(shown) <= SHOWN_CHARACTERS_MAX else f"{shown[:SHOWN_CHARACTERS_MAX]} …"
        said = Said(EXPECTED, {"expected": expected, "found": shown})
        self.errors.append(InputError(self.name, said, path, found=shown))


def _list(found: object) -> list[object] | None:
    return found if isinstance(found, list) else None


def _text(found: object) -> str | None:
    return found if isinstance(found, str) else None


def _texts(found: object) -> list[str] | None:
    return found if isinstance(found, list) and all(isinstance(each, str) for each in found) else None


def _moment(found: object) -> datetime | None:
    """Return an aware datetime, or None; the first and last year are excluded, as a time zone may lead beyond them."""
    try:
        moment = datetime.fromisoformat(found) if isinstance(found, str) else None
    except ValueError:
        return None
    if moment is None or moment.tzinfo is None or not MINYEAR < moment.year < MAXYEAR:
        return None
    return moment
