"""The jobs that wait, first come first served, and no more of them than there is room for."""

from __future__ import annotations

import math
import threading
from collections import deque
from typing import TYPE_CHECKING

from calendars.language import Message, Said

if TYPE_CHECKING:
    from planner.jobs.job import Job


LONGEST_RETRY = 60
"""Seconds that nobody is asked to wait longer than."""
LATEST = 0.2
"""Share of the latest job in what a job is expected to take."""

FULL = Message("queue.full", "All places are taken by other work. Try again in {seconds} {seconds:second|seconds}.")
NO_SLOTS = Message("queue.no_slots", "This server plans nothing; it was started without slots for it.")


class FullError(Exception):
    """There is no place for another job.

    Attributes:
        seconds: after which it is worth another try.
    """

    def __init__(self, seconds: int, said: Said | None = None) -> None:
        self.seconds = seconds
        self.said = said or Said(FULL, {"seconds": seconds})
        super().__init__(self.said.say("en"))


class JobQueue:
    """Where jobs wait for a slot.

    Args:
        slots: how many jobs are worked on at a time.
        room: how many may wait besides.
    """

    def __init__(self, slots: int, room: int) -> None:
        self._slots, self._room = slots, room
        self._waiting: deque[Job] = deque()
        self._running: set[Job] = set()
        self._closed = False
        self._usual = 1.0
        self._changed = threading.Condition()

    def add(self, job: Job) -> None:
        """Put a job at the end.

        Raises:
            FullError: if there is no room.
        """
        if not self._slots:
            raise FullError(LONGEST_RETRY, Said(NO_SLOTS))
        with self._changed:
            self._waiting = deque(each for each in self._waiting if not each.over)
            if self._closed or len(self._waiting) + len(self._running) >= self._slots + self._room:
                raise FullError(self._retry_after())
            self._waiting.append(job)
            self._changed.notify()

    def take(self, seconds: float) -> Job | None:
        """The next job, which is running from now; None if there is none within so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting, seconds)
            while self._waiting:
                job = self._waiting.popleft()
                if job.begin():
                    self._running.add(job)
                    return job
            return None

    def done(self, job: Job, seconds: float) -> None:
        """A running job is over; it took so many seconds."""
        with self._changed:
            self._running.discard(job)
            self._usual += LATEST * (seconds - self._usual)

    def close(self) -> tuple[Job, ...]:
        """Take in no more, and give out none; those that are not over."""
        with self._changed:
            left = (*self._running, *self._waiting)
            self._waiting.clear()
            self._closed = True
            return left

    @property
    def waiting(self) -> int:
        """How many jobs wait."""
        with self._changed:
            return sum(not each.over for each in self._waiting)

    @property
    def running(self) -> int:
        """How many jobs are worked on."""
        with self._changed:
            return len(self._running)

    def _retry_after(self) -> int:
        """Until a place should be free."""
        return max(1, min(math.ceil(self._usual), LONGEST_RETRY))
