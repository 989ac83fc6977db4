"""Explain what a plan costs and whom."""

from __future__ import annotations

import sys
from pathlib import Path

from calendars.language import Locale
from constraints.outcome import Limits
from planner.cli.actions.asking import NoPlanError, Where, plan_at_hand
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.explaining.explain import explain
from planner.output.console import console, rendered
from planner.output.explanation import explanation_report


def run(
    *, folder: Path, plan: Path | None, seconds: float, workers: int, shape: str, store: str | None,
    network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Explain the plan of the network in the folder."""
    limits = Limits(seconds, workers)
    try:
        subject = plan_at_hand(Where(folder, plan, store, network), limits)
    except NoPlanError as error:
        return error.code
    found = explain(subject, limits)
    report = explanation_report(found, subject.verdict)
    result(found.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
    return ExitCode.GOOD
