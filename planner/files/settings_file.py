"""Reading network.toml: what it says, what it means, and every place where it is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from calendars.language import LOCALES, Locale
from planner.errors import SETTINGS_FILE, InputError, Path, system_locale
from planner.files.decoding import decode
from planner.files.schema import known_keys
from planner.files.toml_lines import locate
from planner.files.toml_syntax import read_toml
from planner.files.translation import translate
from planner.nearest import NO_HINT, hint
from planner.network.as_written import as_written, shortened
from planner.network.lines import Lines
from planner.network.settings import Settings

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The settings as far as they could be read.

    Attributes:
        written: what the file says, or None if it is not even TOML.
        settings: what it means, or None if anything in it is wrong.
        lines: where every key stands.
    """

    written: dict[str, Any] | None = None
    settings: Settings | None = None
    lines: Lines = field(default_factory=Lines)
    errors: tuple[InputError, ...] = ()

    @property
    def locale(self) -> Locale:
        """The network's language if the file tells, else the system's."""
        locale = (self.written or {}).get("locale")
        return next((each for each in LOCALES if each == locale), system_locale())


def read_settings(data: bytes) -> SettingsFile:
    """The settings that these bytes of network.toml hold."""
    text = decode(data, SETTINGS_FILE)
    if isinstance(text, InputError):
        return SettingsFile(errors=(text,))
    written = read_toml(text, SETTINGS_FILE)
    if isinstance(written, InputError):
        return SettingsFile(errors=(written,))
    lines = Lines(settings=locate(text))
    try:
        # As JSON, where lists and texts may stand for what TOML has no kind for, and nothing else is let pass.
        settings = Settings.model_validate_json(json.dumps(written, default=_as_text), strict=True)
    except ValidationError as error:
        return SettingsFile(written, None, lines, tuple(_errors(error, written, lines)))
    return SettingsFile(written, settings, lines)


def _as_text(value: date | time) -> str:
    return value.isoformat()


def _errors(error: ValidationError, written: dict[str, Any], lines: Lines) -> Iterator[InputError]:
    paths: set[Path] = set()
    for details in error.errors(include_url=False):
        path, value = _place(details, written)
        if path not in paths:
            paths.add(path)
            keys = _keys_meant(path, written)
            found = _shown(value)
            said = translate(details, found, keys, quoted=isinstance(value, str))
            yield InputError(SETTINGS_FILE, said, path, lines.in_settings(path), None if value is None else found)


def _keys_meant(path: Path, written: dict[str, Any]) -> set[str]:
    """Keys that can stand in the section of that key; only those not written yet if one of them is near."""
    known = known_keys(path[:-1]) if path else set()
    free = known - set(_section(written, path))
    return known if path and hint(str(path[-1]), free) == NO_HINT else free


def _place(details: ErrorDetails, written: object) -> tuple[Path, object]:
    """Path and value as they stand in the file, without the names pydantic adds for its own choices."""
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


def _shown(value: object) -> str:
    return shortened(value) if isinstance(value, str) else as_written(value)
