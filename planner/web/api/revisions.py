"""Routes of revisions: list and read them, their plans, and the difference between two."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from planner.schemas.http import DifferenceJson, KeptJson, PlanJson, RevisionJson
from planner.schemas.revisions import difference_json, kept_json, plan_json, revision_json
from planner.store.archive import Archive
from planner.store.errors import NothingAcceptedError
from planner.web.api.dependencies import LARGEST_NUMBER, USUAL, Cursor, Limit, Number, Page, Reading, page

router = APIRouter(prefix="/networks/{network}", tags=["revisions"])

Revision = Annotated[int, Query(ge=1, le=LARGEST_NUMBER, description="Number of a revision.", examples=[1])]


@router.get("/revisions", response_model=Page[RevisionJson])
def list_revisions(archive: Reading, limit: Limit = USUAL, cursor: Cursor = None) -> dict[str, Any]:
    """All revisions, oldest first."""
    try:
        history = archive.history()
    except NothingAcceptedError:
        history = ()
    shown, following = page(history, lambda each: each.number, cursor, limit)
    return {"items": [revision_json(each) for each in shown], "next": following}


@router.get("/revisions/{number}", response_model=KeptJson)
def read_revision(archive: Reading, number: Number, response: Response) -> dict[str, Any]:
    """A revision as it was accepted."""
    kept = archive.kept(number)
    _tag(response, number)
    return kept_json(kept)


@router.get("/revisions/{number}/plan", response_model=PlanJson)
def read_revision_plan(archive: Reading, number: Number, response: Response) -> dict[str, Any]:
    """The plan of a revision."""
    return _plan(archive, response, number)


@router.get("/plan", response_model=PlanJson)
def read_plan(archive: Reading, response: Response) -> dict[str, Any]:
    """The plan of the last revision; its ETag is what If-Match takes."""
    return _plan(archive, response)


@router.get("/difference", response_model=DifferenceJson)
def read_difference(archive: Reading, first: Revision, second: Revision) -> Any:  # noqa: ANN401 - see the model
    """What is different from one revision to another, in either direction."""
    return difference_json(archive.difference(first, second))


def _plan(archive: Archive, response: Response, number: int | None = None) -> dict[str, Any]:
    kept = archive.kept(number)
    _tag(response, kept.revision.number)
    return dict(plan_json(kept.content.plan))


def _tag(response: Response, number: int) -> None:
    """Set the ETag; a revision never changes, so its number identifies its content."""
    response.headers["etag"] = f'"{number}"'
