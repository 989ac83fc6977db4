"""A worker: the child process that carries out jobs, as its parent sees it and from inside."""

from __future__ import annotations

import importlib
import os
import queue
import threading
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, cast

from calendars.child import SILENCE, Child, GoneError, messages_from_parent
from calendars.language import Message, Said
from planner.jobs.job import Done, Failed, JobContext, Run, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator


NICENESS = 5
"""Feeds come first."""

OUT_OF_MEMORY = Message("worker.out_of_memory", "The work needed more memory than it may have.")
OUR_ERROR = Message(
    "worker.our_error", "The work failed because of an error in this program ({kind}); please report it."
)

Tell = Callable[[object], None]


def serve(prepare: Run | None, tell: Tell) -> NoReturn:
    """Get ready, then do what comes in; ends with the process.

    Args:
        prepare: what is done before the first job; it is asked to stop when one comes, and its outcome is not told.
        tell: the pool.
    """
    os.nice(NICENESS)
    jobs: queue.SimpleQueue[tuple[Run, JobContext]] = queue.SimpleQueue()
    desk = JobContext(lambda _message: None)
    threading.Thread(target=_hear, args=(jobs, desk, tell), daemon=True).start()
    if prepare is not None:
        _done(prepare, desk)
    while True:
        tell(_done(*jobs.get()))


def _hear(jobs: queue.SimpleQueue[tuple[Run, JobContext]], desk: JobContext, tell: Tell) -> None:
    """In a thread of its own: a job is stopped while it is under way, and what is no job gives way to the first."""
    while True:
        match messages_from_parent.get():
            case Run() as run:
                desk.stop.set()
                desk = JobContext(tell)
                jobs.put((run, desk))
            case Stop():
                desk.stop.set()


def _done(run: Run, desk: JobContext) -> Done | Failed:
    """What a job comes to; its errors must not end the worker."""
    try:
        module, _, name = run.task.partition(":")
        return cast("Done", getattr(importlib.import_module(module), name)(desk, *run.args))
    except MemoryError:
        return Failed(Said(OUT_OF_MEMORY))
    except Exception as error:  # noqa: BLE001 - whatever it is, this job fails and no other
        return Failed(Said(OUR_ERROR, {"kind": type(error).__name__}))


KILLED = Message("worker.killed", "The working process was ended from outside, perhaps for want of memory.")
DIED = Message("worker.died", "The working process ended before it was done.")
HUNG = Message("worker.hung", "The working process no longer answered and was ended.")


class LostError(Exception):
    """The process is gone or hung, and with it the job under way.

    Attributes:
        said: how it was lost.
    """

    def __init__(self, said: Said) -> None:
        super().__init__(said.say("en"))
        self.said = said


class Worker:
    """One process, from its start until it is killed.

    Args:
        memory_mib: address space it and each process it starts may have, or None for no limit.
        prepare: what it does before the first job.
    """

    def __init__(self, memory_mib: int | None, prepare: Run | None) -> None:
        self._child = Child(memory_mib)
        self._child.call("planner.jobs.worker:serve", prepare)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._child.pid

    def send(self, message: Run | Stop) -> None:
        """Say something to it; one that is hung and takes nothing in is killed for it."""
        with self._patience():
            self._child.send(message)

    def receive(self, timeout: float) -> object | None:
        """What it tells, or None if there is nothing within `timeout` seconds.

        Raises:
            LostError: if it is gone, or has been silent for too long.
        """
        try:
            message: object | None = self._child.receive(timeout)
        except GoneError as gone:
            raise LostError(_reason(gone)) from gone
        if message is None and self._child.is_hung():
            raise LostError(Said(HUNG))
        return message

    def kill(self) -> None:
        """End it and, through it, all that it started."""
        self._child.kill()

    @contextmanager
    def _patience(self) -> Iterator[None]:
        timer = threading.Timer(SILENCE, self._child.kill)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()


def _reason(gone: GoneError) -> Said:
    if "MemoryError" in str(gone):
        return Said(OUT_OF_MEMORY)
    return Said(KILLED if gone.killed else DIED)
