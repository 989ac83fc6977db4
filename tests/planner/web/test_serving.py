"""Calendars over HTTP, asked for by a client in another process than the server."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from planner.feeds.audiences import AudienceKind, new_token, path_of
from planner.feeds.publish import close, exchange
from planner.store.feeds import Audience
from planner.web.feeds import CACHE_MAX_AGE_SECONDS
from tests.planner.announcements import NETWORK_ID, NOW, announced
from tests.planner.feeds.desk import Desk
from tests.planner.web.server import Answer, Server, serving

MEMBER, WHOLE = Audience(AudienceKind.MEMBER, "m1"), Audience(AudienceKind.NETWORK)
DAY = timedelta(days=1)
UNKNOWN = path_of("x" * 43)


@contextmanager
def office(address: str, place: Path) -> Iterator[tuple[Desk, Server]]:
    """A store with two calendars, and a server of it."""
    found = Desk(address)
    with found.store:
        found.accept(announced())
        found.give(MEMBER, WHOLE)
        with serving(address, place / "log") as server:
            yield found, server


@pytest.fixture(scope="module")
def only_read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Server]]:
    """For tests that change nothing: starting a server takes a second."""
    place = tmp_path_factory.mktemp("served")
    with office(str(place / "network.sqlite"), place) as found:
        yield found


@pytest.fixture
def desk(only_read: tuple[Desk, Server]) -> Desk:
    return only_read[0]


@pytest.fixture
def server(only_read: tuple[Desk, Server]) -> Server:
    return only_read[1]


def path(desk: Desk, audience: Audience = MEMBER) -> str:
    return path_of(desk.addresses[NETWORK_ID, audience].token)


def once_fresh(server: Server, path: str) -> Answer:
    """The answer after other processes' publishing must have been noticed."""
    server.ask(path)
    time.sleep(CACHE_MAX_AGE_SECONDS * 2)
    return server.ask(path)


def test_a_feed_is_served_as_it_was_rendered(desk: Desk, server: Server) -> None:
    rendering, found = desk.rendering(MEMBER), server.ask(path(desk))
    assert (found.status, found.body) == (200, rendering.body)
    assert found.headers["etag"] == f'"{rendering.etag}"'
    assert parsedate_to_datetime(found.headers["last-modified"]) == rendering.last_modified
    expected = {
        "content-type": "text/calendar; charset=utf-8", "content-length": str(len(rendering.body)),
        "cache-control": "private, no-cache", "x-robots-tag": "noindex", "referrer-policy": "no-referrer",
        "vary": "accept-encoding", "x-content-type-options": "nosniff",
        "content-disposition": "inline; filename=\"ledernetv_rk.ics\"; filename*=UTF-8''ledernetv%C3%A6rk.ics",
    }  # fmt: skip
    assert expected.items() <= found.headers.items()
    assert not {"set-cookie", "server", "content-encoding"} & found.headers.keys()


def test_whoever_has_it_is_told_so(desk: Desk, server: Server) -> None:
    first = server.ask(path(desk))
    tag, modified = first.headers["etag"], first.headers["last-modified"]
    for have in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        found = server.ask(path(desk), If_None_Match=have)
        assert (found.status, found.body, found.headers["etag"]) == (304, b"", tag)
        assert found.headers["cache-control"] == "private, no-cache"
    assert server.ask(path(desk), If_Modified_Since=modified).status == 304
    assert server.ask(path(desk), If_None_Match='"x"', If_Modified_Since=modified).body == first.body


def test_the_compressed_form_has_a_tag_of_its_own(desk: Desk, server: Server) -> None:
    plain, zipped = server.ask(path(desk)), server.ask(path(desk), Accept_Encoding="gzip, br")
    assert zipped.headers["content-encoding"] == "gzip"
    assert gzip.decompress(zipped.body) == plain.body
    assert zipped.headers["etag"] != plain.headers["etag"]
    assert zipped.headers["vary"] == "accept-encoding"
    found = server.ask(path(desk), Accept_Encoding="gzip", If_None_Match=zipped.headers["etag"])
    assert (found.status, found.headers["etag"]) == (304, zipped.headers["etag"])
    assert server.ask(path(desk), Accept_Encoding="gzip").body == zipped.body


