"""Where jobs are handed in and asked after."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from planner.jobs.job import Asked, Job, State, View
from planner.jobs.pool import Pool, Size
from planner.jobs.records import Records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.jobs.messages import Run
    from planner.store.opening import Store

MOST = 100
"""Jobs that are over of which events can still be asked for; of older ones only what became of them."""


class Office:
    """Does jobs and remembers those that somebody will ask for, until the `with` is left.

    Args:
        store: where these are recorded.
        size: how much is done at a time.
        prepare: what each worker does before its first job.

    Attributes:
        address: of the store, for workers.
    """

    def __init__(self, store: Store, size: Size, *, address: str = "", prepare: Run | None = None) -> None:
        self.address = address
        self.pool = Pool(size, prepare)
        self._records = Records(store)
        self._jobs: dict[str, Job] = {}
        self._ended: Counter[State] = Counter()
        self._lock = threading.Lock()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(self._records)
        self._open.enter_context(self.pool)
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def submit(self, asked: Asked) -> Job:
        """Have something done.

        Raises:
            FullError: if there is no place for it.
        """
        job = Job(asked, self._count)
        self.pool.submit(job)
        return job

    def remember(self, job: Job) -> None:
        """Let it be asked for, also after a restart.

        Raises:
            StoreError: if it cannot be recorded.
        """
        self._records.add(job)
        with self._lock:
            self._jobs[job.id] = job
            over = [each.id for each in self._jobs.values() if each.over]
            for each in over[: max(len(over) - MOST, 0)]:
                del self._jobs[each]

    def job(self, network: str, job: str) -> Job | None:
        """The job of that network if it is this process's."""
        with self._lock:
            found = self._jobs.get(job)
        return found if found is not None and found.asked.network == network else None

    def view(self, network: str, job: str) -> View | None:
        """How the job of that network stands, whoever works on it.

        Raises:
            StoreError: if the store cannot be read.
        """
        found = self.job(network, job)
        return self._records.find(network, job) if found is None else found.view

    @property
    def ended(self) -> Mapping[State, int]:
        """How many jobs ended how."""
        with self._lock:
            return dict(self._ended)

    def _count(self, state: State) -> None:
        with self._lock:
            self._ended[state] += 1

    def end_jobs(self) -> None:
        """Take in no more, and interrupt what is not done."""
        self.pool.end_jobs()
