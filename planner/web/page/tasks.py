"""Tasks that workers run for the page, and the forms in which all tasks travel to workers on other machines.

No task runs in the server process.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from types import GenericAlias
from typing import Any, cast, get_type_hints
from zoneinfo import ZoneInfo

from calendars.language import Locale, WrongValueError
from constraints.planning import PlanningResult
from constraints.problem.outcome import Limits
from planner.errors import SETTINGS_FILE, InputError, InputErrors
from planner.explain.subject import Subject
from planner.files.load import whole_workbook
from planner.files.plan_file import parse_plan
from planner.files.workbook.marking import marked_copy
from planner.jobs.forms import Form, Forms
from planner.jobs.job import Done, JobContext
from planner.network.problem import build_problem
from planner.network.tables import BOOKINGS, TABLES
from planner.reschedule.foreseen import basis_of, keep
from planner.reschedule.search import SearchResources
from planner.reschedule.undo import WHY
from planner.schemas.explanations import CandidatesJudged, Explanation, Possibilities, Why, WhyNot
from planner.schemas.foresight import Foresight, Reserves, TradeOff
from planner.schemas.plans import SolvedJson, answer_json, dumps
from planner.schemas.proposals import Answer
from planner.schemas.revisions import revision_json
from planner.store.database import Store
from planner.store.revisions import Revision
from planner.use_cases import homes, planning, questions
from planner.use_cases.accepting import Who, draft_of_plan, draft_of_proposal, undo
from planner.use_cases.bookings import write_bookings
from planner.use_cases.converting import differing_files, unpacked_workbook
from planner.use_cases.foresight import foreseeing, reserves, trade
from planner.use_cases.foresight.assumptions import ForesightRequest
from planner.use_cases.homes import FilesEdit, Home, spoken
from planner.use_cases.rescheduling import RescheduleRequest, reschedule
from planner.web import tasks
from planner.web.bodies import Upload
from planner.web.checks import MAY_HAVE_SECRETS, limited_check, load, secrets_in
from planner.web.error_mapping import problem_of
from planner.web.page.words import WORDS
from planner.web.problems import INVALID, problem
from planner.web.task_results import opened
from planner.web.tasks import Given, Proposing, Task, reporting, traded, turns, with_error_mapping


@dataclass(frozen=True, slots=True)
class Place:
    """The address of the store, and the home of the network."""

    store: str
    home: Home

    @property
    def opened(self) -> Store:
        """The store."""
        return opened(self.store)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about one meeting, or about the whole plan.

    Attributes:
        kind: the name of a function of `planner.use_cases.questions`.
    """

    kind: str
    limits: Limits
    meeting: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class EditedRow:
    """The row that was edited: the file, and the line on which it begins; of a new row or the settings no line."""

    file: str
    line: int | None

    def has(self, error: InputError) -> bool:
        """Return whether a mistake is in it; of a file without a line, anywhere in the file."""
        return error.file == self.file and (self.line is None or error.line in {None, self.line})


def _with_files(task: Task[Given]) -> Task[Given]:
    """Have a task tell mistakes in files with file and row, as the view of the files does."""

    @wraps(task)
    def tried(desk: JobContext, locale: Locale, *args: Given.args, **more: Given.kwargs) -> Done:
        try:
            return task(desk, locale, *args, **more)
        except InputErrors as errors:
            raise problem_of(errors) from errors

    return cast("Task[Given]", tried)


@limited_check
def bring_in(_desk: JobContext, locale: Locale, place: Place, given: Upload, seen: str | None) -> Done:
    """Read the files of a network into the store, or say what they would replace there; see `homes.bring_in`.

    Of a workbook its tables are kept, which can be edited.
    """
    archive = place.home.archive(place.opened)
    files = given.files()
    today, _ = load(archive, files, locale, chosen=True)
    secrets = secrets_in(archive, files.get(SETTINGS_FILE, MAY_HAVE_SECRETS))
    replacement = homes.bring_in(archive, unpacked_workbook(files, secrets), today, seen)
    return Done("{}" if replacement is None else json.dumps(asdict(replacement)))


@limited_check
def mark(_desk: JobContext, locale: Locale, place: Place, given: Upload) -> Done:
    """Return the workbook that was given with its mistakes marked, in base64; nothing if there is no such copy."""
    files = given.files()
    whole = whole_workbook(files)
    try:
        load(place.home.archive(place.opened), files, locale, chosen=True)
    except InputErrors as errors:
        with suppress(WrongValueError):
            if whole is not None:
                return Done(base64.b64encode(marked_copy(files[whole], errors.every, locale)).decode())
    return Done("")


