"""The application: FastAPI with its routes, its description (OpenAPI), and the server that runs it."""

from __future__ import annotations

import gc
import socket
from typing import Any

import uvicorn
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from planner import __version__
from planner.jobs.pool import NONE
from planner.jobs.service import JobService
from planner.schemas.http import ProblemJson
from planner.store.database import Store
from planner.web.api import accepting, feeds, health, jobs, networks, proposals, questions, revisions
from planner.web.authentication import AuthenticationMiddleware, is_loopback, is_open
from planner.web.bodies import BodyLimits
from planner.web.error_mapping import install
from planner.web.feeds import FeedCache, FeedRoute
from planner.web.metrics import Measured, Metrics
from planner.web.problems import MEDIA_TYPE, Unexpected

TITLE = "Meeting network planner"
DESCRIPTION = (
    "Plans a network's meetings: networks, revisions, proposals and calendars. Errors are problem details (RFC 9457) "
    "in Danish or English by Accept-Language, else in the network's language."
)
_REF = "#/components/schemas/{model}"
_KEY = "key"
_DROPPED = ("HTTPValidationError", "ValidationError")
"""The framework's own form of errors, which is not used."""


def describe(api: FastAPI) -> None:
    """Let the application describe itself."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_made(api))
        return made

    api.openapi = openapi  # type: ignore[method-assign] # as the framework documents it


def _made(api: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=TITLE, version=__version__, description=DESCRIPTION, routes=api.routes)
    components = found.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _DROPPED:
        schemas.pop(name, None)
    _, ours = models_json_schema([(ProblemJson, "serialization")], ref_template=_REF)
    schemas.update(ours["$defs"])
    components["securitySchemes"] = {_KEY: {"type": "http", "scheme": "bearer", "description": "planner keys create"}}
    for path, operations in found["paths"].items():
        for operation in operations.values():
            _amend(operation, needs_key=not is_open(path))
    return found


def _amend(operation: dict[str, Any], *, needs_key: bool) -> None:
    operation["responses"].pop("422", None)
    schema = {"$ref": _REF.format(model=ProblemJson.__name__)}
    operation["responses"]["default"] = {"description": "A problem.", "content": {MEDIA_TYPE: {"schema": schema}}}
    if needs_key:
        operation["security"] = [{_KEY: []}]


_ROUTERS = (
    health.health_router,
    health.problem_pages_router,
    networks.list_router,
    networks.network_router,
    revisions.router,
    accepting.router,
    questions.what_if_router,
    questions.solve_router,
    questions.questions_router,
    jobs.router,
    proposals.router,
    feeds.router,
)


def make_app(store: Store, office: JobService | None = None, *, keyless: bool = False) -> FeedRoute:
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
    api.state.office = office = office or JobService(store, NONE)
    metrics.count_jobs(office)
    install(api)
    for router in _ROUTERS:
        api.include_router(router)
    describe(api)
    gated = AuthenticationMiddleware(store, BodyLimits(api), keyless=keyless)
    served = FeedRoute(FeedCache(store), Measured(Unexpected(gated), metrics))
    metrics.count_feeds(served)
    return served


OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Some tens of megabytes at most."""
BACKLOG = 2048
"""Connections that may wait to be accepted."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is any that is free.

    Raises:
        OSError: if the address is taken or not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


def only_here(listening: socket.socket) -> bool:
    """Whether only this machine can reach it."""
    return is_loopback(str(listening.getsockname()[0]))


def serve(store: Store, listening: socket.socket, office: JobService) -> None:
    """Serve until SIGINT or SIGTERM.

    No request is logged: its address is a secret.
    """
    settings = uvicorn.Config(
        make_app(store, office, keyless=only_here(listening)), access_log=False, log_level="warning",
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=5,
    )  # fmt: skip
    _collect_rarely()
    _Server(settings, office).run(sockets=[listening])


class _Server(uvicorn.Server):
    """Ends its jobs before it waits for the answers that are under way: some of them wait for a job."""

    def __init__(self, settings: uvicorn.Config, office: JobService) -> None:
        super().__init__(settings)
        self._office = office

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """See the base class."""
        self._office.end_jobs()
        await super().shutdown(sockets)


def _collect_rarely() -> None:
    """Look for garbage in cycles after many requests, not after each few: a quarter more polls for each second.

    What is loaded by now stays, so it is not looked at again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 50)
