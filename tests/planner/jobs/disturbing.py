"""Workers that are killed and frozen at random moments while servers ask for much; what must hold all the same."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from planner.jobs.job import FollowedJob, JobRequest, JobState
from planner.jobs.queue import FullError
from planner.jobs.service import JobService
from planner.store.database import Store, open_store
from planner.store.errors import StoreError
from tests.planner.jobs.shared import PATIENCE, TASKS, WorkerProcess, age, is_alive, serving, until, working

WORKERS, SLOTS, ROOM = 3, 2, 12
PAUSE_SECONDS = 0.4
"""Longest time between two disturbances."""
NETWORKS = ("a", "b", "c")

AUDIT = """
CREATE TABLE ends (job text, state text);
CREATE FUNCTION note_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IN ('done', 'stopped', 'failed', 'interrupted')
    THEN INSERT INTO ends VALUES (NEW.id, NEW.state || coalesce(NEW.result, ''));
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER note_end AFTER UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION note_end();
"""
"""Has the database itself write down every time that somebody ends a job."""


@dataclass
class Outcome:
    """What came of all jobs, and what is wrong with it."""

    states: Counter[JobState] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Disturbance:
    """Asks two servers for jobs that three workers do, and disturbs these.

    Args:
        address: of an empty database.
        folder: for what the workers say.
        seed: of everything drawn.
    """

    def __init__(self, address: str, folder: Path, seed: int) -> None:
        self._address, self._folder, self._random = address, folder, random.Random(seed)  # noqa: S311 - no secret
        self._jobs: list[tuple[str, FollowedJob]] = []
        self._gone: set[int] = set()
        self._frozen: list[WorkerProcess] = []

    def run(self, moments: int) -> Outcome:
        """Disturb so many times, wait until all jobs are over, and say what came of them."""
        with ExitStack() as stack:
            store = stack.enter_context(open_store(self._address))
            with store.passing():
                pass  # makes its tables
            with psycopg.connect(self._address) as connection:
                connection.execute(AUDIT.encode())
            servers = stack.enter_context(serving(self._address, ROOM))
            workers = [stack.enter_context(self._worker()) for _ in range(WORKERS)]
            for _ in range(moments):
                self._ask(servers)
                time.sleep(self._random.uniform(0, PAUSE_SECONDS))
                place = self._random.randrange(WORKERS)
                until(lambda place=place: "ready" in workers[place].said())  # type: ignore[misc]
                if self._disturb(store, workers[place]):
                    workers[place] = stack.enter_context(self._worker(at_once=True))
            for each in self._frozen:
                each.signal(signal.SIGCONT)
            found = self._outcome(servers, store)
            for each in workers:
                self._gone |= each.descendants()
                each.signal(signal.SIGTERM)
                each.process.wait(PATIENCE)
        self._look_for_orphans(found)
        return found

    def _worker(self, *, at_once: bool = False) -> AbstractContextManager[WorkerProcess]:
        return working(self._address, self._folder, SLOTS, at_once=at_once)

    def _ask(self, servers: tuple[JobService, ...]) -> None:
        for _ in range(self._random.randrange(4)):
            task, args, result = self._random.choice([
                ("double", (4,), "8"), ("improve", (3,), "1003"), ("improve_deaf", (), ""), ("who", (), ""),
            ])  # fmt: skip
            seconds = self._random.uniform(0.05, 2.0)
            asked = JobRequest(self._random.choice(NETWORKS), task, f"{TASKS}:{task}", args, seconds)
            with suppress(FullError, StoreError):
                server = self._random.choice(servers)
                job = server.submit(asked)
                server.remember(job)
                self._jobs.append((result, job))
        if self._jobs and self._random.random() < 0.3:
            with suppress(StoreError):
                self._random.choice(self._jobs)[1].stop()

    def _disturb(self, store: Store, worker: WorkerProcess) -> bool:
        """Disturb a worker; return whether it needs a successor."""
        processes = sorted(worker.descendants())
        match self._random.choice(
            ["kill", "kill", "freeze", "freeze", "thaw", "kill process", "freeze process", "drain"]
        ):
            case "kill":
                self._gone |= {worker.pid, *processes}
                worker.signal(signal.SIGKILL)
                age(store, worker)
                return True
            case "freeze":
                self._gone |= set(processes)
                worker.signal(signal.SIGSTOP)
                self._frozen.append(worker)
                if self._random.random() < 0.5:  # for long, else only for a moment
                    age(store, worker)
            case "thaw" if self._frozen:
                self._frozen.pop(0).signal(signal.SIGCONT)
            case "kill process" if processes:
                _signal(self._random.choice(processes), signal.SIGKILL)
            case "freeze process" if processes:
                _signal(self._random.choice(processes), signal.SIGSTOP)
            case "drain":
                self._gone |= {worker.pid, *processes}
                worker.signal(signal.SIGTERM)
                return True
        return False

    def _outcome(self, servers: tuple[JobService, ...], store: Store) -> Outcome:
        found = Outcome()
        for result, job in self._jobs:
            if not job.wait(PATIENCE):
                found.wrong.append(f"{job.id} is lost: {job.view}")
                continue
            view = job.view
            found.states[view.state] += 1
            if view.state is JobState.DONE and result not in {"", view.result}:
                found.wrong.append(f"{job.id} has {view.result}, not {result}")
            seen = [server.view(job.network, job.id) for server in servers]
            if [each and (each.state, each.result, each.best) for each in seen] != [
                (view.state, view.result, view.best)
            ] * len(seen):
                found.wrong.append(f"{job.id} is told differently: {seen}, {view}")
            last = [each.document for each in job.events() if each.name == "state"][-1]
            if last != f'{{"state":"{view.state}"}}':
                found.wrong.append(f"{job.id} ended {view.state}, and told {last}")
        with psycopg.connect(self._address) as connection:
            ends = Counter(str(job) for (job,) in connection.execute("SELECT job FROM ends").fetchall())
            more = connection.execute("SELECT job FROM events WHERE document ~ 'done|stopped|failed|interrupted'")
            told = Counter(str(job) for (job,) in more.fetchall())
        for _, job in self._jobs:
            if (ends[job.id], told[job.id]) != (1, 1):
                found.wrong.append(f"{job.id} was ended {ends[job.id]} times, and that was told {told[job.id]} times")
        if store.replacements:
            found.wrong.append("the store was replaced")
        return found

    def _look_for_orphans(self, found: Outcome) -> None:
        for each in self._gone:
            _signal(each, signal.SIGCONT)  # a frozen process cannot see that its parent is gone
        try:
            until(lambda: not any(map(is_alive, self._gone)))
        except TimeoutError:
            found.wrong.append(f"orphans: {[each for each in self._gone if is_alive(each)]}")


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
