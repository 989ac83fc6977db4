"""The ASGI application (FastAPI with its routes and OpenAPI document), and the server that runs it."""

from __future__ import annotations

import asyncio
import gc
import socket
from typing import Any, Protocol

import uvicorn
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.responses import Response

from planner import __version__
from planner.jobs.pool import NONE
from planner.jobs.service import JobService
from planner.schemas.http import ProblemJson
from planner.store.database import Store
from planner.web.api import (
    accepting,
    changes,
    feeds,
    health,
    jobs,
    networks,
    people,
    proposals,
    questions,
    reserves,
    revisions,
)
from planner.web.api.checking import CHECKS_MODULE
from planner.web.authentication import AuthenticationMiddleware, Proxies, is_loopback, is_open
from planner.web.bodies import BodyLimits
from planner.web.connections import LimitedProtocol, connections_max, sweep
from planner.web.error_mapping import install
from planner.web.feeds import FeedCache, FeedRoute
from planner.web.keys import is_page
from planner.web.metrics import Metrics, MetricsMiddleware
from planner.web.problems import MEDIA_TYPE, App, ErrorMiddleware, ProblemError, Receive, Scope, Send, answer

TITLE = "Meeting network planner"
DESCRIPTION = (
    "Plans a network's meetings: networks, revisions, proposals and calendars. Errors are problem details (RFC 9457) "
    "in Danish or English by Accept-Language, else in the network's language."
)
_REF = "#/components/schemas/{model}"
_KEY = "key"
_UNUSED_SCHEMAS = ("HTTPValidationError", "ValidationError")
"""FastAPI's own schemas of errors, which are not used."""


def describe(api: FastAPI) -> None:
    """Replace the generator of the OpenAPI document."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_openapi_document(api))
        return made

    api.openapi = openapi  # type: ignore[method-assign] # as the framework documents it


def _openapi_document(api: FastAPI) -> dict[str, Any]:
    found = get_openapi(title=TITLE, version=__version__, description=DESCRIPTION, routes=api.routes)
    components = found.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in _UNUSED_SCHEMAS:
        schemas.pop(name, None)
    _, ours = models_json_schema([(ProblemJson, "serialization")], ref_template=_REF)
    schemas.update(ours["$defs"])
    components["securitySchemes"] = {_KEY: {"type": "http", "scheme": "bearer", "description": "planner keys create"}}
    for path, operations in found["paths"].items():
        for operation in operations.values():
            _amend_operation(operation, needs_key=not is_open(path))
    return found


def _amend_operation(operation: dict[str, Any], *, needs_key: bool) -> None:
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
    reserves.router,
    accepting.router,
    changes.router,
    questions.what_if_router,
    questions.solve_router,
    questions.questions_router,
    jobs.router,
    proposals.router,
    feeds.router,
    people.router,
)


class Pages(Protocol):
    """The pages for people, which stand on this interface and are made by whoever starts the server."""

    def application(self, store: Store, office: JobService) -> FastAPI:
        """Return the application of the pages."""
        ...

    def refused(self, scope: Scope, error: ProblemError) -> Response:
        """Return the response to a request for a page that was refused."""
        ...


def make_app(
    store: Store,
    office: JobService | None = None,
    *,
    keyless: bool = False,
    proxies: Proxies = (),
    pages: Pages | None = None,
) -> FeedRoute:
    """Return the application that serves a store.

    Args:
        store: the store to serve.
        office: the service that runs jobs; without one none are accepted.
        keyless: whether everything is open as long as no key was ever created; only for a server that is reachable from
            this machine alone.
        proxies: addresses of trusted proxies.
        pages: makes the pages for people; without it there are none.
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
    found = None if pages is None else pages.application(store, office)
    inside = BodyLimits(api if found is None else _PageRoute(found, api))
    refusal = answer if pages is None else pages.refused
    gated = AuthenticationMiddleware(store, inside, keyless=keyless, proxies=proxies, refusal=refusal)
    if found is not None:
        found.state.gate = gated
    served = FeedRoute(FeedCache(store), MetricsMiddleware(ErrorMiddleware(gated), metrics))
    metrics.count_feeds(served)
    return served


class _PageRoute:
    """Passes requests for pages to one application, and all others to another."""

    def __init__(self, pages: App, otherwise: App) -> None:
        self._pages, self._otherwise = pages, otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await (self._pages if is_page(scope.get("path", "")) else self._otherwise)(scope, receive, send)


__all__ = ["CHECKS_MODULE", "listen", "make_app", "only_here", "serve"]

LISTEN_BACKLOG = 2048
"""Connections that may wait to be accepted."""
ACCEPTED_AT_ONCE = 64
"""Connections that are accepted before their limits are looked at."""


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket; port 0 is any free port.

    Raises:
        OSError: if the address is in use or not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=LISTEN_BACKLOG)


def only_here(listening: socket.socket) -> bool:
    """Return whether the socket is reachable from this machine alone."""
    return is_loopback(str(listening.getsockname()[0]))


def serve(
    store: Store, listening: socket.socket, office: JobService, proxies: Proxies = (), pages: Pages | None = None
) -> None:
    """Serve until SIGINT or SIGTERM.

    Requests are not logged, because the addresses of feeds are secret.

    Args:
        store: the store to serve.
        listening: where to listen.
        office: the service that runs jobs.
        proxies: addresses whose X-Forwarded-For is believed. With any, nobody is answered without a key.
        pages: as of `make_app`.
    """
    app = make_app(store, office, keyless=only_here(listening) and not proxies, proxies=proxies, pages=pages)
    settings = uvicorn.Config(
        app, access_log=False, log_level="warning", server_header=False, timeout_graceful_shutdown=5,
        proxy_headers=bool(proxies), forwarded_allow_ips=[str(each) for each in proxies],
        http=LimitedProtocol, ws="none", backlog=ACCEPTED_AT_ONCE,
    )  # fmt: skip
    LimitedProtocol.most_connections = connections_max()
    gc.collect()
    gc.freeze()  # what exists now is permanent, so no collection need look at it
    _Server(settings, office).run(sockets=[listening])


class _Server(uvicorn.Server):
    """A server that ends its jobs before it waits for open requests, some of which wait for a job."""

    def __init__(self, settings: uvicorn.Config, office: JobService) -> None:
        super().__init__(settings)
        self._office = office

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as the base class does, and let as many connections wait as the system allows."""
        await super().startup(sockets)
        for each in sockets or ():
            each.listen(LISTEN_BACKLOG)
        self._sweeping = asyncio.create_task(sweep(self.server_state))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down as the base class does."""
        self._sweeping.cancel()
        self._office.end_jobs()
        await super().shutdown(sockets)
