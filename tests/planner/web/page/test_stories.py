"""Whole stories in a real browser: from files to accepted dates, and what happens then."""

from __future__ import annotations

import base64
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from planner.files.start import example_folder
from tests.planner.network_files import NetworkFiles
from tests.planner.web.page.browser import Site, context, site

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


def tell_and_hand_out(page: Page, served: Site) -> None:
    page.goto(f"{served.root}/telling?as_of={TODAY}")
    page.get_by_text("Record who was told").click()
    page.get_by_label("Your name").fill("Anne")
    page.get_by_role("button", name=re.compile("all [0-9]+ were told")).click()
    expect(page.locator(".chip.good")).to_be_visible()
    page.goto(f"{served.root}/calendars")
    page.get_by_role("button", name=re.compile("Make an address for")).click()
    address = page.get_by_role("link", name="Save them for a mail merge (CSV)").get_attribute("href") or ""
    merge = base64.b64decode(address.partition("base64,")[2]).decode("utf-8-sig").splitlines()
    assert [line.split(";")[1] for line in merge[1:5]] == ["a1", "a2", "b1", "c1"]
    assert f"{served.server.url}/feeds/" in merge[1]


DESK = {"viewport": {"width": 1280, "height": 900}}
NO_SCRIPTS = {"java_script_enabled": False}
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True, "device_scale_factor": 3}


@pytest.mark.parametrize("given", [DESK, NO_SCRIPTS, PHONE], ids=["desk", "no scripts", "phone"])
def test_a_plan_is_made_accepted_asked_about_changed_and_restored(
    browser: Browser, tmp_path: Path, given: dict[str, Any]
) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    NetworkFiles(folder)
    with site(folder, tmp_path / "log") as served:
        window = context(browser, **given)
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
        expect(page.locator("#wrong-meetings")).to_be_visible()
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

        tell_and_hand_out(page, served)
        page.goto(f"{served.root}/undo?number=1&as_of={TODAY}")
        page.get_by_label("Your name").fill("Bo")
        page.get_by_role("button", name="Restore").click()
        expect(page.get_by_role("heading", name="From revision 2 to revision 3")).to_be_visible(timeout=30_000)
        page.goto(f"{served.root}/revisions")
        expect(page.locator("tbody tr")).to_have_count(3)
        window.close()


def test_files_with_mistakes_are_told_with_their_rows_and_mended_in_place(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    files = NetworkFiles(folder)
    sent = tmp_path / "sent"
    sent.mkdir()
    wrong = NetworkFiles(sent).replace("members.csv", "b1;0860;chef", "b1;0869;chef")
    with site(folder, tmp_path / "log") as served:
        window = context(browser)
        page = window.new_page()
        page.goto(f"{served.server.url}/new")
        page.get_by_label("Short name of the network").fill("andet")
        page.get_by_label("Files", exact=True).set_input_files([str(each) for each in sorted(sent.iterdir())])
        page.get_by_role("button", name="Check and bring in").click()
        expect(page.get_by_role("heading", name="1 mistake in the files")).to_be_visible()
        expect(page.locator(".mistakes .where")).to_have_text("members.csv · line 4 · municipality")
        expect(page.locator(".mistakes pre")).to_have_text("b1;0869;chef")
        page.goto(served.server.url)
        expect(page.get_by_role("link", name="andet")).to_have_count(0)

        wrong.replace("members.csv", "b1;0869;chef", "b1;0860;chef")
        page.goto(f"{served.server.url}/new")
        page.get_by_label("Short name of the network").fill("andet")
        page.get_by_label("Files", exact=True).set_input_files([str(each) for each in sorted(sent.iterdir())])
        page.get_by_role("button", name="Check and bring in").click()
        expect(page.get_by_role("heading", name="Prøvenetværk")).to_be_visible()

        page.goto(f"{served.root}/files/members.csv")
        before = (folder / "members.csv").read_bytes()
        page.get_by_role("link", name="Edit line 3").click()
        page.get_by_label("municipality").fill("0999")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#row .wrong[role=alert]")).to_contain_text("0999")
        assert (folder / "members.csv").read_bytes() == before
        page.get_by_label("municipality").fill("0607")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="Add a row")).to_be_visible()
        assert (folder / "members.csv").read_bytes() == before.replace(b"a2;0851", b"a2;0607")
        page.goto(f"{served.root}/files")
        page.get_by_role("button", name="Take back the last edit").click()
        expect(page.get_by_role("button", name="Take back the last edit")).to_have_count(0)
        assert (folder / "members.csv").read_bytes() == before

        page.goto(f"{served.root}/files/staff.csv?line=2")
        files.replace("staff.csv", "Kim", "Karl")
        page.get_by_label("name").fill("Kurt")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("was changed by somebody else meanwhile")).to_be_visible()
        assert "Karl" in (folder / "staff.csv").read_text(encoding="utf-8")
        window.close()


