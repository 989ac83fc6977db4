"""Checks for requests: queued for the pool of checks, awaited, and answered with their results."""

from __future__ import annotations

import json
from urllib.parse import quote

from fastapi import Request, Response

from planner.jobs.job import JobRequest, JobState
from planner.jobs.pool import TOO_SLOW
from planner.jobs.queue import FullError
from planner.jobs.service import JobService
from planner.jobs.worker import OUT_OF_MEMORY
from planner.store.archive import Archive
from planner.web.api.dependencies import tag_of
from planner.web.api.jobs import ClientGoneError, busy, failure_of, over_within, result_of
from planner.web.checks import Condition, Place
from planner.web.problems import TOO_LARGE, ProblemError, response_language, wanted

CHECKS_MODULE = "planner.web.checks"
CHECK_SECONDS = 90.0
"""Time of a check, in which calendars may be fetched too."""
UPLOADS = frozenset({"read_upload", "validate_upload"})
"""Checks that may wait for the servers of calendars."""
UPLOADS_MAX = 32
"""Uploads that one key may have at once. As jobs with such a limit they always leave one process to other checks."""
WAITING_SECONDS = 600.0
"""Longest time in the queue and the check together."""


async def checked(request: Request, office: JobService, archive: Archive, check: str, *args: object) -> Response:
    """Run a check and return its result; `check` is a function of `planner.web.checks`, or "module:function".

    Raises:
        ProblemError: if too many wait, or the check needed too much memory or time.
    """
    locale = response_language(request.scope)
    place = Place(office.address, archive.network)
    task = check if ":" in check else f"{CHECKS_MODULE}:{check}"
    most = UPLOADS_MAX if check in UPLOADS else None
    key: int = request.scope["state"]["caller"].key
    asked = JobRequest(archive.network, task, task, (locale, place, *args), CHECK_SECONDS, key, most)
    try:
        job = office.check(asked)
    except FullError as full:
        raise busy(full) from full

    async def has_gone() -> bool:
        return job.view.state is JobState.WAITING and await request.is_disconnected()

    try:
        await over_within(job, WAITING_SECONDS, has_gone)
    except ClientGoneError:
        job.stop()
    view = job.view
    if view.failure is not None and view.failure.message in {OUT_OF_MEMORY, TOO_SLOW}:
        raise ProblemError(TOO_LARGE, view.failure)
    if view.result is None:
        raise failure_of(view)
    return result_of(view, locale)


def chosen(request: Request) -> bool:
    """Return whether the client says which language it wants."""
    return wanted(request.headers.get("accept-language", "")) is not None


def revision_made(response: Response, condition: Condition) -> Response:
    """Add the headers of a revision to the response that describes one, which was made on that condition."""
    if response.status_code == 201:  # noqa: PLR2004 - Created
        found = json.loads(bytes(response.body))
        response.headers["etag"] = tag_of(found["revision"], condition.mark)
        response.headers["location"] = f"/networks/{quote(found['network'])}/revisions/{found['revision']}"
    return response
