"""Write the JSON Schema of the settings file."""

from __future__ import annotations

import json

from calendars.language import Locale
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.files import settings_schema


def run(*, locale: Locale) -> ExitCode:  # noqa: ARG001 - every command is given it; the schema has one language
    """Write it to stdout."""
    result(json.dumps(settings_schema(), ensure_ascii=False, indent=2))
    return ExitCode.GOOD
