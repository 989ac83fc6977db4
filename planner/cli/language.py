"""Which language the command line speaks before it has read a network."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from calendars.language import LOCALES, Locale
from planner.errors import SETTINGS_FILE, system_locale


def language(arguments: Sequence[str]) -> Locale:
    """The language of the network folder named among the arguments, else of the current one, else the system's."""
    for argument in (*arguments, "."):
        spoken = _language_of(Path(argument))
        if spoken is not None:
            return spoken
    return system_locale()


def _language_of(folder: Path) -> Locale | None:
    """None if there are no settings or they cannot be read: what is wrong with them is said when they are loaded."""
    try:
        settings = tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None
    return next((locale for locale in LOCALES if settings.get("locale") == locale), None)
