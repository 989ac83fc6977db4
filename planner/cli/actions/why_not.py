"""Say why a meeting is not on another day."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from calendars.language import Locale
from constraints.outcome import Limits
from constraints.why.choosing import Others
from planner.cli.actions.asking import NoPlanError, Solving, Where, names_refused, plan_at_hand
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.explaining.why_not import why_not
from planner.output.console import console, rendered
from planner.output.why_not import why_not_report


def run(
    *, meeting: str, day: date, at: str | None, folder: Path, plan: Path | None, others: str, seconds: float,
    workers: int, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Answer for the plan of the network in the folder."""
    limits = Limits(seconds, workers)
    try:
        subject = plan_at_hand(Where(folder, plan, store, network), limits)
        with names_refused():
            index, venue = subject.meeting(meeting), None if at is None else subject.venue(at)
        answer = why_not(subject, index, (day, venue), Solving(limits), Others(others))
    except NoPlanError as error:
        return error.code
    if shape == "json":
        result(answer.model_dump_json(indent=2))
    else:
        result(rendered(console(sys.stdout), *why_not_report(answer, subject.locale)))
    return ExitCode.GOOD