def test_head_says_the_same_without_the_body(desk: Desk, server: Server) -> None:
    got, head = server.ask(path(desk)), server.ask(path(desk), "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}
    assert server.ask(path(desk), "HEAD", If_None_Match=got.headers["etag"]).status == 304


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_feeds_are_only_read(desk: Desk, server: Server, method: str) -> None:
    found = server.ask(path(desk), method)
    assert (found.status, found.headers["allow"]) == (405, "GET, HEAD")
    assert {**server.ask(UNKNOWN, method).headers, "date": ""} == {**found.headers, "date": ""}


def test_unknown_and_revoked_addresses_answer_alike(address: str, tmp_path: Path) -> None:
    with office(address, tmp_path) as (desk, server):
        assert server.ask(path(desk)).status == 200
        old = path(desk, WHOLE)
        with desk.store.writing() as connection:
            close(connection, NETWORK_ID, desk.addresses[NETWORK_ID, MEMBER].feed, NOW)
            new = exchange(connection, NETWORK_ID, desk.addresses[NETWORK_ID, WHOLE].feed)
        revoked = once_fresh(server, path(desk))
        assert revoked.status == 404
        for other in (
            UNKNOWN,
            old,
            "/feeds/",
            "/feeds/x.ics",
            "/feeds/../feeds/x",
            path_of(new_token()),
            "/feeds/æ.ics",
        ):
            found = server.ask(other.encode().decode("latin-1") if other.isascii() else "/feeds/%C3%A6.ics")
            assert (found.status, found.body) == (404, revoked.body)
            assert {**found.headers, "date": "", "vary": ""} == {**revoked.headers, "date": "", "vary": ""}
        assert server.ask(path_of(new.token)).status == 200


def test_what_another_process_publishes_is_served_and_time_never_goes_back(address: str, tmp_path: Path) -> None:
    with office(address, tmp_path) as (desk, server):
        before = server.ask(path(desk))
        desk.accept(announced(day=31), at=NOW - DAY)  # a clock that was put back
        after = once_fresh(server, path(desk))
        assert after.body == desk.rendering(MEMBER).body != before.body
        assert server.ask(path(desk), If_None_Match=before.headers["etag"]).status == 200
        times = [parsedate_to_datetime(each.headers["last-modified"]) for each in (before, after)]
        assert times[0] < times[1]
        desk.accept(announced(day=31))
        assert once_fresh(server, path(desk)).headers["etag"] == after.headers["etag"]


def test_no_poll_is_turned_away_however_often_it_comes(desk: Desk, server: Server) -> None:
    with ThreadPoolExecutor(16) as many:
        found = list(many.map(lambda n: server.ask(path(desk) if n % 2 else UNKNOWN).status, range(400)))
    assert found == [404, 200] * 200


def test_no_token_is_ever_written_to_the_log(desk: Desk, server: Server) -> None:
    token = desk.addresses[NETWORK_ID, MEMBER].token
    for asked in (path(desk), f"/feeds/{token}", f"/{token}", f"/health?{token}", f"/feeds/{token}.ics?x={token}"):
        server.ask(asked)
        server.ask(asked, "POST")
        server.ask(asked, If_None_Match='"' + "x" * 100)
    with socket.create_connection(("127.0.0.1", server.port)) as raw:
        raw.sendall(f"GET {path(desk)}\r\nnonsense {token}\r\n\r\n".encode())
        raw.recv(1000)
    assert token not in server.log.read_text(encoding="utf-8")


def test_health_is_told(server: Server) -> None:
    assert (server.ask("/health").status, server.ask("/ready").status) == (204, 204)


def test_a_store_that_does_not_exist_yet_is_served_as_soon_as_it_does(tmp_path: Path) -> None:
    address = str(tmp_path / "x.sqlite")
    with serving(address, tmp_path / "log") as server:
        assert (server.ask(UNKNOWN).status, server.ask("/ready").status) == (404, 204)
        desk = Desk(address)
        with desk.store:
            desk.accept(announced())
            desk.give(MEMBER)
            assert once_fresh(server, path(desk)).status == 200


def test_a_store_that_breaks_leaves_known_feeds_served_and_says_so_of_others(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    desk = Desk(file)
    desk.accept(announced())
    desk.give(MEMBER, WHOLE)
    desk.store.close()
    with serving(str(file), tmp_path / "log") as server:
        assert server.ask(path(desk)).status == 200
        for each in tmp_path.glob("x.sqlite*"):
            each.write_bytes(b"no database" * 1000)
        time.sleep(CACHE_MAX_AGE_SECONDS)
        assert server.ask(path(desk)).status == 200
        other = server.ask(path(desk, WHOLE))
        assert (other.status, other.headers["retry-after"]) == (503, "60")
        assert (server.ask("/ready").status, server.ask("/health").status) == (503, 204)