@limited_check
def edit_files(  # noqa: PLR0913, PLR0917 - arguments of tasks have no names
    _desk: JobContext, locale: Locale, place: Place, edit: FilesEdit, row: EditedRow, write: bool,  # noqa: FBT001 - as above
    as_of: date | None = None,
) -> Done:  # fmt: skip
    """Write files of a network unless something is wrong with the row that was edited, or only look.

    A folder may be left with mistakes elsewhere, which are there already; the store may not. If the bookings are
    written, calendars of dates to keep free show the days in reserve that they have.
    """
    return _written(place.opened, locale, edit, row, write=write, as_of=as_of)


@limited_check
def replace_files(_desk: JobContext, locale: Locale, place: Place, given: Upload) -> Done:
    """Put files in place of those of the same names, or of all if one is a whole workbook, unless one is wrong."""
    store, files = place.opened, given.files()
    archive, now = place.home.archive(store), place.home.files(store)
    after: dict[str, bytes | None] = {}
    if whole_workbook(files) is not None:
        load(archive, files, locale, chosen=True)
        unpacked = unpacked_workbook(files, secrets_in(archive, MAY_HAVE_SECRETS))
        folder = place.home.folder
        after |= differing_files(folder, unpacked) if folder else {**dict.fromkeys(now), **unpacked}
    for name, data in files.items() if not after else ():
        table = next((each.file for each in TABLES if Path(name).with_suffix(".csv").name == each.file), None)
        if table is not None:
            after |= {each: None for each in (table, str(Path(table).with_suffix(".xlsx"))) if each in now}
        if table is not None or name == SETTINGS_FILE or name in now:
            after[name] = data
    if not after:
        raise problem(INVALID, WORDS["new.no_files"])
    return _written(store, locale, FilesEdit.of(place.home, now, after), None)


def _written(  # noqa: PLR0913 - what an edit is
    store: Store, locale: Locale, edit: FilesEdit, row: EditedRow | None, *, write: bool = True,
    as_of: date | None = None,
) -> Done:  # fmt: skip
    archive, today = edit.home.archive(store), None
    settings = edit.after.get(SETTINGS_FILE) or MAY_HAVE_SECRETS
    try:
        today = edit.read(store, secrets_in(archive, settings))
    except InputErrors as errors:
        own = errors.errors if row is None else tuple(each for each in errors.errors if row.has(each))
        if own or edit.home.folder is None:
            raise InputErrors(own or errors.errors, locale) from None
    if write and today is not None and BOOKINGS.file in edit.after:
        write_bookings(edit, store, today, as_of)
    elif write:
        edit.write(store, today)
    return Done("{}")


@with_error_mapping
@_with_files
def solve(  # noqa: PLR0913, PLR0917 - arguments of tasks have no names
    desk: JobContext, locale: Locale, place: Place, limits: Limits, as_of: date | None, from_scratch: bool  # noqa: FBT001 - arguments of tasks have no names
) -> Done:  # fmt: skip
    """The best plan within the limits, in the reader's language."""
    store, home = place.opened, place.home
    network = spoken(home.network_today(store), locale)
    on = planning.PlanOn.last(home.archive(store), network, as_of, from_scratch=from_scratch)

    def written(answer: PlanningResult) -> str:
        past = planning.past_meetings(answer, on, as_of)
        return dumps(answer_json(answer, on.since(network, answer) if on else None, past), indent=None)

    answer = planning.solve(
        network, limits, on=on, on_progress=reporting(desk), stop=desk.stop,
        on_better=lambda better: desk.better(written(better)),
    )  # fmt: skip
    return Done(written(answer))


@with_error_mapping
@_with_files
def what_if(desk: JobContext, _locale: Locale, place: Place, request: RescheduleRequest, limits: Limits) -> Done:
    """The answer to changes; its proposals are kept, in the language of the network."""
    archive = place.home.archive(place.opened)
    kept = archive.kept()
    proposing = Proposing(desk)
    solving = SearchResources(turns(), limits, proposing.look, desk.stop, proposing)
    asked = replace(request, today=place.home.network_today(place.opened), save=True)
    return Done(reschedule(archive, kept.revision.number, kept.content, asked, solving).model_dump_json())


@with_error_mapping
@_with_files
def answer(desk: JobContext, locale: Locale, place: Place, question: Question) -> Done:
    """The answer to a question about the last revision, in the reader's language."""
    kept = place.home.archive(place.opened).kept()
    known = place.home.known(place.opened)
    problem = build_problem(spoken(known.network or known.of_today(), locale))
    subject = Subject.of(problem, kept.content.plan, kept.revision.number)
    solver = questions.Solver(question.limits, turns(), reporting(desk), desk.stop)
    match question.kind:
        case "possibilities":
            return Done(questions.possibilities(subject, question.meeting).model_dump_json())
        case "why":
            return Done(questions.why(subject, question.meeting, solver).model_dump_json())
        case "why-not":
            day = question.day or date.min
            return Done(questions.why_not(subject, question.meeting, day, None, solver).model_dump_json())
        case _:
            return Done(questions.explain(subject, question.limits).model_dump_json())


