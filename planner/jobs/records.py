"""What is recorded of jobs, so that whoever asks after a restart is told what became of them."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self

from calendars.language import LOCALES, Locale, Said, Sentence
from planner.jobs.job import State, View
from planner.jobs.messages import REFUSED
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.jobs import JobRow, add_job, change_job, find_job, forget_jobs, keep_alive

if TYPE_CHECKING:
    from planner.jobs.job import Job
    from planner.store.opening import Store

LEASE = timedelta(seconds=6)
"""How long a server may be silent about a job before it counts as interrupted."""
RENEWED = 1.5
"""Seconds between two signs that jobs are still being seen to."""
KEPT = timedelta(days=7)
"""How long a job is remembered."""

LOST = Sentence(
    en="The server that worked on it stopped before it was done.",
    da="Serveren, der arbejdede på det, standsede, før det var færdigt.",
)


class Records:
    """Writes what becomes of jobs, from a thread of its own, until the `with` is left.

    Args:
        store: where they are recorded.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._jobs: dict[str, Job] = {}
        self._look = threading.Event()
        self._lock = threading.Lock()
        self._ending = False
        self._thread = threading.Thread(target=self._run, name="records", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending = True
        self._look.set()
        self._thread.join()

    def add(self, job: Job) -> None:
        """Record a job, and from now on what becomes of it.

        Raises:
            StoreError: if it cannot be recorded.
        """
        now = datetime.now(UTC)
        with self._store.writing() as connection:
            forget_jobs(connection, now - KEPT)
            add_job(connection, _row(job.view, now))
        with self._lock:
            self._jobs[job.id] = job
        job.listen(lambda: self._look.set() if job.over else None)
        self._look.set()

    def find(self, network: str, job: str) -> View | None:
        """A job as it was last recorded, by whichever server.

        Raises:
            StoreError: if the store cannot be read.
        """
        try:
            with self._store.reading() as connection:
                row = find_job(connection, network, job)
        except NothingAcceptedError:
            return None
        return None if row is None else _view(row, datetime.now(UTC))

    def _run(self) -> None:
        while not self._ending:
            self._look.wait(RENEWED)
            self._look.clear()
            self._write()
        self._write()

    def _write(self) -> None:
        """What cannot be written now is written later."""
        with self._lock:
            jobs = dict(self._jobs)
        now = datetime.now(UTC)
        over = {each for each, job in jobs.items() if job.over}
        with suppress(StoreError):
            if jobs:
                with self._store.writing() as connection:
                    for each in over:
                        change_job(connection, _row(jobs[each].view, now))
                    keep_alive(connection, jobs.keys() - over, now + LEASE)
            with self._lock:
                for each in over:
                    del self._jobs[each]


def _row(view: View, now: datetime) -> JobRow:
    said = {locale: view.failure.say(locale) for locale in LOCALES} if view.failure else None
    failure = None if said is None else json.dumps(said, ensure_ascii=False)
    best = view.best if view.result is None else view.result
    return JobRow(
        view.id, view.network, view.kind, view.made_at, view.state.value, now + LEASE, view.status, best, failure
    )


def _view(row: JobRow, now: datetime) -> View:
    state, failure = State(row.state), None if row.failure is None else _said(json.loads(row.failure))
    if not state.final and row.alive_until < now:
        state, failure = State.INTERRUPTED, Said(LOST)
    refused = row.status >= REFUSED
    result = row.result if refused or state in {State.DONE, State.STOPPED} else None
    best = None if refused else row.result
    return View(row.id, row.network, row.kind, row.made_at, state, None, best, result, row.status, failure)


def _said(texts: dict[Locale, str]) -> Said:
    """What was said once, as it was said: braces in it are no places for values."""
    whole = {locale: texts[locale].replace("{", "{{").replace("}", "}}") for locale in LOCALES}
    return Said(Sentence(en=whole["en"], da=whole["da"]))
