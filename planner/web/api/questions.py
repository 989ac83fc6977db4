"""Routes that compute answers: solve, what if, and explanations of a plan."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.openapi.models import Example
from pydantic import ConfigDict, Field, SkipValidation

from calendars.language import Locale
from constraints.explain.choosing import OtherMeetings
from constraints.problem.outcome import Limits
from planner.changes.change import AnyChange
from planner.changes.kinds import CHANGES_MAX as MOST_CHANGES
from planner.changes.kinds import KINDS, Change
from planner.changes.reading import read_changes
from planner.errors import InputErrors
from planner.jobs.job import JobRequest
from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.schemas.common import Shape
from planner.schemas.explanations import CandidatesJudged, Explanation, Possibilities, Why, WhyNot
from planner.schemas.plans import SolvedJson
from planner.schemas.proposals import Answer, MayMove
from planner.store import revisions
from planner.store.archive import Archive
from planner.store.uploads import current_document
from planner.use_cases import defaults
from planner.use_cases.questions import OTHERS
from planner.use_cases.rescheduling import RescheduleRequest as Wanted
from planner.web.api.dependencies import Planning, Reading, TheCaller
from planner.web.api.jobs import ACCEPTED, JOB_MARGIN_SECONDS, Prefer, TheOffice, answered
from planner.web.error_mapping import faults_in
from planner.web.problems import INVALID, ProblemError, response_language
from planner.web.roles import Role
from planner.web.task_arguments import About, Solve, WhatIf

NAME_MAX_LENGTH = 200
CANDIDATES_MAX = 10_000
TASKS = "planner.web.tasks"
READER_JOBS_MAX = 4
"""Questions of one reader's key that are worked on or wait at once."""
READER_SECONDS_MAX = 120.0
"""Time that a reader's question may take, whatever `seconds` says."""

questions_router = APIRouter(prefix="/networks/{network}", tags=["explaining"])

Meeting = Annotated[
    str,
    Query(min_length=1, max_length=NAME_MAX_LENGTH, description="Id of the meeting.", examples=["2023-1/syddanmark"]),
]
Venue = Annotated[
    str | None, Query(min_length=1, max_length=NAME_MAX_LENGTH, description="Id of the venue; any if left out.")
]
Day = Annotated[date, Query(description="The first day that the meeting would have.", examples=["2023-05-03"])]
Reasons = Annotated[bool, Query(description="Whether all reasons are wanted where something is impossible.")]
AtMost = Annotated[int | None, Query(ge=1, le=CANDIDATES_MAX, description="How many at most; all if left out.")]
Decide = Annotated[
    bool,
    Query(
        description="Whether to solve, for each choice that only other meetings stand against, for a plan that has it; "
        "otherwise `plan_exists` is null there."
    ),
]
Seconds = Annotated[float, Query(gt=0, le=defaults.QUESTION_MAX_SECONDS, description="Most that solving may take.")]
OthersMay = Annotated[
    OtherMeetings, Query(description="What is asked of the other meetings where a plan is solved for.")
]


def basis_of(archive: Archive) -> str:
    """Return what answers rest on: the last revision, and what is uploaded since."""
    with archive.store.reading() as connection:
        last = revisions.last(connection, archive.network)
        return f"{last.number if last else 0} {current_document(connection, archive.network)}"


class QuestionRunner:
    """A dependency: runs a task about the plan of a network for a caller who may read it."""

    def __init__(
        self, request: Request, archive: Reading, office: TheOffice, caller: TheCaller, _prefer: Prefer = ""
    ) -> None:
        self._request, self._archive, self._office, self._caller = request, archive, office, caller

    async def answer(self, kind: str, task: str, seconds: float, **about: Any) -> Response:  # noqa: ANN401 - see About
        """Run the task and return the response; `kind` is the last part of the route's path."""
        network, limits = self._archive.network, Limits(seconds)
        args = (response_language(self._request.scope), About(self._office.address, network, limits, **about))
        most = defaults.WHY_SOLVES * limits.hard_stop + JOB_MARGIN_SECONDS
        limit = None
        if self._caller.role is Role.READER:
            most, limit = min(most, READER_SECONDS_MAX), READER_JOBS_MAX
        basis = await run_in_threadpool(basis_of, self._archive)
        asked = JobRequest(network, kind, f"{TASKS}:{task}", args, most, self._caller.key, limit, basis)
        return await answered(self._request, self._office, asked)


