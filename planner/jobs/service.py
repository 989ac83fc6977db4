"""The job service: a pool of workers, and the records of its jobs in the store."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from planner.jobs.job import FollowedJob, Job, JobRequest, JobSnapshot, JobState
from planner.jobs.pool import NONE, Pool, PoolSize
from planner.jobs.records import JOB_RETENTION, LEASE, Load, recorded, snapshot
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.jobs import add_job, change_job, find_job, forget_jobs, keep_alive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planner.jobs.job import Run
    from planner.store.database import Store


LEASE_RENEWAL_SECONDS = 1.5
"""Interval at which the lease of each unfinished job is renewed."""


class Records:
    """Writes the state of jobs to the store from a thread of its own; a context manager.

    Args:
        store: where they are recorded.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: dict[str, Job] = {}
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="records", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending = True
        self._wake.set()
        self._thread.join()

    def add(self, job: Job) -> None:
        """Record a job, and its state from now on.

        Raises:
            StoreError: if it cannot be recorded.
        """
        now = datetime.now(UTC)
        with self._store.writing() as connection:
            forget_jobs(connection, now - JOB_RETENTION)
            add_job(connection, recorded(job.view, now + LEASE))
        with self._lock:
            self._jobs[job.id] = job
        job.listen(lambda: self._wake.set() if job.over else None)
        self._wake.set()

    def find(self, network: str, job: str) -> JobSnapshot | None:
        """Return a job as last recorded by any server; None if there is none.

        Raises:
            StoreError: if the store cannot be read.
        """
        try:
            with self._store.reading() as connection:
                row = find_job(connection, network, job)
        except NothingAcceptedError:
            return None
        return None if row is None else snapshot(row, datetime.now(UTC))

    def _run(self) -> None:
        while not self._ending:
            self._wake.wait(LEASE_RENEWAL_SECONDS)
            self._wake.clear()
            self._write()
        self._write()

    def _write(self) -> None:
        """Record finished jobs and renew leases; what fails now is retried later."""
        with self._lock:
            jobs = dict(self._jobs)
        now = datetime.now(UTC)
        over = {each for each, job in jobs.items() if job.over}
        with suppress(StoreError):
            if jobs:
                with self._store.writing() as connection:
                    for each in over:
                        change_job(connection, recorded(jobs[each].view, now + LEASE))
                    keep_alive(connection, jobs.keys() - over, now + LEASE)
            with self._lock:
                for each in over:
                    del self._jobs[each]


FINISHED_JOBS_MAX = 100
"""Finished jobs whose events stay in memory; of older ones only the record in the store remains."""


class JobService:
    """Runs jobs and records those whose result will be asked for; a context manager.

    Args:
        store: where they are recorded.
        size: limits of the pool.
        prepare: task that each worker runs before its first job.
        checks: limits of a second pool, for checks: work that is short, and does not wait for what is planned.

    Attributes:
        address: address of the store, for workers.
        pool: the pool for what is planned.
    """

    def __init__(
        self, store: Store, size: PoolSize, *, address: str = "", prepare: Run | None = None, checks: PoolSize = NONE
    ) -> None:
        self.address = address
        self.pool = Pool(size, prepare)
        self._checks = Pool(checks)
        self._records = Records(store)
        self._jobs: dict[str, Job] = {}
        self._asked: list[Job] = []
        self._asking = threading.Lock()
        self._ended: Counter[JobState] = Counter()
        self._lock = threading.Lock()
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._open.enter_context(self._records)
        self._open.enter_context(self.pool)
        self._open.enter_context(self._checks)
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def submit(self, asked: JobRequest) -> FollowedJob:
        """Queue a job and return it; what is asked already is not queued again.

        Raises:
            FullError: if the queue is full.
        """
        with self._asking:
            self._asked = [each for each in self._asked if not each.over]
            for each in self._asked:
                if each.asked.is_like(asked) and each.join(asked.asker):
                    return each
            job = Job(asked, self._count)
            self.pool.submit(job)
            self._asked.append(job)
            return job

    def check(self, asked: JobRequest) -> FollowedJob:
        """Queue a check and return it.

        Raises:
            FullError: if the queue is full.
        """
        job = Job(asked)
        self._checks.submit(job)
        return job

    def remember(self, job: FollowedJob) -> None:
        """Record a job, so that it can be asked for later, also after a restart.

        Raises:
            StoreError: if it cannot be recorded.
        """
        with self._lock:
            if job.id in self._jobs or not isinstance(job, Job):  # several asked for it
                return
            self._jobs[job.id] = job
        try:
            self._records.add(job)
        except StoreError:
            with self._lock:
                del self._jobs[job.id]
            raise
        with self._lock:
            over = [each.id for each in self._jobs.values() if each.over]
            for each in over[: max(len(over) - FINISHED_JOBS_MAX, 0)]:
                del self._jobs[each]

    def job(self, network: str, job: str) -> FollowedJob | None:
        """Return a job of that network that can be followed and stopped from here; None if there is none."""
        with self._lock:
            found = self._jobs.get(job)
        return found if found is not None and found.network == network else None

    def jobs(self, network: str) -> list[JobSnapshot]:
        """Return the jobs of a network that are remembered here, the newest first."""
        with self._lock:
            found = [each for each in self._jobs.values() if each.network == network]
        return [each.view for each in reversed(found)]

    def view(self, network: str, job: str) -> JobSnapshot | None:
        """Return a snapshot of a job of that network, whichever server runs it; None if there is none.

        Raises:
            StoreError: if the store cannot be read.
        """
        found = self.job(network, job)
        return self._records.find(network, job) if found is None else found.view

    def load(self) -> Load:
        """Return how much is to do.

        Raises:
            StoreError: if that stands in the store, which cannot be read.
        """
        return Load(self.pool.line.waiting, self.pool.line.running, self.pool.size.slots)

    @property
    def ended(self) -> Mapping[JobState, int] | None:
        """Number of jobs that ended in each final state; None if they are done elsewhere."""
        with self._lock:
            return dict(self._ended)

    def _count(self, state: JobState) -> None:
        with self._lock:
            self._ended[state] += 1

    def end_jobs(self) -> None:
        """Accept no more jobs, and interrupt those that are not over."""
        self.pool.end_jobs()
        self._checks.end_jobs()
