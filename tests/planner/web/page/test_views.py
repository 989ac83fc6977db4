"""Every view, seen by a browser: nothing is wrong for those who use it by ear or keyboard, and nothing overflows."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.planner.web.page.browser import AXE_TAGS, Site, context

pytestmark = pytest.mark.slow

VIEWS = {
    "networks": "/",
    "new": "/new",
    "overview": "/n/net",
    "plan": "/n/net/plan",
    "plan-filtered": "/n/net/plan?year=2023&region=nord",
    "meeting": "/n/net/meetings/2023-1/nord",
    "why": "/n/net/why/2023-1/nord",
    "why-not": "/n/net/why-not/2023-1/nord?day=2023-05-03",
    "solve": "/n/net/solve",
    "trade-off": "/n/net/trade-off",
    "places": "/n/net/places",
    "changes": "/n/net/changes",
    "change-cancel": "/n/net/changes/new?kind=cancel",
    "change-election": "/n/net/changes/new?kind=election",
    "change-room": "/n/net/changes/new?kind=room_smaller",
    "revisions": "/n/net/revisions",
    "compare": "/n/net/compare",
    "undo": "/n/net/undo?number=1",
    "files": "/n/net/files",
    "table": "/n/net/files/members.csv?line=2",
    "settings": "/n/net/files/network.toml",
    "rules": "/n/net/rules",
    "calendars": "/n/net/calendars",
    "telling": "/n/net/telling",
    "missing": "/n/net/meetings/nobody",
    "sign-in": "/sign-in",
}
SIGHTS = [("da-DK", "light"), ("da-DK", "dark"), ("en-GB", "light"), ("en-GB", "dark")]
PICTURES = "PAGE_PICTURES"
"""Environment variable: the folder where a picture of each view is kept."""


def keep_picture(page: Page, name: str) -> None:
    folder = os.environ.get(PICTURES)
    if folder:
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def violations(page: Page) -> list[Any]:
    found = Axe().run(page, options={"runOnly": AXE_TAGS}).response["violations"]
    return [(each["id"], [node["html"][:200] for node in each["nodes"][:3]]) for each in found]


@pytest.mark.parametrize(("language", "scheme"), SIGHTS)
def test_axe_finds_nothing_on_any_view(browser: Browser, planned_site: Site, language: str, scheme: str) -> None:
    window = context(browser, language, color_scheme=scheme)
    page = window.new_page()
    found = {}
    for name, path in VIEWS.items():
        page.goto(planned_site.server.url + path)
        assert page.locator("html").get_attribute("lang") == language[:2]
        keep_picture(page, f"{name}-{language[:2]}-{scheme}")
        if wrong := violations(page):
            found[name] = wrong
    window.close()
    assert found == {}


@pytest.mark.parametrize("width", [320, 2560])
def test_no_view_is_wider_than_the_window(browser: Browser, planned_site: Site, width: int) -> None:
    window = context(browser, "da-DK", viewport={"width": width, "height": 800})
    page = window.new_page()
    found = {}
    for name, path in VIEWS.items():
        page.goto(planned_site.server.url + path)
        keep_picture(page, f"{name}-{width}")
        found[name] = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    window.close()
    assert {name: more for name, more in found.items() if more} == {}


def test_names_with_markup_are_shown_as_they_are(tab: Page, planned_site: Site) -> None:
    tab.goto(f"{planned_site.root}/plan")
    assert tab.locator("table.plan").get_by_text("<b>AKKC</b>").count() > 0
    assert tab.locator("table.plan b").count() == 0


def test_nothing_comes_from_other_hosts_and_little_from_this(browser: Browser, planned_site: Site) -> None:
    window = context(browser)
    page = window.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{planned_site.root}/plan")
    window.close()
    sent = [url for url in asked if not url.startswith("data:")]
    assert all(url.startswith(planned_site.server.url) for url in sent)
    assert len(sent) <= 5
    sizes = [
        len(planned_site.server.ask(re.sub(r"^https?://[^/]+", "", url), Accept_Encoding="gzip").body) for url in sent
    ]
    assert sum(sizes) < 100_000


def test_the_list_of_networks_says_what_is_due(tab: Page, planned_site: Site) -> None:
    tab.goto(planned_site.server.url)
    row = tab.get_by_role("row", name="Prøvenetværk")
    said = tab.locator("tbody td").last.text_content()
    assert row.count() == 1
    assert said
    tab.goto(planned_site.root)
    assert tab.locator("section.card li").get_by_text(said.partition(".")[0]).count() > 0


WIDTHS = (320, 480, 768, 1024, 1280, 2560)
TABLES = {"networks", "plan", "places", "revisions", "calendars", "telling", "changes", "why"}
OVERFLOWING = """() => [...document.querySelectorAll("table.list:not(.cells)")].flatMap((table) => {
  const place = table.closest(".scroll") ?? table.parentElement;
  const [room, needed] = [place.clientWidth, place.scrollWidth];
  return needed > room ? [[place.ariaLabel, room, needed]] : [];
})"""


def cut_tables(page: Page) -> dict[int, Any]:
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = page.evaluate(OVERFLOWING)
    return {width: each for width, each in found.items() if each}


def test_no_table_is_cut_at_any_width(browser: Browser, planned_site: Site) -> None:
    window = context(browser, "da-DK")
    page = window.new_page()
    found = {}
    for name in sorted(TABLES):
        page.goto(planned_site.server.url + VIEWS[name])
        found[name] = cut_tables(page)
        keep_picture(page, f"{name}-wrapped")
    page.goto(f"{planned_site.root}/changes/new?kind=cancel&meetings=kickoff&as_of=2022-05-03")
    page.get_by_role("button", name="Vis forslag").click()
    page.locator("article details:not(.decide) summary").first.click()
    assert page.locator("article table.list").first.is_visible()
    found["moves"] = cut_tables(page)
    page.set_viewport_size({"width": 320, "height": 800})
    labels = page.locator("article td[data-label]").evaluate_all("cells => cells.map((each) => each.dataset.label)")
    assert labels[:2] == ["Før", "Efter"]
    window.close()
    assert {name: each for name, each in found.items() if each} == {}


def test_the_proposals_of_every_question_begin_at_one(tab: Page, planned_site: Site) -> None:
    for _ in range(2):
        tab.goto(f"{planned_site.root}/changes/new?kind=cancel&meetings=kickoff&as_of=2022-05-03")
        tab.get_by_role("button", name="Show proposals").click()
        assert tab.locator("article h2").first.inner_text().startswith("Proposal 1: ")
        assert tab.locator("article summary.button").first.inner_text() == "Choose proposal 1"
    accepting = tab.locator("article form.accept").first.get_attribute("action") or ""
    assert not accepting.startswith("/n/net/proposals/1/")


def test_what_stands_against_a_day_has_a_heading(tab: Page, planned_site: Site) -> None:
    tab.goto(f"{planned_site.root}/why-not/2023-1/nord?day=2023-03-12")
    lists = tab.locator("main section.card ul.marks")
    assert lists.count() > 0
    headings = lists.evaluate_all("lists => lists.map((each) => each.previousElementSibling?.tagName)")
    assert {*headings} <= {"H2", "H3"}
