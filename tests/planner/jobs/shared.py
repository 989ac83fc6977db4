"""The queue that several servers and workers share, with the tasks of the tests; as a program, a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from planner.jobs import line
from planner.jobs.forms import Form, Forms
from planner.jobs.pool import PoolSize
from planner.jobs.service import JobService
from planner.jobs.shared import SharedJobService
from planner.jobs.working import WorkerProgram
from planner.store import tables
from planner.store.database import Store, open_store

TASKS = "tests.planner.jobs.tasks"
ARGUMENTS: dict[str, object] = {
    "double": tuple[int], "size": tuple[str], "who": tuple[()], "refuse": tuple[()], "fail": tuple[()],
    "improve": tuple[int], "improve_deaf": tuple[()], "deaf": tuple[()], "freeze": tuple[()],
    "take_memory": tuple[int], "when": tuple[()],
}  # fmt: skip
MEMORY_MIB = 4096
PATIENCE = 60.0
POLL_SECONDS = 0.02
SILENCE_SECONDS = 600.0
"""A worker that a busy machine keeps waiting is not lost; one that is to be lost is aged by more than that."""


def forms(*unknown: str) -> Forms:
    """Return the forms of the tasks of the tests, without some."""
    return Forms({f"{TASKS}:{name}": Form(args, int) for name, args in ARGUMENTS.items() if name not in unknown})


def until(good: Callable[[], bool]) -> None:
    """Wait until it is so."""
    end = time.monotonic() + PATIENCE
    while not good():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(POLL_SECONDS)


@dataclass
class WorkerProcess:
    """A worker in a process of its own, and what it says."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        return self.process.pid

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def descendants(self) -> set[int]:
        """Return the processes that it started, and those that they started."""
        return _descendants(self.pid)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)


def _descendants(pid: int) -> set[int]:
    found: set[int] = set()
    for each in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in each.read_text(encoding="ascii").split():
                found |= {int(child)} | _descendants(int(child))
    return found


def is_alive(pid: int) -> bool:
    """Return whether a process exists and has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@contextmanager
def working(address: str, folder: Path, slots: int, *unknown: str, at_once: bool = False) -> Iterator[WorkerProcess]:
    """Run a worker, which is registered when the block begins, unless it begins at once, and killed at its end."""
    log = folder / f"worker-{time.monotonic_ns()}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.planner.jobs.shared", address, str(slots), *unknown],
            stdout=output, stderr=output, cwd=Path(__file__).parents[3],
        )  # fmt: skip
    found = WorkerProcess(process, log)
    try:
        until(lambda: at_once or "ready" in found.said() or process.poll() is not None)
        assert process.poll() is None or at_once, found.said()
        yield found
    finally:
        with suppress(ProcessLookupError):
            process.kill()
            os.kill(process.pid, signal.SIGCONT)
        process.wait()


@contextmanager
def serving(address: str, room: int, servers: int = 2) -> Iterator[tuple[JobService, ...]]:
    """Run the job services of several servers."""
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(line, "SILENCE_SECONDS", SILENCE_SECONDS))
        found = []
        for _ in range(servers):
            store = stack.enter_context(open_store(address))
            found.append(stack.enter_context(SharedJobService(store, forms(), room, address=address)))
        yield tuple(found)


def age(store: Store, worker: WorkerProcess) -> None:
    """Let a worker not have been seen for long: as if that time had passed."""
    own = tables.workers.c.name.like(f"% {worker.pid}")
    with store.passing() as connection:
        connection.execute(tables.workers.update().where(own).values(seen_at=tables.workers.c.seen_at - 1000.0))


def main() -> None:
    """Be a worker."""
    address, slots, *unknown = sys.argv[1:]
    line.SILENCE_SECONDS = SILENCE_SECONDS
    size = PoolSize(int(slots), 0, MEMORY_MIB)
    with open_store(address) as store:
        program = WorkerProgram(
            store, forms(*unknown), size, address=address, say=lambda said: print(said.say("en"), flush=True)  # noqa: T201
        )  # fmt: skip
        with program:
            print("ready", flush=True)  # noqa: T201
            program.run()
        print("ended", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
