"""What is kept of a job in the store, and told of all of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendars.language import LOCALES, BoundMessage, Locale, Message, StoredText
from planner.jobs.job import REFUSED, JobSnapshot, JobState
from planner.store.jobs import JobRow

LEASE = timedelta(seconds=6)
"""Time without a record after which a job counts as interrupted."""
JOB_RETENTION = timedelta(days=7)
"""How long a job is kept in the store."""

LOST = Message("service.lost", "The server that worked on it stopped before it was done.")
FAILURE = Message("service.failure", "{text}")


@dataclass(frozen=True, slots=True)
class Load:
    """How much is to do.

    Attributes:
        waiting: jobs that wait for a slot.
        running: jobs that are worked on.
        slots: jobs that can be worked on at a time.
        workers: programs that take jobs; None if this server does them.
    """

    waiting: int
    running: int
    slots: int
    workers: int | None = None


def recorded(view: JobSnapshot, alive_until: datetime) -> JobRow:
    """Return the row of a job, which counts as interrupted after a moment unless it is final."""
    best = view.best if view.result is None else view.result
    return JobRow(
        view.id, view.network, view.kind, view.made_at, view.state.value, alive_until, view.status, best,
        None if view.failure is None else failure_text(view.failure),
    )  # fmt: skip


def failure_text(said: BoundMessage) -> str:
    """Return the reason for a failure in every language, as JSON."""
    return json.dumps({locale: said.say(locale) for locale in LOCALES}, ensure_ascii=False)


def snapshot(row: JobRow, now: datetime, progress: str | None = None) -> JobSnapshot:
    """Return a job as it was recorded."""
    state, failure = JobState(row.state), None if row.failure is None else _recorded_sentence(json.loads(row.failure))
    if not state.final and row.alive_until < now:
        state, failure = JobState.INTERRUPTED, BoundMessage(LOST)
    refused = row.status >= REFUSED
    result = row.result if refused or state in {JobState.DONE, JobState.STOPPED} else None
    best = None if refused else row.result
    return JobSnapshot(row.id, row.network, row.kind, row.made_at, state, progress, best, result, row.status, failure)


def _recorded_sentence(texts: dict[Locale, str]) -> BoundMessage:
    """Return a recorded sentence as a `Said` that gives the recorded text in each language."""
    return BoundMessage(FAILURE, {"text": StoredText(texts)})
