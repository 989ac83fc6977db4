"""What pages hold: four hundred meetings, ten tabs at once, a server that is restarted, the keyboard alone."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.files.load import load_network
from planner.network.problem import build_problem
from planner.store.archive import Draft, open_archive
from planner.use_cases.accepting import Who, accept
from tests.planner.network_files import NetworkFiles
from tests.planner.web.page.browser import Site, context, site
from tests.planner.web.page.test_views import violations
from tests.planner.web.server import PROGRAM

pytestmark = pytest.mark.slow

ROUNDS = 200
ZONE = ZoneInfo("Europe/Copenhagen")
FIRST = date(2030, 1, 7)
"""A Monday."""


def many_rounds(folder: Path) -> None:
    """Write a network of 400 meetings, two in each of 200 rounds, three weeks apart, and accept a plan of it."""
    files = NetworkFiles(folder)
    text = (folder / "network.toml").read_text(encoding="utf-8")
    head = text[: text.index("[[rounds]]")]
    last = FIRST + timedelta(weeks=ROUNDS * 3)
    head = re.sub(r"first_day = .*\nlast_day = .*\n", f"first_day = {FIRST}\nlast_day = {last}\n", head)
    rounds = "".join(
        f'[[rounds]]\nid = "r{n}"\ntitle = "Runde {n}"\nkind = "regional"\n'
        f"window = [{FIRST + timedelta(weeks=3 * n)}, {FIRST + timedelta(weeks=3 * n, days=11)}]\n\n"
        for n in range(ROUNDS)
    )
    files.write("network.toml", f"{head}\n{rounds}")
    network = load_network(folder)
    problem = build_problem(network)
    held = []
    for n in range(ROUNDS):
        for region, venue, offset in (("nord", "akkc", 0), ("syd", "messe-c", 1)):
            day = datetime.combine(FIRST + timedelta(weeks=3 * n, days=offset), datetime.min.time(), ZONE)
            start, end = day.replace(hour=10), day.replace(hour=15, minute=30)
            held.append(PlannedMeeting(f"r{n}/{region}", start, end, venue, ("A",), ("K1",)))
    plan = Plan(tuple(held))
    with open_archive(folder) as archive, archive.store.writing() as connection:
        accept(connection, archive.network, Draft.of(network, problem, plan), Who("Anne", as_of=FIRST).now(ZONE))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("many") / "net"
    folder.mkdir()
    many_rounds(folder)
    with site(folder, folder.parent / "log") as found:
        yield found


def test_four_hundred_meetings_are_shown_and_can_be_narrowed_down(browser: Browser, many: Site) -> None:
    window = context(browser)
    page = window.new_page()
    page.goto(f"{many.root}/plan")
    expect(page.locator(".timeline a.meeting")).to_have_count(2 * ROUNDS)
    expect(page.locator("table.plan tbody tr:not(.round)")).to_have_count(2 * ROUNDS)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert len(many.server.ask("/n/net/plan", Accept_Encoding="gzip").body) < 100_000
    page.get_by_label("Region").select_option("nord")
    page.get_by_label("Year").select_option("2031")
    page.get_by_role("button", name="Show").click()
    rows = page.locator("table.plan tbody tr:not(.round) th")
    expect(rows.first).to_have_text("Nordjylland")
    assert {each.text_content() for each in rows.all()} == {"Nordjylland"}
    years = page.locator("table.plan time").evaluate_all("times => times.map((each) => each.dateTime.slice(0, 4))")
    assert {*years} == {"2031"}
    assert violations(page) == []
    window.close()


def test_ten_tabs_at_once_show_the_same(browser: Browser, many: Site) -> None:
    window = context(browser)
    tabs = [window.new_page() for _ in range(10)]
    for tab in tabs:
        tab.goto(f"{many.root}/plan", wait_until="commit")
    for tab in tabs:
        expect(tab.locator("table.plan tbody tr:not(.round)")).to_have_count(2 * ROUNDS)
    window.close()


def test_a_form_that_was_open_while_the_server_was_restarted_is_taken(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    NetworkFiles(folder)
    window = context(browser)
    page = window.new_page()
    with site(folder, tmp_path / "log") as first:
        port = first.server.port
        page.goto(f"{first.root}/files/members.csv?line=2")
        page.get_by_label("role", exact=True).fill("leder")
    with site(folder, tmp_path / "log", "--port", str(port)):
        page.get_by_role("button", name="Save").click()
        expect(page.locator("tbody tr").first.locator("td").nth(2)).to_have_text("leder")
    assert load_network(folder).members[0].role == "leder"
    window.close()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until something of that name has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "(() => { const e = document.activeElement; return e.ariaLabel || (e.labels?.[0] ?? e).textContent })()"
        )
        if said.strip().startswith(name):
            return
    pytest.fail(f"nothing that begins with {name} can be reached by the keyboard")


def press(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")


def test_from_files_to_a_new_plan_by_the_keyboard_alone(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    NetworkFiles(folder)
    with site(folder, tmp_path / "log") as served:
        window = context(browser)
        page = window.new_page()
        page.goto(served.server.url)
        press(page, "Prøvenetværk")
        expect(page.get_by_role("heading", name="No plan yet")).to_be_visible()
        press(page, "Make a plan")
        expect(page.get_by_role("heading", name="Make a plan")).to_be_visible()
        press(page, "More choices")
        tab_to(page, "Take this day for today")
        page.keyboard.type("01052022")
        press(page, "Make a plan")
        expect(page.get_by_role("heading", name="A plan to accept")).to_be_visible()
        tab_to(page, "Your name")
        page.keyboard.type("Anne")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Revision 1")).to_be_visible()
        press(page, "See the plan")
        expect(page.locator("table.plan")).to_be_visible()
        press(page, "Kick-off")
        expect(page.get_by_role("heading", level=1)).to_have_text("Kick-off")
        press(page, "Cancel it")
        expect(page.get_by_role("heading", name="A meeting is cancelled")).to_be_visible()
        expect(page.get_by_label("Take this day for today")).to_have_value("2022-01-05")
        press(page, "Show proposals")
        expect(page.get_by_role("heading", name="1 meeting is hit")).to_be_visible()
        press(page, "Choose proposal 1")
        tab_to(page, "Your name")
        page.keyboard.type("Anne")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="From revision 1 to revision 2")).to_be_visible()
        assert "as_of=2022-01-05" in page.url
        window.close()


def test_the_reasons_of_days_are_opened_read_followed_and_closed_by_the_keyboard(tab: Page, planned_site: Site) -> None:
    tab.goto(f"{planned_site.root}/meetings/2023-1/nord")
    days = tab.locator("button.day:not(.planned)")
    open_ones = tab.locator("[popover]:popover-open")
    days.nth(3).focus()
    tab.keyboard.press("Tab")
    expect(days.nth(4)).to_be_focused()
    expect(open_ones).to_have_count(1)
    expect(open_ones).to_have_id(days.nth(4).get_attribute("popovertarget") or "")

    tab.keyboard.press("Enter")
    expect(open_ones.get_by_role("link")).to_be_focused()
    tab.keyboard.press("Escape")
    expect(open_ones).to_have_count(0)
    expect(days.nth(4)).to_be_focused()

    tab.keyboard.press("Space")
    expect(open_ones).to_have_count(1)
    tab.keyboard.press("Enter")
    expect(open_ones.get_by_role("link")).to_be_focused()
    day = open_ones.locator("b").inner_text()
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text(f"What if it were {day}?")

    tab.goto(f"{planned_site.root}/meetings/2023-1/nord")
    days.nth(4).click()
    expect(open_ones).to_have_count(1)
    days.nth(4).click()
    expect(open_ones).to_have_count(0)


def command(*args: str) -> str:
    said = subprocess.run([sys.executable, "-c", PROGRAM, *args], check=False, capture_output=True, text=True)
    return said.stdout


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def test_the_page_shows_no_number_that_the_command_line_does_not(
    browser: Browser, planned_site: Site, tmp_path: Path
) -> None:
    folder, day = str(planned_site.folder), "2022-05-03"
    plan = tmp_path / "plan.json"
    command("export", folder, "--plan", "1", "--out", str(plan))
    judged = json.loads(command("check", folder, str(plan), "--format", "json"))
    shown = json.loads(command("show", folder, "--format", "json"))
    status = json.loads(command("status", folder, "--as-of", day, "--format", "json"))
    told = json.loads(command("tell", folder, "--as-of", day, "--format", "json"))
    window = context(browser, "da-DK")
    page = window.new_page()
    page.goto(f"{planned_site.root}/plan?as_of={day}")
    points = page.locator("section.card", has=page.get_by_role("heading", name="Point pr. regel")).locator("td")
    assert sorted(map(number, points.all_text_contents())) == sorted([*judged["points"].values(), judged["objective"]])
    days = page.locator("table.plan time").evaluate_all("times => times.map((each) => each.dateTime)")
    assert sorted(days) == sorted(each["start"][:10] for each in shown["meetings"])
    page.goto(f"{planned_site.root}?as_of={day}")
    due = page.locator("section.card", has=page.get_by_role("heading", name="Skal gøres")).locator("li")
    assert len(due.all()) == len(status["due"])
    for said, each in zip(due.all_text_contents(), status["due"], strict=True):
        assert said.startswith(each["sentence"])
    page.goto(f"{planned_site.root}/telling?as_of={day}")
    notice = page.locator("table.telling tbody td:last-child").all_text_contents()
    assert [number(each) for each in notice] == [each["days"] for each in told["notices"]]
    window.close()
