"""A server that plans, with a small accepted network, and ways to disturb its processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from planner.store.database import open_store
from planner.web.keys import create
from planner.web.roles import Role
from tests.planner.network_files import FILES
from tests.planner.web.office import Client
from tests.planner.web.server import Answer, Server, serving

PATH = "/networks/net"
SLOTS, QUEUE = 2, 3
EVENT_TIMEOUT_SECONDS = 30.0
PLAN = {
    "meetings": [
        {"id": name, "start": f"{day}T10:00:00{zone}", "end": f"{day}T15:30:00{zone}", "venue": venue, "rooms": ["A"],
         "staff": ["K1"]}
        for name, day, zone, venue in (
            ("kickoff", "2022-06-14", "+02:00", "messe-c"),
            ("2023-1/nord", "2023-03-07", "+01:00", "akkc"),
            ("2023-1/syd", "2023-03-14", "+01:00", "messe-c"),
            ("2023-2/nord", "2023-10-03", "+02:00", "akkc"),
            ("2023-2/syd", "2023-10-10", "+02:00", "messe-c"),
        )
    ]
}  # fmt: skip
TRADE = """
[rules.round_span]
max_days = 8

[[risks]]
kind = "election"
reason = "Valg"
certain = true
first_day = 2023-03-06
last_day = 2023-03-24
days_to_poll = [10, 14]
days_to_cabinet = [2]

[rules.weekday_points]
monday = 900
tuesday = 700
wednesday = 800
thursday = 500

[rules.reserve]
rounds = ["2023-1"]
chance = 5
within_days = 200
"""
"""Settings under which protection from an election in spring costs points, and days in reserve save meetings."""
CANCEL = {"kind": "cancel", "meetings": ["2023-2/syd"], "later": True}


@dataclass(frozen=True)
class Planning:
    """A server and a client."""

    server: Server
    client: Client
    address: str
    numbers: Iterator[int] = field(default_factory=count)

    def reader(self) -> Client:
        """Return a client that may only read."""
        with open_store(self.address) as store, store.writing() as connection:
            _, key = create(connection, Role.READER, None, "test", datetime.now(UTC))
        return Client(self.server, key)

    def set_up(self) -> None:
        """Upload the small network and accept a plan of it."""
        assert self.client.ask(PATH, "PUT", FILES).status == 201
        body = {"by": "Anne", "plan": PLAN, "as_of": "2022-05-01"}
        accepted = self.client.ask(f"{PATH}/revisions", "POST", body, If_Match='"0"')
        assert accepted.status == 201, accepted.body

    def what_if(self, *changes: dict[str, Any], prefer: str = "", **more: object) -> Answer:
        """Ask what follows from changes; by default the autumn meeting in the south is cancelled.

        No two requests are alike unless `seconds` is given, since those would be one job.
        """
        body = {
            "changes": changes or [CANCEL],
            "as_of": "2023-02-01",
            "seconds": 60 + next(self.numbers) / 1000,
            **more,
        }
        headers = {"Prefer": prefer} if prefer else {}
        return self.client.ask(f"{PATH}/what-if", "POST", body, **headers)

    def begun(self) -> str:
        """Return the address of a what-if job that is running."""
        answer = self.what_if(prefer="respond-async")
        assert answer.status == 202, answer.body
        self.until(answer.headers["location"], "running", "done")
        return answer.headers["location"]

    def until(self, location: str, *states: str) -> Any:
        """Wait until the job is in one of these states and return it."""
        return self.until_so(location, lambda job: job["state"] in states)

    def until_so(self, location: str, good: Callable[[Any], bool]) -> Any:
        """Wait until the job satisfies the condition and return it."""
        return eventually(lambda: self.client.ask(location).json, good)

    @property
    def workers(self) -> list[int]:
        """Process ids of the server's workers that plan; those that check have another name."""
        return _running(self.server.pid, checks=False)

    @property
    def checkers(self) -> list[int]:
        """Process ids of the server's workers that check."""
        return _running(self.server.pid, checks=True)

    @property
    def solvers(self) -> list[int]:
        """Process ids of the solving processes of the workers."""
        return [int(each) for worker in self.workers for each in _children(worker)]

    @contextmanager
    def frozen(self, *pids: int) -> Iterator[list[int]]:
        """Suspend these processes, by default all workers, until the block ends or the server replaces them."""
        found = list(pids) or self.workers
        for each in found:
            os.kill(each, signal.SIGSTOP)
        try:
            yield found
        finally:
            for each in found:
                with_it(each, signal.SIGCONT)

    def wait_for_workers(self) -> None:
        """Wait until all workers run jobs."""
        eventually(lambda: self.workers, lambda found: len(found) == SLOTS)
        for _ in range(SLOTS):
            assert self.what_if().status == 200


def with_it(pid: int, number: signal.Signals) -> None:
    """Send a signal to a process if it still exists."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def is_alive(pid: int) -> bool:
    """Return whether the process exists and has not ended."""
    state = Path(f"/proc/{pid}/stat")
    try:
        return state.read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(look: Callable[[], Any], good: Callable[[Any], bool]) -> Any:
    """Wait until the result of `look` is good and return it."""
    end = time.monotonic() + EVENT_TIMEOUT_SECONDS
    while time.monotonic() < end:
        found = look()
        if good(found):
            return found
        time.sleep(0.02)
    raise TimeoutError


@contextmanager
def planning(address: str, place: Path, slots: int = SLOTS) -> Iterator[Planning]:
    """Run a server of that store; a context manager."""
    with open_store(address) as store, store.writing() as connection:
        _, key = create(connection, Role.PLANNER, None, "test", datetime.now(UTC))
    with serving(address, place / "log", "--queue", str(QUEUE), slots=slots) as server:
        yield Planning(server, Client(server, key), address)


def _running(server: int, *, checks: bool) -> list[int]:
    """Process ids of a server's children that check, or of those that do not; one that ends meanwhile is neither."""
    found = []
    for pid in _children(server):
        with suppress(FileNotFoundError, ProcessLookupError):
            if (b"planner.web.checks" in Path(f"/proc/{pid}/cmdline").read_bytes()) is checks:
                found.append(int(pid))
    return sorted(found)


def _children(pid: int) -> list[str]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for each in tasks for child in each.read_text(encoding="ascii").split()]
