"""Records of jobs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from planner.store import jobs
from planner.store.database import open_store
from planner.store.jobs import JobRow
from tests.planner.announcements import NETWORK_ID, NOW

SECOND = timedelta(seconds=1)
FIRST = JobRow("1", NETWORK_ID, "solve", NOW, "running", NOW + SECOND)


def test_a_job_is_found_in_its_network_until_it_is_older_than_asked(tmp_path: Path) -> None:
    later, other = replace(FIRST, id="2", made_at=NOW + SECOND), replace(FIRST, id="3", network="another")
    with open_store(str(tmp_path / "x.sqlite")) as store, store.writing() as connection:
        for each in (FIRST, later, other):
            jobs.add_job(connection, each)
        assert jobs.find_job(connection, NETWORK_ID, "1") == FIRST
        assert (FIRST.status, jobs.find_job(connection, NETWORK_ID, "3")) == (200, None)
        done = replace(later, state="done", status=201, result="{}")
        jobs.change_job(connection, done)
        jobs.keep_alive(connection, ["1"], NOW + 9 * SECOND)
        jobs.forget_jobs(connection, NOW)
        assert jobs.find_job(connection, NETWORK_ID, "1") == replace(FIRST, alive_until=NOW + 9 * SECOND)
        jobs.interrupt_jobs(connection)
        assert jobs.find_job(connection, NETWORK_ID, "1") == replace(FIRST, alive_until=NOW)
        jobs.forget_jobs(connection, NOW + SECOND)
        assert [jobs.find_job(connection, NETWORK_ID, each) for each in ("1", "2")] == [None, done]
