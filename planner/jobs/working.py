"""A worker: a program that takes jobs from the queue of a store, and carries them out in a pool of processes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from calendars.language import BoundMessage, Message
from planner import __version__
from planner.jobs import work
from planner.jobs.channel import Listener
from planner.jobs.forms import NotUnderstoodError
from planner.jobs.job import Failed, Job, JobRequest
from planner.jobs.line import LOST_WORKER, SWEEP_SECONDS, SharedLine
from planner.jobs.pool import ENDED, Pool, PoolSize
from planner.jobs.queue import FullError
from planner.jobs.records import Load
from planner.jobs.tickets import ONLY_POSTGRESQL, Bell, answer_tickets
from planner.jobs.work import ORDERS
from planner.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.jobs.forms import Forms
    from planner.jobs.job import JobState, Run
    from planner.jobs.work import Line, WorkRow
    from planner.store.database import Store

RETRY_SECONDS = 0.5
"""Pause before something is told again that could not be recorded."""

NOT_UNDERSTOOD = Message(
    "working.not_understood",
    "A worker of release {here} does not understand what a server of release {there} asks. Install the same release "
    "everywhere.",
)
LEFT_TO_OTHERS = Message(
    "working.left_to_others",
    "Jobs of a server of release {there} wait that this worker ({here}) does not understand; it leaves them to others.",
)
GIVEN_UP = Message(
    "working.given_up", "This worker was given up, as it had not been seen for a while; it begins anew, as another."
)


class _Taken:
    """A job that this worker took.

    Attributes:
        worker: the number under which it was taken.
        told: number of the last event that is recorded.
        settled: set when its end is recorded, or somebody else has ended it.
    """

    def __init__(self, job: Job, worker: int) -> None:
        self.job, self.worker = job, worker
        self.told = 0
        self.settled = threading.Event()


class WorkerProgram:
    """Takes jobs and does them; a context manager.

    Args:
        store: the store, in PostgreSQL.
        forms: the forms that this release understands.
        size: limits of the pool; its slots are the jobs that it does at a time.
        address: address of the store, for the processes.
        prepare: task that each process runs before its first job.
        say: tells whoever runs the program something.

    Raises:
        StoreError: if the store is not in PostgreSQL or cannot be used, or Procrastinate is not installed.
    """

    def __init__(  # noqa: PLR0913 - what a worker is made of
        self, store: Store, forms: Forms, size: PoolSize, *, address: str, say: Callable[[BoundMessage], None],
        prepare: Run | None = None,
    ) -> None:  # fmt: skip
        database = store.postgresql
        if database is None:
            raise StoreError(ONLY_POSTGRESQL, store=store.name)
        self._database, self._store, self._address, self._say = database, store, address, say
        self._line, self._slots = SharedLine(store, forms), size.slots
        self._pool = Pool(PoolSize(size.slots, size.slots, size.memory_mib, size.ahead), prepare)
        self._bell = Bell(database)
        self._taken: dict[str, _Taken] = {}
        self._ended: Counter[JobState] = Counter()
        self._lock = threading.Lock()
        self._news, self._leaving = threading.Event(), threading.Event()
        self._draining = False
        self._said: set[str] = set()
        self._seen = True
        self._open = ExitStack()
        self.number = 0

    def __enter__(self) -> Self:
        self._register()
        self._open.enter_context(self._bell)
        self._open.callback(self._sign_off)
        self._open.enter_context(self._pool)
        for each in (self._pulse, self._report):
            thread = threading.Thread(target=each, daemon=True)
            thread.start()
            self._open.callback(thread.join)
        self._open.callback(self._leave)
        self._open.enter_context(Listener(self._database, ORDERS, self._hear))
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, and finish then what was begun; a second signal ends that too."""
        asyncio.run(self._run())

    async def _run(self) -> None:
        ending, loop = asyncio.Event(), asyncio.get_running_loop()

        def end() -> None:
            if self._draining:
                self._pool.end_jobs()
            self._draining = True
            ending.set()

        for each in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(each, end)
        with ThreadPoolExecutor(self._slots, "take") as threads:

            async def take() -> None:
                await loop.run_in_executor(threads, self.do_one)

            await answer_tickets(self._database, self._slots, take, ending)
            await loop.run_in_executor(None, self._wait_for_all)

    def _wait_for_all(self) -> None:
        for each in self._all():
            each.settled.wait()

    def do_one(self) -> None:
        """Do the job whose turn it is, if there is one and a slot is free."""
        with suppress(StoreError):
            while not self._draining and len(self._all()) < self._slots:
                worker = self.number
                row, strange = self._line.take(worker)
                self._tell_of(strange)
                if row is None:
                    return
                self._do(row, worker)
                self._bell.ring_for(self._line.load().waiting)
                return

    def _do(self, row: WorkRow, worker: int) -> None:
        """Do a job, and wait until its end is recorded."""
        request = JobRequest(row.network, row.task.rpartition(":")[2], row.task, (), row.seconds, row.asker)
        job = Job(request, self._count, row.job)
        try:
            args = self._line.forms.unpacked(row.task, row.arguments, self._address)
        except NotUnderstoodError:
            said = BoundMessage(NOT_UNDERSTOOD, {"here": __version__, "there": row.release})
            self._say(said)
            job.hear(Failed(said))
        else:
            job = Job(replace(request, args=args), self._count, row.job)
        taken = _Taken(job, worker)
        with self._lock:
            self._taken[job.id] = taken
        job.listen(self._news.set)
        if not job.over:
            try:
                self._pool.submit(job)
            except FullError:  # the program ends
                job.interrupt(BoundMessage(ENDED))
        self._news.set()
        taken.settled.wait()

    def _tell_of(self, strange: tuple[Line, ...]) -> None:
        for each in strange:
            self._say_once(BoundMessage(LEFT_TO_OTHERS, {"here": __version__, "there": each.release}))

    def _say_once(self, said: BoundMessage) -> None:
        key = said.say("en")
        if key not in self._said:
            self._said.add(key)
            self._say(said)

    def _all(self) -> list[_Taken]:
        with self._lock:
            return list(self._taken.values())

    def _report(self) -> None:
        """Record what happens to the jobs; what fails now is told again."""
        while not (self._leaving.is_set() and not self._all()):
            self._news.wait()
            self._news.clear()
            for each in self._all():
                try:
                    self._tell(each)
                except StoreError as error:
                    self._leaving.wait(RETRY_SECONDS)
                    self._news.set()
                    if self._leaving.is_set():
                        self._settle(each)
                    self._say_once(error.said)

    def _tell(self, taken: _Taken) -> None:
        view, happened = taken.job.news(taken.told)
        if not happened and not view.state.final:
            return
        if not self._line.report(view, taken.worker, happened):
            taken.job.interrupt(BoundMessage(LOST_WORKER))  # somebody has ended it meanwhile: nothing more is told
            self._settle(taken)
            return
        if happened:
            taken.told = happened[-1].number
        if view.state.final:
            self._settle(taken)

    def _settle(self, taken: _Taken) -> None:
        with self._lock:
            self._taken.pop(taken.job.id, None)
        taken.settled.set()

    def _pulse(self) -> None:
        """Give signs of life, and look for workers that give none."""
        while not self._leaving.wait(SWEEP_SECONDS):
            try:
                self._beat()
                self._bell.ring_for(self._line.sweep())
            except StoreError as error:
                self._seen = False
                self._say_once(error.said)

    def _beat(self) -> None:
        taken = self._all()
        with self._store.passing() as connection:
            known = work.renew(connection, self.number, 0 if self._draining else self._slots)
            own = work.running(connection, self.number)
        self._seen = True
        if not known:
            self._register()
            self._say(BoundMessage(GIVEN_UP))
        for each in taken:
            if each.job.id not in own:  # somebody has ended it, as the rest of this worker
                each.job.interrupt(BoundMessage(LOST_WORKER))

    def _register(self) -> None:
        name = f"{socket.gethostname()} {os.getpid()}"
        with self._store.passing() as connection:
            self.number = work.register(connection, name, __version__, self._line.forms.understood, self._slots)

    def _sign_off(self) -> None:
        with suppress(StoreError), self._store.passing() as connection:
            work.give_up(connection, self.number)

    def _leave(self) -> None:
        self._draining = True
        self._pool.end_jobs()
        self._leaving.set()
        self._news.set()

    def _hear(self, _job: str) -> None:
        """Look which jobs are to stop."""
        taken = {each.job.id: each.job for each in self._all()}
        if not taken:
            return
        with suppress(StoreError):
            with self._store.passing() as connection:
                stopping = work.stopping(connection, self.number)
            for job in stopping & taken.keys():
                if not taken[job].stopping:
                    taken[job].stop()

    def _count(self, state: JobState) -> None:
        with self._lock:
            self._ended[state] += 1

    @property
    def is_well(self) -> bool:
        """Whether the store could be reached the last time."""
        return self._seen

    def load(self) -> Load:
        """Return how much this worker has to do."""
        return Load(0, len(self._all()), self._slots)

    @property
    def ended(self) -> Mapping[JobState, int]:
        """Number of jobs that ended in each final state."""
        with self._lock:
            return dict(self._ended)
