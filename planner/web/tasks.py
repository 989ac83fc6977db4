"""Tasks that workers run for requests; nothing here runs in the server process."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy import Connection

from calendars.language import Locale
from constraints.planning import PlanningResult as Planned
from constraints.problem.outcome import Limits, Progress
from constraints.search.sessions import SequentialSession
from constraints.solve import EngineFailedError
from planner.changes.meetings import Cancel
from planner.errors import InputErrors
from planner.explain.subject import BrokenPlanError, NoSuchNameError, Subject
from planner.jobs.job import Done, Failed, JobContext
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.reschedule.foreseen import basis_of, keep
from planner.reschedule.search import SearchResources
from planner.schemas.foresight import TradeOff
from planner.schemas.plans import answer_json, dumps, progress_json, verdict_json
from planner.schemas.proposals import Answer
from planner.store import revisions
from planner.store.archive import Archive, is_held_id
from planner.store.database import Store
from planner.store.documents import Content, fetch
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.revisions import Revision
from planner.store.uploads import current_document, current_network
from planner.use_cases import planning, questions
from planner.use_cases.foresight import foreseeing, reserves, trade
from planner.use_cases.rescheduling import RescheduleRequest, reschedule
from planner.web.error_mapping import RAISED, faults_in, problem_of
from planner.web.problems import BROKEN_PLAN, INVALID, Fault, ProblemError
from planner.web.task_arguments import About, Foresee, Solve, TradeOffQuestion, WhatIf
from planner.web.task_results import opened, refused

Key = TypeVar("Key", bound=Hashable)
T = TypeVar("T")

MOST = 4
"""Revisions that are kept."""

_contents: OrderedDict[tuple[str, str], Content] = OrderedDict()
_networks: OrderedDict[str, Network] = OrderedDict()
_subjects: OrderedDict[tuple[int, str, int], tuple[Subject, Network]] = OrderedDict()
"""By the identity of the network, which is kept with it, so that no other one has it."""


@cache
def turns() -> SequentialSession:
    """The process that solves for this worker, one problem after another."""
    return SequentialSession.start(Limits())


def accepted(store: Store, network: str) -> tuple[Revision, Content]:
    """The last revision of a network.

    Raises:
        NothingAcceptedError: if there is none.
    """
    with store.reading() as connection:
        return _accepted(connection, store, network)


def _accepted(connection: Connection, store: Store, network: str) -> tuple[Revision, Content]:
    last = revisions.last(connection, network)
    if last is None:
        raise NothingAcceptedError(store.name)
    key = (last.network_document, last.plan_document)
    return last, _remembered(_contents, key, lambda: revisions.content(connection, last))


def accepted_today(store: Store, network: str) -> tuple[Revision, Content, Network]:
    """The last revision of a network, and the network as it is today: as uploaded since, if it was.

    Raises:
        NothingAcceptedError: if there is no revision.
    """
    with store.reading() as connection:
        last, content = _accepted(connection, store, network)
        document = current_document(connection, network)
        if document == last.network_document:
            return last, content, content.network
        today = _remembered(_networks, document, lambda: Network.model_validate_json(fetch(connection, document)))
        return last, content, today


def subject(store: Store, network: str) -> Subject:
    """The plan of the last revision under the network of today, as questions are asked about it.

    Raises:
        NothingAcceptedError: if there is none.
        BrokenPlanError: if it breaks rules.
    """
    last, content, today = accepted_today(store, network)
    key = (id(today), last.plan_document, last.number)
    kept = _remembered(_subjects, key, lambda: (Subject.of(build_problem(today), content.plan, last.number), today))
    return kept[0]


def _remembered(kept: OrderedDict[Key, T], key: Key, make: Callable[[], T]) -> T:
    """What is kept under that key, else what is made; what was not asked for longest makes room."""
    found = kept.pop(key) if key in kept else make()
    kept[key] = found
    while len(kept) > MOST:
        kept.popitem(last=False)
    return found


Given = ParamSpec("Given")
Task = Callable[Concatenate[JobContext, Locale, Given], Done]


Refusing = Callable[Concatenate[JobContext, Locale, Given], Done | Failed]


def with_error_mapping(task: Task[Given]) -> Refusing[Given]:
    """Have a task tell in the client's language what cannot be done; its input is the body of the request."""

    @wraps(task)
    def tried(desk: JobContext, locale: Locale, *args: Given.args, **more: Given.kwargs) -> Done | Failed:
        try:
            return task(desk, locale, *args, **more)
        except EngineFailedError as failed:
            return Failed(failed.said)
        except InputErrors as errors:
            return refused(ProblemError(INVALID, faults=faults_in(errors)), locale)
        except NoSuchNameError as error:
            return refused(ProblemError(INVALID, faults=[Fault(error.said, "query", (error.kind,))]), locale)
        except BrokenPlanError as error:
            findings = verdict_json(error.verdict).findings
            return refused(ProblemError(BROKEN_PLAN, findings=[each for each in findings if each.broken]), locale)
        except (ProblemError, *RAISED) as error:
            return refused(problem_of(error), locale)

    return cast("Refusing[Given]", tried)


