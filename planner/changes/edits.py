"""What is different from one network to another: file, row, key, old and new value."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any, TypeGuard

from calendars.language import BoundMessage, Message
from planner.changes.merging import key_of
from planner.errors import CHANGES_FILE, SETTINGS_FILE
from planner.network.fields import shortened
from planner.network.network import Network
from planner.network.tables import TABLES

NEW = Message("edits.new", "{place} is new: {after}.")
GONE = Message("edits.gone", "{place} is gone: {before}.")
OTHER = Message("edits.other", "{place}: {before} became {after}.")


CHANGE_NEW = Message("edits.change_new", "Change {number} is new: {after}.")
CHANGE_GONE = Message("edits.change_gone", "Change {number} was withdrawn: {before}.")
CHANGE_OTHER = Message("edits.change_other", "Change {number} was: {before}. It is: {after}.")


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference.

    Attributes:
        file: name of the file.
        row: the row of a table by its key, or the section of the settings by its path.
        key: the column or key; "" where a row or section as a whole is new or gone.
        before, after: the value as text; None where there is none.
    """

    file: str
    row: str
    key: str
    before: str | None
    after: str | None

    @property
    def said(self) -> BoundMessage:
        """The difference as a sentence."""
        of_change = self.file == CHANGES_FILE
        new, gone, other = (CHANGE_NEW, CHANGE_GONE, CHANGE_OTHER) if of_change else (NEW, GONE, OTHER)
        sentence = new if self.before is None else gone if self.after is None else other
        place = " ".join(filter(None, (self.file, self.row, self.key)))
        values = {"place": place, "number": self.row, "before": self.before, "after": self.after}
        return BoundMessage(sentence, values)


def network_edits(before: Network, after: Network) -> tuple[Edit, ...]:
    """Return what is different, apart from the changes in force: the settings first, then table by table."""
    old, new = (each.model_dump(mode="json", exclude={"changes"}) for each in (before, after))
    return (
        *_sections(SETTINGS_FILE, "", old["settings"], new["settings"]),
        *(each for table in TABLES for each in _rows(table.name, old[table.name], new[table.name])),
    )


def _rows(table: str, before: Any, after: Any) -> Iterator[Edit]:  # noqa: ANN401 - JSON
    file = f"{table}.csv"
    if isinstance(before, dict):
        for owner in dict.fromkeys([*before, *after]):
            yield from _items(file, owner, table, before.get(owner, []), after.get(owner, []))
    else:
        yield from _items(file, "", table, before, after)


def _items(file: str, path: str, name: str, before: list[Any], after: list[Any]) -> Iterator[Edit]:
    """Yield the differences of two lists; items that a key tells apart are compared key by key."""
    old, new = _by_key(name, before), _by_key(name, after)
    for key in dict.fromkeys([*old, *new]):
        one, other = old.get(key), new.get(key)
        if one == other:
            continue
        row = _joined(
            path, "/".join(filter(None, key)) if isinstance(key, tuple) else "" if _is_whole(key) else str(key)
        )
        if isinstance(one, dict) and isinstance(other, dict):
            yield from _sections(file, row, one, other)
        else:
            yield Edit(file, row, "", _text(one), _text(other))


def _by_key(name: str, items: list[Any]) -> dict[Hashable, Any]:
    found = {key_of(name, each) if isinstance(each, dict) else json.dumps(each): each for each in items}
    return found if len(found) == len(items) else {json.dumps(each): each for each in items}


def _is_whole(key: object) -> bool:
    """Return whether the key is an item as a whole, as JSON."""
    return isinstance(key, str) and key[:1] in {"{", '"', "["}


def _sections(file: str, path: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Edit]:
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _sections(file, _joined(path, key), old, new)
        elif _sections_listed(old) and _sections_listed(new):
            yield from _items(file, _joined(path, key), key, old, new)
        else:
            yield Edit(file, path, key, _text(old), _text(new))


def _sections_listed(value: object) -> TypeGuard[list[Any]]:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _joined(path: str, key: str) -> str:
    return f"{path} {key}".strip()


def _text(value: object) -> str | None:
    """Return a JSON value as text; of a row or section its values that are not empty."""
    match value:
        case None:
            return None
        case dict():
            parts = (f"{key} = {_text(each)}" for key, each in value.items() if each not in (None, "", [], {}, False))
            return ", ".join(parts)
        case str():
            return value
        case _:
            return shortened(json.dumps(value, ensure_ascii=False))
