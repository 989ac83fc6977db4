"""Whose turn it is: nobody waits for all that one network, or one key, asks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.jobs.job import Job, JobRequest, JobState
from planner.jobs.queue import YOURS, FullError, JobQueue


def a_job(network: str, asker: int = 1, most: int | None = None) -> Job:
    return Job(JobRequest(network, "x", "x:x", (), 1, asker, most))


def taken(queue: JobQueue) -> Job:
    found = queue.take(0)
    assert found is not None
    return found


def order(queue: JobQueue, n: int) -> list[tuple[str, int]]:
    """Networks and keys in the order in which one slot takes their jobs."""
    found = []
    for _ in range(n):
        job = taken(queue)
        found.append((job.asked.network, job.asked.asker))
        queue.done(job, 1)
    return found


def test_networks_take_turns_and_so_do_keys_within_one() -> None:
    queue = JobQueue(1, 20)
    for network, asker in [*[("a", 1)] * 4, ("a", 2), *[("b", 3)] * 2]:
        queue.add(a_job(network, asker))
    assert order(queue, 7) == [("a", 1), ("b", 3), ("a", 2), ("b", 3), ("a", 1), ("a", 1), ("a", 1)]


def test_a_slot_goes_to_the_network_with_the_fewest_running() -> None:
    queue = JobQueue(3, 20)
    first = [a_job("a") for _ in range(3)]
    for each in first:
        queue.add(each)
        taken(queue)
    queue.add(a_job("a"))
    queue.add(a_job("b"))
    queue.done(first[0], 1)
    assert taken(queue).asked.network == "b"


def test_a_full_queue_still_has_room_for_those_who_have_nothing_in_it() -> None:
    queue = JobQueue(1, 2)
    for _ in range(3):
        queue.add(a_job("a"))
    with pytest.raises(FullError):
        queue.add(a_job("a"))
    queue.add(a_job("b"))
    with pytest.raises(FullError):
        queue.add(a_job("b"))
    queue.add(a_job("a", asker=2))
    with pytest.raises(FullError):
        queue.add(a_job("c"))


def test_a_key_with_a_limit_has_so_many_at_once_and_leaves_a_slot_to_others() -> None:
    queue = JobQueue(2, 20)
    for _ in range(3):
        queue.add(a_job("a", 1, most=3))
    with pytest.raises(FullError) as full:
        queue.add(a_job("b", 1, most=3))
    assert (full.value.said.message, full.value.said.values) == (YOURS, {"n": 3})
    queue.add(a_job("a", 2, most=3))
    running = taken(queue)
    assert queue.take(0) is None
    queue.add(a_job("a", 3))
    assert taken(queue).asked.asker == 3
    queue.done(running, 1)
    assert taken(queue).asked.asker == 2


def test_one_slot_is_for_everybody() -> None:
    queue = JobQueue(1, 20)
    queue.add(a_job("a", 1, most=3))
    assert taken(queue).asked.asker == 1


def test_what_was_stopped_while_it_waited_takes_neither_place_nor_turn() -> None:
    queue = JobQueue(1, 1)
    jobs = [a_job("a"), a_job("a")]
    for each in jobs:
        queue.add(each)
    jobs[0].stop()
    queue.add(a_job("a"))
    assert taken(queue) is jobs[1]


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 3)), min_size=1, max_size=30), st.integers(1, 4)
)  # fmt: skip
def test_nobody_who_waits_is_passed_over_more_than_once_by_each_other(asked: list[tuple[str, int]], slots: int) -> None:
    queue = JobQueue(slots, 100)
    for network, asker in asked:
        queue.add(a_job(network, asker))
    waiting, running = list(asked), list[Job]()
    while waiting:
        if len(running) == slots:
            queue.done(running.pop(0), 1)
        before = {each.asked.network for each in running}
        job = taken(queue)
        running.append(job)
        waiting.remove((job.asked.network, job.asked.asker))
        if job.asked.network in before:  # only if every network that waits has as many running
            counts = [each.asked.network for each in running[:-1]]
            assert all(counts.count(network) >= counts.count(job.asked.network) for network, _ in waiting)


def test_a_job_ends_with_the_last_of_those_who_asked() -> None:
    job = a_job("a", 1)
    assert job.join(2)
    job.leave(1)
    assert not job.over
    job.leave(1)
    assert not job.over
    job.leave(2)
    assert job.view.state is JobState.STOPPED
    assert not job.join(3)


def test_a_key_stops_for_itself_and_another_for_all() -> None:
    job = a_job("a", 1)
    assert job.join(1)
    assert job.join(2)
    job.stop_for(1)
    job.stop_for(1)
    assert not job.over
    assert job.askers == frozenset({2})
    job.stop_for(9)
    assert job.over
