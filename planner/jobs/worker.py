"""A worker process as the pool sees it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from calendars.fenced.process import Child, GoneError
from calendars.fenced.pulse import SILENCE
from calendars.language import Said, Sentence
from planner.jobs.messages import Run, Stop
from planner.jobs.work import OUT_OF_MEMORY

if TYPE_CHECKING:
    from collections.abc import Iterator

KILLED = Sentence(
    en="The working process was ended from outside, perhaps for want of memory.",
    da="Arbejdsprocessen blev afbrudt udefra, måske fordi hukommelsen slap op.",
)
DIED = Sentence(
    en="The working process ended before it was done.",
    da="Arbejdsprocessen standsede, før den var færdig.",
)
HUNG = Sentence(
    en="The working process no longer answered and was ended.",
    da="Arbejdsprocessen svarede ikke længere og blev afbrudt.",
)


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
        self._child.call("planner.jobs.work:serve", prepare)

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
