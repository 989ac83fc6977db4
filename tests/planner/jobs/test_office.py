"""Jobs that somebody will ask for, through restarts."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from calendars.language import BoundMessage
from planner.jobs import service
from planner.jobs.job import Better, Done, Failed, Job, JobRequest, JobSnapshot, JobState
from planner.jobs.pool import ENDED, PoolSize
from planner.jobs.records import JOB_RETENTION, LEASE, LOST
from planner.jobs.service import JobService, Records
from planner.store.database import Store, open_store
from planner.store.jobs import JobRow, add_job, find_job
from tests.messages import message
from tests.planner.announcements import NETWORK_ID, accepted, announced

PATIENCE = 20.0
BRACES = message(en="broken {thing}", da="gået i stykker: {thing}")


@pytest.fixture
def store(address: str) -> Store:
    found = open_store(address)
    accepted(found, [announced()])
    return found


def a_job(task: str = "double") -> Job:
    return Job(JobRequest(NETWORK_ID, task, f"tests.planner.jobs.tasks:{task}", (4,), PATIENCE))


def eventually(look: Callable[[], JobSnapshot | None], state: JobState) -> JobSnapshot:
    for _ in range(500):
        view = look()
        if view is not None and view.state is state:
            return view
        time.sleep(0.02)
    raise TimeoutError


def test_what_became_of_a_job_is_told_after_a_restart(store: Store) -> None:
    with store, JobService(store, PoolSize(slots=1, room=1)) as office:
        job = office.submit(a_job().asked)
        office.remember(job)
        assert job.wait(PATIENCE)
        assert office.view(NETWORK_ID, job.id) == job.view
        later = JobService(store, PoolSize(slots=0, room=0))
        view = eventually(lambda: later.view(NETWORK_ID, job.id), JobState.DONE)
        assert (view.result, view.status, view.kind) == ("8", 200, "double")
        assert later.view("another", job.id) is office.view("another", job.id) is None
        assert later.view(NETWORK_ID, "x") is None


def test_a_server_that_is_stopped_says_that_its_jobs_are_interrupted(store: Store) -> None:
    with store:
        with JobService(store, PoolSize(slots=1, room=1)) as office:
            job = office.submit(a_job("improve").asked)
            office.remember(job)
            recorded = JobService(store, PoolSize(0, 0)).view(NETWORK_ID, job.id)
            assert recorded is not None
            assert not recorded.state.final
        assert office.ended == {JobState.INTERRUPTED: 1}
        view = Records(store).find(NETWORK_ID, job.id)
        assert view is not None
        assert view.state is JobState.INTERRUPTED
        assert view.failure is not None
        assert [view.failure.say("da"), view.failure.say("en")] == [ENDED.say("da"), ENDED.say("en")]


def test_a_job_of_which_nothing_is_heard_any_more_counts_as_interrupted(store: Store) -> None:
    with store:
        now = datetime.now(UTC).replace(microsecond=0)
        with store.writing() as connection:
            for name, until in (("lost", -1), ("alive", 60)):
                row = JobRow(name, NETWORK_ID, "solve", now, "running", now + timedelta(seconds=until))
                add_job(connection, row)
        found = {name: Records(store).find(NETWORK_ID, name) for name in ("lost", "alive")}
        assert found["lost"] is not None
        assert (found["lost"].state, found["lost"].failure) == (JobState.INTERRUPTED, BoundMessage(LOST))
        assert found["alive"] is not None
        assert found["alive"].state is JobState.RUNNING


def test_as_long_as_its_server_lives_a_job_does_not_count_as_interrupted(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "LEASE_RENEWAL_SECONDS", 0.02)
    with store, Records(store) as kept:
        job = a_job()
        job.begin()
        kept.add(job)

        def until() -> datetime:
            with store.reading() as connection:
                row = find_job(connection, NETWORK_ID, job.id)
            assert row is not None
            return row.alive_until

        first = until()
        for _ in range(500):
            if until() > first:
                break
            time.sleep(0.02)
        assert until() > first
        assert until() <= datetime.now(UTC) + LEASE
        job.hear(Done("1"))


def test_old_jobs_are_forgotten(store: Store) -> None:
    with store, Records(store) as kept:
        old, new = a_job(), a_job()
        old.made_at -= JOB_RETENTION + timedelta(seconds=1)
        kept.add(old)
        kept.add(new)
        assert kept.find(NETWORK_ID, old.id) is None
        assert kept.find(NETWORK_ID, new.id) == new.view


@pytest.mark.parametrize("better", [True, False])
def test_a_failure_is_told_in_both_languages_after_a_restart(store: Store, better: bool) -> None:  # noqa: FBT001 - a case
    with store:
        with Records(store) as kept:
            job = a_job()
            job.begin()
            kept.add(job)
            if better:
                job.hear(Better("[1]"))
            job.hear(Failed(BoundMessage(BRACES, {"thing": "{it}"})))
        view = kept.find(NETWORK_ID, job.id)
        assert view is not None
        assert view.failure is not None
        assert (view.state, view.best, view.result) == (JobState.FAILED, "[1]" if better else None, None)
        assert [view.failure.say("en"), view.failure.say("da")] == ["broken {it}", "gået i stykker: {it}"]


def test_what_is_asked_alike_at_once_is_worked_on_once(store: Store) -> None:
    def asked(basis: str, asker: int = 1, task: str = "improve") -> JobRequest:
        return JobRequest(NETWORK_ID, task, f"tests.planner.jobs.tasks:{task}", (4,), PATIENCE, asker, basis=basis)

    with store, JobService(store, PoolSize(slots=1, room=9)) as office:
        first = office.submit(asked("1"))
        assert office.submit(asked("1", asker=2)) is first
        assert office.submit(asked("2")) is not first
        assert office.submit(asked("")) is not office.submit(asked(""))
        for _ in range(2):
            office.remember(first)
        first.leave(1)
        assert not first.over
        first.leave(2)
        assert first.wait(PATIENCE)
        assert office.submit(asked("1")) is not first
