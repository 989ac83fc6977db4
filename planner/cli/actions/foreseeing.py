"""Foresee what may happen to a plan, and what protection from it costs, and show it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from rich.console import RenderableType
from rich.text import Text

from calendars.language import Locale, Message
from constraints.check import check
from constraints.problem.outcome import Limits
from constraints.problem.problem import BookingState
from constraints.search.sessions import SequentialSession
from planner.cli.actions.accepting import user_name
from planner.cli.actions.files import read_network, require_writable, save, save_bytes
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
from planner.network.tables import BOOKINGS
from planner.pictures.foresight_pictures import draw_trade_off
from planner.pictures.timeline import draw
from planner.pictures.timeline_rows import View
from planner.reschedule.foreseen import basis_of, keep, kept, on_day
from planner.reschedule.search import SearchResources
from planner.schemas.foresight import Foresight, TradeOff
from planner.store.archive import Archive, open_archive
from planner.store.place import may_have_store
from planner.text.console import console, rendered
from planner.text.foresight import foresight_report, held_report, on_day_report, reserves_report
from planner.text.trade_off import trade_off_report
from planner.use_cases.accepting import Who
from planner.use_cases.bookings import book_reserves, follow_reserves, is_only_read, release_edit
from planner.use_cases.defaults import FORESEE_SECONDS, SOLVE_SECONDS, TRADE_SECONDS
from planner.use_cases.foresight.assumptions import ForesightRequest, NoRisksError, require_risks
from planner.use_cases.foresight.foreseeing import foresee
from planner.use_cases.foresight.reserves import NoReserveRuleError, held_reserves, require_reserves, reserve
from planner.use_cases.foresight.trade import TradeRequest, trade_off
from planner.use_cases.homes import Home
from planner.use_cases.moving import require_folder
from planner.use_cases.planning import PlanOn
from planner.use_cases.today import has_files

REPAIR = Message("actions.foreseeing.repair", "Repair {n} of {all} ...")
BOOK_ONLY_READ = Message(
    "actions.foreseeing.book_only_read",
    "a workbook is only read, not written: run reserve without --book and write the days into its sheet of bookings, "
    "or make a folder of it with planner convert",
)
BOOK_WHAT = Message("actions.foreseeing.book_what", "days in reserve are booked for an accepted plan: accept one first")
CURVE = Message("actions.foreseeing.curve", "{n} {n:plan|plans} of the curve ...")


def run_foresee(
    *, folder: Path, as_of: date | None, called: date | None, percent: int, trade: bool, plans: int, from_scratch: bool,
    picture: Path | None, workbook: Path | None, seconds: float | None, workers: int, shape: str, store: str | None,
    network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show what the risks of a network would do to its plan, or what protection from them costs."""
    where, wanted = Where(folder, None, store, network), _Output(shape, picture, workbook)
    require_writable(workbook)
    try:
        if called is not None:
            return _called(where, called, wanted)
        if trade:
            limits = Limits(TRADE_SECONDS if seconds is None else seconds, workers)
            asked = TradeRequest(as_of=as_of, plans=plans, percent=percent)
            return _trade(where, asked, limits, wanted, from_scratch=from_scratch)
        limits = Limits(FORESEE_SECONDS if seconds is None else seconds, workers)
        return _foresee(where, as_of, percent, limits, wanted)
    except NoRisksError as error:
        raise WrongUse(error.said.message, **error.said.values) from error
    except NoPlanError as error:
        return error.code


@dataclass(frozen=True, slots=True)
class _Output:
    """In which form an answer is shown, and in which files it is saved besides."""

    shape: str
    picture: Path | None
    workbook: Path | None

    def show(self, answer: BaseModel, report: Iterable[RenderableType]) -> None:
        """Show an answer, as JSON or as a report."""
        as_json = self.shape == "json"
        write_stdout(
            answer.model_dump_json(indent=2, by_alias=True) if as_json else rendered(console(sys.stdout), *report)
        )


def _foresee(where: Where, as_of: date | None, percent: int, limits: Limits, wanted: _Output) -> ExitCode:
    to_solve = Limits(SOLVE_SECONDS, limits.workers)
    found = accepted_or_solved(where, to_solve, require_risks)
    said = found.today.settings.locale

    def progress(done: int, of: int) -> None:
        if sys.stderr.isatty():
            write_stderr(REPAIR.say(said, n=done + 1, all=of))

    def draw_first(first: Foresight) -> None:
        if wanted.picture is not None:
            schedule = check(build_problem(found.today), found.content.plan).schedule
            save(wanted.picture, draw(schedule, View(today=first.as_of, foreseen=first.risks)))

    with _solving(limits, said) as solving:
        asked = ForesightRequest(as_of, percent, found.today)
        answer = foresee(found.content, found.revision, asked, solving, on_repair=progress, on_first=draw_first)
    if answer.revision is not None:
        with open_archive(where.folder, where.store, where.network) as archive:
            keep(archive, answer, _basis(archive, where.folder), datetime.now(UTC))
    if wanted.workbook is not None:
        # Imported here because it is slow and needed only where it is asked for.
        from planner.text.foresight_workbook import foresight_workbook  # noqa: PLC0415

        save_bytes(wanted.workbook, foresight_workbook(answer, said))
    wanted.show(answer, foresight_report(answer, said))
    return ExitCode.GOOD


