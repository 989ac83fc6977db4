"""Reading network.toml: what it says, what it means, and every place where it is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from pydantic import ValidationError

from calendars.language import LOCALES, Locale
from planner.errors import SETTINGS_FILE, InputError, system_locale
from planner.files.decoding import decode
from planner.files.toml_lines import locate
from planner.files.toml_syntax import read_toml
from planner.files.wrong_values import wrong_values
from planner.network.lines import Lines
from planner.network.settings import Settings


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
        settings = Settings.model_validate_json(as_json(written), strict=True)
    except ValidationError as error:
        return SettingsFile(written, None, lines, tuple(_errors(error, written, lines)))
    return SettingsFile(written, settings, lines)


def as_json(written: object) -> str:
    """What was read from TOML as JSON, dates and times as text."""
    return json.dumps(written, default=_as_text)


def _as_text(value: date | time) -> str:
    return value.isoformat()


def _errors(error: ValidationError, written: dict[str, Any], lines: Lines) -> Iterator[InputError]:
    for wrong in wrong_values(error, written, Settings):
        yield InputError(SETTINGS_FILE, wrong.said, wrong.path, lines.in_settings(wrong.path), wrong.found)
