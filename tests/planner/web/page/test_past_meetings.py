"""A first plan that lies in the past is told alike by every door."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from constraints.problem.outcome import Limits
from planner.cli.program import run
from planner.jobs.job import Done, JobContext
from planner.use_cases.homes import Home
from planner.web import tasks
from planner.web.page import tasks as page_tasks
from planner.web.page.tasks import Place
from planner.web.task_arguments import Solve
from tests.planner.web.page.accepted import put, small_folder
from tests.planner.web.page.browser import site
from tests.planner.web.page.test_access import Visitor

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


@pytest.mark.slow
def test_a_first_plan_in_the_past_leads_to_one_that_takes_its_first_day_for_today(tab: Page, tmp_path: Path) -> None:
    folder = small_folder(tmp_path).path
    with site(folder, tmp_path / "log") as served:
        tab.goto(f"{served.root}/solve?as_of={TODAY}")
        tab.get_by_role("button", name="Make a plan").click()
        tab.get_by_role("link", name="Plan again as if it were").click()
        expect(tab.get_by_label("Take this day for today")).to_have_value("2022-05-01")


def test_mistakes_that_a_view_lists_are_not_said_twice(tmp_path: Path) -> None:
    files = small_folder(tmp_path).replace("members.csv", "b1;0860", "b1;0869")
    with site(files.path, tmp_path / "log", slots=0) as served:
        visitor = Visitor(served.server)
        overview, elsewhere = (visitor.get(f"/n/net{path}").body.decode() for path in ("", "/solve"))
        assert "1 mistake in the files" in overview
        assert "Mend it first." not in overview
        assert "The files have 1 mistake. Mend it first." in elsewhere
