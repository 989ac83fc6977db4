"""What a participant gets, in a browser: on a phone and a desk, in both languages, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from planner.feeds.audiences import AudienceKind
from planner.feeds.folder import Folder, publish_to
from planner.feeds.publish import close, exchange
from planner.store.archive import Archive
from planner.store.feeds import Audience
from tests.planner.announcements import HALL, INN, NETWORK_ID, NOW, ZONE, announced, network
from tests.planner.feeds.desk import Desk
from tests.planner.web.page.browser import AXE_TAGS, context
from tests.planner.web.page.test_views import keep_picture
from tests.planner.web.server import Server, serving

pytestmark = pytest.mark.slow

MEMBER, REGION = Audience(AudienceKind.MEMBER, "m1"), Audience(AudienceKind.REGION, "syd")
NAME = '<b>AKKC</b> \u05d0\u05d1 "&' + "x" * 100
LOCALES = ("da", "en")


@dataclass
class Feeds:
    """A server of feeds, and the addresses of two of them."""

    server: Server
    desk: Desk

    def page(self, audience: Audience = MEMBER) -> str:
        return f"{self.server.url}/feeds/{self.desk.addresses[NETWORK_ID, audience].token}"


def plans() -> tuple[list[Any], list[Any]]:
    """Return meetings far ahead as first accepted, and as they are after one moved and one was cancelled."""
    day = datetime(2090, 4, 18, 10, tzinfo=ZONE)
    first = [
        announced(f"m{n}", title=title, start=day + n * timedelta(days=100), venue=venue,
                  end=day + timedelta(days=n * 100, hours=5))
        for n, (title, venue) in enumerate([("Forår", HALL), ("Efterår", INN), (NAME, replace(HALL, name=NAME))])
    ]  # fmt: skip
    moved = replace(first[0], start=day + timedelta(days=7), end=day + timedelta(days=7, hours=5))
    return first, [moved, first[2]]


@pytest.fixture(scope="module", params=LOCALES)
def feeds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feeds]:
    folder = tmp_path_factory.mktemp("participants")
    desk = Desk(folder / "x.sqlite", network(locale=request.param, name="Ledernetværket"))
    with desk.store:
        for number, plan in enumerate(plans()):
            desk.accept(*plan, at=NOW + timedelta(days=number))
        desk.give(MEMBER, REGION)
        with serving(str(folder / "x.sqlite"), folder / "log") as server:
            yield Feeds(server, desk)


def opened(browser: Browser, address: str, width: int = 390, scheme: str = "light", **options: Any) -> Page:
    window = context(browser, viewport={"width": width, "height": 800}, color_scheme=scheme, **options)
    found: Page = window.new_page()
    said: list[str] = []
    found.on("console", lambda message: said.append(message.text))
    answer = found.goto(address)
    assert answer is not None
    assert said == []
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone_or_a_desk(browser: Browser, feeds: Feeds, scheme: str) -> None:
    locale = feeds.desk.network.settings.locale
    for width in (390, 1280):
        for name, address in (("mine", feeds.page()), ("gone", f"{feeds.server.url}/feeds/{'x' * 43}")):
            page = context(browser, viewport={"width": width, "height": 800}, color_scheme=scheme).new_page()
            page.goto(address)
            for summary in page.locator("summary").all():
                summary.click()
            keep_picture(page, f"participant-{name}-{locale}-{scheme}-{width}")
            found = Axe().run(page, options={"runOnly": AXE_TAGS}).response["violations"]
            assert [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found] == []
            page.context.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 2560])
def test_it_fits_every_window(browser: Browser, feeds: Feeds, width: int) -> None:
    page = opened(browser, feeds.page(), width)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    assert page.locator(".code").is_visible() == (width >= 640)  # a phone needs no code to scan
    page.context.close()


def test_everything_is_there_without_scripts_and_nothing_is_fetched(browser: Browser, feeds: Feeds) -> None:
    window = context(browser, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page, asked = window.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(feeds.page())
    assert [url for url in asked if not url.startswith("data:")] == [feeds.page()]
    shown = page.locator("main").inner_text()
    assert shown.index("25") < shown.index("Outlook") < shown.index("Efterår")
    assert (
        page.locator(".first .mark").inner_text()
        == {"da": "flyttet", "en": "moved"}[feeds.desk.network.settings.locale]
    )
    assert page.locator("main b", has_text="AKKC").count() == 0
    assert page.locator("bdi", has_text=NAME).count() > 0
    token = feeds.desk.addresses[NETWORK_ID, MEMBER].token
    apple = page.locator(f'a[href="webcal://127.0.0.1:{feeds.server.port}/feeds/{token}.ics"]')
    assert apple.first.is_visible()
    assert page.locator("text=Thunderbird").first.is_visible()
    page.locator("summary").first.click()
    assert page.locator("code", has_text=f"{feeds.server.url}/feeds/{token}.ics").first.is_visible()
    window.close()


def test_on_paper_it_gives_the_code_and_the_address_instead_of_links(browser: Browser, feeds: Feeds) -> None:
    page = opened(browser, feeds.page())
    page.emulate_media(media="print")
    token = feeds.desk.addresses[NETWORK_ID, MEMBER].token
    assert page.locator(".code").is_visible()
    assert page.locator(".phone code", has_text=f"/feeds/{token}.html").is_visible()
    assert not page.locator(".ways").is_visible()
    page.context.close()


def test_the_folder_on_a_static_server_gives_the_same_page(browser: Browser, feeds: Feeds, tmp_path: Path) -> None:
    with feeds.desk.store.writing() as connection:
        new = exchange(connection, NETWORK_ID, feeds.desk.addresses[NETWORK_ID, REGION].feed)
    publish_to(Folder(tmp_path), Archive(feeds.desk.store, NETWORK_ID), NOW, [new])
    page = opened(browser, (tmp_path / "web" / "feeds" / f"{new.token}.html").as_uri())
    assert page.locator(".first").is_visible()
    assert page.locator(f'a[href="{new.token}.ics"]').is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.entry')).display") == "flex"  # its style is let in
    page.context.close()


def test_an_address_that_is_closed_says_whom_to_ask(browser: Browser, feeds: Feeds) -> None:
    (own,) = feeds.desk.give(Audience(AudienceKind.MUNICIPALITY, "0630"))
    address = f"{feeds.server.url}/feeds/{own.token}"
    assert opened(browser, address).locator(".first").is_visible()
    with feeds.desk.store.writing() as connection:
        close(connection, NETWORK_ID, own.feed, NOW)
    page = context(browser).new_page()
    page.goto(address)
    page.wait_for_timeout(600)  # feeds in memory are looked up again after half a second
    answer = page.reload()
    assert answer is not None
    assert answer.status == 404
    assert page.locator("text=Adressen er ikke i brug").is_visible()
    assert page.locator("text=This address is not in use").is_visible()
