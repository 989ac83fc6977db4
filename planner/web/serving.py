"""Running the application until it is stopped."""

from __future__ import annotations

import gc
import socket

import uvicorn

from planner.store.opening import Store
from planner.web.app import make_app

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


def serve(store: Store, listening: socket.socket) -> None:
    """Serve until SIGINT or SIGTERM.

    No request is logged: its address is a secret.
    """
    settings = uvicorn.Config(
        make_app(store), access_log=False, log_level="warning", server_header=False, proxy_headers=False,
        timeout_graceful_shutdown=5,
    )  # fmt: skip
    _collect_rarely()
    uvicorn.Server(settings).run(sockets=[listening])


def _collect_rarely() -> None:
    """Look for garbage in cycles after many requests, not after each few: a quarter more polls for each second.

    What is loaded by now stays, so it is not looked at again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 50)
