"""The job service of a server whose jobs are done by workers on any machine."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Self
from weakref import WeakValueDictionary

from calendars.language import BoundMessage
from planner.jobs import work
from planner.jobs.channel import Listener
from planner.jobs.job import Askers, FollowedJob, JobEvent, JobState, state_document
from planner.jobs.line import SWEEP_SECONDS, SharedLine
from planner.jobs.pool import ENDED, NONE, PoolSize
from planner.jobs.queue import RETRY_AFTER_MAX_SECONDS, FullError
from planner.jobs.records import LOST, Load, snapshot
from planner.jobs.service import FINISHED_JOBS_MAX, JobService
from planner.jobs.tickets import ONLY_POSTGRESQL, Bell
from planner.jobs.work import NEWS
from planner.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planner.jobs.forms import Forms
    from planner.jobs.job import JobRequest, JobSnapshot
    from planner.jobs.work import Found
    from planner.store.database import Store


class SharedJob(FollowedJob):
    """A job of the shared queue, as last read from the store.

    Args:
        line: the queue.
        found: the job with all its events.

    Attributes:
        asked_here: the keys that asked for it at this server.
        remembered: whether it can be asked for once it is over.
    """

    def __init__(self, line: SharedLine, found: Found) -> None:
        super().__init__(found.row.id, found.row.network)
        self._line = line
        self.asked_here: list[int] = []
        self.remembered = False
        self._view = snapshot(found.row, datetime.now(UTC), found.progress)
        self._take_in(found)

    def see(self, found: Found) -> None:
        """Take what was read for the present state, and tell of the events that are new."""
        with self._changed:
            if self.over:
                return
            self._view = snapshot(found.row, datetime.now(UTC), found.progress)
            self._take_in(found)
            self._changed.notify_all()
        self._tell()

    def _take_in(self, found: Found) -> None:
        self._waiting_for = frozenset(found.askers)
        self.remembered |= found.remembered  # what was read may be from before; it is never taken back
        for each in found.events:
            if each.number > self._happened:
                self._keep(JobEvent(each.number, each.name, each.document))

    def end(self, said: BoundMessage) -> None:
        """Take the job for interrupted."""
        with self._changed:
            if self.over:
                return
            view = self._view
            self._view = type(view)(
                view.id, view.network, view.kind, view.made_at, JobState.INTERRUPTED, view.progress, view.best,
                failure=said,
            )  # fmt: skip
            self._keep(JobEvent(self._happened + 1, "state", state_document(JobState.INTERRUPTED)))
            self._changed.notify_all()
        self._tell()

    def refresh(self) -> None:
        """Read the present state.

        Raises:
            StoreError: if the store cannot be read.
        """
        found = self._line.find(self.id, self.happened)
        if found is None:
            self.end(BoundMessage(LOST))  # a backup was restored
        else:
            self.see(found)

    @property
    def happened(self) -> int:
        """Number of the last event."""
        return self._happened

    @property
    def view(self) -> JobSnapshot:
        """A snapshot of the present state."""
        return self._view

    @property
    def over(self) -> bool:
        """Whether the state is final."""
        return self._view.state.final

    @property
    def askers(self) -> frozenset[int]:
        """Numbers of the keys that wait for it."""
        return self._waiting_for

    def stop(self) -> None:
        """Tell the job to end with the best answer so far."""
        self._line.stop(self.id)
        self.refresh()

    def stop_for(self, asker: int) -> None:
        """Stop on behalf of a key: if it asked, and others did too, the job goes on for them."""
        self._let(lambda askers: askers.stop_for(asker))

    def leave(self, asker: int) -> None:
        """Take away one of those who asked, with that key; stop when the last is gone."""
        self._let(lambda askers: askers.leave(asker))

    def _let(self, change: Callable[[Askers], None]) -> None:
        self._line.let_askers(self.id, change)
        self.refresh()


class SharedJobService(JobService):
    """Puts jobs into the queue of the store, and follows them.

    Args:
        store: the store, in PostgreSQL.
        forms: the forms in which requests travel.
        room: how many jobs may wait, of all servers together.
        address: address of the store, for checks.
        checks: limits of the pool for checks, which this server does itself.

    Raises:
        StoreError: if the store is not in PostgreSQL, or Procrastinate is not installed.
    """

    def __init__(
        self, store: Store, forms: Forms, room: int, *, address: str = "", checks: PoolSize = NONE
    ) -> None:  # fmt: skip
        super().__init__(store, NONE, address=address, checks=checks)
        database = store.postgresql
        if database is None:
            raise StoreError(ONLY_POSTGRESQL, store=store.name)
        self._line, self._room = SharedLine(store, forms), room
        self._bell = Bell(database)
        self._listener = Listener(database, NEWS, self._hear)
        self._followed: WeakValueDictionary[str, SharedJob] = WeakValueDictionary()
        self._following = threading.Lock()
        self._swept_at = 0.0
        self._closed = False

    def __enter__(self) -> Self:
        super().__enter__()
        self._open.enter_context(self._bell)
        self._open.enter_context(self._listener)
        return self

    def submit(self, asked: JobRequest) -> FollowedJob:
        """Queue a job and return it; what is asked already is not queued again.

        Raises:
            FullError: if the queue is full, or no worker can do it.
            StoreError: if the store cannot be used.
        """
        if self._closed:
            raise FullError(RETRY_AFTER_MAX_SECONDS)
        job = self._line.add(asked, self._room)
        self._bell.ring()
        found = self.job(asked.network, job)
        if found is None:
            raise FullError(1)  # the store was replaced meanwhile
        found.asked_here.append(asked.asker)
        return found

    def remember(self, job: FollowedJob) -> None:
        """Let a job be asked for later.

        Raises:
            StoreError: if it cannot be recorded.
        """
        self._line.remember(job.id)
        if isinstance(job, SharedJob):
            job.remembered = True

    def job(self, network: str, job: str) -> SharedJob | None:
        """Return a job of that network, whoever asked for it; None if there is none.

        Raises:
            StoreError: if the store cannot be read.
        """
        with self._following:
            known = self._followed.get(job)
        if known is not None:
            known.refresh()
            return known if known.network == network else None
        found = self._line.find(job)
        if found is None or found.row.network != network:
            return None
        with self._following:
            return self._followed.setdefault(job, SharedJob(self._line, found))

    def jobs(self, network: str) -> list[JobSnapshot]:
        """Return the jobs of a network that are remembered, the newest first."""
        with self._line.store.passing() as connection:
            ids = work.remembered(connection, network, FINISHED_JOBS_MAX)
            found = [work.find(connection, each, after=2**31 - 1) for each in ids]
        return [snapshot(each.row, datetime.now(UTC), each.progress) for each in found if each is not None]

    def view(self, network: str, job: str) -> JobSnapshot | None:
        """Return a snapshot of a job of that network; None if there is none."""
        found = self.job(network, job)
        return super().view(network, job) if found is None else found.view

    def load(self) -> Load:
        """Return how much is to do, for all servers together."""
        return self._line.load()

    @property
    def ended(self) -> Mapping[JobState, int] | None:
        """Workers count how jobs ended."""
        return None

    def end_jobs(self) -> None:
        """Accept no more jobs, and leave those that somebody waits for at this server; the others go on."""
        self._closed = True
        with self._following:
            left = [each for each in self._followed.values() if not each.over and not each.remembered]
        for each in left:
            each.end(BoundMessage(ENDED))  # first, so that news of the stop below changes nothing here
            with suppress(StoreError):
                for asker in each.asked_here:
                    self._line.let_askers(each.id, partial(Askers.leave, asker=asker))
        super().end_jobs()

    def _hear(self, job: str) -> None:
        """Read what is new of a job, or of all that are followed."""
        with suppress(StoreError):
            if job:
                with self._following:
                    known = self._followed.get(job)
                if known is not None:
                    known.refresh()
                return
            self._catch_up()
            if time.monotonic() > self._swept_at + SWEEP_SECONDS:
                self._swept_at = time.monotonic()
                self._bell.ring_for(self._line.sweep())

    def _catch_up(self) -> None:
        with self._following:
            known = {each.id: each for each in self._followed.values() if not each.over}
        if not known:
            return
        with self._line.store.passing() as connection:
            numbers = work.numbers(connection, known.keys())
        for job, each in known.items():
            if numbers.get(job) != each.happened:
                each.refresh()
