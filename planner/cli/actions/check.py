"""Judge a plan and say what it breaks."""

from __future__ import annotations

import sys
from pathlib import Path

from calendars.language import Locale
from planner import operations
from planner.building import build_problem
from planner.cli.actions.reading import read_network
from planner.cli.exit_codes import ExitCode
from planner.cli.streams import result
from planner.output.console import console, rendered
from planner.output.plan_json import dumps, verdict_json
from planner.output.report import verdict_report


def run(*, folder: Path, plan: Path, shape: str, locale: Locale) -> ExitCode:  # noqa: ARG001 - said in the network's
    """Check the plan against the network in the folder."""
    verdict = operations.judge(build_problem(read_network(folder)), plan)
    out = console(sys.stdout)
    result(dumps(verdict_json(verdict)) if shape == "json" else rendered(out, *verdict_report(verdict)))
    return ExitCode.FOUND_WRONG if verdict.broken else ExitCode.GOOD
