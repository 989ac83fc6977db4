"""Where in a document a model found something wrong, and what, in words a planner can act on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from calendars.language import Said
from planner.errors import Path
from planner.files.schema import known_keys
from planner.files.translation import translate
from planner.nearest import NO_HINT, hint
from planner.network.as_written import as_written, shortened

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class WrongValue:
    """One value that is wrong: its path in the document, why, and the value if there is one."""

    path: Path
    said: Said
    found: str | None


def wrong_values(error: ValidationError, written: dict[str, Any], model: type[BaseModel]) -> Iterator[WrongValue]:
    """Everything wrong, each place once.

    Args:
        error: what the model said.
        written: the document as it was read, before the model saw it.
        model: which it was.
    """
    paths: set[Path] = set()
    for details in error.errors(include_url=False):
        path, value = _place(details, written)
        if path not in paths:
            paths.add(path)
            keys = _keys_meant(path, written, model)
            found = shortened(value) if isinstance(value, str) else as_written(value)
            said = translate(details, found, keys, quoted=isinstance(value, str))
            yield WrongValue(path, said, None if value is None else found)


def _keys_meant(path: Path, written: dict[str, Any], model: type[BaseModel]) -> set[str]:
    """Keys that can stand in the section of that key; only those not written yet if one of them is near."""
    known = known_keys(path[:-1], model) if path else set()
    free = known - set(_section(written, path))
    return known if path and hint(str(path[-1]), free) == NO_HINT else free


def _place(details: ErrorDetails, written: object) -> tuple[Path, object]:
    """Path and value as they stand in the document, without the names pydantic adds for its own choices."""
    path: Path = ()
    node: Any = written
    for part in details["loc"]:
        within = isinstance(part, int) if isinstance(node, list) else isinstance(node, dict) and part in node
        if within:
            path, node = (*path, part), node[part]
    if details["type"] == "missing":
        return (*path, details["loc"][-1]), None
    return path, node


def _section(written: dict[str, Any], path: Path) -> dict[str, Any]:
    node: Any = written
    for part in path[:-1]:
        node = node[part]
    return node if isinstance(node, dict) else {}
