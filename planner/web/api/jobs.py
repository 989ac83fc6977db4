"""Jobs over HTTP: preferences of clients (RFC 7240 Prefer), event streams, and routes to read, follow and stop jobs."""

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
from planner.jobs.job import FollowedJob, JobEvent, JobRequest, JobSnapshot, JobState
from planner.jobs.pool import GRACE
from planner.jobs.queue import FullError
from planner.jobs.service import JobService
from planner.schemas.common import Shape
from planner.schemas.http import ProblemJson
from planner.schemas.plans import ProgressJson, dumps
from planner.web.api.dependencies import Reading, TheCaller, require_role
from planner.web.error_mapping import STORE_RETRY_AFTER_SECONDS
from planner.web.problems import (
    BUSY,
    ELSEWHERE,
    INTERRUPTED,
    MEDIA_TYPE,
    NO_STORE,
    NOT_FOUND,
    WORK_FAILED,
    ProblemError,
    problem,
    response_language,
)
from planner.web.roles import Role

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable


WAIT_MAX_SECONDS = 600
"""Longest wait that a client may ask for."""

_PREFERENCE = re.compile(r'\s*([!#$%&\'*+.^_`|~\w-]+)\s*(?:=\s*(?:"([^"]*)"|([^\s;,"]+)))?\s*(?:;[^,]*)?')


@dataclass(frozen=True, slots=True)
class Preference:
    """The understood part of the header Prefer (RFC 7240).

    Attributes:
        respond_async: whether the client accepts the address of a job as the response.
        wait: seconds after which it prefers that to the answer; None if it did not say.
    """

    respond_async: bool = False
    wait: int | None = None

    @property
    def patience(self) -> float | None:
        """Seconds that the client waits for the answer; None for as long as it takes."""
        return 0 if self.respond_async and self.wait is None else self.wait

    @property
    def applied(self) -> str:
        """Value of the response header Preference-Applied."""
        said = ["respond-async"] if self.respond_async else []
        return ", ".join([*said, f"wait={self.wait}"] if self.wait is not None else said)


def preferred(headers: Iterable[str]) -> Preference:
    """Parse the headers Prefer; the first of repeated preferences counts, and unknown ones are ignored."""
    found: dict[str, str] = {}
    for part in ",".join(headers).split(","):
        match = _PREFERENCE.fullmatch(part)
        if match:
            found.setdefault(match[1].lower(), match[2] or match[3] or "")
    wait = found.get("wait", "")
    seconds = min(int(wait), WAIT_MAX_SECONDS) if re.fullmatch(r"[0-9]{1,9}", wait) else None
    return Preference("respond-async" in found, seconds)


DISCONNECT_POLL_SECONDS = 0.5
"""Interval of checks whether the client is still connected."""
KEEP_ALIVE_SECONDS = 15.0
"""Time without events after which a stream sends a comment."""
STREAM_MAX_SECONDS = 600.0
"""Longest duration of a stream."""
STREAMS_PER_JOB_MAX = 100
"""Concurrent streams of one job."""


