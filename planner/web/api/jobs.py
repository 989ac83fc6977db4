"""Jobs: how far they are, what came of them, following and stopping them."""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from calendars.language import Sentence
from planner.jobs.job import Event, State, View
from planner.jobs.office import Office
from planner.jobs.pool import GRACE
from planner.web.api.depending import Planning, Reading
from planner.web.api.job_shapes import JobJson, job_text
from planner.web.following import MOST, Follower, sent, stream
from planner.web.problem_kinds import BUSY, ELSEWHERE, NOT_FOUND
from planner.web.problems import problem
from planner.web.spoken import spoken

LONGEST_ID = 40
SECONDS = 1
"""After which a job that is not over is worth another look."""
MARGIN = 1.0
"""Seconds more than a job has to stop in."""

NO_JOB = Sentence(en="There is no such job, or it has been forgotten.", da="Jobbet findes ikke eller er glemt.")
TOO_MANY = Sentence(
    en="This job is followed by {n} {n:client|clients} already; ask for it now and then instead.",
    da="Jobbet følges allerede af {n} {n:klient|klienter}; spørg i stedet til det af og til.",
)
ANOTHER_SERVER = Sentence(
    en="Another server works on this job, and only that one can stop it.",
    da="En anden server arbejder på jobbet, og kun den kan standse det.",
)

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


def office_of(request: Request) -> Office:
    """Where jobs are done."""
    found: Office = request.app.state.office
    return found


TheOffice = Annotated[Office, Depends(office_of)]


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


def _view(office: Office, network: str, job: str) -> View:
    found = office.view(network, job)
    if found is None:
        raise problem(NOT_FOUND, NO_JOB)
    return found


def _as_recorded(office: Office, network: str, job: str, after: int) -> Response:
    """The last event of a job that this server does not know otherwise."""
    state = _view(office, network, job).state
    if state.final and after:
        return Response(status_code=204)
    event = Event(after + 1, "state", f'{{"state":"{state}"}}')
    return Response(sent(event), media_type=EVENTS, headers=UNSTORED)


def _stopped_elsewhere(request: Request, office: Office, network: str, job: str) -> Response:
    view = _view(office, network, job)
    if view.state in {State.WAITING, State.RUNNING}:
        raise problem(ELSEWHERE, ANOTHER_SERVER)
    return shown(view, request)
