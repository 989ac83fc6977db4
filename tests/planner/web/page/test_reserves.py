"""Days in reserve on the pages: found, booked, seen with plan and meeting, released, and taken back."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser

from planner.feeds.publish import held_now
from planner.store.database import open_store
from planner.use_cases.homes import Home
from planner.web.page.words import WORDS
from tests.planner.use_cases.test_bookings import RESERVE
from tests.planner.web.page.accepted import accept, moved, put, small_folder
from tests.planner.web.page.browser import Site, context, site
from tests.planner.web.page.test_access import Visitor
from tests.planner.web.page.test_views import keep_picture, violations

pytestmark = pytest.mark.slow

AS_OF = "2022-05-02"
MEETING = "2023-1/nord"


@pytest.fixture
def reserving(tmp_path: Path) -> Iterator[Site]:
    """The small network, whose rounds have days in reserve, with an accepted plan."""
    folder = small_folder(tmp_path).path
    settings = folder / "network.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + RESERVE, encoding="utf-8")
    accept(folder)
    with site(folder, tmp_path / "log") as found:
        yield found


def rows(folder: Path, network: str = "net") -> list[dict[str, str]]:
    home = Home.of_folder(folder, str(folder / "network.sqlite")) if network == "net" else Home(network)
    assert home is not None
    with open_store(str(folder / "network.sqlite")) as store:
        text = home.files(store).get("bookings.csv", b"").decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text else ","))


def shown(folder: Path, network: str = "net") -> set[str]:
    """Return the dates that calendars show as tentative."""
    with open_store(str(folder / "network.sqlite")) as store, store.reading() as connection:
        return {*held_now(connection, network)}


def text(visitor: Visitor, path: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", " ", visitor.get(path).body.decode())).split())


def found(visitor: Visitor, root: str) -> str:
    """Find days in reserve, and return the address of the result."""
    begun = visitor.post(f"{root}/reserves", as_of=AS_OF)
    assert begun.status == 303
    path = begun.headers["location"]
    while WORDS["job.close"].say("en") in text(visitor, path):
        time.sleep(0.2)
    return path.partition("?")[0]


def test_days_in_reserve_are_found_booked_seen_released_and_taken_back(reserving: Site) -> None:
    visitor, root, folder = Visitor(reserving.server), "/n/net", reserving.folder
    assert WORDS["reserves.none"].say("en") in text(visitor, f"{root}/plan?as_of={AS_OF}")
    job = found(visitor, root)
    assert WORDS["reserves.book"].say("en") in text(visitor, job)
    assert rows(folder) == []
    booked = visitor.post(f"{job}/book", as_of=AS_OF)
    assert (booked.status, booked.headers["location"]) == (303, f"{root}/plan?as_of={AS_OF}&reserves=saved")
    held = rows(folder)
    assert {(row["state"], row["source"]) for row in held} == {("reserve", "reserve")}
    mine = next(row for row in held if row["meeting"] == MEETING)
    assert shown(folder) == {f"{row['meeting']} {row['first_day']}" for row in held}

    plan, meeting = (text(visitor, f"{root}/{path}?as_of={AS_OF}") for path in ("plan", f"meetings/{MEETING}"))
    titles = "Hit In reserve Rooms and staff Both Until"
    assert titles in plan
    assert WORDS["reserves.means"].say("en") in plan
    assert WORDS["reserves.release"].say("en") in meeting
    day = int(mine["first_day"][8:])
    assert re.search(rf"In reserve \w+ {day} \w+ {mine['first_day'][:4]}, ", meeting)
    assert WORDS["reserves.title"].say("da") in text(
        Visitor(reserving.server, asked={"Accept_Language": "da"}), f"{root}/plan?as_of={AS_OF}"
    )
    book = openpyxl.load_workbook(io.BytesIO(visitor.get(f"{root}/plan.xlsx?as_of={AS_OF}").body))
    sheet = [*book["Dage i reserve"].iter_rows(min_row=2, values_only=True)]
    assert {f"{row[2]:%Y-%m-%d}" for row in sheet} == {row["first_day"] for row in held}

    assert visitor.post(f"{root}/reserves/release", as_of=AS_OF, meeting=MEETING).status == 303
    assert rows(folder) == [row for row in held if row["meeting"] != MEETING]
    assert f"{MEETING} {mine['first_day']}" not in shown(folder)
    assert WORDS["reserves.none_here"].say("en") in text(visitor, f"{root}/meetings/{MEETING}?as_of={AS_OF}")
    assert visitor.post(f"{root}/files/undo", as_of=AS_OF).status == 303
    assert rows(folder) == held
    assert shown(folder) == {f"{row['meeting']} {row['first_day']}" for row in held}
    assert visitor.post(f"{root}/reserves/release", as_of=AS_OF).status == 303
    assert (rows(folder), shown(folder)) == ([], set())


def test_what_was_found_for_another_plan_is_not_booked(reserving: Site) -> None:
    visitor = Visitor(reserving.server)
    job = found(visitor, "/n/net")
    accept(reserving.folder, moved("2023-1/nord", "2023-03-08"))
    answer = visitor.post(f"{job}/book", as_of=AS_OF)
    assert answer.status == 412
    assert WORDS["reserves.other_plan"].say("en") in unescape(answer.body.decode())
    assert rows(reserving.folder) == []


def test_days_in_reserve_of_a_network_in_the_store_are_booked_there(reserving: Site) -> None:
    visitor, root = Visitor(reserving.server), "/n/other"
    put(reserving.folder, "other")
    solved = visitor.post(f"{root}/solve", seconds="10", as_of="2022-05-01").headers["location"]
    while WORDS["job.close"].say("en") in text(visitor, solved):
        time.sleep(0.2)
    made = visitor.post(f"{solved.partition('?')[0]}/accept", as_of="2022-05-01", by="Anne", why="")
    assert made.status == 303, made.body
    job = found(visitor, root)
    assert visitor.post(f"{job}/book", as_of=AS_OF).status == 303
    held = rows(reserving.folder, "other")
    assert {row["state"] for row in held} == {"reserve"}
    assert shown(reserving.folder, "other") == {f"{row['meeting']} {row['first_day']}" for row in held}
    assert visitor.post(f"{root}/reserves/release", as_of=AS_OF).status == 303
    assert (rows(reserving.folder, "other"), shown(reserving.folder, "other")) == ([], set())


def test_axe_finds_nothing_where_days_in_reserve_are_shown_and_a_button_needs_no_script(
    browser: Browser, reserving: Site
) -> None:
    visitor = Visitor(reserving.server)
    job = found(visitor, "/n/net")
    assert visitor.post(f"{job}/book", as_of=AS_OF).status == 303
    wrong = {}
    views = (job, f"/n/net/plan?as_of={AS_OF}&reserves=saved", f"/n/net/meetings/{MEETING}?as_of={AS_OF}")
    for language, scheme in (("da-DK", "light"), ("en-GB", "dark")):
        window = context(browser, language, color_scheme=scheme)
        page = window.new_page()
        for path in views:
            page.goto(reserving.server.url + path)
            keep_picture(page, f"reserves-{views.index(path)}-{language[:2]}-{scheme}")
            if seen := violations(page):
                wrong[path, language] = seen
        window.close()
    assert wrong == {}
    window = context(browser, java_script_enabled=False)
    page = window.new_page()
    page.goto(f"{reserving.root}/plan?as_of={AS_OF}")
    page.get_by_role("button", name=WORDS["reserves.release_all"].say("en")).click()
    assert rows(reserving.folder) == []
    page.get_by_role("button", name=WORDS["reserves.undo"].say("en")).click()
    assert rows(reserving.folder)
    window.close()
