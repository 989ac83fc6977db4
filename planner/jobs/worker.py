"""A worker process: the handle that the pool holds, and the loop that runs inside the child."""

from __future__ import annotations

import importlib
import os
import queue
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn, cast

from calendars.child import FIRST_HEARTBEAT_SECONDS, Child, ChildEndedError, messages_from_parent
from calendars.language import BoundMessage, Message
from planner.jobs.job import Done, Failed, JobContext, Run, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator


NICENESS = 5
"""Lowers the priority of workers, so that the process that serves feeds comes first."""

OUT_OF_MEMORY = Message("worker.out_of_memory", "The work needed more memory than it may have.")
OUR_ERROR = Message(
    "worker.our_error", "The work failed because of an error in this program ({kind}); please report it."
)

Tell = Callable[[object], None]


def serve(prepare: Run | None, tell: Tell) -> NoReturn:
    """Run the preparation, then jobs as they arrive; runs until the process is killed.

    Args:
        prepare: task to run before the first job; it is told to stop when a job arrives, and its result is discarded.
        tell: sends a message to the pool.
    """
    os.nice(NICENESS)
    jobs: queue.SimpleQueue[tuple[Run, JobContext]] = queue.SimpleQueue()
    desk = JobContext(lambda _message: None)
    threading.Thread(target=_receive_messages, args=(jobs, desk, tell), daemon=True).start()
    if prepare is not None:
        _run_task(prepare, desk)
    while True:
        tell(_run_task(*jobs.get()))


def _receive_messages(jobs: queue.SimpleQueue[tuple[Run, JobContext]], desk: JobContext, tell: Tell) -> None:
    """Receive messages in a thread of its own; a new job stops the preparation, which may still be running."""
    while True:
        match messages_from_parent.get():
            case Run() as run:
                desk.stop.set()
                desk = JobContext(tell)
                jobs.put((run, desk))
            case Stop():
                desk.stop.set()


def _run_task(run: Run, desk: JobContext) -> Done | Failed:
    """Run a task and return its result; an exception becomes a `Failed`, so that the worker survives."""
    try:
        module, _, name = run.task.partition(":")
        return cast("Done", getattr(importlib.import_module(module), name)(desk, *run.args))
    except MemoryError:
        return Failed(BoundMessage(OUT_OF_MEMORY))
    except Exception as error:  # noqa: BLE001 - whatever it is, this job fails and no other
        return Failed(BoundMessage(OUR_ERROR, {"kind": type(error).__name__}))


KILLED = Message("worker.killed", "The working process was ended from outside, perhaps for want of memory.")
DIED = Message("worker.died", "The working process ended before it was done.")
HUNG = Message("worker.hung", "The working process no longer answered and was ended.")


class LostError(Exception):
    """The worker process is dead or hung, and its job with it.

    Attributes:
        said: the reason.
    """

    def __init__(self, said: BoundMessage) -> None:
        super().__init__(said.say("en"))
        self.said = said


class Worker:
    """A worker process, as the pool sees it.

    Args:
        memory_mib: address space of it and of each process it starts, in MiB; None for no limit.
        prepare: task to run before the first job.
        ahead: module to import before that, or "".
    """

    def __init__(self, memory_mib: int | None, prepare: Run | None, ahead: str = "") -> None:
        self._child = Child(memory_mib, ahead)
        self._child.call("planner.jobs.worker:serve", prepare)

    @property
    def pid(self) -> int:
        """Process id."""
        return self._child.pid

    def send(self, message: Run | Stop) -> None:
        """Send a message; a process that is hung and does not read it is killed."""
        with self._kill_on_timeout():
            self._child.send(message)

    def receive(self, timeout: float) -> object | None:
        """Return the next message; None if there is none within `timeout` seconds.

        Raises:
            LostError: if the process is dead, or has been silent for too long.
        """
        try:
            message: object | None = self._child.receive(timeout)
        except ChildEndedError as gone:
            raise LostError(_reason(gone)) from gone
        if message is None and self._child.is_hung():
            raise LostError(BoundMessage(HUNG))
        return message

    def kill(self) -> None:
        """Kill the process and all that it started."""
        self._child.kill()

    @contextmanager
    def _kill_on_timeout(self) -> Iterator[None]:
        """Kill the process if it is hung; one that is still importing reads nothing either, but its heart beats."""
        sent = threading.Event()
        threading.Thread(target=self._kill_if_hung, args=(sent,), daemon=True).start()
        try:
            yield
        finally:
            sent.set()

    def _kill_if_hung(self, sent: threading.Event) -> None:
        end = time.monotonic() + FIRST_HEARTBEAT_SECONDS
        while not sent.wait(self._child.patience):
            if self._child.is_hung() or time.monotonic() > end:
                self._child.kill()
                return


def _reason(gone: ChildEndedError) -> BoundMessage:
    if "MemoryError" in str(gone):
        return BoundMessage(OUT_OF_MEMORY)
    return BoundMessage(KILLED if gone.killed else DIED)