EVERY = "all"
NOT_HELD = Message("actions.foreseeing.not_held", "no day is held in reserve for {meeting}")
TRYING = Message("actions.foreseeing.trying", "Reserves of {n} {n:meeting|meetings} ...")
BOOKED = Message(
    "actions.foreseeing.booked",
    "{n} {n:date is|dates are} booked in {file}; {shown} {shown:stands|stand} in calendars of dates to keep free.",
)


def run_reserve(
    *, folder: Path, book: bool, held: bool, release: str | None, seconds: float, workers: int, by: str | None,
    why: str, as_of: date | None, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Find days in reserve for the accepted plan, and book them if that is asked for."""
    where, limits = Where(folder, None, store, network), Limits(seconds, workers)
    if (book or release) and is_only_read(folder):
        raise WrongUse(BOOK_ONLY_READ)
    if held or release:
        return _held(where, Who(by or user_name(), why, as_of), release or "", _Output(shape, None, None))
    try:
        found = accepted_or_solved(where, Limits(SOLVE_SECONDS, workers), require_reserves)
        require_reserves(found.today)
    except (NoRisksError, NoReserveRuleError) as error:
        raise WrongUse(error.said.message, **error.said.values) from error
    except NoPlanError as error:
        return error.code
    if book and found.revision is None:
        raise WrongUse(BOOK_WHAT)
    said = found.today.settings.locale

    def progress(n: int) -> None:
        if sys.stderr.isatty():
            write_stderr(TRYING.say(said, n=n))

    with _solving(limits, said) as solving:
        asked = ForesightRequest(as_of, today=found.today)
        answer = reserve(found.content, found.revision, asked, solving, progress)
    told: list[RenderableType] = []
    if book:
        with open_archive(folder, store, network) as archive:
            require_folder(archive)
            acceptance = Who(by or user_name(), why, as_of).now(ZoneInfo(found.today.settings.timezone))
            booked, shown = book_reserves(
                archive, folder, read_network(folder, store, network), answer.rows, acceptance
            )
        answer = answer.model_copy(update={"booked": True})
        told = [Text(BOOKED.say(said, n=booked, shown=shown, file=BOOKINGS.file))]
    _Output(shape, None, None).show(answer, [*reserves_report(answer, said), *told])
    return ExitCode.GOOD


def _held(where: Where, who: Who, release: str, wanted: _Output) -> ExitCode:
    """Show what is held in reserve, after it was released if that is asked for."""
    folder = where.folder
    with open_archive(folder, where.store, where.network) as archive:
        record, network = archive.kept(), read_network(folder, where.store, where.network)
        if release:
            require_folder(archive)
            if release not in {EVERY, *(row.meeting for row in network.bookings if row.state is BookingState.RESERVE)}:
                raise WrongUse(NOT_HELD, meeting=release)
            home = Home(archive.network, folder)
            release_edit(home, archive.store, network, "" if release == EVERY else release).write(archive.store, None)
            network = read_network(folder, where.store, where.network)
            follow_reserves(archive, network, who.now(ZoneInfo(network.settings.timezone)))
        answer = held_reserves(network, record, who.as_of)
    wanted.show(answer, held_report(answer, network.settings.locale))
    return ExitCode.GOOD


def _basis(archive: Archive, folder: Path) -> str:
    return basis_of(archive, folder if has_files(folder) else None)


def _called(where: Where, called: date, wanted: _Output) -> ExitCode:
    """Show what is kept about a day, without solving or reading the files as a network."""
    with open_archive(where.folder, where.store, where.network) as archive:
        found = kept(archive, _basis(archive, where.folder))
    answer = on_day(found, called)
    wanted.show(answer, on_day_report(answer, called, found.foresight.locale))
    return ExitCode.GOOD


def _trade(where: Where, asked: TradeRequest, limits: Limits, wanted: _Output, *, from_scratch: bool) -> ExitCode:
    network, on = read_network(where.folder, where.store, where.network), None
    said = network.settings.locale
    require_risks(network)
    if may_have_store(where.folder, where.store):
        with open_archive(where.folder, where.store, where.network) as archive:
            on = PlanOn.last(archive, network, asked.as_of, from_scratch=from_scratch)

    def progress(found: int, _so_far: Callable[[], TradeOff]) -> None:
        if sys.stderr.isatty():
            write_stderr(CURVE.say(said, n=found))

    with _solving(limits, said) as solving:
        answer = trade_off(network, replace(asked, on=on), solving, progress)
    if wanted.picture is not None and answer.plans:
        save(wanted.picture, draw_trade_off(answer, said))
    if wanted.workbook is not None:
        from planner.text.foresight_workbook import trade_off_workbook  # noqa: PLC0415 - as above

        save_bytes(wanted.workbook, trade_off_workbook(answer, said))
    wanted.show(answer, trade_off_report(answer, said))
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
