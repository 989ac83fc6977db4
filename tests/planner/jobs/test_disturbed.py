"""Workers that are killed and frozen at random moments: nothing is lost, or recorded twice, and no process is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.jobs.job import JobState
from tests.planner.jobs.disturbing import Disturbance
from tests.planner.postgresql_server import Server

MOMENTS = 20


@pytest.mark.slow
def test_whatever_happens_to_workers_every_job_ends_once(postgresql: Server, tmp_path: Path) -> None:
    found = Disturbance(postgresql.new_database(), tmp_path, seed=1).run(MOMENTS)
    assert found.wrong == []
    assert found.states[JobState.INTERRUPTED] > 0
    assert found.states[JobState.DONE] > 0
