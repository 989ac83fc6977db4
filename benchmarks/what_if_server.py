"""A server with an accepted plan in a process of its own, and clients that ask questions and poll its feeds."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import urlencode

from constraints.problem.outcome import Limits
from constraints.solve import solve
from planner.feeds.audiences import AudienceKind, path_of
from planner.feeds.publish import create, publisher
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.store.archive import Acceptance, Archive, Draft
from planner.store.database import open_store
from planner.store.feeds import Audience

NETWORK = "n"
SLOTS = 2
ACCEPTED = datetime(2022, 5, 1, 8, tzinfo=UTC)
POLL_PAUSE_SECONDS = 0.002
"""Pause between the response to a poll and the next poll."""
START_TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Served:
    """A server, and the address of one of its feeds."""

    port: int
    feed: str

    def ask(self, path: str, body: object = None) -> tuple[float, Any]:
        """Send a request; return the seconds until the complete response, and the response.

        Raises:
            RuntimeError: if it is a problem document.
        """
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_TIMEOUT_SECONDS)
        method, data = ("GET", None) if body is None else ("POST", json.dumps(body))
        connection.request(method, f"/networks/{NETWORK}/{path}", data, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        seconds = time.perf_counter() - begun
        connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(text.decode())
        return seconds, json.loads(text)

    def get(self, path: str, **asked: str) -> tuple[float, Any]:
        """Ask a question whose parameters are in the query; returns as `ask`."""
        return self.ask(f"{path}?{urlencode(asked)}")

    def what_if(self, *changes: Mapping[str, Any], as_of: str, **more: object) -> tuple[float, Any]:
        """Ask what follows if these changes happened on that day; returns as `ask`."""
        return self.ask("what-if", {"changes": changes, "as_of": as_of, **more})

    @contextmanager
    def polled(self) -> Iterator[list[float]]:
        """Yield a list that grows by the seconds of each poll of a feed over one connection, until the block ends."""
        found: list[float] = []
        end = Event()
        thread = Thread(target=self._poll, args=(found, end))
        thread.start()
        try:
            yield found
        finally:
            end.set()
            thread.join()

    def _poll(self, found: list[float], end: Event) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_TIMEOUT_SECONDS)
        tag = ""
        while not end.is_set():
            begun = time.perf_counter()
            connection.request("GET", self.feed, headers={"If-None-Match": tag})
            answer = connection.getresponse()
            answer.read()
            found.append(time.perf_counter() - begun)
            tag = answer.headers["ETag"]
            time.sleep(POLL_PAUSE_SECONDS)


@contextmanager
def served(network: Network, place: Path) -> Iterator[Served]:
    """Start a server with the best plan of a network, and yield it once it can answer."""
    address = str(place / "network.sqlite")
    feed = _accept(network, address)
    command = [sys.executable, "-c", "from planner.cli import main; main()", "serve", "--port", "0"]
    log = place / "log"
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "--store", address, "--slots", str(SLOTS)], stderr=output)
    try:
        yield Served(_port(process, log), feed)
    finally:
        process.terminate()
        process.wait()


def _accept(network: Network, address: str) -> str:
    """Accept the best plan and return the address of a feed."""
    problem = build_problem(network)
    plan = solve(problem, Limits(seconds=120)).plan
    if plan is None:
        raise RuntimeError(network.settings.name)
    with open_store(address) as store:
        draft = Draft.of(network, problem, plan)
        Archive(store, NETWORK).accept(draft, Acceptance("x", "", ACCEPTED), publisher(network))
        with store.writing() as connection:
            (made,) = create(connection, NETWORK, [Audience(AudienceKind.NETWORK)], ACCEPTED)
    return path_of(made.token)


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    while process.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text(encoding="utf-8"))
        if found:
            return int(found[1])
        time.sleep(POLL_PAUSE_SECONDS)
    raise RuntimeError(log.read_text(encoding="utf-8"))
