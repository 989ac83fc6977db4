"""The address of a feed, asked by programs and by browsers."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Iterator
from typing import Any

import pytest

from planner.feeds.audiences import AudienceKind
from planner.feeds.publish import close, exchange
from planner.store.erasing import ErasureRequest, erase
from planner.store.feeds import Audience
from planner.web.feeds import FeedCache, FeedRoute, prefers_page
from tests.planner.announcements import NETWORK_ID, NOW, announced, network
from tests.planner.feeds.desk import Desk

MEMBER = Audience(AudienceKind.MEMBER, "m1")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class Client:
    """Asks the route of the feeds without a server."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.route = FeedRoute(FeedCache(desk.store), self._elsewhere)

    def ask(
        self, path: str, method: str = "GET", kind: str = "http", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        named = {"host": "127.0.0.1:8000", **{name.replace("_", "-").lower(): each for name, each in headers.items()}}
        scope = {
            "type": kind, "scheme": "http", "method": method, "path": path,
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
        }  # fmt: skip
        asyncio.run(self.route(scope, None, send))  # type: ignore[arg-type]
        start, body = sent
        names = [name for name, _ in start["headers"]]
        assert len({*names}) == len(names)
        return start["status"], {name.decode(): each.decode() for name, each in start["headers"]}, body["body"]

    @staticmethod
    async def _elsewhere(_scope: Any, _receive: Any, send: Any) -> None:
        for message in ({"status": 299, "headers": []}, {"body": b"passed on"}):
            await send(message)


@pytest.fixture
def client(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr("planner.web.feeds.CACHE_MAX_AGE_SECONDS", 0.0)
    desk = Desk(tmp_path_factory.mktemp("page") / "x.sqlite")
    with desk.store:
        desk.accept(announced())
        desk.give(MEMBER)
        yield Client(desk)


def token_of(client: Client) -> str:
    return client.desk.addresses[NETWORK_ID, MEMBER].token


@pytest.mark.parametrize("accept", ["*/*", BROWSER, "text/html", "text/calendar", ""])
def test_the_address_of_a_calendar_is_one_whatever_is_asked_for(client: Client, accept: str) -> None:
    plain = client.ask(f"/feeds/{token_of(client)}.ics")
    assert client.ask(f"/feeds/{token_of(client)}.ics", accept=accept) == plain
    assert plain[1]["content-type"] == "text/calendar; charset=utf-8"
    assert plain[1]["vary"] == "accept-encoding"


def test_a_browser_gets_the_page_and_a_program_the_calendar(client: Client) -> None:
    status, headers, body = client.ask(f"/feeds/{token_of(client)}", accept=BROWSER)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "Næste møde" in body.decode()
    assert headers["x-robots-tag"] == "noindex"
    assert headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["content-security-policy"].endswith("frame-ancestors 'none'")
    assert client.ask(f"/feeds/{token_of(client)}.html")[2] == body
    for accept in ("*/*", "text/calendar", "text/calendar, text/html;q=0.5"):
        status, headers, found = client.ask(f"/feeds/{token_of(client)}", accept=accept)
        assert found == client.ask(f"/feeds/{token_of(client)}.ics")[2]
        assert headers["vary"] == "accept, accept-encoding"
    status, headers, zipped = client.ask(f"/feeds/{token_of(client)}.html", accept_encoding="gzip")
    assert (status, headers["content-encoding"], gzip.decompress(zipped)) == (200, "gzip", body)
    assert zipped == gzip.compress(body, mtime=0)
    assert client.ask(f"/feeds/{token_of(client)}.html", "HEAD")[2] == b""
    assert client.ask(f"/feeds/{token_of(client)}.html", "POST")[0] == 405


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (b"text/html", True),
        (BROWSER.encode(), True),
        (b"text/html;level=1;q=0.3, text/calendar;q=0.2", True),
        (b"text/html;q=0", False),
        (b"text/html, text/calendar", True),
        (b"text/calendar, text/html;q=0.9", False),
        (b"*/*", False),
        (b"", False),
    ],
)
def test_a_page_is_for_those_who_ask_for_it_by_name(accept: bytes, *, page: bool) -> None:
    assert prefers_page(accept) is page


