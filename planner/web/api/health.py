"""Routes for health, readiness and metrics, and the pages that describe problem types."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from calendars.language import BoundMessage
from planner.store.errors import NothingAcceptedError
from planner.store.feeds import publication
from planner.web.api.dependencies import TheCaller, TheStore
from planner.web.error_mapping import NO_PAGE
from planner.web.metrics import CONTENT_TYPE, Metrics
from planner.web.problems import NOT_FOUND, PROBLEM_KINDS, ProblemError, problem, response_language

health_router = APIRouter(tags=["health"])


@health_router.get("/health", status_code=204)
def health() -> Response:
    """Whether the server is alive; it needs no key."""
    return Response(status_code=204)


@health_router.get("/ready", status_code=204)
def ready(store: TheStore) -> Response:
    """Whether the store can be read, so that requests can be answered; it needs no key."""
    try:
        with store.reading() as connection:
            publication(connection)
    except NothingAcceptedError:
        pass  # a missing store is created by the first write
    return Response(status_code=204)


@health_router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, caller: TheCaller) -> Response:
    """Counters for Prometheus, for keys of all networks: they tell how busy the others are, though not by name."""
    if caller.network is not None:
        raise problem(NOT_FOUND, NO_PAGE)
    found: Metrics = request.app.state.metrics
    return Response(found.text(), media_type=CONTENT_TYPE)


problem_pages_router = APIRouter(prefix="/problems", tags=["problems"])

_BY_NAME = {kind.name: kind for kind in PROBLEM_KINDS}


class KindJson(BaseModel):
    """A kind of problem."""

    type: str = Field(examples=["/problems/stale"])
    status: int = Field(examples=[412])
    title: str = Field(examples=["Another revision came first"])


@problem_pages_router.get("/{name}")
def read_kind(name: str, request: Request) -> KindJson:
    """A kind of problem; it needs no key."""
    kind = _BY_NAME.get(name)
    if kind is None:
        raise ProblemError(NOT_FOUND, BoundMessage(NO_PAGE))
    return KindJson(type=kind.address, status=kind.status, title=kind.title.say(response_language(request.scope)))
