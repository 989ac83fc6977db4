"""Say why a meeting is where it is."""

from __future__ import annotations

import sys
from pathlib import Path

from calendars.language import Locale
from constraints.outcome import Limits
from constraints.why.choosing import Others
from planner.cli.actions.asking import NoPlanError, Solving, Where, names_refused, plan_at_hand
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.explaining.why import why
from planner.output.console import console, rendered
from planner.output.why import why_report


def run(
    *, meeting: str, folder: Path, plan: Path | None, others: str, seconds: float, workers: int, shape: str,
    store: str | None, network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Answer for the plan of the network in the folder."""
    limits = Limits(seconds, workers)
    try:
        subject = plan_at_hand(Where(folder, plan, store, network), limits)
        with names_refused():
            index = subject.meeting(meeting)
        answer = why(subject, index, Solving(limits), Others(others))
    except NoPlanError as error:
        return error.code
    report = why_report(answer, subject.locale)
    result(answer.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
    return ExitCode.GOOD
