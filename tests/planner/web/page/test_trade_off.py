"""What protection costs on the page: asked for, seen as picture, table and plan by plan, and downloaded."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from calendars.language import Locale
from planner.schemas.foresight import TradeOff
from planner.text.trade_off import closing_lines, opening_lines, plan_facts, trade_off_cells, trade_off_rows
from planner.web.page.words import WORDS
from tests.planner.web.page.accepted import accept, small_folder
from tests.planner.web.page.browser import Site, context, site
from tests.planner.web.page.test_access import Visitor
from tests.planner.web.page.test_pictures import LEAVING
from tests.planner.web.page.test_reserves import text
from tests.planner.web.page.test_views import cut_tables, keep_picture, violations
from tests.planner.web.planning import TRADE

pytestmark = pytest.mark.slow

AS_OF = "2022-05-02"
ROOT = "/n/net"
TITLE = WORDS["trade_off.title"]


@pytest.fixture(scope="module")
def trading(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve the small network, where protection costs points, with an accepted plan."""
    place = tmp_path_factory.mktemp("trading")
    folder = small_folder(place).add("network.toml", TRADE).path
    accept(folder)
    with site(folder, place / "log") as found:
        yield found


def found(trading: Site, language: Locale) -> str:
    """Find what protection costs, and return the address of the result."""
    visitor = Visitor(trading.server, asked={"Accept_Language": language})
    begun = visitor.post(f"{ROOT}/trade-off", as_of=AS_OF, seconds="600")
    assert begun.status == 303
    path = begun.headers["location"]
    while WORDS["job.close"].say(language) in text(visitor, path):
        time.sleep(0.2)
    return path


def answer(trading: Site, path: str) -> TradeOff:
    data = Visitor(trading.server).get(f"{path.partition('?')[0]}/curve.json").body
    return TradeOff.model_validate_json(data)


def test_a_planner_asks_for_the_curve_and_sees_picture_table_and_what_each_plan_means(tab: Page, trading: Site) -> None:
    tab.goto(f"{trading.root}/plan?as_of={AS_OF}")
    tab.get_by_role("link", name=TITLE.say("en")).click()
    tab.get_by_role("radio", name="At most 10 minutes").check()
    tab.get_by_role("button", name=WORDS["trade_off.button"].say("en")).click()
    curve = tab.locator(".trade svg")
    expect(curve).to_be_visible(timeout=240_000)
    got = answer(trading, tab.url.removeprefix(trading.server.url))
    assert (got.as_of.isoformat(), got.revision) == (AS_OF, 1)
    titles, rows = trade_off_rows(got, "en")
    assert tab.locator("main thead").first.locator("th").all_inner_texts() == titles
    cells = [
        each.locator("th, td").all_inner_texts() for each in tab.locator("table.wide").first.locator("tbody tr").all()
    ]
    assert cells == [trade_off_cells(row, "en") for row in rows]
    said = tab.locator("main").inner_text()
    assert [each for each in (*opening_lines(got, "en"), *closing_lines(got, "en")) if each not in said] == []
    articles = tab.locator("article")
    expect(articles).to_have_count(len(got.plans))
    for n, plan in enumerate(got.plans):
        shown = articles.nth(n).locator("dd").all_inner_texts()
        assert shown == [sentence for _, sentence in plan_facts(plan, got, "en")]
        assert articles.nth(n).locator("li").count() == plan.differs
        assert articles.nth(n).locator("tbody tr").count() == len(plan.reserves)
        assert articles.nth(n).locator(".chip.good").count() == plan.today
    assert curve.locator("style").count() == 0
    assert curve.locator("rect.mark.saved").count() > 0
    fill = curve.locator("rect.mark.lost").first.evaluate("each => getComputedStyle(each).fill")
    assert fill == "rgb(213, 94, 0)"
    tab.locator("tbody th a").last.click()
    assert tab.url.endswith(f"#plan-{len(got.plans)}")
    tab.get_by_role("link", name=WORDS["rules.title"].say("en")).click()
    expect(tab.locator('[name="rules.exposure.points"]')).to_be_focused()


@pytest.mark.parametrize(("language", "scheme"), [("da", "light"), ("en", "dark")])
def test_it_is_in_one_language_fits_every_window_and_axe_finds_nothing(
    browser: Browser, trading: Site, language: Locale, scheme: str
) -> None:
    path = found(trading, language)
    window = context(browser, language, color_scheme=scheme)
    page = window.new_page()
    page.goto(trading.server.url + path)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    keep_picture(page, f"trade-off-{language}-{scheme}")
    said, got = page.locator("main").inner_text(), answer(trading, path)
    assert [each for each in (*opening_lines(got, language), *closing_lines(got, language)) if each not in said] == []
    assert (violations(page), page.evaluate(LEAVING), cut_tables(page)) == ([], [], {})
    page.set_viewport_size({"width": 320, "height": 800})
    keep_picture(page, f"trade-off-{language}-320")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    window.close()


def test_the_curve_is_downloaded_as_picture_workbook_and_json(trading: Site) -> None:
    path = found(trading, "da").partition("?")[0]
    visitor, got = Visitor(trading.server, asked={"Accept_Language": "da"}), answer(trading, path)
    drawn = visitor.get(f"{path}/curve.svg")
    assert (drawn.headers["content-type"].partition(";")[0], drawn.body.count(b"<style")) == ("image/svg+xml", 1)
    assert TITLE.say("da") in drawn.body.decode()
    book = openpyxl.load_workbook(io.BytesIO(visitor.get(f"{path}/curve.xlsx").body))
    assert [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == [
        each.points for each in got.plans
    ]
    data = visitor.get(f"{path}/curve.json")
    assert "net-trade-off.json" in data.headers["content-disposition"]
    assert json.loads(data.body)["plans"][0]["points"] == got.plans[0].points
    for kind in ("svg", "xlsx", "json"):
        assert visitor.get(f"{ROOT}/jobs/nothing/curve.{kind}").status == 404


def test_a_first_plan_may_be_asked_for_and_without_risks_it_is_said_what_to_write(tmp_path: Path) -> None:
    files = small_folder(tmp_path)
    with site(files.path, tmp_path / "log") as served:
        visitor = Visitor(served.server)
        refused = visitor.get(f"{ROOT}/trade-off")
        assert (refused.status, "[[risks]]" in unescape(refused.body.decode())) == (422, True)
        assert TITLE.say("en") not in text(visitor, f"{ROOT}/solve")
        files.add("network.toml", TRADE)
        assert WORDS["trade_off.first"].say("en") in text(visitor, f"{ROOT}/trade-off")
        assert TITLE.say("en") in text(visitor, f"{ROOT}/solve")
        files.replace("members.csv", "0851", "nowhere")
        assert visitor.get(f"{ROOT}/trade-off").status == 422
