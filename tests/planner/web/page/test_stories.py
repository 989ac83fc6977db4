"""Whole stories in a real browser: from files to accepted dates, and what happens then."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.planner.network_files import NetworkFiles
from tests.planner.web.page.browser import context, site

pytestmark = pytest.mark.slow

TODAY = "2022-05-01"


def solve_and_accept(page: Page, root: str) -> None:
    page.goto(f"{root}/solve")
    page.get_by_text("More choices").click()
    page.get_by_label("Take this day for today").fill(TODAY)
    page.get_by_role("button", name="Make a plan").click()
    expect(page.get_by_role("heading", name="A plan to accept")).to_be_visible(timeout=60_000)
    page.get_by_label("Your name").fill("Anne")
    page.get_by_label("Reason").fill("Første plan")
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.get_by_role("heading", name="Revision 1")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_plan_is_made_accepted_asked_about_changed_and_restored(
    browser: Browser, tmp_path: Path, *, scripts: bool
) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    NetworkFiles(folder)
    with site(folder, tmp_path / "log") as served:
        window = context(browser, java_script_enabled=scripts)
        page = window.new_page()
        page.goto(served.server.url)
        page.get_by_role("link", name="Prøvenetværk").click()
        expect(page.get_by_role("heading", name="No plan yet")).to_be_visible()
        solve_and_accept(page, served.root)

        page.get_by_role("link", name="See the plan").click()
        links = page.locator(".timeline a.meeting")
        expect(links).to_have_count(5)
        expect(page.locator("table.plan tbody tr:not(.round)")).to_have_count(5)
        links.first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Kick-off")
        expect(page.locator(".day.planned")).to_have_count(1)

        page.goto(f"{served.root}/changes/new?kind=cancel")
        page.get_by_role("button", name="Show proposals").click()
        expect(page.locator(".wrong")).to_be_visible()
        page.get_by_label("Kick-off").check()
        if not page.get_by_label("Take this day for today").is_visible():
            page.get_by_text("More choices").click()
        page.get_by_label("Take this day for today").fill(TODAY)
        page.get_by_role("button", name="Show proposals").click()
        expect(page.get_by_role("heading", name="1 meeting is hit")).to_be_visible(timeout=60_000)
        chosen = page.locator("article").first
        chosen.locator("summary.button").click()
        chosen.get_by_label("Your name").fill("Anne")
        chosen.get_by_role("button", name="Accept", exact=True).click()
        expect(page.get_by_role("heading", name="From revision 1 to revision 2")).to_be_visible(timeout=30_000)
        assert "cancel" in (folder / "changes.toml").read_text(encoding="utf-8")

        page.goto(f"{served.root}/undo?number=1&as_of={TODAY}")
        page.get_by_label("Your name").fill("Bo")
        page.get_by_role("button", name="Restore").click()
        expect(page.get_by_role("heading", name="From revision 2 to revision 3")).to_be_visible(timeout=30_000)
        page.goto(f"{served.root}/revisions")
        expect(page.locator("tbody tr")).to_have_count(3)
        window.close()
