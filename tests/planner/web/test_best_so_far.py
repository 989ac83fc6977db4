"""The best so far of a job that takes long: known while it runs, and kept however it ends."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from planner.examples import folder
from tests.planner.web.planning import Planning, with_it

PATH = "/networks/large"
ENDED = {"done", "failed", "stopped"}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def large(busy: Planning) -> Planning:
    """With a network whose plan comes soon and whose proof does not, so that jobs still run when they are looked at."""
    found = [each for each in folder("ledernetvaerk").iterdir() if each.suffix in {".toml", ".csv", ".ics"}]
    files = {each.name: each.read_text(encoding="utf-8") for each in found}
    files["network.toml"] += "\n[rules.venue_variety]\nfew = 5000\n"
    assert busy.client.ask(PATH, "PUT", files).status == 201
    return busy


def begun(large: Planning, kind: str, **body: object) -> str:
    """Address of a job that has a best."""
    found = large.client.ask(f"{PATH}/{kind}", "POST", body, Prefer="respond-async")
    assert found.status == 202, found.body
    location = found.headers["location"]
    large.until_so(location, lambda job: job["best"] is not None or job["state"] in ENDED)
    return location


def places(plan: Any) -> list[dict[str, Any]]:
    return [
        {name: each[name] for name in ("id", "start", "end", "venue", "rooms", "staff")} for each in plan["meetings"]
    ]


def test_a_solve_that_hangs_and_is_stopped_keeps_its_plan(large: Planning) -> None:
    location = begun(large, "solve", seconds=120)
    with large.frozen():
        job = large.client.ask(location).json
        assert (job["state"], job["best"]["status"], job["best"]["interrupted"]) == ("running", "feasible", True)
        large.client.ask(location, "DELETE")
        stopped = large.until(location, *ENDED)
    assert (stopped["state"], stopped["problem"]) == ("stopped", None)
    assert stopped["result"]["objective"] <= job["best"]["objective"]
    plan = {"meetings": places(stopped["result"])}
    body = {"by": "Anne", "plan": plan, "as_of": "2022-05-01"}
    accepted = large.client.ask(f"{PATH}/revisions", "POST", body, If_Match='"0"')
    assert accepted.status == 201, accepted.body
    large.wait_for_workers()


def test_a_what_if_whose_process_is_killed_keeps_its_proposals(large: Planning) -> None:
    change = {
        "kind": "election",
        "reason": "Folketingsvalg",
        "called": "2022-10-05",
        "polling_day": "2022-11-01",
        "cabinet": "2022-12-15",
    }
    location = begun(large, "what-if", changes=[change], as_of="2022-10-05", may_move="all", k=10)
    for each in large.workers:
        with_it(each, signal.SIGKILL)
    job = large.until(location, "failed", "done")
    assert (job["state"], job["best"]["status"], job["result"]) == ("failed", "proposals", None)
    assert job["best"]["proposals"][0]["plan"]
    large.wait_for_workers()
