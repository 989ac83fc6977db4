"""Limits of a connection at their exact bounds, by a clock that the tests set, without a network."""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState

from planner.web import connections
from planner.web.connections import (
    CONNECTIONS_MAX,
    HEAD_MAX_BYTES,
    HEAD_SECONDS,
    HEADERS_MAX,
    PIPELINED_MAX,
    REQUEST_SECONDS,
    RESERVED_FILES,
    STALLED_SECONDS,
    LimitedProtocol,
    connections_max,
)

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
WHOLE = HEAD + b"\r\n"
BEGUN = b"PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"


class Transport:
    """The side of a connection that is written to."""

    def __init__(self) -> None:
        self.written, self.closed, self.aborted, self.unsent = b"", False, False, 0

    def write(self, data: bytes) -> None:
        self.written += data

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = self.aborted = True

    def is_closing(self) -> bool:
        return self.closed

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def get_extra_info(self, _name: str) -> None:
        return None

    def pause_reading(self) -> None:
        """Do nothing: the tests feed what they want."""

    resume_reading = pause_reading


class Line:
    """A server of one application without a network, whose clock is `now`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        self.state = ServerState()
        self.answers = asyncio.Event()
        self._config = Config(self._application, log_config=None, lifespan="off", ws="none", interface="asgi3")
        monkeypatch.setattr(connections, "monotonic", lambda: self.now)

    async def _application(self, _scope: Any, _receive: Any, send: Any) -> None:
        await self.answers.wait()
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    def connect(self, *sent: bytes) -> LimitedProtocol:
        """Return a new connection on which something was sent."""
        made = LimitedProtocol(self._config, self.state, {}, asyncio.get_running_loop())
        made.connection_made(Transport())  # type: ignore[arg-type] # as much of one as is used
        for data in sent:
            made.data_received(data)
        return made

    async def answer(self) -> None:
        """Let everything be answered that waits for it."""
        self.answers.set()
        for _ in range(200):
            await asyncio.sleep(0)


def seen(connection: LimitedProtocol) -> Transport:
    found: Any = connection.transport
    assert isinstance(found, Transport)
    return found


Told = Callable[[Line], Awaitable[None]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Callable[[Told], None]:
    """Run what is told with a line."""

    async def run(story: Told) -> None:
        line = Line(monkeypatch)
        await story(line)
        await line.answer()

    return lambda story: asyncio.run(run(story))


def test_what_cannot_be_read_is_told_from_what_is_too_large(told: Callable[[Told], None]) -> None:
    async def story(line: Line) -> None:
        unread, large = line.connect(b"nonsense\r\n\r\n"), line.connect(HEAD, b"a: b\r\n" * 101, b"\r\n")
        assert seen(unread).written.startswith(b"HTTP/1.1 400 Bad Request\r\n")
        assert seen(unread).written.endswith(b"content-length: 28\r\nx-content-type-options: nosniff\r\n"
                                             b"cache-control: no-store\r\nconnection: close\r\n\r\n"
                                             b"The request cannot be read.\n")  # fmt: skip
        assert seen(large).written.startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")
        assert (seen(unread).closed, seen(unread).aborted) == (True, False)

    told(story)


def test_idle_connections_are_closed_after_the_time_for_a_head(told: Callable[[Told], None]) -> None:
    async def story(line: Line) -> None:
        for sent in ((), (HEAD,)):
            connection = line.connect(*sent)
            connection.check(line.now + HEAD_SECONDS)
            assert not seen(connection).aborted
            connection.check(line.now + HEAD_SECONDS + 0.5)
            assert seen(connection).aborted

    told(story)


def test_after_the_head_there_is_the_longer_time_for_a_request(told: Callable[[Told], None]) -> None:
    async def story(line: Line) -> None:
        connection = line.connect(BEGUN)
        for late, closed in ((HEAD_SECONDS + 1, False), (REQUEST_SECONDS, False), (REQUEST_SECONDS + 0.5, True)):
            connection.check(line.now + late)
            assert seen(connection).aborted is closed

    told(story)


def test_what_waits_for_its_answer_is_not_closed_and_the_next_request_has_its_own_time(
    told: Callable[[Told], None],
) -> None:
    async def story(line: Line) -> None:
        connection = line.connect(WHOLE)
        line.now += 500
        connection.check(line.now)
        await line.answer()
        assert seen(connection).written.startswith(b"HTTP/1.1 204")
        line.now += 500
        connection.check(line.now)
        connection.data_received(b"G")
        connection.check(line.now + HEAD_SECONDS)
        assert not seen(connection).aborted
        connection.check(line.now + HEAD_SECONDS + 0.5)
        assert seen(connection).aborted

    told(story)


def test_a_request_that_is_answered_before_it_is_whole_has_no_more_time_for_that(told: Callable[[Told], None]) -> None:
    async def story(line: Line) -> None:
        half, whole = line.connect(BEGUN), line.connect(WHOLE)
        line.now += 20
        await line.answer()
        assert (half.since, whole.since) == (line.now - 20, line.now)

    told(story)


def test_an_answer_of_which_one_byte_is_never_taken_is_broken_off(told: Callable[[Told], None]) -> None:
    async def story(line: Line) -> None:
        connection = line.connect(WHOLE)
        seen(connection).unsent = 1
        line.now += 100
        for after, broken_off in ((0.0, False), (STALLED_SECONDS, False), (STALLED_SECONDS + 0.5, True)):
            connection.check(line.now + after)
            assert seen(connection).aborted is broken_off
        assert connection.cycle.disconnected

    told(story)


@pytest.mark.parametrize(("before", "unread"), [
    ([HEAD, b"a"], b": " + b"x" * (HEAD_MAX_BYTES - 2)), ([BEGUN, b"1\r\nx"], b"\r\n1;" + b"x" * (HEAD_MAX_BYTES - 4)),
], ids=["header", "extension of a chunk"])  # fmt: skip
def test_what_the_parser_keeps_has_its_limit_whatever_it_is(
    before: list[bytes], unread: bytes, told: Callable[[Told], None]
) -> None:
    async def story(line: Line) -> None:
        connection = line.connect(*before, unread)
        connection.data_received(b"x")
        assert not seen(connection).closed
        connection.data_received(b"x")
        assert seen(connection).closed
        assert seen(connection).aborted is (before[0] is BEGUN)  # an answer may be under way there
        written = seen(connection).written
        assert written.startswith(b"HTTP/1.1 431") is (before[0] is HEAD)
        connection.data_received(b"x")
        assert seen(connection).written == written

    told(story)


@pytest.mark.parametrize(("address", "headers"), [
    (b"/", b"a: b\r\n" * HEADERS_MAX), (b"/", b"a: " + b"x" * (HEAD_MAX_BYTES - 2) + b"\r\n"),
    (b"/" + b"x" * (HEAD_MAX_BYTES - 3), b"a: b\r\n"),
], ids=["many", "long", "long address"])  # fmt: skip
def test_a_head_at_its_limits_is_read_and_one_beyond_is_not(
    address: bytes, headers: bytes, told: Callable[[Told], None]
) -> None:
    async def story(line: Line) -> None:
        head = b"GET %b HTTP/1.1\r\n%b" % (address, headers)
        connection = line.connect(head + b"\r\n")
        await line.answer()
        connection.data_received(head + b"\r\n")  # the next one has the same limits
        assert not seen(connection).closed
        beyond = line.connect(head + b"c: \r\n\r\n")
        assert seen(beyond).written.startswith(b"HTTP/1.1 431")

    told(story)


def test_so_many_requests_wait_on_a_connection_and_no_more(told: Callable[[Told], None]) -> None:
    async def story(line: Line) -> None:
        connection = line.connect(WHOLE * (1 + PIPELINED_MAX))
        assert (len(connection.pipeline), seen(connection).closed) == (PIPELINED_MAX, False)
        connection.data_received(WHOLE)
        assert (len(connection.pipeline), seen(connection).aborted) == (0, True)

    told(story)


def test_beyond_the_most_connections_the_oldest_that_is_owed_nothing_is_closed(
    told: Callable[[Told], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LimitedProtocol, "most_connections", 3)

    async def story(line: Line) -> None:
        held: list[LimitedProtocol] = []
        for sent in (WHOLE, BEGUN, b"G", b""):
            assert not any(seen(each).aborted for each in held)
            held.append(line.connect(sent) if sent else line.connect())
            line.now += 1
        assert [seen(each).aborted for each in held] == [False, True, False, False]

    async def answered(line: Line) -> None:
        held = [line.connect(WHOLE)]
        await line.answer()
        line.answers.clear()
        held += [line.connect(WHOLE) for _ in range(3)]
        assert [seen(each).aborted for each in held] == [True, False, False, False]

    async def owed(line: Line) -> None:
        held = [line.connect(WHOLE) for _ in range(3)]
        assert seen(line.connect()).aborted
        assert not any(seen(each).aborted for each in held)

    for each in (story, answered, owed):
        told(each)


ENDLESS = resource.RLIM_INFINITY
WANTED = CONNECTIONS_MAX + RESERVED_FILES


@pytest.mark.parametrize(("soft", "hard", "most", "made"), [
    (ENDLESS, ENDLESS, CONNECTIONS_MAX, None), (WANTED + 1, ENDLESS, CONNECTIONS_MAX, None),
    (WANTED, WANTED, CONNECTIONS_MAX, None), (WANTED - 1, WANTED - 1, CONNECTIONS_MAX - 1, WANTED - 1),
    (1024, ENDLESS, CONNECTIONS_MAX, WANTED), (1024, 2 * WANTED, CONNECTIONS_MAX, WANTED),
    (100, 1000, 800, 1000), (100, 300, 150, 300),
])  # fmt: skip
def test_open_files_are_raised_to_what_connections_need_and_no_further(
    soft: int, hard: int, most: int, made: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    raised: list[Any] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _kind: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _kind, limits: raised.append(limits))
    assert connections_max() == most
    assert raised == ([] if made is None else [(made, hard)])


def test_connections_are_checked_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[float] = []

    async def pause(_seconds: float) -> None:
        if len(checked) == 3:
            raise asyncio.CancelledError

    class Counting(LimitedProtocol):
        def __init__(self) -> None:
            """Open nothing."""

        def check(self, now: float) -> None:
            checked.append(now)

    monkeypatch.setattr(connections, "asyncio", SimpleNamespace(sleep=pause))
    monkeypatch.setattr(connections, "monotonic", lambda: 5.0)
    state: Any = SimpleNamespace(connections={Counting(), object()})
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(connections.sweep(state))
    assert checked == [5.0] * 3
