"""Answers that take long: at once if they are quick or the client waits, else the address where they will be."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Header, Request, Response
from fastapi.concurrency import run_in_threadpool

from planner.jobs.job import Asked, Job
from planner.jobs.line import FullError
from planner.jobs.office import Office
from planner.web.api.job_shapes import JobJson, failure_of
from planner.web.api.jobs import shown
from planner.web.following import over_within
from planner.web.preferences import LONGEST_WAIT, Preference, preferred
from planner.web.problem_kinds import BUSY
from planner.web.problems import MEDIA_TYPE, ProblemError

MARGIN = 5.0
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


async def answered(request: Request, office: Office, asked: Asked) -> Response:
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


def _submitted(office: Office, asked: Asked) -> Job:
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
