"""Who is let in, asked of the middleware itself: keys, sessions of browsers, proxies, and a store without keys."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from planner.store.database import Store, open_store
from planner.web.authentication import (
    FAILURE_BURST,
    AuthenticationMiddleware,
    is_from_this_machine,
    is_loopback,
    is_open,
)
from planner.web.keys import COOKIE, PREFIX, create
from planner.web.roles import KEYLESS, Caller, Role
from tests.planner.announcements import NOW

PROXIES = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))
HERE = {"host": "localhost"}


class Door:
    """The middleware before an application that notes who came in."""

    def __init__(self, store: Store, *, keyless: bool = False) -> None:
        self.entered: list[Caller | None] = []
        self.door = AuthenticationMiddleware(
            store, self._inside, keyless=keyless, proxies=PROXIES,
            refusal=lambda _scope, error: PlainTextResponse("page", error.kind.status),
        )  # fmt: skip

    async def _inside(self, scope: Any, _receive: Any, _send: Any) -> None:
        self.entered.append(scope.get("state", {}).get("caller"))

    def ask(
        self, path: str = "/networks", method: str = "GET", kind: str = "http", version: str = "1.1",
        client: Any = ("192.0.2.1", 5), **headers: str,
    ) -> Any:  # fmt: skip
        """Return who came in, or the status of a refusal, and what it says if it is a page."""
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope: Any = {
            "type": kind, "path": path, "method": method, "client": client, "http_version": version,
            "query_string": b"", "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        }  # fmt: skip
        asyncio.run(self.door(scope, None, send))  # type: ignore[arg-type] # nothing is received
        if not sent:
            return self.entered.pop()
        return (sent[0]["status"], "page") if sent[1]["body"] == b"page" else sent[0]["status"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(str(tmp_path_factory.mktemp("door") / "x.sqlite")) as opened:
        yield opened


@pytest.fixture(scope="module")
def key(store: Store) -> str:
    with store.writing() as connection:
        return create(connection, Role.READER, "net", "", NOW)[1]


READER = Caller(1, Role.READER, "net")


def test_a_key_is_known_in_one_form_of_the_header_alone(store: Store, key: str) -> None:
    door = Door(store)
    assert [door.ask(authorization=f"{kind} {key}") for kind in ("Bearer", "bearer", "BEARER ")] == [READER] * 3
    assert [door.ask(authorization=each) for each in (f"Basic {key}", key, "Bearer", f"Bearer {key}x")] == [401] * 4
    assert door.ask() == 401
    assert door.ask("/n/net") == (401, "page")
    assert [door.ask(each) for each in ("/health", "/problems/x", "/sign-in")] == [None] * 3
    assert door.ask("/networks", kind="websocket") is None


def test_a_session_opens_pages_and_lets_programs_read(store: Store, key: str) -> None:
    door = Door(store)
    scope = {"client": None}
    cookie = {"cookie": f"{COOKIE}={door.door.sign_in(scope, key)}"}
    for path, method in (("/n/net", "GET"), ("/n/net", "POST"), ("/networks", "GET"), ("/networks", "HEAD")):
        assert door.ask(path, method, **cookie) == READER
    for method in ("POST", "PUT", "DELETE"):
        assert door.ask("/networks", method, **cookie) == 401
    assert door.ask("/networks", cookie=f"{COOKIE}={'x' * 43}") == 401
    assert door.ask("/networks", **cookie, authorization="Bearer x") == 401


def test_wrong_keys_are_counted_by_address_but_not_by_that_of_a_proxy(store: Store, key: str) -> None:
    for client, last in (
        (("192.0.2.1", 5), 429), (("2001:db9::1", 5), 429), (("unix", 5), 429), (None, 429),
        (("10.9.9.9", 5), 401), (("2001:db8::9", 5), 401),
    ):  # fmt: skip
        door = Door(store)
        found = [door.ask(client=client, authorization=f"Bearer {PREFIX}{n:043}") for n in range(FAILURE_BURST + 1)]
        assert found == [401] * FAILURE_BURST + [last]
        assert door.ask(client=client, authorization=f"Bearer {key}") == READER
        assert door.ask(client=("198.51.100.1", 5), authorization="Bearer x") == 401


def test_a_store_that_is_not_there_yet_has_no_keys(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "none.sqlite")) as nothing:
        open_to_all, closed = Door(nothing, keyless=True), Door(nothing)
        assert open_to_all.ask(**HERE) == KEYLESS
        assert open_to_all.ask(**HERE, version="1.0") == 403
        assert open_to_all.ask(host="example.org") == 403
        assert closed.ask(**HERE) == 401
        assert open_to_all.ask(authorization=f"Bearer {PREFIX}{'x' * 43}", **HERE) == 401


def test_once_there_is_a_key_nobody_comes_in_without(store: Store, key: str) -> None:
    assert key
    assert Door(store, keyless=True).ask(**HERE) == 401


def headers(**given: str) -> Headers:
    return Headers({name.replace("_", "-"): value for name, value in given.items()})


def test_pages_of_this_machine_are_told_by_origin_then_by_site_then_by_referer() -> None:
    here, there = "http://localhost:3000", "https://example.org"
    for given, expected in (
        ({}, True), ({"origin": here}, True), ({"origin": there}, False), ({"origin": "http://["}, False),
        ({"origin": here, "sec_fetch_site": "cross-site"}, True), ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "cross-site"}, False), ({"referer": f"{there}/x"}, False), ({"referer": f"{here}/x"}, True),
        ({"sec_fetch_site": "same-origin", "referer": f"{there}/x"}, True), ({"via": "1.1 x"}, False),
        ({"x_forwarded_for": "127.0.0.1"}, False),
    ):  # fmt: skip
        assert is_from_this_machine(headers(host="localhost", **given)) is expected, given
    for host, expected in (
        ("127.0.0.1:80", True), ("[::1]:80", True), ("LOCALHOST", True), ("127.9.9.9", True), ("10.0.0.1", False),
        ("localhost:x", False), ("[::2]", False), ("", False),
    ):  # fmt: skip
        assert is_from_this_machine(headers(host=host)) is expected, host
    assert is_from_this_machine(headers()) is False
    assert is_from_this_machine(Headers(raw=[(b"host", b"localhost"), (b"host", b"localhost")])) is False
    assert [is_loopback(each) for each in ("127.0.0.1", "::1", "10.0.0.1", "localhost")] == [True, True, False, False]


def test_few_paths_are_open() -> None:
    paths = (
        "/health",
        "/ready",
        "/openapi.json",
        "/problems/stale",
        "/sign-in",
        "/static/x",
        "/problems",
        "/",
        "/feeds/x",
    )
    assert [is_open(each) for each in paths] == [True] * 6 + [False] * 3
