"""What the kinds of problems mean: the pages that their types lead to."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from calendars.language import Said
from planner.web.handlers import NO_PAGE
from planner.web.problem_kinds import NOT_FOUND, PROBLEM_KINDS
from planner.web.problems import ProblemError
from planner.web.spoken import spoken

router = APIRouter(prefix="/problems", tags=["problems"])

_BY_NAME = {kind.name: kind for kind in PROBLEM_KINDS}


class KindJson(BaseModel):
    """A kind of problem."""

    type: str = Field(examples=["/problems/stale"])
    status: int = Field(examples=[412])
    title: str = Field(examples=["Another revision came first"])


@router.get("/{name}")
def read_kind(name: str, request: Request) -> KindJson:
    """A kind of problem; it needs no key."""
    kind = _BY_NAME.get(name)
    if kind is None:
        raise ProblemError(NOT_FOUND, Said(NO_PAGE))
    return KindJson(type=kind.address, status=kind.status, title=kind.title.say(spoken(request.scope)))
