"""What a job service promises, whether it does the jobs itself or workers on other machines do."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from calendars.language import BoundMessage, Message
from planner.jobs.job import FollowedJob, JobRequest, JobState
from planner.jobs.pool import PoolSize
from planner.jobs.queue import FULL, YOURS, FullError
from planner.jobs.records import JOB_RETENTION
from planner.jobs.service import JobService
from planner.jobs.worker import HUNG, KILLED, OUR_ERROR, OUT_OF_MEMORY
from planner.store import tables
from planner.store.database import Store, open_store
from tests.planner.jobs.shared import MEMORY_MIB, PATIENCE, TASKS, serving, until, working
from tests.planner.postgresql_server import Server

SLOTS, ROOM = 2, 3
NETWORK = "net"


@dataclass(frozen=True)
class Machines:
    """Servers, of which the first and the last may be one and the same, with two slots together."""

    servers: tuple[JobService, ...]
    store: Store

    @property
    def here(self) -> JobService:
        return self.servers[0]

    @property
    def there(self) -> JobService:
        return self.servers[-1]

    def submit(self, task: str, *args: object, **more: object) -> FollowedJob:
        """Ask the first server for a task, and let it be asked for later."""
        job = self.here.submit(asked(task, *args, **more))
        self.here.remember(job)
        return job

    def other(self, job: FollowedJob) -> FollowedJob:
        """The same job at the other server."""
        found = self.there.job(NETWORK, job.id)
        assert found is not None
        return found

    def works(self) -> bool:
        jobs = [self.here.submit(asked("double", 21)) for _ in range(SLOTS)]
        return all(job.wait(PATIENCE) and job.view.result == "42" for job in jobs)


def asked(task: str, *args: object, **more: object) -> JobRequest:
    return replace(JobRequest(NETWORK, task, f"{TASKS}:{task}", args, PATIENCE), **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["one machine", "workers"])
def machines(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    place = tmp_path_factory.mktemp("machines")
    with ExitStack() as stack:
        if request.param == "one machine":
            store = stack.enter_context(open_store(str(place / "store.sqlite")))
            own = JobService(store, PoolSize(SLOTS, ROOM, MEMORY_MIB))
            servers: tuple[JobService, ...] = (stack.enter_context(own),)
        else:
            postgresql: Server = request.getfixturevalue("postgresql")
            address = postgresql.new_database()
            store = stack.enter_context(open_store(address))
            for _ in range(SLOTS):
                stack.enter_context(working(address, place, 1))
            servers = stack.enter_context(serving(address, ROOM))
        found = Machines(servers, store)
        assert found.works()
        yield found


def begun(job: FollowedJob) -> FollowedJob:
    """Once it has an answer."""
    until(lambda: job.view.best is not None or job.over)
    return job


def ended(job: FollowedJob) -> FollowedJob:
    assert job.wait(PATIENCE)
    return job


def assert_failed(job: FollowedJob, message: Message, state: JobState = JobState.FAILED, **values: object) -> None:
    view, said = ended(job).view, BoundMessage(message, values)
    assert view.failure is not None
    assert (view.state, view.failure.say("da")) == (state, said.say("da"))
    assert view.failure.say("en") == said.say("en")


def test_what_is_done_is_told_by_every_server(machines: Machines) -> None:
    job = ended(machines.submit("double", 4))
    for view in (job.view, machines.other(job).view, machines.there.view(NETWORK, job.id)):
        assert view is not None
        assert (view.state, view.result, view.status, view.kind) == (JobState.DONE, "8", 200, "double")
    assert [event.document for event in job.events()] == ['{"state":"running"}', '{"state":"done"}']
    assert machines.there.job("another", job.id) is None
    assert machines.there.view("another", job.id) is None
    assert machines.there.job(NETWORK, "x") is None
    assert job.id in [each.id for each in machines.there.jobs(NETWORK)]


def test_what_cannot_be_done_is_told_with_its_status(machines: Machines) -> None:
    view = ended(machines.submit("refuse")).view
    assert (view.state, view.result, view.status, view.refused) == (JobState.FAILED, '"no"', 422, True)


def test_every_server_tells_how_far_a_job_is_and_the_best_so_far(machines: Machines) -> None:
    job = begun(machines.submit("improve", 3))
    other = machines.other(job)
    until(lambda: other.view.best == "3")
    assert other.view.state is JobState.RUNNING
    assert other.view.progress == '{"round":3}'
    other.stop()
    for each in (ended(job), ended(other)):
        told = each.events()
        assert [event.document for event in told if event.name == "progress"] == [f'{{"round":{n}}}' for n in range(4)]
        assert [event.document for event in told if event.name == "better"] == ["3"]
        assert [event.document for event in told if event.name == "state"] == [
            '{"state":"running"}', '{"state":"stopped"}',
        ]  # fmt: skip
        assert [event.number for event in told] == sorted({event.number for event in told})
        assert each.events(after=told[2].number) == told[3:]
    assert job.events() == other.events()


def test_whoever_listens_at_another_server_hears_of_every_event(machines: Machines) -> None:
    job = machines.submit("improve", 3)
    other, heard = machines.other(job), list[int]()
    other.listen(lambda: heard.extend(each.number for each in other.events() if each.number not in heard))
    begun(job)
    job.stop()
    ended(other)
    until(lambda: bool(heard) and heard[-1] == other.events()[-1].number)
    assert heard == sorted(heard)


def test_stopping_from_any_server_keeps_the_best(machines: Machines) -> None:
    job = begun(machines.submit("improve", 3))
    machines.other(job).stop()
    assert (ended(job).view.state, job.view.result) == (JobState.STOPPED, "1003")


def test_a_job_whose_time_is_up_hands_over_its_best(machines: Machines) -> None:
    view = ended(machines.submit("improve", 0, seconds=0.2)).view
    assert (view.state, view.result) == (JobState.DONE, "1000")


def test_an_error_fails_its_job(machines: Machines) -> None:
    assert_failed(machines.submit("fail"), OUR_ERROR, kind="RuntimeError")
    assert machines.works()


def test_a_killed_process_fails_its_job_and_no_other(machines: Machines) -> None:
    other, job = begun(machines.submit("improve", 3)), begun(machines.submit("improve_deaf"))
    (victim,) = (int(each.document) for each in job.events() if each.name == "progress")
    os.kill(victim, signal.SIGKILL)
    assert_failed(job, KILLED)
    assert job.view.best == "1"
    assert other.view.state is JobState.RUNNING
    other.stop()
    assert ended(other).view.result == "1003"
    assert machines.works()


def test_a_process_that_hangs_and_one_that_does_not_stop_are_ended(machines: Machines) -> None:
    hung, deaf = machines.submit("freeze"), begun(machines.submit("improve_deaf"))
    machines.other(deaf).stop()
    assert_failed(hung, HUNG)
    assert (ended(deaf).view.state, deaf.view.result) == (JobState.STOPPED, "1")
    assert machines.works()


def test_a_job_that_wants_too_much_memory_fails(machines: Machines) -> None:
    assert_failed(machines.submit("take_memory", 2 * MEMORY_MIB), OUT_OF_MEMORY)
    assert machines.works()


def test_all_servers_together_take_in_no_more_than_there_is_room_for(machines: Machines) -> None:
    jobs = [begun(machines.submit("improve", 0)) for _ in range(SLOTS)]
    jobs += [(machines.there if n % 2 else machines.here).submit(asked("improve", 0)) for n in range(ROOM)]
    machines.there.remember(jobs[-1])
    for server in machines.servers:
        with pytest.raises(FullError) as full:
            server.submit(asked("double", 1))
        assert 1 <= full.value.seconds <= 60
        assert full.value.said.message is FULL
    newcomer = machines.there.submit(asked("double", 4, network="other"))  # has nothing here yet
    machines.other(jobs[-1]).stop()
    assert (ended(jobs[-1]).view.state, jobs[-1].view.result) == (JobState.STOPPED, None)
    assert [event.document for event in jobs[-1].events()] == ['{"state":"stopped"}']
    load = machines.there.load()
    assert (load.waiting, load.running, load.slots) == (ROOM, SLOTS, SLOTS)
    for each in jobs:
        each.stop()
    assert all(each.wait(PATIENCE) for each in jobs)
    assert ended(newcomer).view.result == "8"


def test_a_key_with_a_limit_has_so_many_at_once(machines: Machines) -> None:
    jobs = [machines.submit("improve", 0, asker=7, most=2) for _ in range(2)]
    with pytest.raises(FullError) as full:
        machines.there.submit(asked("improve", 0, asker=7, most=2, network="other"))
    assert (full.value.said.message, full.value.said.values) == (YOURS, {"n": 2})
    assert ended(machines.submit("double", 4)).view.result == "8"  # the last slot is for everybody
    for each in jobs:
        each.stop()
    assert all(each.wait(PATIENCE) for each in jobs)


def test_a_network_that_asks_for_much_does_not_starve_the_others(machines: Machines) -> None:
    blocking = [begun(machines.submit("improve", 0, network=name)) for name in ("x", "y")]
    many = [machines.here.submit(asked("when", network="many")) for _ in range(ROOM - 1)]
    many.append(machines.here.submit(asked("when", network="many", asker=2)))
    few = machines.there.submit(asked("when", network="few"))
    blocking[0].stop()
    order = sorted([*many, few], key=lambda job: int(ended(job).view.result or 0))
    assert order[1] is few
    assert order[2] is many[-1]  # and within a network, no key starves the others
    blocking[1].stop()
    ended(blocking[1])


def test_what_is_asked_twice_at_once_is_worked_on_once(machines: Machines) -> None:
    first = begun(machines.submit("improve", 3, basis="1", asker=1))
    second = machines.there.submit(asked("improve", 3, basis="1", asker=2))
    assert second.id == first.id
    others = [
        machines.there.submit(asked("improve", *args, basis=basis))
        for args, basis in (((3,), "2"), ((4,), "1"), ((3,), ""))
    ]
    assert len({first.id, *(each.id for each in others)}) == 4
    for each in others:
        each.stop()
    first.leave(1)
    assert not first.over
    second.stop_for(2)
    assert ended(first).view.state is JobState.STOPPED
    third = machines.submit("improve", 3, basis="1")
    assert third.id != first.id
    third.stop()
    for each in (third, *others):
        ended(each)


def test_old_jobs_are_forgotten_after_a_week_and_younger_ones_are_kept(machines: Machines) -> None:
    jobs = [ended(machines.submit("double", number)) for number in range(2)]
    until(lambda: all(_recorded(machines.store, each) == "done" for each in jobs))
    old, young = (datetime.now(UTC) - JOB_RETENTION + timedelta(minutes=n) for n in (-1, 5))
    with machines.store.writing() as connection:
        for job, moment in zip(jobs, (old, young), strict=True):
            connection.execute(tables.jobs.update().where(tables.jobs.c.id == job.id).values(made_at=moment))
    ended(machines.submit("double", 1))
    until(lambda: _recorded(machines.store, jobs[0]) is None)
    assert _recorded(machines.store, jobs[1]) == "done"


def _recorded(store: Store, job: FollowedJob) -> str | None:
    with store.reading() as connection:
        found = connection.execute(tables.jobs.select().where(tables.jobs.c.id == job.id)).one_or_none()
    return None if found is None else str(found.state)


def test_what_became_of_a_job_is_told_after_a_restart_of_the_server(machines: Machines) -> None:
    job = ended(machines.submit("double", 4))
    until(lambda: _recorded(machines.store, job) == "done")
    later = JobService(machines.store, PoolSize(0, 0)).view(NETWORK, job.id)
    assert later is not None
    assert (later.state, later.result) == (JobState.DONE, "8")
