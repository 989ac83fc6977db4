"""Running the application until it is stopped."""

from __future__ import annotations

import gc
import socket

import uvicorn

from planner.jobs.office import Office
from planner.store.opening import Store
from planner.web.app import make_app
from planner.web.security.here import is_loopback

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


def serve(store: Store, listening: socket.socket, office: Office) -> None:
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

    def __init__(self, settings: uvicorn.Config, office: Office) -> None:
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
