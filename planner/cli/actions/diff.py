"""Compare two revisions."""

from __future__ import annotations

from pathlib import Path

from calendars.language import Locale
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.output.difference_json import difference_json
from planner.output.difference_text import difference_lines
from planner.output.plan_json import dumps
from planner.revisions.archive import open_archive


def run(
    *, first: int, second: int, folder: Path, shape: str, store: str | None, network: str | None, locale: Locale
) -> ExitCode:
    """Say what is different from the first to the second."""
    with open_archive(folder, store, network) as archive:
        found = archive.difference(first, second)
    result(dumps(difference_json(found)) if shape == "json" else "\n".join(difference_lines(found, locale)))
    return ExitCode.GOOD
