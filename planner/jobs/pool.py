"""A pool of killable worker processes, each with a thread that hands it jobs and supervises it."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from calendars.language import BoundMessage, Message
from planner.jobs.job import Done, Failed, Run, Stop
from planner.jobs.queue import JobQueue
from planner.jobs.worker import OUT_OF_MEMORY, LostError, Worker

if TYPE_CHECKING:
    from planner.jobs.job import Job


STOP_POLL_SECONDS = 0.05
"""Interval of checks whether the running job is to be stopped."""
IDLE_POLL_SECONDS = 0.5
"""Interval of checks whether an idle worker is alive."""
GRACE = 3.0
"""Seconds in which a job that was stopped, or is out of time, may hand over its best answer."""

ENDED = Message("pool.ended", "The server was stopped before the work was done.")
TOO_SLOW = Message("pool.too_slow", "The work was not done within {seconds} {seconds:second|seconds} and was ended.")


def available_cpus() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class PoolSize:
    """Limits of a pool.

    Attributes:
        slots: jobs that run at the same time, each in its own process.
        room: further jobs that may wait.
        memory_mib: address space of each process, in MiB; None for no limit.
        ahead: module that each process imports at once, or "".
    """

    slots: int
    room: int
    memory_mib: int | None = None
    ahead: str = ""


NONE = PoolSize(0, 0)
"""A size that accepts no jobs."""


class Pool:
    """A pool of worker processes; a context manager that ends them all.

    Args:
        size: limits of the pool.
        prepare: task that each worker runs before its first job.
    """

    def __init__(self, size: PoolSize, prepare: Run | None = None) -> None:
        self.size = size
        self.line = JobQueue(size.slots, size.room)
        self._slots = [_Slot(self.line, size, prepare) for _ in range(size.slots)]

    def __enter__(self) -> Self:
        for slot in self._slots:
            slot.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.end_jobs()
        for slot in self._slots:
            slot.ending = True
        for slot in self._slots:
            slot.end()

    def end_jobs(self) -> None:
        """Accept no more jobs, and interrupt those that are not over."""
        for job in self.line.close():
            job.interrupt(BoundMessage(ENDED))

    def submit(self, job: Job) -> None:
        """Queue a job.

        Raises:
            FullError: if the queue is full.
        """
        self.line.add(job)

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers."""
        return tuple(slot.pid for slot in self._slots)


class _Slot:
    """A worker process with the thread that supervises it."""

    def __init__(self, line: JobQueue, size: PoolSize, prepare: Run | None) -> None:
        self._line = line
        self._worker_arguments = (size.memory_mib, prepare, size.ahead)
        self.ending = False
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    @property
    def pid(self) -> int:
        return self._worker.pid

    def start(self) -> None:
        self._worker = Worker(*self._worker_arguments)
        self._thread.start()

    def end(self) -> None:
        """Wait for the thread, which must be ending, and end the process."""
        self._thread.join()
        self._worker.kill()

    def _work(self) -> None:
        """Run jobs from the queue until the slot ends."""
        while not self.ending:
            job = self._line.take(IDLE_POLL_SECONDS)
            if job is None:
                self._check_idle_worker()
                continue
            begun = time.monotonic()
            try:
                self._run_job(job)
            except LostError as lost:
                job.hear(Failed(lost.said))
                self._replace_worker()
            self._line.done(job, time.monotonic() - begun)

    def _check_idle_worker(self) -> None:
        """Replace an idle worker that has died or hung."""
        try:
            self._worker.receive(0.0)
        except LostError:
            self._replace_worker()

    def _run_job(self, job: Job) -> None:
        """Run a job until it is over.

        Raises:
            LostError: if the worker dies, hangs, or does not end in time.
        """
        self._worker.send(Run(job.asked.task, job.asked.args))
        time_up, end = time.monotonic() + job.asked.seconds, math.inf
        while not (job.over or self.ending):
            now = time.monotonic()
            if now > end:
                if job.view.best is not None:
                    job.stop()
                raise LostError(BoundMessage(TOO_SLOW, {"seconds": round(job.asked.seconds)}))
            if math.isinf(end) and (job.stopping or now > time_up):
                self._worker.send(Stop())
                end = now + GRACE
            message = self._worker.receive(STOP_POLL_SECONDS)
            if isinstance(message, Failed) and message.said.message == OUT_OF_MEMORY:
                raise LostError(message.said)
            if message is not None:
                job.hear(message)
            if isinstance(message, Done | Failed):
                return
        raise LostError(BoundMessage(ENDED))  # it was ended from elsewhere, and the process still works on it

    def _replace_worker(self) -> None:
        """Start another worker; retry while the system cannot start one."""
        self._worker.kill()
        while not self.ending:
            with contextlib.suppress(OSError):
                self._worker = Worker(*self._worker_arguments)
                return
            time.sleep(IDLE_POLL_SECONDS)