@with_error_mapping
def solve(desk: JobContext, _locale: Locale, question: Solve) -> Done:
    """The best plan within the limits."""
    network, on = _to_plan(question)

    def written(answer: Planned) -> str:
        past = planning.past_meetings(answer, on, question.as_of)
        return dumps(answer_json(answer, on.since(network, answer) if on else None, past), indent=None)

    answer = planning.solve(
        network, question.limits, on=on, on_progress=reporting(desk), stop=desk.stop,
        on_better=lambda better: desk.better(written(better)),
    )  # fmt: skip
    return Done(written(answer))


def _to_plan(question: Solve | TradeOffQuestion) -> tuple[Network, planning.PlanOn | None]:
    """Return the network that is to be planned, and what the plan goes on from, if anything."""
    store = opened(question.store)
    with store.reading() as connection:
        network = current_network(connection, question.network)
    archive = Archive(store, question.network)
    return network, planning.PlanOn.last(archive, network, question.as_of, from_scratch=question.from_scratch)


def reporting(desk: JobContext) -> Callable[[Progress], None]:
    """Tells the pool how far a solve has come."""
    return lambda progress: desk.progress(dumps(progress_json(progress), indent=None))


SOON = 2.0
"""Seconds in which an answer is usually whole: telling of a part of it would only make it later."""
PAUSE = 0.5
"""Seconds between two looks at how far it is, if there is no plan to tell of."""


@with_error_mapping
def what_if(desk: JobContext, _locale: Locale, question: WhatIf) -> Done:
    """The answer to the changes; its proposals are kept if that is asked for."""
    store = opened(question.store)
    revision, content, today = accepted_today(store, question.network)
    proposing = Proposing(desk)
    solving = SearchResources(turns(), question.limits, proposing.look, desk.stop, proposing)
    request = replace(question.request, today=None if today is content.network else today)
    answer = reschedule(Archive(store, question.network), revision.number, content, request, solving)
    return Done(answer.model_dump_json())


@with_error_mapping
def foresee(desk: JobContext, _locale: Locale, question: Foresee) -> Done:
    """What the risks would do to the plan of the last revision; it is kept."""
    store = opened(question.store)
    revision, content, today = accepted_today(store, question.network)
    archive = Archive(store, question.network)
    asked = replace(question.request, today=None if today is content.network else today)
    solving = SearchResources(turns(), question.limits, stop=desk.stop)
    answer = foreseeing.foresee(content, revision.number, asked, solving)
    keep(archive, answer, basis_of(archive), datetime.now(UTC))
    return Done(answer.model_dump_json())


@with_error_mapping
def reserve(desk: JobContext, _locale: Locale, question: Foresee) -> Done:
    """Days in reserve for the plan of the last revision; nothing is booked."""
    store = opened(question.store)
    revision, content, today = accepted_today(store, question.network)
    asked = replace(question.request, today=None if today is content.network else today)
    solving = SearchResources(turns(), question.limits, stop=desk.stop)
    answer = reserves.reserve(content, revision.number, asked, solving)
    return Done(answer.model_dump_json(by_alias=True))


@with_error_mapping
def trade_off(desk: JobContext, _locale: Locale, question: TradeOffQuestion) -> Done:
    """What protection from the risks costs, with the plan of the last revision if there is one; nothing is saved."""
    network, on = _to_plan(question)
    asked = trade.TradeRequest(on, question.as_of, question.plans, question.percent)
    return Done(traded(desk, network, asked, question.limits))


