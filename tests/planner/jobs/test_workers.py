"""Workers on other machines: they vanish, freeze, drain, and are of other releases."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from calendars.language import BoundMessage
from planner import __version__
from planner.jobs import work
from planner.jobs.job import FollowedJob, JobRequest, JobState
from planner.jobs.line import LOST_WORKER, NO_WORKER_FOR_THIS, NO_WORKERS, SharedLine
from planner.jobs.pool import ENDED
from planner.jobs.queue import FullError
from planner.jobs.service import JobService
from planner.jobs.shared import SharedJob, SharedJobService
from planner.jobs.tickets import ONLY_POSTGRESQL
from planner.jobs.working import LEFT_TO_OTHERS, NOT_UNDERSTOOD
from planner.store import tables
from planner.store.backup import back_up, restore
from planner.store.database import Store, open_store
from planner.store.errors import StoreError
from tests.planner.jobs.shared import PATIENCE, TASKS, WorkerProcess, age, forms, is_alive, serving, until, working
from tests.planner.postgresql_server import Server

NETWORK = "net"

pytestmark = pytest.mark.slow
"""Processes that are killed and frozen; test_contract.py tries the queue they share in the quick tests."""


@dataclass(frozen=True)
class Place:
    """Two servers of one store."""

    address: str
    store: Store
    servers: tuple[JobService, ...]

    def submit(self, task: str, *args: object, server: int = 0, **more: object) -> FollowedJob:
        asked = JobRequest(NETWORK, task, f"{TASKS}:{task}", args, PATIENCE, **more)  # type: ignore[arg-type]
        job = self.servers[server].submit(asked)
        self.servers[server].remember(job)
        return job

    def begun(self) -> FollowedJob:
        """A job whose best answer so far is 3."""
        job = self.submit("improve", 3)
        until(lambda: job.view.best == "3" or job.over)
        return job


@pytest.fixture
def place(postgresql: Server) -> Iterator[Place]:
    address = postgresql.new_database()
    with open_store(address) as store, serving(address, 8) as servers:
        yield Place(address, store, servers)


@dataclass(frozen=True)
class Worked(Place):
    """Two servers, and a worker with two slots."""

    worker: WorkerProcess


@pytest.fixture(scope="module")
def worked(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worked]:
    address = postgresql.new_database()
    folder = tmp_path_factory.mktemp("worker")
    with open_store(address) as store, working(address, folder, 2) as worker, serving(address, 8) as servers:
        yield Worked(address, store, servers, worker)


def ended(job: FollowedJob) -> tuple[JobState, str | None, str | None, str | None]:
    assert job.wait(PATIENCE)
    view = job.view
    return view.state, view.result, view.best, view.failure.say("en") if view.failure else None


def test_a_worker_that_vanishes_or_freezes_fails_its_jobs_which_keep_their_best(place: Place, tmp_path: Path) -> None:
    with ExitStack() as stack:
        killed, frozen = (stack.enter_context(working(place.address, tmp_path, 1)) for _ in range(2))
        jobs = [place.begun() for _ in range(2)]
        left = killed.descendants() | frozen.descendants()
        killed.signal(signal.SIGKILL)
        frozen.signal(signal.SIGSTOP)
        for each in (killed, frozen):
            age(place.store, each)
        said = LOST_WORKER.say("en")
        assert [ended(job) for job in jobs] == [(JobState.INTERRUPTED, None, "3", said)] * 2
        events = [job.events() for job in jobs]
        frozen.signal(signal.SIGCONT)
        until(lambda: "begins anew" in frozen.said())
        done = place.submit("double", 4)
        assert ended(done) == (JobState.DONE, "8", "8", None)  # the thawed one works again, as another
        until(lambda: not any(map(is_alive, left - frozen.descendants())))
        later = [place.servers[1].job(NETWORK, job.id) for job in jobs]
        assert [ended(job) for job in later if job] == [(JobState.INTERRUPTED, None, "3", said)] * 2
        assert [job.events() for job in later if job] == events


def test_a_job_that_was_to_stop_when_its_worker_vanished_has_its_best_as_the_result(
    place: Place, tmp_path: Path
) -> None:
    with working(place.address, tmp_path, 1) as worker:
        job = place.begun()
        worker.signal(signal.SIGSTOP)
        job.stop()
        age(place.store, worker)
        assert ended(job) == (JobState.STOPPED, "3", "3", None)


def test_a_worker_that_is_told_to_end_finishes_what_was_begun_and_takes_no_more(place: Place, tmp_path: Path) -> None:
    with working(place.address, tmp_path, 1) as first:
        job = place.begun()
        first.signal(signal.SIGTERM)
        until(lambda: place.servers[0].load().slots == 0)
        with working(place.address, tmp_path, 1):
            assert ended(place.submit("double", 4)) == (JobState.DONE, "8", "8", None)
            assert not job.over
            assert first.process.poll() is None
            job.stop()
            assert ended(job) == (JobState.STOPPED, "1003", "1003", None)
            assert first.process.wait(PATIENCE) == 0
            assert "ended" in first.said()


def test_a_second_signal_ends_the_work_too_and_keeps_its_best(place: Place, tmp_path: Path) -> None:
    with working(place.address, tmp_path, 1) as worker:
        job = place.begun()
        processes = worker.descendants()
        worker.signal(signal.SIGTERM)
        until(lambda: place.servers[0].load().slots == 0)
        worker.signal(signal.SIGTERM)
        assert ended(job) == (JobState.INTERRUPTED, None, "3", ENDED.say("en"))
        assert worker.process.wait(PATIENCE) == 0
        until(lambda: not any(map(is_alive, processes)))


def test_without_a_worker_that_understands_it_nothing_is_taken_in(place: Place, tmp_path: Path) -> None:
    with pytest.raises(FullError) as nobody:
        place.submit("double", 4)
    assert nobody.value.said == BoundMessage(NO_WORKERS)
    with working(place.address, tmp_path, 1, "double") as other:
        with pytest.raises(FullError) as strange:
            place.submit("double", 4)
        values = {"release": __version__, "releases": __version__}
        assert strange.value.said == BoundMessage(NO_WORKER_FOR_THIS, values)
        with working(place.address, tmp_path, 1) as own:
            own.signal(signal.SIGSTOP)
            waiting = place.submit("double", 4)
            said = BoundMessage(LEFT_TO_OTHERS, {"here": __version__, "there": __version__}).say("en")
            until(lambda: said in other.said())
            own.signal(signal.SIGCONT)
            assert ended(waiting) == (JobState.DONE, "8", "8", None)


def test_arguments_that_are_not_understood_fail_their_job_and_the_worker_says_so(worked: Worked) -> None:
    busy = [worked.begun() for _ in range(2)]
    job = worked.submit("double", 4)
    with worked.store.passing() as connection:
        wrong = tables.work.update().where(tables.work.c.job == job.id).values(arguments="[4,5]")
        connection.execute(wrong)
    for each in busy:
        each.stop()
    said = BoundMessage(NOT_UNDERSTOOD, {"here": __version__, "there": __version__}).say("en")
    assert ended(job) == (JobState.FAILED, None, None, said)
    until(lambda: said in worked.worker.said())


def test_jobs_travel_as_json(worked: Worked) -> None:
    job = worked.submit("double", 4)
    ended(job)
    with worked.store.passing() as connection:
        row = connection.execute(select(tables.work).where(tables.work.c.job == job.id)).one()
    assert [json.loads(row.arguments), row.task, row.release] == [[4], f"{TASKS}:double", __version__]


def test_work_goes_on_after_the_database_broke_every_connection_and_without_its_tickets(worked: Worked) -> None:
    job = worked.begun()
    with psycopg.connect(worked.address, autocommit=True) as connection:
        others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        connection.execute(f"SELECT pg_terminate_backend(pid) {others}".encode())
        done = worked.submit("double", 4)
        connection.execute(f"DROP SCHEMA procrastinate_{version('procrastinate').replace('.', '_')} CASCADE".encode())
    assert ended(done) == (JobState.DONE, "8", "8", None)
    assert ended(worked.submit("double", 5)) == (JobState.DONE, "10", "10", None)
    job.stop()
    assert ended(job) == (JobState.STOPPED, "1003", "1003", None)


def test_a_process_that_freezes_while_it_decides_whose_turn_it_is_keeps_nobody_waiting(worked: Worked) -> None:
    with suppress(StoreError), worked.store.passing() as connection:
        work.lock(connection)  # and then nothing, as if it were frozen
        assert ended(worked.submit("double", 4)) == (JobState.DONE, "8", "8", None)
    assert ended(worked.submit("double", 5)) == (JobState.DONE, "10", "10", None)


def test_a_restore_ends_what_is_under_way_and_leaves_no_job_of_the_backup_running(
    worked: Worked, tmp_path: Path
) -> None:
    first = worked.begun()
    back_up(worked.store, tmp_path / "backup")
    first.stop()
    ended(first)
    second = worked.begun()
    restore(worked.store, tmp_path / "backup", lambda _connection: None)
    assert ended(second)[0] is JobState.INTERRUPTED
    found = worked.servers[1].view(NETWORK, first.id)
    assert found is not None
    assert (found.state, found.best) == (JobState.INTERRUPTED, "3")
    assert worked.servers[1].view(NETWORK, second.id) is None
    assert ended(worked.submit("double", 4)) == (JobState.DONE, "8", "8", None)


def test_a_server_that_ends_leaves_jobs_that_somebody_will_ask_for_and_stops_the_others(worked: Worked) -> None:
    with serving(worked.address, 8, servers=1) as (server,):
        asked = [
            JobRequest(NETWORK, "improve", f"{TASKS}:improve", (3,), PATIENCE, basis=each) for each in ("a", "b", "")
        ]
        remembered, shared = server.submit(asked[0]), server.submit(asked[1])
        server.remember(remembered)
        also = worked.servers[0].submit(asked[1])
        until(lambda: also.view.best == "3")
        alone = server.submit(asked[2])
        server.end_jobs()
        assert ended(alone)[0] is ended(shared)[0] is JobState.INTERRUPTED  # for those who asked this server
        with pytest.raises(FullError):
            server.submit(asked[0])
        stopped = worked.servers[0].job(NETWORK, alone.id)
        assert stopped is not None
        assert ended(stopped)[0] is JobState.STOPPED
        assert not also.over
        there = worked.servers[0].job(NETWORK, remembered.id)
        assert there is not None
        assert not there.over
        for each in (there, also):
            each.stop()
            assert ended(each)[:2] == (JobState.STOPPED, "1003")


def test_news_from_before_a_job_was_remembered_do_not_undo_that(worked: Worked) -> None:
    asked = JobRequest(NETWORK, "improve", f"{TASKS}:improve", (3,), PATIENCE, basis="late news")
    job = worked.servers[0].submit(asked)
    assert isinstance(job, SharedJob)
    before = SharedLine(worked.store, forms()).find(job.id, 0)
    assert before is not None
    worked.servers[0].remember(job)
    job.see(before)
    assert job.remembered
    job.stop()
    ended(job)


def test_answers_given_at_once_are_soon_forgotten_and_those_asked_for_are_kept(worked: Worked) -> None:
    asked = JobRequest(NETWORK, "double", f"{TASKS}:double", (4,), PATIENCE)
    kept, passed = worked.submit("double", 5), worked.servers[0].submit(asked)
    for each in (kept, passed):
        ended(each)
    with worked.store.passing() as connection:
        connection.execute(tables.work.update().values(ended_at=tables.work.c.ended_at - 1000.0))
    until(lambda: worked.servers[1].view(NETWORK, passed.id) is None)
    assert worked.servers[1].view(NETWORK, kept.id) is not None
    listed = [each.id for each in worked.servers[1].jobs(NETWORK)]
    assert (listed[0], passed.id in listed) == (kept.id, False)


def test_a_file_is_no_store_for_workers(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "store.sqlite")) as store, pytest.raises(StoreError) as refused:
        SharedJobService(store, forms(), 8)
    assert refused.value.said == BoundMessage(ONLY_POSTGRESQL, {"store": store.name})


def test_a_worker_whose_starter_is_killed_leaves_no_process(place: Place, tmp_path: Path) -> None:
    with working(place.address, tmp_path, 1) as worker:
        place.begun()
        processes = worker.descendants()
        os.kill(worker.pid, signal.SIGKILL)
        until(lambda: not any(map(is_alive, processes)))
