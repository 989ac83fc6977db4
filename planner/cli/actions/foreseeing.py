"""Foresee what may happen to a plan, and what protection from it costs, and show it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

from calendars.language import Locale, Message
from constraints.check import check
from constraints.engines.sessions import SequentialSession
from constraints.problem.outcome import Limits
from planner.cli.actions.files import read_network, save
from planner.cli.actions.questions import (
    NoPlanError,
    Where,
    accepted_or_solved,
    broken_plan_shown,
    engine_failure_told,
)
from planner.cli.base.command import ExitCode, WrongUse
from planner.cli.base.terminal import interruptible, write_stderr, write_stdout
from planner.network.problem import build_problem
from planner.pictures.foresight_pictures import draw_trade_off
from planner.pictures.timeline import draw
from planner.pictures.timeline_rows import View
from planner.reschedule.foreseen import basis_of, keep, kept, on_day
from planner.reschedule.search import SearchResources
from planner.store.archive import Archive, open_archive
from planner.store.place import may_have_store
from planner.text.console import console, rendered
from planner.text.foresight import foresight_report, on_day_report, trade_off_report
from planner.use_cases.defaults import FORESEE_SECONDS, SOLVE_SECONDS, TRADE_SECONDS
from planner.use_cases.foreseeing import (
    ForesightRequest,
    NoRisksError,
    TradeRequest,
    foresee,
    require_risks,
    trade_off,
)
from planner.use_cases.planning import PlanOn
from planner.use_cases.today import has_files

REPAIR = Message("actions.foreseeing.repair", "Repair {n} of {all} ...")
CURVE = Message("actions.foreseeing.curve", "Plan {n} of the curve ...")


def run_foresee(
    *, folder: Path, as_of: date | None, called: date | None, percent: int, trade: bool, plans: int, from_scratch: bool,
    picture: Path | None, seconds: float | None, workers: int, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show what the risks of a network would do to its plan, or what protection from them costs."""
    where = Where(folder, None, store, network)
    try:
        if called is not None:
            return _called(where, called, shape)
        if trade:
            limits = Limits(TRADE_SECONDS if seconds is None else seconds, workers)
            return _trade(where, as_of, plans, limits, picture, shape, from_scratch=from_scratch)
        limits = Limits(FORESEE_SECONDS if seconds is None else seconds, workers)
        return _foresee(where, as_of, percent, limits, picture, shape)
    except NoRisksError as error:
        raise WrongUse(error.said.message, **error.said.values) from error
    except NoPlanError as error:
        return error.code


def _foresee(  # noqa: PLR0917 - what was asked
    where: Where, as_of: date | None, percent: int, limits: Limits, picture: Path | None, shape: str
) -> ExitCode:
    to_solve = Limits(SOLVE_SECONDS, limits.workers)
    found = accepted_or_solved(where, to_solve, require_risks)
    said = found.today.settings.locale

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            write_stderr(REPAIR.say(said, n=done + 1, all=of))

    with _solving(limits, said) as solving:
        asked = ForesightRequest(as_of, percent, found.today)
        answer = foresee(found.content, found.revision, asked, solving, progress)
    if answer.revision is not None:
        with open_archive(where.folder, where.store, where.network) as archive:
            keep(archive, answer, _basis(archive, where.folder), datetime.now(UTC))
    if picture is not None:
        schedule = check(build_problem(found.today), found.content.plan).schedule
        save(picture, draw(schedule, View(today=answer.as_of, foreseen=answer.risks)))
    report = foresight_report(answer, said)
    write_stdout(answer.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
    return ExitCode.GOOD


def _basis(archive: Archive, folder: Path) -> str:
    return basis_of(archive, folder if has_files(folder) else None)


def _called(where: Where, called: date, shape: str) -> ExitCode:
    """Show what is kept about a day, without solving or reading the files as a network."""
    with open_archive(where.folder, where.store, where.network) as archive:
        found = kept(archive, _basis(archive, where.folder))
    answer = on_day(found, called)
    report = on_day_report(answer, called, found.foresight.locale)
    write_stdout(answer.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
    return ExitCode.GOOD


def _trade(  # noqa: PLR0917 - what was asked
    where: Where, as_of: date | None, plans: int, limits: Limits, picture: Path | None, shape: str, *,
    from_scratch: bool,
) -> ExitCode:  # fmt: skip
    network, on = read_network(where.folder, where.store, where.network), None
    said = network.settings.locale
    require_risks(network)
    if may_have_store(where.folder, where.store):
        with open_archive(where.folder, where.store, where.network) as archive:
            on = PlanOn.last(archive, network, as_of, from_scratch=from_scratch)

    def progress(found: int) -> None:
        if sys.stderr.isatty():
            write_stderr(CURVE.say(said, n=found + 1))

    with _solving(limits, said) as solving:
        answer = trade_off(network, TradeRequest(on, as_of, plans), solving, progress)
    if picture is not None and answer.plans:
        save(picture, draw_trade_off(answer, said))
    report = trade_off_report(answer, said)
    write_stdout(answer.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
    return ExitCode.GOOD if answer.plans else ExitCode.NO_PLAN


@contextmanager
def _solving(limits: Limits, locale: Locale) -> Iterator[SearchResources]:
    """Yield a process that solves until it is interrupted; what fails is told."""
    with (
        SequentialSession.start(limits) as turns,
        interruptible() as stop,
        broken_plan_shown(),
        engine_failure_told(locale),
    ):
        yield SearchResources(turns, limits, stop=stop)
