"""A first plan that lies in the past is told alike by every door."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from constraints.problem.outcome import Limits
from planner.cli.program import run
from planner.jobs.job import Done, JobContext
from planner.use_cases.homes import Home
from planner.web import tasks
from planner.web.page import tasks as page_tasks
from planner.web.page.tasks import Place
from planner.web.task_arguments import Solve
from tests.planner.web.page.accepted import put, small_folder

TODAY = date(2023, 4, 1)
LIMITS = Limits(20.0)


def test_meetings_before_today_are_named_by_the_page_http_and_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = small_folder(tmp_path).path
    put(folder, "net")
    address = str(folder / "network.sqlite")
    desk = JobContext(lambda _message: None)
    done = [
        page_tasks.solve(desk, "da", Place(address, Home("net")), LIMITS, TODAY, False),  # noqa: FBT003 - a task
        tasks.solve(desk, "da", Solve(address, "net", LIMITS, TODAY)),
    ]
    found = [json.loads(each.document)["past"] for each in done if isinstance(each, Done)]
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = small_folder(elsewhere).path
    assert run(["solve", str(other), "--as-of", TODAY.isoformat(), "--format", "json"]) == 0
    said = capsys.readouterr()
    found.append(json.loads(said.out)["past"])
    assert found[0] == found[1] == found[2]
    assert found[0]["as_of"] == TODAY.isoformat()
    assert {"kickoff", "2023-1/nord", "2023-1/syd"} >= {*found[0]["meetings"]} >= {"kickoff"}
    assert found[0]["sentence"] in said.err