class Follower:
    """Wakes up a coroutine when something happens to a job; a context manager."""

    def __init__(self, job: FollowedJob) -> None:
        self._job = job
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    def __enter__(self) -> Self:
        self._job.listen(self._wake)
        return self

    def __exit__(self, *_error: object) -> None:
        self._job.forget(self._wake)

    async def news(self, seconds: float) -> bool:
        """Wait at most that many seconds; return whether anything has happened since the last call."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), seconds)
        happened = self._news.is_set()
        self._news.clear()
        return happened

    def _wake(self) -> None:
        with suppress(RuntimeError):  # the event loop is closed, so nobody listens
            self._loop.call_soon_threadsafe(self._news.set)


class ClientGoneError(Exception):
    """The client closed the connection before the job was over."""


async def over_within(job: FollowedJob, seconds: float, is_gone: Callable[[], Awaitable[bool]] | None = None) -> bool:
    """Return whether the job ends within that many seconds.

    Args:
        job: the job.
        seconds: the longest wait.
        is_gone: tells whether the client has disconnected; None if it is waited for all the same.

    Raises:
        ClientGoneError: if the client disconnects first.
    """
    end = asyncio.get_running_loop().time() + seconds
    with Follower(job) as follower:
        while not job.over:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return False
            if not await follower.news(min(left, DISCONNECT_POLL_SECONDS)) and is_gone and await is_gone():
                raise ClientGoneError
    return True


async def stream(job: FollowedJob, after: int) -> AsyncIterator[str]:
    """Yield the events after number `after` as server-sent events (HTML Living Standard), until the job is over.

    It ends earlier after a while, and clients reconnect by themselves, because their key may have been revoked.
    """
    end = asyncio.get_running_loop().time() + STREAM_MAX_SECONDS
    with Follower(job) as follower:
        while asyncio.get_running_loop().time() < end:
            over = job.over
            for event in job.events(after):
                after = event.number
                yield sent(event)
            if over:
                return
            if not await follower.news(KEEP_ALIVE_SECONDS):
                yield ":\n\n"


def sent(event: JobEvent) -> str:
    """Return one event in the form of a server-sent event; its JSON contains no line breaks."""
    return f"id: {event.number}\nevent: {event.name}\ndata: {event.document}\n\n"


class JobJson(Shape):
    """Something that takes a while."""

    id: str = Field(examples=["q4MUe5ajo9fcSscNHzDwJA"])
    kind: str = Field(description="What it was asked by: the last part of that address.", examples=["what-if"])
    made_at: datetime
    state: JobState = Field(description="Where it is; `waiting` and `running` will change.")
    progress: ProgressJson | None = Field(description="How far it is; null before it begins and after a restart.")
    best: Any | None = Field(description="The best so far, in the form of the result.")
    result: Any | None = Field(description="What came of it; of a stopped job the best it had.")
    problem: ProblemJson | None = Field(description="Why nothing came of it.")


def job_text(view: JobSnapshot, locale: Locale) -> str:
    """Return a job as JSON; documents written by workers are embedded unchanged."""
    result = None if view.refused else view.result
    head = {"id": view.id, "kind": view.kind, "made_at": view.made_at.isoformat(), "state": view.state.value}
    tail = {"progress": view.progress, "best": view.best, "result": result, "problem": _problem(view, locale)}
    return json.dumps(head)[:-1] + "".join(f', "{name}": {text or "null"}' for name, text in tail.items()) + "}"


def failure_of(view: JobSnapshot) -> ProblemError:
    """Return the problem document of a failed job."""
    error = ProblemError(WORK_FAILED if view.state is JobState.FAILED else INTERRUPTED, view.failure)
    error.headers["retry-after"] = "1"
    return error


def _problem(view: JobSnapshot, locale: Locale) -> str | None:
    if view.refused:
        return view.result
    if view.failure is None:
        return None
    return dumps(failure_of(view).json(locale), indent=None)


JOB_ID_MAX_LENGTH = 40
RETRY_AFTER_SECONDS = 1
"""Value of Retry-After for a job that is not over."""
STOP_MARGIN_SECONDS = 1.0
"""Seconds to wait for a stopped job beyond the time it is given."""

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
    str, Path(min_length=1, max_length=JOB_ID_MAX_LENGTH, description="Its id.", examples=["q4MUe5ajo9fcSscNHzDwJA"])
]
LastEvent = Annotated[str, Header(alias="Last-Event-ID", description="Number of the last event that was received.")]


def office_of(request: Request) -> JobService:
    """Return the job service."""
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
    found = await run_in_threadpool(office.job, archive.network, job)
    if found is None:
        return await run_in_threadpool(_as_recorded, office, archive.network, job, after)
    if found.over and not found.events(after):
        return Response(status_code=204)  # 204 tells an EventSource not to reconnect
    if found.listeners >= STREAMS_PER_JOB_MAX:
        raise problem(BUSY, TOO_MANY, n=STREAMS_PER_JOB_MAX)
    return StreamingResponse(stream(found, after), media_type=EVENTS, headers=UNSTORED)


@router.delete("/{job}", response_model=JobJson, responses={409: {"description": "Another server works on it."}})
async def stop_job(request: Request, archive: Reading, office: TheOffice, caller: TheCaller, job: JobId) -> Response:
    """Stop a job and keep the best so far, which is its result then; one that is over stays as it is.

    Whoever asked may stop it, and every planner. What several asked for alike goes on until the last of them stops it.
    """
    found = await run_in_threadpool(office.job, archive.network, job)
    if found is None:
        return await run_in_threadpool(_stopped_elsewhere, request, office, archive.network, job)
    if caller.key not in found.askers:
        await run_in_threadpool(require_role, caller, Role.PLANNER)
    await run_in_threadpool(found.stop_for, caller.key)
    if found.askers:
        return shown(found.view, request)
    with suppress(TimeoutError), Follower(found) as follower:
        async with asyncio.timeout(GRACE + STOP_MARGIN_SECONDS):
            while not found.over:
                await follower.news(STOP_MARGIN_SECONDS)
    return shown(found.view, request)


def shown(view: JobSnapshot, request: Request, status: int = 200, **headers: str) -> Response:
    """Return the response with a job."""
    if not view.state.final:
        headers["retry_after"] = str(RETRY_AFTER_SECONDS)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named["cache-control"] = "no-store"
    return Response(job_text(view, response_language(request.scope)), status, named, "application/json")


def _view(office: JobService, network: str, job: str) -> JobSnapshot:
    found = office.view(network, job)
    if found is None:
        raise problem(NOT_FOUND, NO_JOB)
    return found


def _as_recorded(office: JobService, network: str, job: str, after: int) -> Response:
    """Return the last event of a job of which only the record in the store is known."""
    state = _view(office, network, job).state
    if state.final and after:
        return Response(status_code=204)
    event = JobEvent(after + 1, "state", f'{{"state":"{state}"}}')
    return Response(sent(event), media_type=EVENTS, headers=UNSTORED)


def _stopped_elsewhere(request: Request, office: JobService, network: str, job: str) -> Response:
    view = _view(office, network, job)
    if view.state in {JobState.WAITING, JobState.RUNNING}:
        raise problem(ELSEWHERE, ANOTHER_SERVER)
    return shown(view, request)


JOB_MARGIN_SECONDS = 5.0
"""Seconds that a job may take beyond its solves."""

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


async def answered(request: Request, office: JobService, asked: JobRequest) -> Response:
    """Run a task and return its answer, or the job that computes it, as the header Prefer asks.

    Raises:
        ProblemError: if the queue is full or the job failed.
    """
    preference = preferred(request.headers.getlist("prefer"))
    job = await run_in_threadpool(_submitted, office, asked)
    patience = WAIT_MAX_SECONDS if preference.patience is None else preference.patience
    try:
        if await over_within(job, patience, request.is_disconnected):
            return _result(request, job)
    except ClientGoneError:
        await run_in_threadpool(job.leave, asked.asker)
        raise failure_of(job.view) from None  # for nobody
    await run_in_threadpool(office.remember, job)
    return _accepted(request, job, preference)


def _submitted(office: JobService, asked: JobRequest) -> FollowedJob:
    try:
        return office.submit(asked)
    except FullError as full:
        raise busy(full) from full


def busy(full: FullError) -> ProblemError:
    """Return the problem of a queue that is full."""
    error = ProblemError(BUSY, full.said)
    error.headers["retry-after"] = str(full.seconds)
    return error


def _result(request: Request, job: FollowedJob) -> Response:
    view = job.view
    if view.result is None:
        raise failure_of(view)
    return result_of(view, response_language(request.scope))


def result_of(view: JobSnapshot, locale: Locale) -> Response:
    """Return the response with the result of a job."""
    headers = {"cache-control": "no-store"}
    if view.refused:
        headers |= {"content-language": locale, "vary": "accept-language"}
    if view.status == NO_STORE.status:
        headers["retry-after"] = str(STORE_RETRY_AFTER_SECONDS)
    kind = MEDIA_TYPE if view.refused else "application/json"
    return Response(view.result, view.status, headers, kind)


def _accepted(request: Request, job: FollowedJob, preference: Preference) -> Response:
    location = f"/networks/{quote(job.network, safe='')}/jobs/{job.id}"
    headers = {"location": location, "vary": "prefer"}
    if preference.applied:
        headers["preference_applied"] = preference.applied
    return shown(job.view, request, 202, **headers)
