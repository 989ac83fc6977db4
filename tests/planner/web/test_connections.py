"""Connections at their limits: headers, the time to a complete request, and their number."""

from __future__ import annotations

import contextlib
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from planner.feeds.audiences import path_of
from planner.web import connections
from planner.web.connections import (
    HEAD_MAX_BYTES,
    HEAD_SECONDS,
    HEADERS_MAX,
    PIPELINED_MAX,
    REQUEST_SECONDS,
    STALLED_SECONDS,
    LimitedProtocol,
)
from tests.planner.web.server import Server, serving

START = b"GET /health HTTP/1.1\r\nHost: localhost\r\n"
FILES = 260
"""Open files of a server at its limit, of which 60 to 130 are connections."""
TIMEOUT_SECONDS = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    place = tmp_path_factory.mktemp("connections")
    with serving(str(place / "store.sqlite"), place / "log") as found:
        yield found


def connection(server: Server) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=TIMEOUT_SECONDS)


def answer(server: Server, *parts: bytes) -> bytes:
    """The first line that comes back, "" if the connection is closed without one."""
    with connection(server) as raw:
        with contextlib.suppress(OSError):
            for part in parts:
                raw.sendall(part)
        try:
            return raw.recv(4096).partition(b"\r\n")[0]
        except ConnectionError:
            return b""


def test_headers_up_to_the_limits_are_read(server: Server) -> None:
    many = b"".join(b"a%d: b\r\n" % n for n in range(HEADERS_MAX - 1))
    assert answer(server, START, many, b"\r\n").startswith(b"HTTP/1.1 204")
    assert answer(server, START, b"a: " + b"x" * (HEAD_MAX_BYTES - 100), b"\r\n\r\n").startswith(b"HTTP/1.1 204")


@pytest.mark.parametrize(
    "more",
    [
        b"a: b\r\n" * HEADERS_MAX + b"\r\n",
        b"a: " + b"x" * HEAD_MAX_BYTES + b"\r\n\r\n",
        b"a: " + b"x" * 4_000_000,
        b"x" * 4_000_000,
        b"".join(b"a%d: %s\r\n" % (n, b"x" * 1000) for n in range(4000)),
    ],
    ids=["many", "long", "endless value", "endless name", "endless"],
)
def test_headers_beyond_them_are_refused(server: Server, more: bytes) -> None:
    assert answer(server, START + more).startswith(b"HTTP/1.1 431")
    assert answer(server, *(bytes([each]) for each in START), more).startswith(b"HTTP/1.1 431")
    assert server.ask("/health").status == 204


def test_addresses_trailers_and_extensions_of_chunks_have_limits(server: Server) -> None:
    chunked = b"PUT /networks/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    chunked += b"Transfer-Encoding: chunked\r\n\r\n"
    assert answer(server, b"GET /" + b"x" * 4_000_000).startswith(b"HTTP/1.1 431")
    for more in (b"0\r\n" + b"a: b\r\n" * 200, b"0\r\na: " + b"x" * 4_000_000, b"1;" + b"x" * 4_000_000):
        assert b" 20" not in answer(server, chunked, more)
    assert server.ask("/health").status == 204


def test_few_requests_wait_on_one_connection(server: Server) -> None:
    with connection(server) as raw:
        raw.sendall((START + b"\r\n") * PIPELINED_MAX)
        received = b""
        while received.count(b"HTTP/1.1 204") < PIPELINED_MAX:
            received += raw.recv(65536)
    assert answer(server, (START + b"\r\n") * 5000) == b""
    assert server.ask("/health").status == 204


LIMITED = """
import resource
from planner.web import connections
resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
connections.HEAD_SECONDS, connections.REQUEST_SECONDS, connections.STALLED_SECONDS = HEAD, 2.0, 2.0
from planner.cli import main
main()
"""


@contextlib.contextmanager
def limited(place: Path, monkeypatch: pytest.MonkeyPatch, head_seconds: float) -> Iterator[Server]:
    program = LIMITED.replace("FILES", str(FILES)).replace("HEAD,", f"{head_seconds},")
    monkeypatch.setattr("tests.planner.web.server.PROGRAM", program)
    with serving(str(place / "store.sqlite"), place / "log") as found:
        yield found


