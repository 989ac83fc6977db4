"""A browser that the tests of the pages share, and a small network that is served."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from planner.cli.program import run
from tests.planner.cli.running import small_network
from tests.planner.cli.test_revisions import MORE, write_plan
from tests.planner.network_files import FILES, NetworkFiles
from tests.planner.web.page.browser import Site, context, running, site
from tests.planner.web.server import PROGRAM

OFFER = "\n[[offers]]\nid = 'dag'\ntitle = 'Temadag'\nplaces = 1\n[fees]\n"
APPLIED = "municipality;received;persons;seats\n0851;2022-04-01;9;20\n0607;2022-04-02;9;20\n"
RISK = "\n[[risks]]\nkind = 'election'\nreason = 'Valg'\nrate = 0.5\ndays_to_poll = [20]\n"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Run a browser."""
    with running() as found:
        yield found


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Accept a plan of the small network, and foresee; venues have markup, right-to-left words, and 200 letters."""
    folder = tmp_path_factory.mktemp("page") / "net"
    folder.mkdir()
    files = NetworkFiles(folder).replace("venues.csv", "AKKC;", "<b>AKKC</b> \u05d0\u05d1;")
    files.replace("venues.csv", "MESSE C;", f"{'Å' * 200};")
    with (folder / "network.toml").open("a", encoding="utf-8") as file:
        file.write(RISK + OFFER)
    files.write("applications.csv", APPLIED).write("registrations.csv", "meeting;member;answer\nkickoff;a1;ja\n")
    files.replace("network.toml", 'locale = "da"', 'locale = "da"\nprice_per_member = 6000')
    for command in (
        ["solve", str(folder), "--accept", "--by", "Anne", "--why", "Start", "--as-of", "2022-05-01"],
        ["foresee", str(folder), "--as-of", "2022-05-02", "--seconds", "10"],
    ):
        subprocess.run([sys.executable, "-c", PROGRAM, *command], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def planned_site(planned: Path) -> Iterator[Site]:
    """Serve the small network with an accepted plan."""
    with site(planned, planned.parent / "log") as found:
        yield found


@pytest.fixture(scope="session")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the small network with a plan that was accepted without a solver; nothing can be solved here."""
    folder = small_network(tmp_path_factory.mktemp("accepted") / "net", "da")
    for name, more in MORE.items():
        (folder / name).write_text(FILES[name] + more, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PLANNER_STORE", raising=False)
        patch.chdir(folder)
        assert run(["accept", str(write_plan(folder.parent / "plan.json")), "--as-of", "2022-05-01", "--by", "A"]) == 0
    with site(folder, folder.parent / "log", slots=0) as found:
        yield found


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """Open a tab in English; a message in its console is a failure."""
    window = context(browser)
    page = window.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    window.close()
    assert said == []
