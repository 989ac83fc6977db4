"""A bounded first-in, first-out queue of jobs."""

from __future__ import annotations

import math
import threading
from collections import deque
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message

if TYPE_CHECKING:
    from planner.jobs.job import Job


RETRY_AFTER_MAX_SECONDS = 60
"""The longest delay that a rejected client is told to wait before it tries again."""
DURATION_SMOOTHING_FACTOR = 0.2
"""Weight of the latest job in the exponentially smoothed job duration."""

FULL = Message("queue.full", "All places are taken by other work. Try again in {seconds} {seconds:second|seconds}.")
NO_SLOTS = Message("queue.no_slots", "This server plans nothing; it was started without slots for it.")


class FullError(Exception):
    """The queue is full.

    Attributes:
        seconds: delay after which another attempt may succeed.
        said: the reason, with that delay.
    """

    def __init__(self, seconds: int, said: BoundMessage | None = None) -> None:
        self.seconds = seconds
        self.said = said or BoundMessage(FULL, {"seconds": seconds})
        super().__init__(self.said.say("en"))


class JobQueue:
    """Jobs that wait for a slot.

    Args:
        slots: number of jobs that run at the same time.
        room: number of jobs that may wait besides.
    """

    def __init__(self, slots: int, room: int) -> None:
        self._slots, self._room = slots, room
        self._waiting: deque[Job] = deque()
        self._running: set[Job] = set()
        self._closed = False
        self._mean_duration = 1.0
        self._changed = threading.Condition()

    def add(self, job: Job) -> None:
        """Append a job.

        Raises:
            FullError: if the queue is full.
        """
        if not self._slots:
            raise FullError(RETRY_AFTER_MAX_SECONDS, BoundMessage(NO_SLOTS))
        with self._changed:
            self._waiting = deque(each for each in self._waiting if not each.over)
            if self._closed or len(self._waiting) + len(self._running) >= self._slots + self._room:
                raise FullError(self._retry_after())
            self._waiting.append(job)
            self._changed.notify()

    def take(self, seconds: float) -> Job | None:
        """Remove the next job, mark it as running and return it; None if there is none within that many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting, seconds)
            while self._waiting:
                job = self._waiting.popleft()
                if job.begin():
                    self._running.add(job)
                    return job
            return None

    def done(self, job: Job, seconds: float) -> None:
        """Note that a running job is over and how many seconds it took."""
        with self._changed:
            self._running.discard(job)
            self._mean_duration += DURATION_SMOOTHING_FACTOR * (seconds - self._mean_duration)

    def close(self) -> tuple[Job, ...]:
        """Accept and hand out no more jobs, and return those that are not over."""
        with self._changed:
            left = (*self._running, *self._waiting)
            self._waiting.clear()
            self._closed = True
            return left

    @property
    def waiting(self) -> int:
        """Number of waiting jobs."""
        with self._changed:
            return sum(not each.over for each in self._waiting)

    @property
    def running(self) -> int:
        """Number of running jobs."""
        with self._changed:
            return len(self._running)

    def _retry_after(self) -> int:
        """Return the expected seconds until a slot is free."""
        return max(1, min(math.ceil(self._mean_duration), RETRY_AFTER_MAX_SECONDS))