def test_at_the_most_connections_the_oldest_that_waits_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with limited(tmp_path, monkeypatch, 600) as server, contextlib.ExitStack() as opened:
        held = [opened.enter_context(connection(server)) for _ in range(FILES)]
        for number, each in enumerate(held):
            with contextlib.suppress(ConnectionError):
                each.sendall(START[: number % len(START)])
        for _ in range(20):
            assert server.ask("/health").status == 204
            assert server.ask(path_of("x" * 43)).status == 404
        with contextlib.suppress(ConnectionError):
            assert held[0].recv(1) == b""
        last = held[-1]
        last.sendall(START[(FILES - 1) % len(START) :] + b"\r\n")
        assert last.recv(4096).startswith(b"HTTP/1.1 204")


def test_a_request_that_does_not_come_in_time_is_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = b"PUT /feeds/x.ics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"
    with limited(tmp_path, monkeypatch, 1) as server:
        for sent in (b"", b"GET", START, body):
            with connection(server) as raw, contextlib.suppress(ConnectionError):
                raw.sendall(sent)
                while raw.recv(4096):  # ends when the server closes it; a timeout is an error
                    pass


LIMITS = """
import resource
from planner.web.connections import connections_max
for most in (4000, 300, 100):
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 200), most))
    print(connections_max(), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
"""


def test_the_number_of_connections_follows_the_limit_of_open_files() -> None:
    found = subprocess.run([sys.executable, "-c", LIMITS], capture_output=True, text=True, check=True)
    assert found.stdout.split("\n")[:3] == ["3800 4000", "150 300", "50 100"]
    assert connections.connections_max() <= resource.getrlimit(resource.RLIMIT_NOFILE)[0]


@pytest.mark.parametrize(("in_head", "most"), [(True, HEAD_SECONDS), (False, REQUEST_SECONDS)])
def test_a_head_and_a_whole_request_have_each_their_time(in_head: bool, most: float) -> None:  # noqa: FBT001
    for seconds, receiving, closed in ((most, True, False), (most + 1, True, True), (most + 1, False, False)):
        aborted: list[bool] = []
        connection: Any = SimpleNamespace(
            transport=SimpleNamespace(get_write_buffer_size=lambda: 0), since=100.0,
            abort=lambda kept=aborted: kept.append(True),
            _unsent=0, _moved_at=100.0, _receiving=receiving, _in_head=in_head,
        )  # fmt: skip
        LimitedProtocol.check(connection, 100.0 + seconds)
        assert bool(aborted) == closed
    assert HEAD_SECONDS < REQUEST_SECONDS


def test_an_answer_that_nobody_takes_is_broken_off_when_it_has_stood_still_too_long() -> None:
    aborted: list[bool] = []
    unsent = [500]
    connection: Any = SimpleNamespace(
        transport=SimpleNamespace(get_write_buffer_size=lambda: unsent[0]), since=0.0,
        abort=lambda: aborted.append(True),
        _unsent=0, _moved_at=0.0, _receiving=False, _in_head=False,
    )  # fmt: skip
    for now, waiting in ((10.0, 500), (10.0 + STALLED_SECONDS, 500), (11.0 + STALLED_SECONDS, 400)):
        unsent[0] = waiting
        LimitedProtocol.check(connection, now)
    assert aborted == []
    LimitedProtocol.check(connection, 12.0 + 2 * STALLED_SECONDS)
    assert aborted == [True]


@pytest.mark.parametrize(("headers", "head", "over"), [
    (HEADERS_MAX, HEAD_MAX_BYTES, False), (HEADERS_MAX + 1, 0, True), (0, HEAD_MAX_BYTES + 1, True),
])  # fmt: skip
def test_a_head_may_have_as_many_headers_and_bytes_as_the_limits_say(headers: int, head: int, over: bool) -> None:  # noqa: FBT001
    connection: Any = SimpleNamespace(_headers=headers, _head_bytes=head - 7, _unread_bytes=9, _over=False)
    with contextlib.suppress(Exception):
        LimitedProtocol._count(connection, 7)  # noqa: SLF001 - at its limit a server answers what it likes
    assert (connection._over, connection._head_bytes, connection._unread_bytes) == (over, head, 0)  # noqa: SLF001
