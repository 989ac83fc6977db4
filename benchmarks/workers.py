"""Measure what is promised of jobs, on one machine and on workers, and disturb workers; write it into RESULTS.md.

    python -m benchmarks.workers [RUNS [MOMENTS [SEED]]]

RUNS is how often each time is measured, MOMENTS at how many random moments workers are killed and frozen, and SEED what
they are drawn from. It needs the server programs of PostgreSQL.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.results import machine, replace_section, spread, table
from planner.jobs.job import FollowedJob, JobRequest
from planner.jobs.pool import PoolSize
from planner.jobs.service import JobService
from planner.store.database import open_store
from tests.planner.jobs.disturbing import Disturbance
from tests.planner.jobs.shared import MEMORY_MIB, PATIENCE, TASKS, WorkerProcess, serving, until, working
from tests.planner.postgresql_server import MISSING, Server, programs, running

RUNS, MOMENTS, SEED = 10, 100, 1
VANISHING = 3
"""How often a whole worker vanishes and freezes, each of which takes some seconds."""
Measured = dict[str, list[float]]

ANSWERED = "asked, done and told, s"
STOPPED = "stopped from another server, s"
KILLED, HUNG, MEMORY = (
    "process killed, job failed, s",
    "process frozen, job failed, s",
    "too much memory, job failed, s",
)
VANISHED, FROZEN = "worker killed, job failed, s", "worker frozen, job failed, s"
GOALS = {ANSWERED: "", STOPPED: "", KILLED: "≤ 5", HUNG: "≤ 5", MEMORY: "≤ 5", VANISHED: "≤ 10", FROZEN: "≤ 10"}


def submitted(server: JobService, task: str, *args: object) -> FollowedJob:
    """Ask a server for a task of the tests."""
    job = server.submit(JobRequest("net", task, f"{TASKS}:{task}", args, PATIENCE))
    server.remember(job)
    return job


def begun(job: FollowedJob) -> FollowedJob:
    """Return a job once it has an answer."""
    until(lambda: job.view.best is not None)
    return job


def seconds(job: FollowedJob, act: Callable[[], object]) -> float:
    """Return how many seconds after an act a job is over."""
    at = time.monotonic()
    act()
    if not job.wait(PATIENCE):
        raise TimeoutError
    return time.monotonic() - at


def promises(servers: tuple[JobService, ...], runs: int) -> Measured:
    """Measure what holds on one machine and on many."""
    here, there = servers[0], servers[-1]
    found: Measured = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    submitted(here, "double", 1).wait(PATIENCE)
    for _ in range(runs):
        at = time.monotonic()
        submitted(here, "double", 1).wait(PATIENCE)
        note(ANSWERED, time.monotonic() - at)
        job = begun(submitted(here, "improve", 3))
        other = there.job("net", job.id)
        if other is None:
            raise TimeoutError
        note(STOPPED, seconds(job, other.stop))
        for name, number in ((KILLED, signal.SIGKILL), (HUNG, signal.SIGSTOP)):
            job = begun(submitted(here, "improve_deaf"))
            note(name, seconds(job, lambda number=number, job=job: os.kill(int(job.view.progress or 0), number)))  # type: ignore[misc]
        at = time.monotonic()
        submitted(here, "take_memory", 2 * MEMORY_MIB).wait(PATIENCE)
        note(MEMORY, time.monotonic() - at)
    return found


@contextmanager
def many(server: Server, folder: Path, *slots: int) -> Iterator[tuple[tuple[JobService, ...], list[WorkerProcess]]]:
    """Run two servers, and workers with so many slots."""
    address = server.new_database()
    with ExitStack() as stack:
        with open_store(address) as store, store.passing():
            pass
        workers = [stack.enter_context(working(address, folder, each)) for each in slots]
        yield stack.enter_context(serving(address, 8)), workers


def vanishing(server: Server, folder: Path) -> Measured:
    """Measure when a job is known to be lost with its whole worker."""
    found: Measured = {}
    for name, number in ((VANISHED, signal.SIGKILL), (FROZEN, signal.SIGSTOP)):
        for _ in range(VANISHING):
            with many(server, folder, 1) as (servers, (worker,)):
                job = begun(submitted(servers[0], "improve", 3))
                found.setdefault(name, []).append(seconds(job, lambda w=worker, n=number: w.signal(n)))  # type: ignore[misc]
    return found


def disturbed(server: Server, folder: Path, moments: int, seed: int) -> str:
    """Disturb workers and say what came of it."""
    found = Disturbance(server.new_database(), folder, seed).run(moments)
    ends = ", ".join(f"{number} {state.value}" for state, number in sorted(found.states.items()))
    wrong = "; ".join(found.wrong) or "nothing lost, nothing recorded twice, no process left"
    return f"Workers killed, frozen, thawed and drained at {moments} random moments (seed {seed}): {ends}; {wrong}."


def main() -> None:
    """Measure, print and write the results."""
    usual = (RUNS, MOMENTS, SEED)
    given = [int(each) for each in sys.argv[1:]]
    runs, moments, seed = [*given, *usual[len(given) :]]
    binaries = programs()
    if binaries is None:
        sys.exit(MISSING)
    with tempfile.TemporaryDirectory() as name, running(binaries) as server:
        folder = Path(name)
        with open_store(str(folder / "x")) as store, JobService(store, PoolSize(2, 8, MEMORY_MIB)) as alone:
            one = promises((alone,), runs)
        with many(server, folder, 1, 1) as (servers, _):
            shared = promises(servers, runs)
        shared |= vanishing(server, folder)
        said = disturbed(server, folder, moments, seed) if moments else ""
    rows = [(name, spread(one.get(name, [])), spread(shared[name]), goal) for name, goal in GOALS.items()]
    text = "\n\n".join([
        machine("procrastinate", "psycopg", "sqlalchemy", runs=runs),
        "Median (least–most); one machine with SQLite, beside two servers and two workers with PostgreSQL.",
        table(("", "one machine", "workers", "goal"), rows),
        said,
    ])  # fmt: skip
    print(text)
    replace_section("Workers", text)


if __name__ == "__main__":
    main()
