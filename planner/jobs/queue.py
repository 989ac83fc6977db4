"""A bounded queue of jobs that is fair to networks, and within a network to keys."""

from __future__ import annotations

import math
import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from calendars.language import BoundMessage, Message

if TYPE_CHECKING:
    from planner.jobs.job import Job


RETRY_AFTER_MAX_SECONDS = 60
"""The longest delay that a rejected client is told to wait before it tries again."""
DURATION_SMOOTHING_FACTOR = 0.2
"""Weight of the latest job in the exponentially smoothed job duration."""

FULL = Message("queue.full", "All places are taken by other work. Try again in {seconds} {seconds:second|seconds}.")
YOURS = Message(
    "queue.yours", "{n} {n:question|questions} of this key {n:is|are} being worked on. Try again when one is answered."
)
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


class Asked(Protocol):
    """What the rules of the queue look at in a request for a job."""

    @property
    def network(self) -> str:
        """Id of the network it is about."""
        ...

    @property
    def asker(self) -> int:
        """Number of the key that asked for it first."""
        ...

    @property
    def most(self) -> int | None:
        """How many jobs that key may have at once."""
        ...


Turns = Mapping[tuple[str, int | None], int]
"""When a network, and a key within it, last had a turn; later turns are higher."""


def require_room(asked: Asked, known: Collection[Asked], slots: int, room: int, mean_duration: float) -> None:
    """Refuse a job for which there is no room.

    Args:
        asked: the new job.
        known: the jobs that run or wait.
        slots: number of jobs that run at the same time.
        room: number of jobs that may wait besides.
        mean_duration: seconds that a job takes.

    Raises:
        FullError: if the queue is full, or the asker has as many jobs as allowed.
    """
    seconds = max(1, min(math.ceil(mean_duration), RETRY_AFTER_MAX_SECONDS))
    if asked.most is not None and sum(each.asker == asked.asker for each in known) >= asked.most:
        raise FullError(seconds, BoundMessage(YOURS, {"n": asked.most}))
    is_new = _party(asked) not in map(_party, known)
    if len(known) >= slots + room * (2 if is_new else 1):
        raise FullError(seconds)


def next_in_turn(waiting: Sequence[Asked], running: Collection[Asked], turns: Turns, slots: int) -> int | None:
    """Return the index of the waiting job whose turn it is; None if none may run now."""
    limited = [each.asker for each in running if each.most is not None]

    def may_run(job: Asked) -> bool:
        if job.most is None:
            return True
        of_key, of_all = max(1, slots // 2), max(1, slots - 1)
        return len(limited) < of_all and limited.count(job.asker) < of_key

    def rank(place: int) -> tuple[int, int, int, int]:
        """Return what orders waiting jobs; of those with the same, the one that came first is next."""
        network, asker = _party(waiting[place])
        of_network = [each for each in running if each.network == network]
        of_key = sum(each.asker == asker for each in of_network)
        last = [turns.get(each, 0) for each in ((network, None), (network, asker))]
        return len(of_network), last[0], of_key, last[1]

    return min((place for place, each in enumerate(waiting) if may_run(each)), key=rank, default=None)


def _party(asked: Asked) -> tuple[str, int]:
    """Return the network that a job is about, and the key that asked for it first."""
    return asked.network, asked.asker


def smoothed(mean: float, seconds: float) -> float:
    """Return the mean duration of jobs after one that took so many seconds."""
    return mean + DURATION_SMOOTHING_FACTOR * (seconds - mean)


SERVED_MAX = 10_000
"""Networks and keys of which is known when they had their last turn."""


class JobQueue:
    """Jobs that wait for a slot.

    The next slot goes to the network with the fewest jobs running, then to the one whose last turn is longest ago, and
    within it to keys in the same way. Jobs of keys with a limit never take the last slot if there are several.

    Args:
        slots: number of jobs that run at the same time.
        room: number of jobs that may wait besides. As many again may wait of networks and keys that have no other job,
            so that nobody is kept out by what others ask.
    """

    def __init__(self, slots: int, room: int) -> None:
        self._slots, self._room = slots, room
        self._waiting: list[Job] = []
        self._running: set[Job] = set()
        self._turns = 0
        self._served: OrderedDict[tuple[str, int | None], int] = OrderedDict()
        self._closed = False
        self._mean_duration = 1.0
        self._changed = threading.Condition()

    def add(self, job: Job) -> None:
        """Append a job.

        Raises:
            FullError: if the queue is full, or the asker has as many jobs as allowed.
        """
        if not self._slots:
            raise FullError(RETRY_AFTER_MAX_SECONDS, BoundMessage(NO_SLOTS))
        with self._changed:
            self._waiting = [each for each in self._waiting if not each.over]
            if self._closed:
                raise FullError(max(1, min(math.ceil(self._mean_duration), RETRY_AFTER_MAX_SECONDS)))
            known = [each.asked for each in (*self._running, *self._waiting)]
            require_room(job.asked, known, self._slots, self._room, self._mean_duration)
            self._waiting.append(job)
            self._changed.notify()

    def take(self, seconds: float) -> Job | None:
        """Remove the next job, mark it as running and return it; None if there is none within that many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._next() is not None, seconds)
            while (job := self._next()) is not None:
                self._waiting.remove(job)
                if job.begin():
                    self._running.add(job)
                    self._note_turn(job)
                    return job
            return None

    def _next(self) -> Job | None:
        """Return the job whose turn it is."""
        asked, running = [each.asked for each in self._waiting], [each.asked for each in self._running]
        place = next_in_turn(asked, running, self._served, self._slots)
        return None if place is None else self._waiting[place]

    def _note_turn(self, job: Job) -> None:
        network, asker = _party(job.asked)
        self._turns += 1
        for each in ((network, None), (network, asker)):
            self._served[each] = self._turns
            self._served.move_to_end(each)
        while len(self._served) > SERVED_MAX:
            self._served.popitem(last=False)

    def done(self, job: Job, seconds: float) -> None:
        """Note that a running job is over and how many seconds it took."""
        with self._changed:
            self._running.discard(job)
            self._changed.notify_all()
            self._mean_duration = smoothed(self._mean_duration, seconds)

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
