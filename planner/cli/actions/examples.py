"""List the examples."""

from __future__ import annotations

from calendars.language import Locale
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.examples import DESCRIPTIONS


def run(*, locale: Locale) -> ExitCode:
    """Write each with a line about it."""
    width = max(map(len, DESCRIPTIONS))
    result("\n".join(f"{name:<{width}}  {about.say(locale)}" for name, about in DESCRIPTIONS.items()))
    return ExitCode.GOOD
