"""Pictures measured in a real browser: no text leaves its picture, however long the names and in whatever letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from calendars.days import Span
from constraints.check import check
from planner.explain.possibilities import possibilities
from planner.network.problem import build_problem
from planner.pictures import svg
from planner.pictures.calendar_picture import draw_possibilities
from planner.pictures.page_pictures import DrawnMove, days_of, draw_map, draw_moves
from planner.pictures.timeline import draw
from planner.pictures.timeline_rows import View
from tests.planner.explain.test_why_not import subject
from tests.planner.reschedule.small import network as small_network
from tests.planner.reschedule.small import plan
from tests.planner.text.networks import network, schedule
from tests.planner.web.page.browser import Site, context

pytestmark = pytest.mark.slow

PAGE_STYLE = (files("planner.web.page") / "static" / "page.css").read_text("utf-8")
"""Sets the font of a picture in the page; a browser's own is wider."""
NAMES = [
    "Å" * 200,
    "W" * 200,
    "会議" * 60,
    "Netværksmøde efterår 2023, Hovedstaden og Sjælland",
    "👩‍💼" * 40,
    "נ" * 120,
    "m " * 90,
]
LEAVING = """() => [...document.querySelectorAll("svg[viewBox]")].flatMap((svg) => {
  const { x, y, width, height } = svg.viewBox.baseVal;
  return [...svg.querySelectorAll("text")].map((text) => [text.textContent.trim(), text.getBBox()])
    .filter(([said, box]) => said && (box.x < x - 1 || box.y < y - 1 || box.x + box.width > x + width + 1
      || box.y + box.height > y + height + 1))
    .map(([said, box]) => [said.slice(0, 60), Math.round(box.x), Math.round(box.x + box.width), width]);
})"""
"""Returns the texts that leave the picture that they stand in, each with where it begins and ends, and the width."""


@pytest.fixture(scope="module")
def sheet(browser: Browser) -> Iterator[Page]:
    window = context(browser)
    yield window.new_page()
    window.close()


def leaving(page: Page, *pictures: str, kind: str = "timeline") -> Any:
    """Show pictures in one document, with the style of those in pages, and return the texts that leave them."""
    shown = "".join(f'<div class="{kind}">{each.partition("?>")[2]}</div>' for each in pictures)
    page.set_content(f"<style>{PAGE_STYLE} .timeline {{{svg.STYLE}}}</style>{shown}")
    assert page.locator("svg text").count() > 0
    return page.evaluate(LEAVING)


def test_what_leaves_a_picture_is_found(sheet: Page) -> None:
    assert leaving(sheet, '<?xml version="1.0"?><svg viewBox="0 0 40 20"><text x="10" y="12">far too long</text></svg>')


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("years", "regions"), [(1, 1), (1, 5), (4, 12), (12, 2)])
def test_no_text_leaves_a_timeline(sheet: Page, name: str, years: int, regions: int) -> None:
    found = network(years=years, regions=regions)
    found = replace(
        found, name=name,
        regions=tuple(replace(each, name=f"{n} {name}") for n, each in enumerate(found.regions)),
        rounds=tuple(replace(each, title=f"{n} {name}") for n, each in enumerate(found.rounds)),
        venues=tuple(replace(each, town=name, name=name) for each in found.venues),
        blackouts=tuple(replace(each, reason=name) for each in found.blackouts),
    )  # fmt: skip
    year = Span(found.horizon.first, found.horizon.first + timedelta(364))
    held = schedule(found)
    pictures = [draw(held), draw(held, View(days=year), style=False)]
    assert leaving(sheet, *pictures) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("days", [0, 1, 40, 400, 4000])
def test_no_text_leaves_a_picture_of_moves(sheet: Page, name: str, days: int) -> None:
    first, last = date(2023, 1, 1), date(2023, 1, 1) + timedelta(days)
    moves = [DrawnMove(name, first, last), DrawnMove(name, last, first), DrawnMove(name, first, None),
             DrawnMove(name, None, last)]  # fmt: skip
    shown = days_of(moves)
    assert shown
    assert leaving(sheet, draw_moves(moves, shown, "da")) == []


@pytest.mark.parametrize("name", NAMES)
def test_no_text_leaves_the_map(sheet: Page, name: str) -> None:
    written = small_network()
    venues = tuple(replace(each, town=name) for each in written.venues)
    written = written.model_copy(update={"venues": venues})
    picture = draw_map(written, check(build_problem(written), plan()).schedule)
    assert picture
    assert leaving(sheet, picture, kind="map") == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("months", [1, 3, 12])
def test_no_text_leaves_a_calendar_of_possibilities(sheet: Page, name: str, months: int) -> None:
    found = possibilities(subject(), 0)
    kept = found.days[: 30 * months]
    found = found.model_copy(update={"days": kept, "meeting": found.meeting.model_copy(update={"name": name})})
    assert leaving(sheet, draw_possibilities(found, "da")) == []


def test_no_text_leaves_a_picture_of_any_page(browser: Browser, planned_site: Site) -> None:
    window = context(browser, "da-DK", viewport={"width": 390, "height": 800})
    page = window.new_page()
    found = {}
    for path in ("plan", "plan?year=2023", "plan?region=nord", "compare", "undo?number=1"):
        page.goto(f"{planned_site.root}/{path}")
        found[path] = page.evaluate(LEAVING)
    window.close()
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
