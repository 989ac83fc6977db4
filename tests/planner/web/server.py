"""`planner serve` in a process of its own, and a client."""

from __future__ import annotations

import http.client
import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PROGRAM = "from planner.cli import main; main()"
SERVER_TIMEOUT_SECONDS = 30
POLL_SECONDS = 0.02


@dataclass(frozen=True)
class Answer:
    """A response; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Server:
    """A running server: its port, and the file of its output."""

    port: int
    log: Path
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        """Send one request; underscores in names of headers become hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SERVER_TIMEOUT_SECONDS)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()


@contextmanager
def serving(address: str, log: Path, *options: str, slots: int | None = 0) -> Iterator[Server]:
    """Run a server of that store; a context manager that checks that it ends normally, unless it was killed."""
    own = [] if slots is None else ["--slots", str(slots)]
    said = ["serve", "--port", "0", "--store", address, *own, *options]
    command = [sys.executable, "-c", PROGRAM, *said]
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        yield Server(_port(process, log), log, process.pid)
        process.terminate()
        assert process.wait(SERVER_TIMEOUT_SECONDS) in {0, -15, 130, 143, -signal.SIGKILL}
    finally:
        process.kill()
        process.wait()


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    """Return the port from the server's output."""
    while process.poll() is None:
        found = re.search(r"http://[\d.]+:(\d+)", log.read_text(encoding="utf-8"))
        if found:
            return int(found[1])
        time.sleep(POLL_SECONDS)  # busy waiting would slow the server down
    raise RuntimeError(log.read_text(encoding="utf-8"))