Asks = Annotated[QuestionRunner, Depends()]


@questions_router.get("/candidates", response_model=CandidatesJudged, responses=ACCEPTED)
async def candidates(  # noqa: PLR0913 - all that may be asked
    asks: Asks, meeting: Meeting, *, reasons: Reasons = False, most: AtMost = None, decide: Decide = False,
    seconds: Seconds = defaults.POSSIBILITIES_SECONDS,
) -> Response:  # fmt: skip
    """Every day and venue that a meeting could have, best first, with points and what breaks; the others as planned."""
    return await asks.answer(
        "candidates", "candidates", seconds, meeting=meeting, reasons=reasons, most=most, decide=decide
    )


@questions_router.get("/possibilities", response_model=Possibilities, responses=ACCEPTED)
async def possibilities(
    asks: Asks, meeting: Meeting, *, reasons: Reasons = False, decide: Decide = False,
    seconds: Seconds = defaults.POSSIBILITIES_SECONDS,
) -> Response:  # fmt: skip
    """Every day of the window of a meeting: free, costly or impossible, and why."""
    return await asks.answer("possibilities", "possibilities", seconds, meeting=meeting, reasons=reasons, decide=decide)


@questions_router.get("/why", response_model=Why, responses=ACCEPTED)
async def why(
    asks: Asks, meeting: Meeting, *, others: OthersMay = OTHERS, seconds: Seconds = defaults.WHY_SECONDS
) -> Response:  # fmt: skip
    """What ties a meeting to its day and venue, and what the best others would cost."""
    return await asks.answer("why", "reasons", seconds, meeting=meeting, others=others)


@questions_router.get("/why-not", response_model=WhyNot, responses=ACCEPTED)
async def why_not(  # noqa: PLR0913 - all that may be asked
    asks: Asks, meeting: Meeting, day: Day, *, venue: Venue = None, others: OthersMay = OTHERS,
    seconds: Seconds = defaults.WHY_SECONDS,
) -> Response:  # fmt: skip
    """Why a meeting is not on a day, or at a venue: the rules broken there, else what it costs, from a solved plan."""
    return await asks.answer(
        "why-not", "counter_reasons", seconds, meeting=meeting, day=day, venue=venue, others=others
    )


@questions_router.get("/explanation", response_model=Explanation, responses=ACCEPTED)
async def explanation(asks: Asks, *, seconds: Seconds = defaults.EXPLAIN_SECONDS) -> Response:
    """What the plan costs and whom, and what its limits cost."""
    return await asks.answer("explanation", "explanation", seconds)


SEED_MAX = 2**31 - 1

solve_router = APIRouter(prefix="/networks/{network}", tags=["solving"])


class SolveJson(Shape):
    """What a solve may use."""

    model_config = ConfigDict(defer_build=False)  # FastAPI warns of bodies that are not built when routes are

    seconds: Annotated[float, Field(strict=True, gt=0, le=defaults.SOLVE_MAX_SECONDS)] = Field(
        default=defaults.SOLVE_SECONDS, description="Most that it may take."
    )
    seed: Annotated[int, Field(ge=0, le=SEED_MAX)] = Field(default=defaults.SEED, description="Of everything drawn.")
    as_of: date | None = Field(
        default=None, ge=FIRST_TODAY, le=LAST_TODAY,
        description="The day that is taken for today; left out, it is today.",
    )  # fmt: skip
    from_scratch: bool = Field(
        default=False, description="Whether to plan as if nothing had been published; what has been held stays."
    )


SolveOptions = Annotated[SolveJson, Body(openapi_examples={"a minute": {"value": {"seconds": 60}}})]


