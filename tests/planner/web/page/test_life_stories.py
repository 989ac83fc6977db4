"""The life of a plan in a real browser: files go wrong and are mended, and no network is replaced unseen."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.planner.web.page.accepted import accept, put, small_folder
from tests.planner.web.page.browser import context, site
from tests.planner.web.page.test_views import keep_picture, violations

pytestmark = pytest.mark.slow


def sound(page: Page, name: str) -> None:
    keep_picture(page, name)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_mistake_hides_no_plan_and_is_mended_in_place(browser: Browser, tmp_path: Path, *, scripts: bool) -> None:
    files = small_folder(tmp_path)
    accept(files.path)
    files.replace("members.csv", "b1;0860;chef", "b1;0869;chef")
    with site(files.path, tmp_path / "log", slots=0) as served:
        window = context(browser, java_script_enabled=scripts)
        page = window.new_page()
        page.goto(f"{served.root}/plan")
        banner = page.get_by_text("plans and questions rest on revision 1")
        expect(banner).to_be_visible()
        expect(page.locator(".timeline a.meeting")).to_have_count(5)
        for tab in ("Overview", "Something happened", "Revisions", "Calendars", "Tell people", "Make a plan"):
            page.get_by_role("link", name=tab, exact=True).click()
            expect(banner).to_be_visible()
            if scripts:
                sound(page, f"mistaken-{tab.replace(' ', '-')}")
        expect(page.get_by_role("button", name="Make a plan")).to_have_count(0)
        page.get_by_role("link", name="See what is wrong").click()
        expect(page.get_by_role("heading", name="1 mistake in the files")).to_be_visible()
        page.goto(f"{served.root}/files/members.csv?line=4")
        page.get_by_label("municipality").fill("0860")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Add a row")).to_be_visible()
        page.goto(f"{served.root}/solve")
        expect(banner).to_have_count(0)
        expect(page.get_by_role("button", name="Make a plan")).to_be_visible()
        window.close()


def test_a_network_that_is_there_is_replaced_when_asked_and_taken_back(browser: Browser, tmp_path: Path) -> None:
    files = small_folder(tmp_path)
    accept(files.path)
    put(files.path, "other")
    sent = tmp_path / "sent"
    sent.mkdir()
    for each in files.path.iterdir():
        if each.suffix in {".csv", ".toml"}:
            (sent / each.name).write_bytes(each.read_bytes())
    (sent / "members.csv").write_text("id;municipality;role\na1;0851;chef\nb1;0860;chef\nc1;0607;chef\n", "utf-8")
    with site(files.path, tmp_path / "log", slots=0) as served:
        window = context(browser)
        page = window.new_page()
        page.goto(f"{served.server.url}/n/other/plan")
        expect(page.get_by_role("heading", name="No plan yet")).to_be_visible()
        sound(page, "no-plan")
        page.goto(f"{served.server.url}/new")
        page.get_by_label("Short name of the network").fill("other")
        page.get_by_label("Files", exact=True).set_input_files([str(each) for each in sorted(sent.iterdir())])
        page.get_by_role("button", name="Check and bring in").click()
        expect(page.get_by_role("heading", name="There is a network other already.")).to_be_visible()
        expect(page.get_by_text("members.csv: 1 line goes, 0 come")).to_be_visible()
        sound(page, "replaces")
        page.get_by_role("button", name="Replace the files of other").click()
        page.goto(f"{served.server.url}/n/other/files/members.csv")
        expect(page.get_by_text("3 rows")).to_be_visible()
        page.goto(f"{served.server.url}/n/other/files")
        page.get_by_role("button", name="Take back the last edit (members.csv)").click()
        page.goto(f"{served.server.url}/n/other/files/members.csv")
        expect(page.get_by_text("4 rows")).to_be_visible()
        window.close()
