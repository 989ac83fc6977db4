"""The completion scripts that click makes, for the program's own name."""

from __future__ import annotations

from click.shell_completion import get_completion_class

from calendars.language import Locale
from planner.cli.exit_codes import ExitCode
from planner.cli.program import program
from planner.cli.streams import result

VARIABLE = "_PLANNER_COMPLETE"
"""The variable by which the script asks the program what comes next; click derives it from the name."""


def run(*, shell: str, locale: Locale) -> ExitCode:
    """Write the script."""
    made_by = get_completion_class(shell)
    if made_by is None:
        message = f"click knows no {shell}"
        raise LookupError(message)
    result(made_by(program(locale), {}, "planner", VARIABLE).source())
    return ExitCode.GOOD
