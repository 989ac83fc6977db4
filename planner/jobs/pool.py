"""A bounded number of worker processes, and one thread for each that hands it jobs and watches over it."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from calendars.language import Message, Said
from planner.jobs.job import Failed, Run, Stop
from planner.jobs.queue import JobQueue
from planner.jobs.worker import OUT_OF_MEMORY, LostError, Worker

if TYPE_CHECKING:
    from planner.jobs.job import Job


TICK = 0.05
"""Seconds between looks at whether a job is to be stopped."""
IDLE = 0.5
"""Seconds between looks at whether a worker without work is well."""
GRACE = 3.0
"""Seconds in which a job that is stopped, or whose time is up, may hand over its best."""

ENDED = Message("pool.ended", "The server was stopped before the work was done.")
TOO_SLOW = Message("pool.too_slow", "The work was not done within {seconds} {seconds:second|seconds} and was ended.")


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done at a time.

    Attributes:
        slots: jobs that are worked on.
        room: jobs that may wait besides.
        memory_mib: address space of each process, None for no limit.
    """

    slots: int
    room: int
    memory_mib: int | None = None


NONE = Size(0, 0)
"""Nothing is done."""


class Pool:
    """Does jobs; ends all of its processes when the `with` is left.

    Args:
        prepare: what each worker does before its first job.
    """

    def __init__(self, size: Size, prepare: Run | None = None) -> None:
        self.size = size
        self.line = JobQueue(size.slots, size.room)
        self._slots = [_Slot(self.line, size.memory_mib, prepare) for _ in range(size.slots)]

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
        """Take in no more, and interrupt what is not done."""
        for job in self.line.close():
            job.interrupt(Said(ENDED))

    def submit(self, job: Job) -> None:
        """Have a job done.

        Raises:
            FullError: if there is no place for it.
        """
        self.line.add(job)

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of the workers."""
        return tuple(slot.pid for slot in self._slots)


class _Slot:
    def __init__(self, line: JobQueue, memory_mib: int | None, prepare: Run | None) -> None:
        self._line = line
        self._made_with = (memory_mib, prepare)
        self.ending = False
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)

    @property
    def pid(self) -> int:
        return self._worker.pid

    def start(self) -> None:
        self._worker = Worker(*self._made_with)
        self._thread.start()

    def end(self) -> None:
        """Wait for the thread, which is ending, and end the process."""
        self._thread.join()
        self._worker.kill()

    def _work(self) -> None:
        while not self.ending:
            job = self._line.take(IDLE)
            if job is None:
                self._look_after()
                continue
            begun = time.monotonic()
            try:
                self._do(job)
            except LostError as lost:
                job.hear(Failed(lost.said))
                self._renew()
            self._line.done(job, time.monotonic() - begun)

    def _look_after(self) -> None:
        try:
            self._worker.receive(0.0)
        except LostError:
            self._renew()

    def _do(self, job: Job) -> None:
        """See to it that a job comes to an end.

        Raises:
            LostError: if the worker is lost, or will not end.
        """
        self._worker.send(Run(job.asked.task, job.asked.args))
        time_up, end = time.monotonic() + job.asked.seconds, math.inf
        while not (job.over or self.ending):
            now = time.monotonic()
            if now > end:
                if job.view.best is not None:
                    job.stop()
                raise LostError(Said(TOO_SLOW, {"seconds": round(job.asked.seconds)}))
            if math.isinf(end) and (job.stopping or now > time_up):
                self._worker.send(Stop())
                end = now + GRACE
            message = self._worker.receive(TICK)
            if isinstance(message, Failed) and message.said.sentence == OUT_OF_MEMORY:
                raise LostError(message.said)
            if message is not None:
                job.hear(message)

    def _renew(self) -> None:
        """Another worker; as long as the system has no room for one, no job is taken either."""
        self._worker.kill()
        while not self.ending:
            with contextlib.suppress(OSError):
                self._worker = Worker(*self._made_with)
                return
            time.sleep(IDLE)
