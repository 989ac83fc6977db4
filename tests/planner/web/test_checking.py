"""Which checks leave a process to the others."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from starlette.requests import Request

from planner.cli.actions.serving import CHECKS
from planner.jobs.job import Job, JobRequest
from planner.jobs.queue import FullError, JobQueue
from planner.web.api.checking import checked
from planner.web.problems import ProblemError
from planner.web.roles import Caller, Role


class Full:
    """An office that takes nothing, and keeps what it was asked."""

    address = "store"

    def __init__(self) -> None:
        self.asked: list[JobRequest] = []

    def check(self, asked: JobRequest) -> Job:
        self.asked.append(asked)
        raise FullError(1)


def asked(check: str, network: str = "net", key: int = 7) -> JobRequest:
    """Return what the pool of checks is asked for a check."""
    state = {"caller": Caller(key, Role.PLANNER)}
    request = Request(
        {"type": "http", "method": "PUT", "path": "/", "headers": [], "query_string": b"", "state": state}
    )
    office = Full()
    with pytest.raises(ProblemError):
        asyncio.run(checked(request, cast("Any", office), cast("Any", SimpleNamespace(network=network)), check))
    return office.asked[0]


@pytest.mark.parametrize("upload", ["read_upload", "validate_upload"])
def test_uploads_that_wait_for_servers_of_calendars_leave_a_process_to_what_waits_for_nobody(upload: str) -> None:
    queue = JobQueue(CHECKS.slots, CHECKS.room)
    for network, key in (("a", 1), ("b", 2), ("c", 3)):
        queue.add(Job(asked(upload, network, key)))
    assert queue.take(0) is not None
    assert queue.take(0) is None
    accepting = Job(asked("accept_plan", "a", 1))
    queue.add(accepting)
    assert queue.take(0) is accepting


def test_checks_take_turns_by_key() -> None:
    assert [asked(check, key=9).asker for check in ("read_upload", "accept_plan", "planner.web.changes:say")] == [9] * 3