@with_error_mapping
@_with_files
def foresee(desk: JobContext, _locale: Locale, place: Place, limits: Limits, as_of: date | None) -> Done:
    """What the risks would do to the plan of the last revision, in the language of the network; it is kept."""
    archive = place.home.archive(place.opened)
    record, basis = archive.kept(), basis_of(archive, place.home.folder)
    asked = ForesightRequest(as_of, today=place.home.network_today(place.opened))
    solving = SearchResources(turns(), limits, stop=desk.stop)
    answer = foreseeing.foresee(record.content, record.revision.number, asked, solving)
    keep(archive, answer, basis, datetime.now(UTC))
    return Done(answer.model_dump_json())


@with_error_mapping
@_with_files
def reserve(desk: JobContext, _locale: Locale, place: Place, limits: Limits, as_of: date | None) -> Done:
    """Days in reserve for the last revision, in the language of the network."""
    record = place.home.archive(place.opened).kept()
    asked = ForesightRequest(as_of, today=place.home.network_today(place.opened))
    solving = SearchResources(turns(), limits, stop=desk.stop)
    answer = reserves.reserve(record.content, record.revision.number, asked, solving)
    return Done(answer.model_dump_json(by_alias=True))


@with_error_mapping
@_with_files
def trade_off(  # noqa: PLR0913, PLR0917 - arguments of tasks have no names
    desk: JobContext, locale: Locale, place: Place, limits: Limits, as_of: date | None, from_scratch: bool  # noqa: FBT001 - arguments of tasks have no names
) -> Done:  # fmt: skip
    """What protection from the risks costs, in the reader's language."""
    network = spoken(place.home.network_today(place.opened), locale)
    on = planning.PlanOn.last(place.home.archive(place.opened), network, as_of, from_scratch=from_scratch)
    return Done(traded(desk, network, trade.TradeRequest(on, as_of), limits))


@with_error_mapping
@_with_files
def accept_plan(_desk: JobContext, locale: Locale, place: Place, plan: str, who: Who) -> Done:
    """Check a plan, given as JSON, and make it the next revision."""
    network = place.home.network_today(place.opened)
    draft = draft_of_plan(network, parse_plan(plan, "plan", locale))
    acceptance = who.now(ZoneInfo(network.settings.timezone))
    return _made(place.home.accept(place.opened, draft, acceptance))


@with_error_mapping
@_with_files
def accept_proposal(_desk: JobContext, _locale: Locale, place: Place, number: int, who: Who) -> Done:
    """Check a proposal once more and make it the next revision."""
    today = place.home.today(place.opened)
    draft, acceptance = draft_of_proposal(place.home.archive(place.opened), number, who, today)
    return _made(place.home.accept(place.opened, draft, acceptance, today))


@with_error_mapping
@_with_files
def undo_to(_desk: JobContext, _locale: Locale, place: Place, number: int, who: Who) -> Done:
    """Make a revision that is equal to an earlier one."""
    archive = place.home.archive(place.opened)
    settings = archive.kept().content.network.settings
    zone, today = ZoneInfo(settings.timezone), place.home.today(place.opened)
    found = undo(archive, number, who.moment(zone) or datetime.now(UTC), today)
    named = replace(who, why=who.why or WHY.say(settings.locale, number=str(found.to)), after=found.last)
    return _made(place.home.accept(place.opened, found.draft, named.now(zone), today))


def _made(revision: Revision) -> Done:
    return Done(revision_json(revision).model_dump_json(), 201)


_RESULTS: dict[Callable[..., Any], Any] = {
    tasks.solve: SolvedJson,
    tasks.what_if: Answer,
    tasks.candidates: CandidatesJudged,
    tasks.possibilities: Possibilities,
    tasks.reasons: Why,
    tasks.counter_reasons: WhyNot,
    tasks.explanation: Explanation,
    tasks.foresee: Foresight,
    tasks.reserve: Reserves,
    tasks.trade_off: TradeOff,
    solve: SolvedJson,
    what_if: Answer,
    foresee: Foresight,
    reserve: Reserves,
    trade_off: TradeOff,
    answer: Possibilities | Why | WhyNot | Explanation,
}
"""Every task, and what comes of it."""


def task_forms() -> Forms:
    """Return the forms of this release."""
    return Forms(
        {f"{task.__module__}:{task.__name__}": Form(_arguments(task), made) for task, made in _RESULTS.items()}
    )


def _arguments(task: Callable[..., Any]) -> Any:  # noqa: ANN401 - a type
    """Return the type of the arguments of a task after its context."""
    hints = get_type_hints(task)
    hints.pop("return")
    return GenericAlias(tuple, tuple(hints.values())[1:])  # the first is the context
