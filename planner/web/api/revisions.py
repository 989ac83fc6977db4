"""Routes of revisions: list and read them, their plans, and the difference between two."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Query, Request, Response
from fastapi.openapi.models import Example

from planner.network.fields import FIRST_TODAY, LAST_TODAY
from planner.schemas.plans import PlanJson, plan_json
from planner.schemas.revisions import (
    DifferenceJson,
    KeptJson,
    NoticesJson,
    RevisionJson,
    ToldJson,
    difference_json,
    kept_json,
    revision_json,
)
from planner.schemas.status import StatusJson
from planner.store.archive import Archive
from planner.store.errors import NothingAcceptedError
from planner.store.feeds import Audience
from planner.use_cases.telling import notices_json, record
from planner.web.api.checking import checked
from planner.web.api.dependencies import (
    LARGEST_NUMBER,
    USUAL,
    Cursor,
    Limit,
    Number,
    Page,
    Planning,
    Reading,
    page,
    tag_of,
)
from planner.web.api.jobs import TheOffice
from planner.web.problems import response_language

router = APIRouter(prefix="/networks/{network}", tags=["revisions"])

Revision = Annotated[int, Query(ge=1, le=LARGEST_NUMBER, description="Number of a revision.", examples=[1])]


AsOf = Annotated[date | None, Query(ge=FIRST_TODAY, le=LAST_TODAY, description="The day to take for today.")]


@router.get("/revisions")
def list_revisions(archive: Reading, limit: Limit = USUAL, cursor: Cursor = None) -> Page[RevisionJson]:
    """All revisions, oldest first."""
    try:
        history = archive.history()
    except NothingAcceptedError:
        history = ()
    shown, following = page(history, lambda each: each.number, cursor, limit)
    return Page(items=[revision_json(each) for each in shown], next=following)


@router.get("/revisions/{number}")
def read_revision(archive: Reading, number: Number, response: Response) -> KeptJson:
    """A revision as it was accepted."""
    mark, kept = archive.mark(), archive.kept(number)
    response.headers["etag"] = tag_of(number, mark)
    return kept_json(kept)


@router.get("/revisions/{number}/plan")
def read_revision_plan(archive: Reading, number: Number, response: Response) -> PlanJson:
    """The plan of a revision."""
    return _plan(archive, response, number)


@router.get("/plan")
def read_plan(archive: Reading, response: Response) -> PlanJson:
    """The plan of the last revision; its ETag is what If-Match takes."""
    return _plan(archive, response)


@router.get("/difference")
def read_difference(request: Request, archive: Reading, first: Revision, second: Revision) -> DifferenceJson:
    """What is different from one revision to another, in either direction."""
    return difference_json(archive.difference(first, second), response_language(request.scope))


Since = Annotated[int | None, Query(ge=0, le=LARGEST_NUMBER, description="The revision people know; 0 for none.")]


TOLD: dict[str, Example] = {
    "all": {"value": {"told_on": "2027-03-01", "told_by": "Anne"}},
    "one of them": {"value": {"told_on": "2027-03-01", "told_by": "Anne", "whom": ["member/m-0630-1"]}},
}
"""Examples of recording who was told."""


@router.get("/revisions/{number}/notices")
def read_notices(
    request: Request, archive: Reading, number: Number, since: Since = None, as_of: AsOf = None
) -> NoticesJson:
    """Who must be told what after a revision, who was told when, and with how much notice."""
    return notices_json(archive, since, number, as_of, response_language(request.scope))


@router.post("/revisions/{number}/notices")
def record_notices(
    request: Request,
    archive: Planning,
    number: Number,
    told: Annotated[ToldJson, Body(openapi_examples=TOLD)],
    since: Since = None,
) -> NoticesJson:
    """Record who was told of a revision, on which day and by whom; notice is counted from that day."""
    whom = [Audience(kind, target) for each in told.whom for kind, _, target in [each.partition("/")]]
    record(archive, since, number, whom, told.told_on, told.told_by)
    return notices_json(archive, since, number, None, response_language(request.scope))


@router.get("/status", response_model=StatusJson)
async def read_status(
    request: Request, archive: Reading, office: TheOffice,
    as_of: AsOf = None,
) -> Response:  # fmt: skip
    """How the last revision stands: what was edited since, whether it keeps the rules, and what is due."""
    return await checked(request, office, archive, "read_status", as_of)


def _plan(archive: Archive, response: Response, number: int | None = None) -> PlanJson:
    mark, kept = archive.mark(), archive.kept(number)
    response.headers["etag"] = tag_of(kept.revision.number, mark)
    return plan_json(kept.content.plan)
