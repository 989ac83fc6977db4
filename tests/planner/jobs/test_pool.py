"""A pool of real processes, and everything that may become of them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from calendars.child import SILENCE
from planner.jobs.job import Done, Job, JobRequest, JobState, Run
from planner.jobs.pool import ENDED, TOO_SLOW, Pool, PoolSize
from planner.jobs.queue import NO_SLOTS, FullError
from planner.jobs.worker import HUNG, KILLED, OUR_ERROR, OUT_OF_MEMORY, Worker

TASKS = "tests.planner.jobs.tasks"
PATIENCE = 30.0
WITHIN = 5.0
"""Seconds after which a job must know that its process is lost."""


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(PoolSize(slots=2, room=3, memory_mib=4096)) as found:
        for job in [submitted(found, "double", 1) for _ in range(2)]:
            job.wait(PATIENCE)
        yield found


def asked(task: str, *args: object, seconds: float = PATIENCE) -> Job:
    return Job(JobRequest("network", task, f"{TASKS}:{task}", args, seconds))


def submitted(pool: Pool, task: str, *args: object, seconds: float = PATIENCE) -> Job:
    job = asked(task, *args, seconds=seconds)
    pool.submit(job)
    return job


def begun(job: Job) -> Job:
    """Once its best is the last it will have."""
    for _ in range(1000):
        if job.view.best is not None:
            return job
        time.sleep(0.02)
    raise TimeoutError


def works(pool: Pool) -> bool:
    job = submitted(pool, "double", 21)
    return job.wait(PATIENCE) and job.view.result == "42"


def test_a_job_is_done_and_its_result_kept(pool: Pool) -> None:
    job = submitted(pool, "double", 4)
    assert job.wait(PATIENCE)
    assert (job.view.state, job.view.result, job.view.status) == (JobState.DONE, "8", 200)
    assert [event.document for event in job.events()] == ['{"state":"running"}', '{"state":"done"}']


def test_what_cannot_be_done_is_told_with_its_status(pool: Pool) -> None:
    job = submitted(pool, "refuse")
    assert job.wait(PATIENCE)
    assert (job.view.state, job.view.result, job.view.status) == (JobState.FAILED, '"no"', 422)


def test_an_error_fails_its_job_and_the_process_goes_on(pool: Pool) -> None:
    before = pool.pids
    job = submitted(pool, "fail")
    assert job.wait(PATIENCE)
    failure = job.view.failure
    assert failure is not None
    assert (job.view.state, failure.message, failure.values) == (JobState.FAILED, OUR_ERROR, {"kind": "RuntimeError"})
    assert pool.pids == before


def test_a_process_does_many_jobs(pool: Pool) -> None:
    jobs = [submitted(pool, "who") for _ in range(5)]
    assert all(job.wait(PATIENCE) for job in jobs)
    assert {int(job.view.result or 0) for job in jobs} <= set(pool.pids)


def test_stopping_keeps_the_best_that_the_task_hands_over(pool: Pool) -> None:
    job = begun(submitted(pool, "improve", 3))
    job.stop()
    assert job.wait(PATIENCE)
    assert (job.view.state, job.view.result) == (JobState.STOPPED, "1003")
    events = job.events()
    assert [event.document for event in events if event.name == "progress"] == [f'{{"round":{n}}}' for n in range(4)]
    assert [event.document for event in events if event.name == "better"] == ["3"]
    assert [event.number for event in events] == sorted({event.number for event in events})
    assert job.events(after=events[2].number) == events[3:]


def test_a_job_whose_time_is_up_hands_over_its_best(pool: Pool) -> None:
    job = submitted(pool, "improve", 0, seconds=0.2)
    assert job.wait(PATIENCE)
    assert (job.view.state, job.view.result) == (JobState.DONE, "1000")


def test_a_killed_process_fails_its_job_and_no_other(pool: Pool) -> None:
    other, job = begun(submitted(pool, "improve", 3)), begun(submitted(pool, "improve_deaf"))
    victim = int(job.events()[1].document)
    at = time.monotonic()
    os.kill(victim, signal.SIGKILL)
    assert job.wait(WITHIN)
    assert time.monotonic() - at < WITHIN
    failure = job.view.failure
    assert failure is not None
    assert (job.view.state, failure.message, job.view.best) == (JobState.FAILED, KILLED, "1")
    assert works(pool)
    assert victim not in pool.pids
    assert other.view.state is JobState.RUNNING
    other.stop()
    assert other.wait(PATIENCE)
    assert other.view.result == "1003"


def test_a_hung_process_fails_its_job(pool: Pool) -> None:
    job = submitted(pool, "freeze")
    assert job.wait(WITHIN)
    failure = job.view.failure
    assert failure is not None
    assert (job.view.state, failure.message) == (JobState.FAILED, HUNG)
    assert works(pool)


def test_a_job_that_wants_too_much_memory_fails(pool: Pool) -> None:
    job = submitted(pool, "take_memory", 8192)
    assert job.wait(WITHIN)
    failure = job.view.failure
    assert failure is not None
    assert (job.view.state, failure.message) == (JobState.FAILED, OUT_OF_MEMORY)
    assert works(pool)


def test_a_process_that_is_killed_without_work_is_replaced(pool: Pool) -> None:
    before = pool.pids
    for pid in before:
        with suppress(ProcessLookupError):  # one that ended by itself is being replaced already
            os.kill(pid, signal.SIGKILL)
    for _ in range(500):
        if not set(pool.pids) & set(before):
            break
        time.sleep(0.02)
    assert not set(pool.pids) & set(before)
    assert works(pool)


def test_a_job_that_does_not_stop_in_time_is_ended_and_keeps_its_best(pool: Pool) -> None:
    stopped, slow = begun(submitted(pool, "improve_deaf")), begun(submitted(pool, "improve_deaf", seconds=3))
    stopped.stop()
    assert stopped.wait(WITHIN)
    assert (stopped.view.state, stopped.view.result) == (JobState.STOPPED, "1")
    assert slow.wait(WITHIN)
    assert (slow.view.state, slow.view.result) == (JobState.STOPPED, "1")
    assert works(pool)


def test_a_job_that_does_not_stop_in_time_and_has_nothing_fails(pool: Pool) -> None:
    job = submitted(pool, "deaf", seconds=0.1)
    assert job.wait(WITHIN)
    failure = job.view.failure
    assert failure is not None
    assert (job.view.state, failure.message) == (JobState.FAILED, TOO_SLOW)


def test_what_is_done_before_the_first_job_gives_way_to_it() -> None:
    with Pool(PoolSize(slots=1, room=0), Run(f"{TASKS}:improve", (0,))) as pool:  # it ends only when it is stopped
        assert works(pool)


def test_without_slots_nothing_is_taken_in() -> None:
    with Pool(PoolSize(slots=0, room=5)) as pool, pytest.raises(FullError) as full:
        submitted(pool, "double", 1)
    assert full.value.said.message == NO_SLOTS


def test_no_more_jobs_are_taken_in_than_there_is_room_for(pool: Pool) -> None:
    jobs = [submitted(pool, "improve", 0) for _ in range(5)]
    with pytest.raises(FullError) as full:
        submitted(pool, "double", 1)
    assert 1 <= full.value.seconds <= 60
    jobs[-1].stop()
    assert (jobs[-1].view.state, jobs[-1].view.result) == (JobState.STOPPED, None)
    jobs.append(submitted(pool, "improve", 0))
    for job in jobs:
        job.stop()
    assert all(job.wait(PATIENCE) for job in jobs)
    assert works(pool)


def test_leaving_ends_all_processes_and_interrupts_what_is_not_done() -> None:
    with Pool(PoolSize(slots=1, room=1)) as pool:
        running, waiting = begun(submitted(pool, "improve", 0)), submitted(pool, "double", 1)
        pids = pool.pids
    for job in (running, waiting):
        failure = job.view.failure
        assert failure is not None
        assert (job.view.state, failure.message) == (JobState.INTERRUPTED, ENDED)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(FullError):
        pool.submit(asked("double", 1))


def test_whoever_listens_is_called_after_everything_that_happens(pool: Pool) -> None:
    job, heard = asked("double", 1), list[JobState]()
    job.listen(lambda: heard.append(job.view.state))
    pool.submit(job)
    assert job.wait(PATIENCE)
    again = asked("double", 1)
    listener = lambda: heard.append(JobState.FAILED)  # noqa: E731
    again.listen(listener)
    again.forget(listener)
    pool.submit(again)
    assert again.wait(PATIENCE)
    assert set(heard) == {JobState.RUNNING, JobState.DONE}


@pytest.mark.slow  # the import takes as long as a process may be silent
def test_a_process_that_still_imports_is_given_what_is_larger_than_a_pipe() -> None:
    worker = Worker(None, None, "tests.planner.jobs.slow_to_import")
    try:
        while worker._child.patience > SILENCE:  # noqa: SLF001 - until its heart beats
            time.sleep(0.01)
        worker.send(Run(f"{TASKS}:size", ("x" * 2**20,)))
        assert worker.receive(PATIENCE) == Done(str(2**20))
    finally:
        worker.kill()
