"""A server that is killed without notice, and the one that is started after it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from planner.jobs.records import LOST
from tests.planner.web.planning import PATH, Planning, eventually, is_alive, planning


@pytest.mark.slow
def test_a_killed_server_loses_nothing_accepted_and_its_jobs_count_as_interrupted(tmp_path: Path) -> None:
    address = str(tmp_path / "store.sqlite")
    with planning(address, tmp_path, slots=1) as first:
        first.set_up()
        number = first.what_if(save=True, k=1).json["proposals"][0]["number"]
        accepted = first.client.ask(f"{PATH}/proposals/{number}/accept", "POST", {"by": "Anne"}, If_Match='"1"')
        assert accepted.status == 201, accepted.body
        with first.frozen() as workers:
            location = first.begun()
            started = [*workers, *first.solvers, *first.checkers]
            os.kill(first.server.pid, signal.SIGKILL)
    eventually(lambda: [each for each in started if is_alive(each)], lambda left: not left)
    with planning(address, tmp_path, slots=0) as second:
        assert_nothing_is_lost(second, location)
        assert second.client.ask(f"{PATH}/revisions/2").json["meetings"]
        assert second.client.ask(f"{PATH}/proposals/{number}").status == 200


def assert_nothing_is_lost(second: Planning, location: str) -> None:
    job = second.until(location, "interrupted")
    assert (job["problem"]["type"], job["problem"]["detail"]) == ("/problems/interrupted", LOST.say("en"))
    assert b'{"state":"interrupted"}' in second.client.ask(f"{location}/events").body
    assert second.client.ask(location, "DELETE").json["state"] == "interrupted"
    found = second.what_if()
    assert (found.status, found.headers["retry-after"]) == (503, "60")
