"""The application: FastAPI, behind the gate, with the route of the feeds before it."""

from __future__ import annotations

from fastapi import FastAPI

from planner.jobs.office import Office
from planner.jobs.pool import NONE
from planner.store.opening import Store
from planner.web.api import (
    accepting,
    explaining,
    feeds,
    health,
    jobs,
    network,
    networks,
    problem_pages,
    proposals,
    revisions,
    solve,
    what_if,
)
from planner.web.bodies import BodyLimits
from planner.web.cache import FeedCache
from planner.web.feeds import FeedRoute
from planner.web.handlers import install
from planner.web.metrics import Measured, Metrics
from planner.web.openapi import describe
from planner.web.security.gate import KeyGate
from planner.web.unexpected import Unexpected

_RESOURCES = (
    health, problem_pages, networks, network, revisions, accepting, what_if, solve, explaining, jobs, proposals, feeds,
)  # fmt: skip


def make_app(store: Store, office: Office | None = None, *, keyless: bool = False) -> FeedRoute:
    """The application that serves a store.

    Args:
        store: which it reads and writes.
        office: where long work is done; without one none is taken in.
        keyless: whether everything is open as long as no key was ever made; only for a server that nobody but this
            machine can reach.
    """
    metrics = Metrics()
    api = FastAPI(docs_url=None, redoc_url=None, redirect_slashes=False)
    api.state.store, api.state.metrics = store, metrics
    api.state.office = office = office or Office(store, NONE)
    metrics.count_jobs(office)
    install(api)
    for resource in _RESOURCES:
        api.include_router(resource.router)
    describe(api)
    gated = KeyGate(store, BodyLimits(api), keyless=keyless)
    served = FeedRoute(FeedCache(store), Measured(Unexpected(gated), metrics))
    metrics.count_feeds(served)
    return served
