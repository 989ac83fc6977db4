"""Whether the server is alive, whether it can serve, and how it fares."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from planner.store.errors import NothingAcceptedError
from planner.store.renderings import publication
from planner.web.api.depending import TheCaller, TheStore
from planner.web.handlers import NO_PAGE
from planner.web.metrics import CONTENT_TYPE, Metrics
from planner.web.problem_kinds import NOT_FOUND
from planner.web.problems import problem

router = APIRouter(tags=["health"])


@router.get("/health", status_code=204)
def health() -> Response:
    """Whether the server is alive; it needs no key."""
    return Response(status_code=204)


@router.get("/ready", status_code=204)
def ready(store: TheStore) -> Response:
    """Whether the store can be read, so that requests can be answered; it needs no key."""
    try:
        with store.reading() as connection:
            publication(connection)
    except NothingAcceptedError:
        pass  # it is made by the first who writes
    return Response(status_code=204)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, caller: TheCaller) -> Response:
    """Counters for Prometheus, for keys of all networks: they tell how busy the others are, though not by name."""
    if caller.network is not None:
        raise problem(NOT_FOUND, NO_PAGE)
    found: Metrics = request.app.state.metrics
    return Response(found.text(), media_type=CONTENT_TYPE)
