"""Files in the browser: workbooks that come and go, tables and rules that are edited and checked as a field is left."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from planner.files.load import load_network
from tests.planner.files.workbook.books import small_workbook
from tests.planner.network_files import NetworkFiles
from tests.planner.web.page.browser import context, site

pytestmark = pytest.mark.slow


def bring_in(page: Page, server: str, *files: Path) -> None:
    page.goto(f"{server}/new")
    page.get_by_label("Short name of the network").fill("book")
    page.get_by_label("Files", exact=True).set_input_files([str(each) for each in files])
    page.get_by_role("button", name="Check and bring in").click()


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("link", name=name).click()
    return Path(found.value.path()).read_bytes()


def misspell(book: Any) -> None:
    book["Medlemmer"]["B3"] = "Aalbrog"


def test_a_workbook_is_brought_in_marked_edited_here_and_given_back(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    NetworkFiles(folder)
    (tmp_path / "wrong").mkdir()
    (tmp_path / "good").mkdir()
    with site(folder, tmp_path / "log") as served:
        window = context(browser)
        page = window.new_page()
        bring_in(page, served.server.url, small_workbook(tmp_path / "wrong", misspell))
        expect(page.locator(".mistakes .where")).to_have_text("Medlemmer!B3")
        link = page.get_by_role("link", name="Your workbook with the mistakes marked").get_attribute("href") or ""
        marked = openpyxl.load_workbook(io.BytesIO(base64.b64decode(link.partition("base64,")[2])))
        assert "Aalbrog" in marked["Medlemmer"]["B3"].comment.text
        page.goto(served.server.url)
        expect(page.get_by_role("link", name="book")).to_have_count(0)

        bring_in(page, served.server.url, small_workbook(tmp_path / "good"))
        expect(page.get_by_role("heading", name="No plan yet")).to_be_visible()
        root = f"{served.server.url}/n/book"
        page.goto(f"{root}/files/members.csv?line=2")
        page.get_by_label("municipality", exact=True).fill("0869")
        page.get_by_label("role", exact=True).click()
        expect(page.locator("p.wrong:visible")).to_contain_text("0869")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("[aria-invalid]")).to_have_count(1)
        page.get_by_label("municipality", exact=True).fill("0860")
        page.get_by_label("role", exact=True).click()
        expect(page.locator("[aria-invalid]")).to_have_count(0)
        page.get_by_role("button", name="Save").click()
        expect(page.locator("tbody tr").first.locator("td").nth(1)).to_have_text("0860")

        page.goto(f"{root}/files")
        kept = tmp_path / "kept.xlsx"
        kept.write_bytes(downloaded(page, "Everything as a workbook (Excel)"))
        assert load_network(kept).members[0].municipality == "0860"
        page.get_by_role("button", name="Take back the last edit").click()
        page.goto(f"{root}/files/members.csv")
        expect(page.locator("tbody tr").first.locator("td").nth(1)).to_have_text("0851")
        page.goto(f"{root}/files")
        page.get_by_label("Files", exact=True).set_input_files(str(kept))
        page.get_by_role("button", name="Check and bring in").click()
        page.goto(f"{root}/files/members.csv")
        expect(page.locator("tbody tr").first.locator("td").nth(1)).to_have_text("0860")
        window.close()


def test_a_workbook_replaces_what_is_otherwise_in_a_folder_and_nothing_else(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    NetworkFiles(folder).add("network.toml", '\n[tables]\ndecimal = ","  # as here\n')
    settings = (folder / "network.toml").read_bytes()

    def renamed(book: Any) -> None:
        book["Medlemmer"]["A2"] = "a9"

    with site(folder, tmp_path / "log") as served:
        window = context(browser)
        page = window.new_page()
        page.goto(f"{served.root}/files")
        (tmp_path / "book").mkdir()
        page.get_by_label("Files", exact=True).set_input_files(str(small_workbook(tmp_path / "book", renamed)))
        page.get_by_role("button", name="Check and bring in").click()
        expect(page.get_by_role("button", name="Take back the last edit (members.csv)")).to_be_visible()
        assert load_network(folder).members[0].id == "a9"
        assert (folder / "network.toml").read_bytes() == settings
        window.close()


def test_points_of_rules_are_checked_as_they_are_left_and_put_where_they_stand(
    browser: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    NetworkFiles(folder).add("network.toml", "\n[rules.rent]\npoints = 2  # dear\n")
    before = (folder / "network.toml").read_text(encoding="utf-8")
    with site(folder, tmp_path / "log") as served:
        window = context(browser)
        page = window.new_page()
        page.goto(f"{served.root}/files")
        page.get_by_role("link", name="Rules and points").click()
        points = page.locator("[name='rules.rent.points']")
        expect(points).to_have_value("2")
        points.fill("many")
        points.press("Tab")
        expect(page.locator("#rules-rent-points-wrong")).to_be_visible()
        assert (folder / "network.toml").read_text(encoding="utf-8") == before
        points.fill("7")
        points.press("Tab")
        expect(page.locator("#rules-rent-points-wrong")).to_be_hidden()
        page.locator("[name='rules.notice.min_days']").fill("21")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("button", name="Take back the last edit (network.toml)")).to_be_visible()
        after = (folder / "network.toml").read_text(encoding="utf-8")
        assert after == before.replace("points = 2  # dear", "points = 7  # dear").rstrip() + (
            "\n\n[rules.notice]\nmin_days = 21\n"
        )
        page.get_by_role("button", name="Take back the last edit").click()
        expect(page.get_by_role("button", name="Take back the last edit")).to_have_count(0)
        assert (folder / "network.toml").read_text(encoding="utf-8") == before
        window.close()


def test_mistakes_are_mended_one_after_the_other(browser: Browser, tmp_path: Path) -> None:
    folder = tmp_path / "net"
    folder.mkdir()
    files = NetworkFiles(folder).replace("members.csv", "b1;0860", "b1;0806")
    files.replace("network.toml", "first_day = 2022-05-01", 'first_day = "1.5.2022"')
    with site(folder, tmp_path / "log", slots=0) as served:
        window = context(browser)
        page = window.new_page()
        page.goto(f"{served.root}/files")
        page.get_by_role("link", name="members.csv · line 4 · municipality").click()
        expect(page.get_by_label("municipality", exact=True)).to_be_focused()
        expect(page.locator("tr.chosen td.bad")).to_have_text("0806")
        page.get_by_label("municipality", exact=True).fill("0860")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved, 1 mistake left")).to_be_visible()
        page.get_by_role("link", name="Mend the next").click()
        expect(page.locator("textarea")).to_be_focused()
        chosen = page.evaluate("() => { const t = document.querySelector('textarea'); "
                               "return t.value.slice(t.selectionStart, t.selectionEnd); }")  # fmt: skip
        assert chosen == 'first_day = "1.5.2022"'
        text = page.locator("textarea").input_value()
        page.locator("textarea").fill(text.replace('"1.5.2022"', "2022-05-01"))
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("Saved, no mistakes left")).to_be_visible()
        page.locator(".told").get_by_role("link", name="Make a plan").click()
        expect(page.get_by_role("button", name="Make a plan")).to_be_visible()
        window.close()
