"""Jobs over HTTP: answers that take long, following, reading and stopping jobs (RFC 7240 Prefer)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Self
from urllib.parse import quote

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import Field

from calendars.language import Locale, Message
from planner.jobs.job import Asked, Event, Job, State, View
from planner.jobs.pool import GRACE
from planner.jobs.queue import FullError
from planner.jobs.service import JobService
from planner.schemas.common import Shape
from planner.schemas.http import ProblemJson
from planner.schemas.plans import ProgressJson, dumps
from planner.web.api.dependencies import Planning, Reading
from planner.web.problems import (
    BUSY,
    ELSEWHERE,
    INTERRUPTED,
    MEDIA_TYPE,
    NOT_FOUND,
    WORK_FAILED,
    ProblemError,
    problem,
    spoken,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


LONGEST_WAIT = 600
"""Seconds that a client may want to wait."""

_PREFERENCE = re.compile(r'\s*([!#$%&\'*+.^_`|~\w-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s;,"]+)))?\s*(?:;[^,]*)?')


@dataclass(frozen=True, slots=True)
class Preference:
    """What was asked for, as far as it is understood.

    Attributes:
        respond_async: whether the address of the answer will do.
        wait: seconds after which it is wanted instead of the answer, None if nothing was said.
    """

    respond_async: bool = False
    wait: int | None = None

    @property
    def patience(self) -> float | None:
        """Seconds that the client waits for the answer, None for as long as it takes."""
        return 0 if self.respond_async and self.wait is None else self.wait

    @property
    def applied(self) -> str:
        """As the answer says that it was heeded."""
        said = ["respond-async"] if self.respond_async else []
        return ", ".join([*said, f"wait={self.wait}"] if self.wait is not None else said)


def preferred(headers: Iterable[str]) -> Preference:
    """What the headers `Prefer` say; of what is said twice the first counts, and what is not understood is ignored."""
    found: dict[str, str] = {}
    for part in ",".join(headers).split(","):
        match = _PREFERENCE.fullmatch(part)
        if match:
            found.setdefault(match[1].lower(), match[2] or match[3] or "")
    wait = found.get("wait", "")
    seconds = min(int(wait), LONGEST_WAIT) if re.fullmatch(r"[0-9]{1,9}", wait) else None
    return Preference("respond-async" in found, seconds)


LOOK = 0.5
"""Seconds between looks at whether the client is still there."""
QUIET = 15.0
"""Seconds without anything new after which a stream shows that it is alive."""
LONGEST = 600.0
"""Seconds that a stream lasts at most."""
MOST = 100
"""Streams of one job at a time."""


class Follower:
    """Wakes up whenever something happens to a job, until the `with` is left."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    def __enter__(self) -> Self:
        self._job.listen(self._wake)
        return self

    def __exit__(self, *_error: object) -> None:
        self._job.forget(self._wake)

    async def news(self, seconds: float) -> bool:
        """Whether anything has happened since the last look, or happens within so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
        happened = self._news.is_set()
        self._news.clear()
        return happened

    def _wake(self) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody follows any more
            self._loop.call_soon_threadsafe(self._news.set)


async def over_within(job: Job, seconds: float, is_gone: Callable[[], Awaitable[bool]]) -> bool:
    """Whether the job is over within so many seconds; if the client is gone before, it is stopped."""
    end = asyncio.get_running_loop().time() + seconds
    with Follower(job) as follower:
        while not job.over:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            if not await follower.news(min(left, LOOK)) and await is_gone():
                job.stop()
    return True


async def stream(job: Job, after: int) -> AsyncIterator[str]:
    """What happened and happens after the event of that number, as server-sent events, until the job is over.

    It ends earlier after a while, when clients go on by themselves: their key may have been revoked meanwhile.
    """
    end = asyncio.get_running_loop().time() + LONGEST
    with Follower(job) as follower:
        while asyncio.get_running_loop().time() < end:
            over = job.over
            for event in job.events(after):
                after = event.number
                yield sent(event)
            if over:
                return
            if not await follower.news(QUIET):
                yield ":\n\n"


def sent(event: Event) -> str:
    """One event as it is sent; its JSON has no line breaks."""
    return f"id: {event.number}\nevent: {event.name}\ndata: {event.document}\n\n"


class JobJson(Shape):
    """Something that takes a while."""

    id: str = Field(examples=["q4MUe5ajo9fcSscNHzDwJA"])
    kind: str = Field(description="What it was asked by: the last part of that address.", examples=["what-if"])
    made_at: datetime
    state: State = Field(description="Where it is; `waiting` and `running` will change.")
    progress: ProgressJson | None = Field(description="How far it is; null before it begins and after a restart.")
    best: Any | None = Field(description="The best so far, in the form of the result.")
    result: Any | None = Field(description="What came of it; of a stopped job the best it had.")
    problem: ProblemJson | None = Field(description="Why nothing came of it.")


def job_text(view: View, locale: Locale) -> str:
    """A job as JSON; what workers wrote is passed on as it is."""
    result = None if view.refused else view.result
    head = {"id": view.id, "kind": view.kind, "made_at": view.made_at.isoformat(), "state": view.state.value}
    tail = {"progress": view.progress, "best": view.best, "result": result, "problem": _problem(view, locale)}
    return json.dumps(head)[:-1] + "".join(f', "{name}": {text or "null"}' for name, text in tail.items()) + "}"


def failure_of(view: View) -> ProblemError:
    """The problem that a job is that came to nothing."""
    error = ProblemError(WORK_FAILED if view.state is State.FAILED else INTERRUPTED, view.failure)
    error.headers["retry-after"] = "1"
    return error


def _problem(view: View, locale: Locale) -> str | None:
    if view.refused:
        return view.result
    if view.failure is None:
        return None
    return dumps(failure_of(view).json(locale), indent=None)


LONGEST_ID = 40
SECONDS = 1
"""After which a job that is not over is worth another look."""
MARGIN = 1.0
"""Seconds more than a job has to stop in."""

NO_JOB = Message("jobs.no_job", "There is no such job, or it has been forgotten.")
TOO_MANY = Message(
    "jobs.too_many", "This job is followed by {n} {n:client|clients} already; ask for it now and then instead."
)
ANOTHER_SERVER = Message("jobs.another_server", "Another server works on this job, and only that one can stop it.")

router = APIRouter(prefix="/networks/{network}/jobs", tags=["jobs"])
EVENTS = "text/event-stream"
UNSTORED = {"cache-control": "no-store"}
STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {EVENTS: {"schema": {"type": "string"}}}},
    204: {"description": "All has been told."},
}

JobId = Annotated[
    str, Path(min_length=1, max_length=LONGEST_ID, description="Its id.", examples=["q4MUe5ajo9fcSscNHzDwJA"])
]
LastEvent = Annotated[str, Header(alias="Last-Event-ID", description="Number of the last event that was received.")]


def office_of(request: Request) -> JobService:
    """Where jobs are done."""
    found: JobService = request.app.state.office
    return found


TheOffice = Annotated[JobService, Depends(office_of)]


@router.get("/{job}", response_model=JobJson)
def read_job(request: Request, archive: Reading, office: TheOffice, job: JobId) -> Response:
    """How far a job is, the best so far, and what came of it."""
    return shown(_view(office, archive.network, job), request)


@router.get("/{job}/events", response_class=StreamingResponse, responses=STREAM)
async def follow_job(archive: Reading, office: TheOffice, job: JobId, last: LastEvent = "") -> Response:
    """What happened and happens to a job, as server-sent events until it is over.

    `state` tells its new state, `progress` how far it is, `better` a better answer than before.
    """
    after = int(last) if re.fullmatch(r"[0-9]{1,9}", last) else 0
    found = office.job(archive.network, job)
    if found is None:
        return await run_in_threadpool(_as_recorded, office, archive.network, job, after)
    if found.over and not found.events(after):
        return Response(status_code=204)  # a client that reconnects by itself now stops doing so
    if found.listeners >= MOST:
        raise problem(BUSY, TOO_MANY, n=MOST)
    return StreamingResponse(stream(found, after), media_type=EVENTS, headers=UNSTORED)


@router.delete("/{job}", response_model=JobJson, responses={409: {"description": "Another server works on it."}})
async def stop_job(request: Request, archive: Planning, office: TheOffice, job: JobId) -> Response:
    """Stop a job and keep the best so far, which is its result then; one that is over stays as it is."""
    found = office.job(archive.network, job)
    if found is None:
        return await run_in_threadpool(_stopped_elsewhere, request, office, archive.network, job)
    found.stop()
    with suppress(TimeoutError), Follower(found) as follower:
        async with asyncio.timeout(GRACE + MARGIN):
            while not found.over:
                await follower.news(MARGIN)
    return shown(found.view, request)


def shown(view: View, request: Request, status: int = 200, **headers: str) -> Response:
    """A job as it is answered."""
    if not view.state.final:
        headers["retry_after"] = str(SECONDS)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["cache-control"] = "no-store"
    return Response(job_text(view, spoken(request.scope)), status, named, "application/json")


def _view(office: JobService, network: str, job: str) -> View:
    found = office.view(network, job)
    if found is None:
        raise problem(NOT_FOUND, NO_JOB)
    return found


def _as_recorded(office: JobService, network: str, job: str, after: int) -> Response:
    """The last event of a job that this server does not know otherwise."""
    state = _view(office, network, job).state
    if state.final and after:
        return Response(status_code=204)
    event = Event(after + 1, "state", f'{{"state":"{state}"}}')
    return Response(sent(event), media_type=EVENTS, headers=UNSTORED)


def _stopped_elsewhere(request: Request, office: JobService, network: str, job: str) -> Response:
    view = _view(office, network, job)
    if view.state in {State.WAITING, State.RUNNING}:
        raise problem(ELSEWHERE, ANOTHER_SERVER)
    return shown(view, request)


JOB_MARGIN = 5.0
"""Seconds more than its solves may take that a job has for everything else."""

Prefer = Annotated[
    str,
    Header(
        alias="Prefer",
        description="respond-async: the address of the answer will do; wait=N: but only after N seconds (RFC 7240).",
        examples=["respond-async, wait=5"],
    ),
]
_HEADERS = {
    "Location": {"description": "Address of the job.", "schema": {"type": "string"}},
    "Preference-Applied": {"description": "What of Prefer was heeded.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds after which it is worth a look.", "schema": {"type": "integer"}},
}
ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": JobJson, "description": "It takes longer: a job.", "headers": _HEADERS}
}


async def answered(request: Request, office: JobService, asked: Asked) -> Response:
    """What comes of it, or the job that it is; by the header `Prefer`.

    Raises:
        ProblemError: if there is no place for it, or nothing came of it.
    """
    preference = preferred(request.headers.getlist("prefer"))
    job = _submitted(office, asked)
    patience = LONGEST_WAIT if preference.patience is None else preference.patience
    if await over_within(job, patience, request.is_disconnected):
        return _result(job)
    await run_in_threadpool(office.remember, job)
    return _accepted(request, job, preference)


def _submitted(office: JobService, asked: Asked) -> Job:
    try:
        return office.submit(asked)
    except FullError as full:
        error = ProblemError(BUSY, full.said)
        error.headers["retry-after"] = str(full.seconds)
        raise error from full


def _result(job: Job) -> Response:
    view = job.view
    if view.result is None:
        raise failure_of(view)
    kind = MEDIA_TYPE if view.refused else "application/json"
    return Response(view.result, view.status, {"cache-control": "no-store"}, kind)


def _accepted(request: Request, job: Job, preference: Preference) -> Response:
    location = f"/networks/{quote(job.asked.network, safe='')}/jobs/{job.id}"
    headers = {"location": location, "vary": "prefer"}
    if preference.applied:
        headers["preference_applied"] = preference.applied
    return shown(job.view, request, 202, **headers)