def test_an_address_that_was_revoked_or_exchanged_answers_like_one_that_never_was(client: Client) -> None:
    token = token_of(client)
    (other,) = client.desk.give(Audience(AudienceKind.MUNICIPALITY, "0630"))
    for each in (token, other.token):
        assert client.ask(f"/feeds/{each}.html")[0] == 200
    with client.desk.store.writing() as connection:
        close(connection, NETWORK_ID, other.feed, NOW)
        new = exchange(connection, NETWORK_ID, client.desk.addresses[NETWORK_ID, MEMBER].feed)
    never = client.ask(f"/feeds/{'x' * 43}", accept=BROWSER)
    assert never[0] == 404
    assert "Adressen er ikke i brug" in never[2].decode()
    assert "This address is not in use" in never[2].decode()
    for each in (token, other.token, "x", "", "<script>"):
        assert client.ask(f"/feeds/{each}", accept=BROWSER) == never
    assert client.ask(f"/feeds/{new.token}", accept=BROWSER)[0] == 200


def test_a_page_follows_what_is_accepted(client: Client) -> None:
    path = f"/feeds/{token_of(client)}.html"
    far = announced().start.replace(year=2090)
    client.desk.accept(announced("far", title="Langt ude", start=far, end=far.replace(hour=12)), announced())
    assert "Langt ude" in client.ask(path)[2].decode()
    client.desk.accept(announced("far", title="Helt andet", start=far, end=far.replace(hour=12)), announced())
    assert "Langt ude" not in client.ask(path)[2].decode()


def test_links_are_to_the_server_that_the_settings_name_or_else_to_the_one_that_is_asked(client: Client) -> None:
    path = f"/feeds/{token_of(client)}.html"
    asked = client.ask(path, host="meetings.example:81")[2].decode()
    assert f"webcal://meetings.example:81/feeds/{token_of(client)}.ics" in asked
    for host in ('"><script>', "a b", "x/y", ""):
        assert "webcal:" not in client.ask(path, host=host)[2].decode()
    client.desk.network = network(publishing={"address": "https://kalender.example.dk"})
    client.desk.accept(announced())
    assert "webcal://kalender.example.dk/" in client.ask(path, host="meetings.example")[2].decode()


def test_answers_are_counted_whatever_they_are(client: Client) -> None:
    assert client.route.answered == 0
    for n, path in enumerate((f"/feeds/{token_of(client)}.ics", f"/feeds/{token_of(client)}", "/feeds/x.ics"), start=1):
        client.ask(path)
        assert client.route.answered == n


def test_what_is_in_memory_is_sent_whole_to_those_who_get_it_and_its_head_to_those_who_ask_for_that(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.web.feeds.CACHE_MAX_AGE_SECONDS", 1000.0)
    path = f"/feeds/{token_of(client)}.ics"
    whole = client.ask(path)
    assert whole[1]["last-modified"] == "Sun, 01 May 2022 08:00:00 GMT"
    assert client.ask(path) == whole
    assert client.ask(path, "HEAD") == (200, whole[1], b"")
    assert client.ask(path, "POST")[0] == 405
    zipped = client.ask(path, accept_encoding="gzip")
    assert zipped[2] == gzip.compress(whole[2], mtime=0)


def test_only_requests_for_feeds_are_answered_here(client: Client) -> None:
    for path, kind in (("/networks", "http"), ("/feeds", "http"), ("/feeds/x.ics", "websocket")):
        assert client.ask(path, kind=kind)[::2] == (299, b"passed on")
    assert client.route.answered == 0


def test_the_address_of_somebody_who_was_erased_says_that_it_is_closed(client: Client) -> None:
    path = f"/feeds/{token_of(client)}"
    with client.desk.store.writing() as connection:
        erase(connection, NETWORK_ID, ErasureRequest("m1", "Anne", NOW))
    for ending, method in ((".ics", "GET"), (".ics", "HEAD"), (".html", "GET")):
        status, _, body = client.ask(path + ending, method)
        assert (status, body == b"") == (410, method == "HEAD")
    assert client.ask(f"/feeds/{'x' * 43}.ics")[0] == 404
    assert client.ask(f"/feeds/{'x' * 43}.html")[0] == 404
