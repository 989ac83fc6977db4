"""Write a network to start from."""

from __future__ import annotations

from pathlib import Path

from calendars.language import Locale, Sentence
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import remark, result
from planner.files import write_starting_network

NEXT = Sentence(en="Now: planner solve {folder}", da="Derefter: planner solve {folder}")


def run(*, folder: Path, example: str, locale: Locale) -> ExitCode:
    """Copy the example and name what was written."""
    result("\n".join(str(path) for path in write_starting_network(folder, example)))
    remark(NEXT.say(locale, folder=str(folder)))
    return ExitCode.GOOD