def traded(desk: JobContext, network: Network, request: trade.TradeRequest, limits: Limits) -> str:
    """Return the curve of a network as JSON, and tell the pool of its plans as they are found."""
    begun = time.monotonic()

    def tell(found: int, so_far: Callable[[], TradeOff]) -> None:
        _tell_plans(desk, begun, found)
        if found and time.monotonic() - begun > SOON:
            desk.better(so_far().model_dump_json(by_alias=True))

    answer = trade.trade_off(network, request, SearchResources(turns(), limits, stop=desk.stop), tell)
    return answer.model_dump_json(by_alias=True)


def _tell_plans(desk: JobContext, begun: float, found: int) -> None:
    """Tell the pool how many plans are found, without points."""
    progress = progress_json(Progress(time.monotonic() - begun, None, None))
    desk.progress(dumps(progress.model_copy(update={"plans": found}), indent=None))


class Proposing:
    """Tells the pool how far a search is, and the proposals so far, without numbers: they are kept when all are there.

    Points are left out: each search on the way to the proposals weighs them in its own way.
    """

    def __init__(self, desk: JobContext) -> None:
        self._desk, self._begun, self._found, self._next = desk, time.monotonic(), 0, 0.0

    def __call__(self, so_far: Callable[[], Answer]) -> None:
        """Another plan that counts."""
        self._found += 1
        if self._seconds() > SOON:
            self._desk.better(so_far().model_dump_json())
        self._tell()

    def look(self, _progress: Progress) -> None:
        """Something new, though no plan that counts."""
        if self._seconds() > self._next:
            self._tell()

    def _tell(self) -> None:
        self._next = self._seconds() + PAUSE
        _tell_plans(self._desk, self._begun, self._found)

    def _seconds(self) -> float:
        return time.monotonic() - self._begun


@with_error_mapping
def candidates(desk: JobContext, _locale: Locale, question: About) -> Done:
    """Every day and venue of a meeting, best first."""
    asked = subject(opened(question.store), question.network)
    solver = _solver(desk, question) if question.decide else None
    found = questions.candidates(asked, question.meeting, reasons=question.reasons, most=question.most, solver=solver)
    return Done(found.model_dump_json())


@with_error_mapping
def possibilities(desk: JobContext, _locale: Locale, question: About) -> Done:
    """Every day of the window of a meeting."""
    asked = subject(opened(question.store), question.network)
    solver = _solver(desk, question) if question.decide else None
    found = questions.possibilities(asked, question.meeting, all_reasons=question.reasons, solver=solver)
    return Done(found.model_dump_json())


@with_error_mapping
def reasons(desk: JobContext, _locale: Locale, question: About) -> Done:
    """Why a meeting is where it is."""
    asked = subject(opened(question.store), question.network)
    found = questions.why(asked, question.meeting, _solver(desk, question), question.others)
    return Done(found.model_dump_json())


@with_error_mapping
def counter_reasons(desk: JobContext, _locale: Locale, question: About) -> Done:
    """Why a meeting is not somewhere else."""
    asked = subject(opened(question.store), question.network)
    day, solver = question.day or date.min, _solver(desk, question)
    found = questions.why_not(asked, question.meeting, day, question.venue, solver, others=question.others)
    return Done(found.model_dump_json())


@with_error_mapping
def explanation(_desk: JobContext, _locale: Locale, question: About) -> Done:
    """What the plan costs and whom."""
    asked = subject(opened(question.store), question.network)
    return Done(questions.explain(asked, question.limits).model_dump_json())


def _solver(desk: JobContext, question: About) -> questions.Solver:
    """Solves one problem after another in the process that is ready."""
    return questions.Solver(question.limits, turns(), reporting(desk), desk.stop)


SECONDS = 20.0
ANY: Locale = "en"


def warm_up(desk: JobContext, address: str) -> Done:
    """Rehearse with the networks of a store that are likely to be asked about, until the first job comes.

    What cannot be read is left out.
    """
    turns()
    with suppress(StoreError), opened(address).reading() as connection:
        known = [each for each in revisions.network_ids(connection) if not is_held_id(each)]
        for each in known[:MOST]:
            if desk.stop.is_set():
                break
            _rehearse(desk, address, each)
    return Done("null")


def _rehearse(desk: JobContext, address: str, network: str) -> None:
    """Ask what if the last meeting were called off, which nobody hears of."""
    with suppress(StoreError):
        revision, content = accepted(opened(address), network)
        last = content.plan.meetings[-1]
        changes = (Cancel(meetings=(last.meeting,), later=False),)
        request = RescheduleRequest(changes, revision.as_of.date(), wanted=1)
        what_if(desk, ANY, WhatIf(address, network, request, Limits(SECONDS)))
