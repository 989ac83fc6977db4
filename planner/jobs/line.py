"""The queue that all servers and workers of a store share, with the same rules as the queue of one machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from planner import __version__
from planner.jobs import work
from planner.jobs.job import Askers, JobRequest, JobSnapshot, JobState, new_id, state_document
from planner.jobs.queue import FullError, next_in_turn, require_room
from planner.jobs.records import JOB_RETENTION, Load, failure_text, recorded
from planner.store.jobs import change_job, forget_jobs

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from planner.jobs.forms import Forms
    from planner.jobs.job import JobEvent
    from planner.jobs.work import Found, WorkRow
    from planner.store.database import Store

SILENCE_SECONDS = 5.0
"""Time without a sign of life after which a worker is lost, with all that it does."""
SWEEP_SECONDS = 1.5
"""Interval at which workers give a sign of life, and everybody looks for those that are lost."""
UNASKED_SECONDS = 600.0
"""How long a job is kept whose answer was given at once, so that nobody will ask for it."""
NO_WORKER_RETRY_SECONDS = 5
"""Delay after which a worker may have been started."""
ALWAYS = timedelta(days=36500)
"""A job of this queue never counts as interrupted by itself: whoever finds its worker lost says so."""

NO_WORKERS = Message("line.no_workers", "Nothing is planned now: no worker is running. planner work starts one.")
NO_WORKER_FOR_THIS = Message(
    "line.no_worker_for_this",
    "No worker that is running understands what this server ({release}) asks; the workers are of release {releases}. "
    "Install the same release everywhere.",
)
LOST_WORKER = Message("line.lost_worker", "The machine that worked on it has stopped or can no longer be reached.")


class SharedLine:
    """The queue that stands in a store.

    Args:
        store: the store, in PostgreSQL.
        forms: the forms in which requests travel.
    """

    def __init__(self, store: Store, forms: Forms) -> None:
        self.store, self.forms = store, forms

    def add(self, asked: JobRequest, room: int) -> str:
        """Queue a job and return its id; what is asked already is not queued again.

        Args:
            asked: what is asked.
            room: how many jobs may wait, of all servers together.

        Raises:
            FullError: if the queue is full, or no worker can do it.
            StoreError: if the store cannot be used.
        """
        arguments, form = self.forms.packed(asked.task, asked.args), self.forms.name(asked.task)
        alike = _alike(asked, form, arguments)
        with self.store.passing() as connection:
            work.lock(connection)
            found = None if alike is None else work.like(connection, alike)
            if found is not None:
                self._join(connection, found, asked.asker)
                return found
            slots = self._slots(connection, form)
            require_room(asked, work.line(connection), slots, room, work.mean_duration(connection))
            new = JobSnapshot(
                new_id(), asked.network, asked.kind, datetime.now(UTC).replace(microsecond=0), JobState.WAITING
            )
            row = work.WorkRow(
                new.id, asked.network, asked.task, form, __version__, arguments, asked.seconds, asked.asker, asked.most,
                alike,
            )  # fmt: skip
            work.add(connection, recorded(new, new.made_at + ALWAYS), row)
            return new.id

    @staticmethod
    def _join(connection: Connection, job: str, asker: int) -> None:
        row = work.held(connection, job)
        if row is not None:
            askers = _askers(row)
            askers.join(asker)
            work.set_askers(connection, job, askers.waiting, askers.gone)

    @staticmethod
    def _slots(connection: Connection, form: str) -> int:
        """Return how many jobs of a form can be worked on at a time.

        Raises:
            FullError: if none can.
        """
        alive = [each for each in work.all_workers(connection) if each.silent < SILENCE_SECONDS and each.slots]
        if not alive:
            raise FullError(NO_WORKER_RETRY_SECONDS, BoundMessage(NO_WORKERS))
        slots = sum(each.slots for each in alive if form in each.forms)
        if not slots:
            others = ", ".join(sorted({each.release for each in alive}))
            said = BoundMessage(NO_WORKER_FOR_THIS, {"release": __version__, "releases": others})
            raise FullError(NO_WORKER_RETRY_SECONDS, said)
        return slots

    def find(self, job: str, after: int = 0) -> Found | None:
        """Return a job with its events after a number; None if there is none.

        Raises:
            StoreError: if the store cannot be used.
        """
        with self.store.passing() as connection:
            return work.find(connection, job, after)

    def stop(self, job: str) -> None:
        """Tell a job to end with the best answer so far."""
        self.let_askers(job, lambda askers: askers.waiting.clear())

    def let_askers(self, job: str, change: Callable[[Askers], None]) -> None:
        """Change who waits for a job; it is to stop if nobody is left."""
        with self.store.passing() as connection:
            row = work.held(connection, job)
            if row is None:
                return
            askers = _askers(row)
            change(askers)
            work.set_askers(connection, job, askers.waiting, askers.gone)
            if askers.waiting or row.stopping:
                return
            work.set_stopping(connection, job)
            if row.turn is None:
                _end(connection, job, JobState.STOPPED)

    def remember(self, job: str) -> None:
        """Let a job be asked for once it is over."""
        with self.store.passing() as connection:
            work.remember(connection, job)

    def load(self) -> Load:
        """Return how much is to do."""
        with self.store.passing() as connection:
            jobs = work.line(connection)
            alive = [each for each in work.all_workers(connection) if each.silent < SILENCE_SECONDS]
        running = sum(each.state == JobState.RUNNING for each in jobs)
        return Load(len(jobs) - running, running, sum(each.slots for each in alive), len(alive))

    def sweep(self) -> int:
        """Interrupt the jobs of workers that are lost, forget old jobs, and return how many wait."""
        with self.store.passing() as connection:
            work.lock(connection)
            for worker in work.all_workers(connection):
                if worker.silent >= SILENCE_SECONDS:
                    work.give_up(connection, worker.id)
            for job in work.orphans(connection):
                _end(connection, job, JobState.INTERRUPTED, BoundMessage(LOST_WORKER))
            forget_jobs(connection, datetime.now(UTC) - JOB_RETENTION)
            work.forget(connection, UNASKED_SECONDS)
            return sum(each.state == JobState.WAITING for each in work.line(connection))

    def take(self, worker: int) -> tuple[WorkRow | None, tuple[work.Line, ...]]:
        """Let a worker take the job whose turn it is.

        Returns:
            The job, or None if there is none for it; and the jobs that wait which it does not understand.
        """
        understood = self.forms.understood
        with self.store.passing() as connection:
            work.lock(connection)
            jobs = work.line(connection)
            running = [each for each in jobs if each.state == JobState.RUNNING]
            waiting = [each for each in jobs if each.state == JobState.WAITING]
            strange = tuple(each for each in waiting if each.form not in understood)
            waiting = [each for each in waiting if each.form in understood]
            turns = work.turns(connection, {each.network for each in waiting})
            alive = [each for each in work.all_workers(connection) if each.silent < SILENCE_SECONDS]
            slots = sum(each.slots for each in alive)
            if worker not in {each.id for each in alive}:
                return None, strange  # it was given up, or is about to be
            while (place := next_in_turn(waiting, running, turns, slots)) is not None:
                taken = work.take(connection, waiting.pop(place).job, worker)
                if taken is not None:
                    return taken, strange
            return None, strange

    def report(self, view: JobSnapshot, worker: int, happened: tuple[JobEvent, ...]) -> bool:
        """Record what happened to a job that a worker took; return False if it is no longer that worker's."""
        with self.store.passing() as connection:
            row = work.held(connection, view.id)
            if row is None or row.worker != worker:
                return False
            rows = [work.EventRow(each.number, each.name, each.document) for each in happened]
            if view.state.final or any(each.name == "better" for each in happened):
                change_job(connection, recorded(view, view.made_at + ALWAYS))
            if view.state.final:
                work.end(connection, view.id)
            work.tell(connection, view.id, view.network, rows, view.progress)
            return True


def _askers(row: Row[*tuple[object, ...]]) -> Askers:
    return Askers(json.loads(row.askers), json.loads(row.gone))


def _alike(asked: JobRequest, form: str, arguments: str) -> str | None:
    """Return what two requests have in common for which one answer will do; None if it never does."""
    if not asked.basis:
        return None
    said = [asked.network, asked.kind, asked.task, form, arguments, asked.seconds, asked.basis]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _end(connection: Connection, job: str, state: JobState, said: BoundMessage | None = None) -> None:
    """End a job on which nobody works; one that was told to stop keeps its best answer as the result."""
    row, found = work.held(connection, job), work.find(connection, job)
    if row is None or found is None:
        return
    if row.stopping:
        state, said = JobState.STOPPED, None
    failure = None if said is None else failure_text(said)
    change_job(connection, replace(found.row, state=state.value, failure=failure))
    work.end(connection, job)
    event = work.EventRow(row.events + 1, "state", state_document(state))
    work.tell(connection, job, found.row.network, [event], None)
