"""Show where a meeting could be."""

from __future__ import annotations

import sys
from pathlib import Path

from calendars.language import Locale
from constraints.outcome import Limits
from planner.cli.actions.asking import NoPlanError, Where, names_refused, plan_at_hand
from planner.cli.actions.saving import require_writable, save
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.explaining.possibilities import candidates, possibilities
from planner.explaining.subject import Subject
from planner.output.calendar_picture import draw_possibilities
from planner.output.console import console, rendered
from planner.output.possibilities import candidates_report, possibilities_report


def run(
    *, meeting: str, folder: Path, plan: Path | None, reasons: bool, best: int | None, picture: Path | None,
    seconds: float, workers: int, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show the days of its window, or its best days and venues."""
    require_writable(picture)
    try:
        subject = plan_at_hand(Where(folder, plan, store, network), Limits(seconds, workers))
    except NoPlanError as error:
        return error.code
    with names_refused():
        index = subject.meeting(meeting)
    if best is None:
        _days(subject, index, shape, picture, reasons=reasons)
    else:
        _best(subject, index, shape, best)
    return ExitCode.GOOD


def _days(subject: Subject, meeting: int, shape: str, picture: Path | None, *, reasons: bool) -> None:
    found = possibilities(subject, meeting, all_reasons=reasons)
    if picture is not None:
        save(picture, draw_possibilities(found, subject.locale))
    report = possibilities_report(found, subject.locale)
    result(found.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))


def _best(subject: Subject, meeting: int, shape: str, most: int) -> None:
    found = candidates(subject, meeting, reasons=True, most=most)
    report = candidates_report(found, subject.locale)
    result(found.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
