"""Foresee what may happen to a plan, and show it."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from calendars.language import Locale, Message
from constraints.engines.sessions import SequentialSession
from constraints.problem.outcome import Limits
from planner.cli.actions.questions import (
    NoPlanError,
    Where,
    accepted_or_solved,
    broken_plan_shown,
    engine_failure_told,
)
from planner.cli.base.command import ExitCode, WrongUse
from planner.cli.base.terminal import interruptible, write_stderr, write_stdout
from planner.reschedule.search import SearchResources
from planner.text.console import console, rendered
from planner.text.foresight import foresight_report
from planner.use_cases.defaults import SOLVE_SECONDS
from planner.use_cases.foreseeing import ForesightRequest, NoRisksError, foresee, require_risks

REPAIR = Message("actions.foreseeing.repair", "Repair {n} of {all} ...")


def run_foresee(
    *, folder: Path, as_of: date | None, percent: int, seconds: float, workers: int, shape: str, store: str | None,
    network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show what the risks of a network would do to its plan."""
    limits = Limits(seconds, workers)
    try:
        to_solve = Limits(SOLVE_SECONDS, workers)
        found = accepted_or_solved(Where(folder, None, store, network), to_solve, require_risks)
        said = found.today.settings.locale

        def progress(done: int, of: int) -> None:
            if sys.stderr.isatty():
                write_stderr(REPAIR.say(said, n=done + 1, all=of))

        with (
            SequentialSession.start(limits) as turns,
            interruptible() as stop,
            broken_plan_shown(),
            engine_failure_told(said),
        ):
            asked = ForesightRequest(as_of, percent, found.today)
            answer = foresee(found.content, found.revision, asked, SearchResources(turns, limits, stop=stop), progress)
    except NoRisksError as error:
        raise WrongUse(error.said.message, **error.said.values) from error
    except NoPlanError as error:
        return error.code
    report = foresight_report(answer, said)
    write_stdout(answer.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
    return ExitCode.GOOD