@solve_router.post("/solve", response_model=SolvedJson, responses=ACCEPTED)
async def solve(
    request: Request, archive: Planning, office: TheOffice, caller: TheCaller, body: SolveOptions, _prefer: Prefer = ""
) -> Response:
    """Plan the network as uploaded last, with proof; nothing is saved. The plan goes on from the last revision.

    Quick answers come at once. With `Prefer: respond-async, wait=N` longer ones are jobs, which can be followed and
    stopped at the address in Location.
    """
    limits = Limits(body.seconds, seed=body.seed)
    args = (
        response_language(request.scope),
        Solve(office.address, archive.network, limits, body.as_of, body.from_scratch),
    )
    most, basis = limits.hard_stop + JOB_MARGIN_SECONDS, await run_in_threadpool(basis_of, archive)
    asked = JobRequest(archive.network, "solve", f"{TASKS}:solve", args, most, caller.key, basis=basis)
    return await answered(request, office, asked)


AS_OF = "2022-10-05"

what_if_router = APIRouter(prefix="/networks/{network}", tags=["rescheduling"])


class WhatIfJson(Shape):
    """What has happened, and what the answer is to be like; the changes are read as those in files are."""

    model_config = ConfigDict(defer_build=False)  # FastAPI warns of bodies that are not built when routes are

    changes: SkipValidation[Annotated[tuple[Change, ...], Field(max_length=MOST_CHANGES)]] = Field(
        default=(), description="The changes; none for what is other in the network as uploaded last."
    )
    as_of: date | None = Field(
        default=None, ge=FIRST_TODAY, le=LAST_TODAY,
        description="The day that is taken for today; left out, it is today.",
    )  # fmt: skip
    k: Annotated[int, Field(ge=1, le=defaults.PROPOSALS_MAX)] = Field(
        default=defaults.PROPOSALS, description="How many proposals."
    )
    may_move: MayMove = Field(
        default=MayMove(defaults.MAY_MOVE), description="What may be moved besides what the changes hit."
    )
    keep_windows: bool = Field(
        default=False, description="Whether no meeting may be held outside its window unless a change says so."
    )
    save: bool = Field(default=False, description="Whether to keep the proposals, so that they can be accepted.")
    seconds: Annotated[float, Field(strict=True, gt=0, le=defaults.QUESTION_MAX_SECONDS)] = Field(
        default=defaults.RESCHEDULE_SECONDS, description="Most that it may take."
    )


def _example(kind: type[AnyChange]) -> Example:
    (change,) = kind.model_json_schema()["examples"]
    return {"value": {"changes": [change], "as_of": AS_OF}}


WhatIfOptions = Annotated[WhatIfJson, Body(openapi_examples={name: _example(kind) for name, kind in KINDS.items()})]


@what_if_router.post("/what-if", response_model=Answer, responses=ACCEPTED)
async def what_if(
    request: Request, archive: Planning, office: TheOffice, caller: TheCaller, body: WhatIfOptions, _prefer: Prefer = ""
) -> Response:
    """Propose plans that answer changes to the last revision, each checked, with its difference and its proof.

    Quick answers come at once. With `Prefer: respond-async, wait=N` longer ones are jobs, which can be followed and
    stopped at the address in Location.
    """
    network, limits = archive.network, Limits(body.seconds)
    locale = response_language(request.scope)
    changes = await run_in_threadpool(_changes, body, locale)
    wanted = Wanted(changes, body.as_of, body.k, body.may_move, keep_windows=body.keep_windows, save=body.save)
    question = WhatIf(office.address, network, wanted, limits)
    args, most = (locale, question), limits.hard_stop + JOB_MARGIN_SECONDS
    basis = "" if body.save else await run_in_threadpool(basis_of, archive)
    asked = JobRequest(network, "what-if", f"{TASKS}:what_if", args, most, caller.key, basis=basis)
    return await answered(request, office, asked)


def _changes(body: WhatIfJson, locale: Locale) -> tuple[Change, ...]:
    if not body.changes:
        return ()
    try:
        return read_changes({"changes": body.changes}, locale)
    except InputErrors as errors:
        raise ProblemError(INVALID, faults=faults_in(errors)) from None