def test_addresses_are_made_shown_once_exchanged_and_closed(tab: Page, planned_site: Site) -> None:
    tab.goto(f"{planned_site.root}/calendars?kind=member")
    tab.get_by_role("button", name=re.compile(r"Make.*Aalborg \(a1\)")).click()
    first = tab.locator("code").inner_text()
    path = "/feeds/" + first.rpartition("/feeds/")[2]
    assert first.startswith(planned_site.server.url)
    assert planned_site.server.ask(path).status == 200
    tab.goto(f"{planned_site.root}/calendars?kind=member")
    expect(tab.locator("code")).to_have_count(0)
    tab.get_by_role("button", name=re.compile(r"Change the address.*Aalborg \(a1\)")).click()
    second = "/feeds/" + tab.locator("code").inner_text().rpartition("/feeds/")[2]
    assert planned_site.server.ask(second).status == 200
    tab.goto(f"{planned_site.root}/calendars?kind=member")
    tab.get_by_role("button", name=re.compile(r"Close for good.*Aalborg \(a1\)")).click()
    expect(tab.get_by_role("row", name="Aalborg (a1)").get_by_text("closed")).to_be_visible()


def test_solving_is_followed_live_and_stopped_with_the_best_so_far(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "net"
    shutil.copytree(example_folder("ledernetvaerk"), folder)
    settings = folder / "network.toml"  # few venues at a price: what takes minutes to prove
    settings.write_text(
        f"{settings.read_text(encoding='utf-8')}\n[rules.venue_variety]\nfew = 5000\n", encoding="utf-8"
    )
    with site(folder, tmp_path / "log") as served:
        window = context(browser)
        page = window.new_page()
        page.goto(f"{served.root}/solve")
        page.get_by_label("At most 15 minutes").check()
        page.get_by_role("button", name="Make a plan").click()
        expect(page.locator("[data-best]")).not_to_have_text("–", timeout=60_000)
        address = page.url
        page.goto(served.root)
        page.get_by_role("link", name="A plan", exact=True).click()
        assert page.url == address.partition("?")[0]
        page.get_by_role("button", name="Stop and keep the best").click()
        expect(page.get_by_role("heading", name="A plan to accept")).to_be_visible(timeout=60_000)
        window.close()


def test_what_may_come_is_foreseen_and_the_worst_days_stand_above_the_plan(tab: Page, planned_site: Site) -> None:
    tab.goto(f"{planned_site.root}/plan?as_of=2022-05-02")
    bars = tab.locator(".timeline rect.hit")
    known = bars.count()
    assert known > 0
    expect(tab.get_by_role("heading", name="What may come")).to_be_visible()
    tab.get_by_role("button", name="Work it out").click()
    expect(tab.locator(".timeline")).to_be_visible(timeout=90_000)
    assert tab.url.partition("?")[0] == f"{planned_site.root}/plan"
    expect(bars).to_have_count(known)
    tab.locator("details summary").filter(has_text="of days").first.click()
    assert tab.locator("details[open] tbody tr").count() > 0
