"""HTTP connections of uvicorn with limits: on headers, on the time to a complete request, and on their number."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from time import monotonic
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

HEAD_MAX_BYTES = 32 * 2**10
"""Size of the request line and the headers, or of the trailers."""
HEADERS_MAX = 100
PIPELINED_MAX = 16
"""Requests on one connection that wait for the answer to one before."""
HEAD_SECONDS = 10.0
"""Time in which headers must arrive, from the connection or the first byte on."""
REQUEST_SECONDS = 45.0
"""Time in which a request must arrive; longer than `bodies.BODY_TIMEOUT_SECONDS`, whose answer says more."""
STALLED_SECONDS = 30.0
"""Time in which a client must take some of an answer."""
SWEEP_SECONDS = 1.0
"""Interval at which connections are checked for these limits."""
CONNECTIONS_MAX = 5_000
RESERVED_FILES = 200
"""Open files that are not connections: the store's, those of children, and connections on their way in."""


def _refusal(status: bytes, text: bytes) -> bytes:
    """Return a whole response to what is no request that the application can be given."""
    head = (
        b"HTTP/1.1 %b\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: %d\r\n"
        b"x-content-type-options: nosniff\r\ncache-control: no-store\r\nconnection: close\r\n\r\n"
    )
    return head % (status, len(text)) + text


_TOO_LARGE = _refusal(b"431 Request Header Fields Too Large", b"The headers are too large.\n")
_UNREADABLE = _refusal(b"400 Bad Request", b"The request cannot be read.\n")


class _TooMuchError(Exception):
    """A request goes beyond a limit."""


class LimitedProtocol(HttpToolsProtocol):
    """A connection whose requests are limited. At the most connections the oldest that waits for a request is closed.

    The number is limited for all together, not by address: behind one address may be a whole town hall.
    """

    most_connections = CONNECTIONS_MAX

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._over = False
        self._begin()
        self._unsent, self._moved_at = 0, self.since

    def _begin(self) -> None:
        self.since, self._in_head, self._receiving = monotonic(), True, True
        self._head_bytes = self._headers = self._unread_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as the base class
        """Note a new connection, and close another one if there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.most_connections:
            waiting = (each for each in _limited(self.connections) if each is not self and each.is_waiting)
            min(waiting, key=lambda each: each.since, default=self).abort()

    @property
    def is_waiting(self) -> bool:
        """Whether the server owes no answer: the request has not arrived, or there is none."""
        return self._receiving or not self._is_answering()

    def _is_answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle
        return cycle is not None and not cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """Parse what has arrived; of a header the parser keeps everything until its end."""
        self._unread_bytes += len(data)
        super().data_received(data)
        if self._unread_bytes > len(data) + HEAD_MAX_BYTES and not self.transport.is_closing():
            self._over = True
            self.send_400_response("")

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - as the base class
        """Answer a request that cannot be read, and close the connection."""
        if self._is_answering():
            self.abort()  # an answer to an earlier request may be under way
        else:
            self.transport.write(_TOO_LARGE if self._over else _UNREADABLE)
            self.transport.close()

    def on_message_begin(self) -> None:
        """Begin a request."""
        if len(self.pipeline) >= PIPELINED_MAX:
            raise _TooMuchError
        self._begin()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """Keep a part of the address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header, or a trailer."""
        self._headers += 1
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def _count(self, more: int) -> None:
        self._head_bytes += more
        self._unread_bytes = 0
        if self._headers > HEADERS_MAX or self._head_bytes > HEAD_MAX_BYTES:
            self._over = True
            raise _TooMuchError

    def on_headers_complete(self) -> None:
        """Begin to answer."""
        self._in_head = False
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body."""
        self._unread_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the request has arrived."""
        self.since, self._receiving = monotonic(), False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Go on with the next request."""
        if not self._receiving:
            self.since = monotonic()
        super().on_response_complete()

    def abort(self) -> None:
        """Close the connection at once; what was to be answered is not."""
        if self._is_answering():
            self.cycle.disconnected = True
        self.pipeline.clear()
        self.transport.abort()

    def check(self, now: float) -> None:
        """Close the connection if a limit of time is exceeded."""
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self._unsent:
            self._unsent, self._moved_at = unsent, now
        late = self._receiving and now - self.since > (HEAD_SECONDS if self._in_head else REQUEST_SECONDS)
        if late or now - self._moved_at > STALLED_SECONDS:
            self.abort()


def _limited(connections: Any) -> Iterator[LimitedProtocol]:  # noqa: ANN401 - as uvicorn has them
    return (each for each in tuple(connections) if isinstance(each, LimitedProtocol))


async def sweep(state: ServerState) -> None:
    """Close connections beyond their limits, for ever."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        now = monotonic()
        for each in _limited(state.connections):
            each.check(now)


def connections_max() -> int:
    """Return how many connections this process can hold, after raising its limit of open files as far as is needed."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - not on Windows

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = CONNECTIONS_MAX + RESERVED_FILES
        if soft != resource.RLIM_INFINITY and soft < wanted:
            soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            return max(soft - RESERVED_FILES, soft // 2)
    return CONNECTIONS_MAX
