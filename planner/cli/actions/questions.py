"""Explain a plan: its costs, why a meeting is where it is, why not elsewhere, and what else is possible."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rich.console import RenderableType

from calendars.language import BoundMessage, Locale, Message
from constraints.explain.choosing import OtherMeetings
from constraints.problem.outcome import Limits
from constraints.search.sessions import SequentialSession
from constraints.solve import EngineFailedError, solve, start
from planner.allocation.places import Decision
from planner.changes.allocating import OnlyReadError, record_places
from planner.cli.actions.accepting import user_name
from planner.cli.actions.files import (
    network_today,
    read_network,
    read_whole,
    require_folder_here,
    require_writable,
    save,
)
from planner.cli.base.command import ExitCode, WrongUse
from planner.cli.base.terminal import write_stderr, write_stdout
from planner.explain.subject import BrokenPlanError, NoSuchNameError, Subject
from planner.files.editing import FileEdit, content
from planner.files.plan_file import read_plan
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.network.tables import APPLICATIONS
from planner.pictures.calendar_picture import draw_possibilities
from planner.schemas.explanations import CandidatesJudged, Possibilities
from planner.schemas.places import OffersJson
from planner.store.archive import open_archive
from planner.store.documents import Content
from planner.store.errors import NothingAcceptedError
from planner.store.place import is_workbook
from planner.text.console import console, rendered
from planner.text.places import places_report, registrations_report, why_line
from planner.text.plan import verdict_report
from planner.text.questions import (
    candidates_report,
    explanation_report,
    possibilities_report,
    why_not_report,
    why_report,
)
from planner.use_cases import questions
from planner.use_cases.today import has_files

ABOUT_REVISION = Message("actions.questions.about_revision", "About revision {number}.")
SOLVED = Message(
    "actions.questions.solved",
    "No plan is accepted yet: this is about the best plan found, of {points} points{proved}.",
)
PROVED = Message("actions.questions.proved", ", which is proved to be the best")
NOT_PROVED = Message("actions.questions.not_proved", ", which may not be the best")
NO_PLAN = Message("actions.questions.no_plan", "There is no plan to ask about: planner solve says why.")


@dataclass(frozen=True, slots=True)
class Where:
    """Where to find the plan: a file, else the store, else by solving."""

    folder: Path
    plan: Path | None
    store: str | None
    network: str | None


class NoPlanError(Exception):
    """There is no plan to explain; the reason has been shown.

    Attributes:
        code: the exit code.
    """

    def __init__(self, code: ExitCode) -> None:
        super().__init__(code.name)
        self.code = code


def plan_at_hand(where: Where, limits: Limits) -> Subject:
    """Return the plan in the file, else the last accepted one with its network, else the best found now.

    Raises:
        NoPlanError: if there is none, or it breaks rules.
    """
    with broken_plan_shown():
        return _from_file(where) if where.plan else accepted_or_solved(where, limits).subject


@contextmanager
def broken_plan_shown() -> Iterator[None]:
    """Show the check of a plan that breaks rules; a context manager.

    Raises:
        NoPlanError: if it did.
    """
    try:
        yield
    except BrokenPlanError as error:
        write_stderr(rendered(console(sys.stderr), *verdict_report(error.verdict)))
        raise NoPlanError(ExitCode.FOUND_WRONG) from error


@contextmanager
def names_refused() -> Iterator[None]:
    """Convert errors about unknown names to errors of use; a context manager."""
    try:
        yield
    except NoSuchNameError as error:
        raise WrongUse(error.said.message, **error.said.values) from error


@contextmanager
def engine_failure_told(locale: Locale) -> Iterator[None]:
    """Report a failed engine as `planner solve` does; a context manager.

    Raises:
        NoPlanError: if the engine failed.
    """
    try:
        yield
    except EngineFailedError as failed:
        write_stderr(failed.said.say(locale))
        raise NoPlanError(ExitCode.NO_PLAN) from failed


def _from_file(where: Where) -> Subject:
    problem = build_problem(read_network(where.folder, where.store, where.network))
    return Subject.of(problem, read_plan(where.plan or Path(), problem.locale))


@dataclass(frozen=True, slots=True)
class PlanAtHand:
    """A plan with its network, the network as it is today, and the number of its revision if it is accepted."""

    content: Content
    today: Network
    revision: int | None = None

    @property
    def subject(self) -> Subject:
        """The plan as what questions are about."""
        return Subject.of(build_problem(self.today), self.content.plan, self.revision)


def accepted_or_solved(
    where: Where, limits: Limits, require: Callable[[Network], None] = lambda _network: None
) -> PlanAtHand:
    """Return the last accepted plan, else the best found now; `where.plan` is not looked at.

    Args:
        where: where it is looked for.
        limits: of the solve.
        require: raises an error if the network will not do, before it is solved.

    Raises:
        NoPlanError: if there is none.
    """
    return _accepted(where) or _solved(where, limits, require)


def _accepted(where: Where) -> PlanAtHand | None:
    with open_archive(where.folder, where.store, where.network) as archive:
        try:
            kept = archive.kept()
        except NothingAcceptedError:
            return None
        network, number = network_today(where.folder, archive, kept), kept.revision.number
    write_stderr(ABOUT_REVISION.say(network.settings.locale, number=str(number)))
    return PlanAtHand(kept.content, network, number)


def _solved(where: Where, limits: Limits, require: Callable[[Network], None]) -> PlanAtHand:
    with start(limits) as solvers:
        network = read_network(where.folder, where.store, where.network)
        require(network)
        problem = build_problem(network)
        with engine_failure_told(problem.locale):
            outcome = solve(problem, limits, solvers=solvers)
    if outcome.plan is None or outcome.objective is None:
        write_stderr(NO_PLAN.say(problem.locale))
        raise NoPlanError(ExitCode.NO_PLAN)
    proved = BoundMessage(PROVED if outcome.objective == outcome.bound else NOT_PROVED)
    write_stderr(SOLVED.say(problem.locale, points=outcome.objective, proved=proved))
    return PlanAtHand(Content(network, outcome.plan), network)


def run_explain(
    *, folder: Path, plan: Path | None, seconds: float, workers: int, shape: str, store: str | None,
    network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show what the plan costs and whom."""
    limits = Limits(seconds, workers)
    try:
        subject = plan_at_hand(Where(folder, plan, store, network), limits)
    except NoPlanError as error:
        return error.code
    found = questions.explain(subject, limits)
    report = explanation_report(found, subject.verdict)
    write_stdout(found.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
    return ExitCode.GOOD


def meeting_and_folder(meeting: str, folder: Path) -> tuple[str, Path]:
    """Return a meeting and the folder, also if they were said the other way round."""
    return (str(folder), Path(meeting)) if has_files(Path(meeting)) and not folder.exists() else (meeting, folder)


def run_why(
    *, meeting: str, folder: Path, plan: Path | None, others: str, seconds: float, workers: int, shape: str,
    store: str | None, network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show why a meeting is on its day and at its venue."""
    meeting, folder = meeting_and_folder(meeting, folder)
    limits = Limits(seconds, workers)
    try:
        subject = plan_at_hand(Where(folder, plan, store, network), limits)
        with names_refused(), engine_failure_told(subject.locale):
            answer = questions.why(subject, meeting, questions.Solver(limits), OtherMeetings(others))
    except NoPlanError as error:
        return error.code
    report = why_report(answer, subject.locale)
    write_stdout(answer.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
    return ExitCode.GOOD


def run_why_not(
    *, meeting: str, day: date, at: str | None, folder: Path, plan: Path | None, others: str, seconds: float,
    workers: int, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show why a meeting is not on a day or at a venue."""
    meeting, folder = meeting_and_folder(meeting, folder)
    limits = Limits(seconds, workers)
    try:
        subject = plan_at_hand(Where(folder, plan, store, network), limits)
        with names_refused(), engine_failure_told(subject.locale):
            answer = questions.why_not(
                subject, meeting, day, at, questions.Solver(limits), others=OtherMeetings(others)
            )
    except NoPlanError as error:
        return error.code
    if shape == "json":
        write_stdout(answer.model_dump_json(indent=2))
    else:
        write_stdout(rendered(console(sys.stdout), *why_not_report(answer, subject.locale)))
    return ExitCode.GOOD


def run_possibilities(
    *, meeting: str, folder: Path, plan: Path | None, reasons: bool, best: int | None, decide: bool,
    picture: Path | None, seconds: float, workers: int, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show every day of a meeting's window, or its best days and venues."""
    require_writable(picture)
    meeting, folder = meeting_and_folder(meeting, folder)
    limits = Limits(seconds, workers)
    found: Possibilities | CandidatesJudged
    report: Iterable[RenderableType] = ()
    try:
        subject = plan_at_hand(Where(folder, plan, store, network), limits)
        with names_refused(), engine_failure_told(subject.locale), _deciding(limits, decide=decide) as solver:
            if best is None or picture is not None:
                found = days = questions.possibilities(subject, meeting, all_reasons=reasons, solver=solver)
                report = possibilities_report(days, subject.locale, decided=decide)
                if picture is not None:
                    save(picture, draw_possibilities(days, subject.locale))
            if best is not None:
                found = places = questions.candidates(subject, meeting, reasons=True, most=best, solver=solver)
                report = candidates_report(places, subject.locale, decided=decide)
            write_stdout(found.model_dump_json(indent=2) if shape == "json" else rendered(console(sys.stdout), *report))
    except NoPlanError as error:
        return error.code
    return ExitCode.GOOD


@contextmanager
def _deciding(limits: Limits, *, decide: bool) -> Iterator[questions.Solver | None]:
    """Yield a solver with a process for all the plans that are to be solved for, or None if none are."""
    if not decide:
        yield None
        return
    with SequentialSession.start(limits) as session:
        yield questions.Solver(limits, session)


def run_registrations(
    *, folder: Path, shape: str, store: str | None, network: str | None,
    locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show how members stand with the meetings of the accepted plan."""
    with open_archive(folder, store, network) as archive:
        kept = archive.kept()
        today = network_today(folder, archive, kept)
    found = questions.registrations(today, kept.content.plan, kept.revision.number)
    spoken = today.settings.locale
    if shape == "json":
        write_stdout(found.model_dump_json(indent=2))
    else:
        write_stdout(rendered(console(sys.stdout), *registrations_report(found, spoken)))
    return ExitCode.GOOD


NO_OFFERS = Message("actions.questions.no_offers", "Nothing is offered: there is no [[offers]] in network.toml.")


RECORDED = Message(
    "actions.questions.recorded", "{file}: {n} {n:application|applications} decided by {by} on {day:date}."
)
ALL_OR_NONE = Message("actions.questions.all_or_none", "--write records all places of an offer, not of --municipality")


def _write_places(where: Where, offer: str | None, municipality: str | None, by: str, as_of: date | None) -> None:
    if municipality is not None:
        raise WrongUse(ALL_OR_NONE)
    folder, path = where.folder, where.folder / APPLICATIONS.file
    require_folder_here(folder)
    if is_workbook(folder) or path.with_suffix(".xlsx").exists():
        raise OnlyReadError(folder.name if is_workbook(folder) else path.with_suffix(".xlsx").name)
    before = content(path)
    today = read_whole(folder, where.store, where.network)
    settings = today.network.settings
    day = today.network.day(as_of)
    with names_refused():
        meant = None if offer is None else questions.places(today.network, offer)[0].offer.id
    if before is None:
        return
    found = record_places(before, today.files, today.network, Decision(by, day), meant)
    FileEdit(path, before, found.data).write()
    write_stderr(RECORDED.say(settings.locale, file=path.name, n=len(found.given), by=by, day=day))


def run_places(
    *, folder: Path, offer: str | None, municipality: str | None, write: bool, by: str | None, as_of: date | None,
    shape: str, store: str | None, network: str | None, locale: Locale,  # noqa: ARG001 - said in the network's
) -> ExitCode:  # fmt: skip
    """Show how the places of what is offered are given, and record it."""
    if write:
        _write_places(Where(folder, None, store, network), offer, municipality, by or user_name(), as_of)
    today = read_network(folder, store, network)
    said = today.settings.locale
    with names_refused():
        found = questions.places(today, offer, municipality)
    if shape == "json":
        write_stdout(OffersJson(offers=found).model_dump_json(indent=2))
    elif not found:
        write_stdout(NO_OFFERS.say(said))
    elif municipality is not None:
        write_stdout("\n".join(why_line(each, said) for one in found for each in one.applicants))
    else:
        parts = [part for n, each in enumerate(found) for part in ([""] * bool(n) + [*places_report(each, said)])]
        write_stdout(rendered(console(sys.stdout), *parts))
    return ExitCode.GOOD
