"""HTTP servers on this machine, and gates that allow them, which the default gate never does."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Address
from ssl import SSLContext

from planner.files.fetching import AddressFilter, IpAddress

HERE = "127.0.0.1"
ALSO_HERE = "127.0.0.2"
CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"


class Request(BaseHTTPRequestHandler):
    """One request; its path and headers are in `path` and `headers`."""

    def give(self, status: int = 200, body: bytes = CALENDAR, **headers: str) -> None:
        """Send a response."""
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


Answer = Callable[[Request], object]


class Server:
    """A running server and the requests it received.

    Attributes:
        asked: paths of the requests.
        hosts: their Host headers.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[str] = []
        self.hosts: list[str] = []

    def at(self, host: str, path: str = "/kim.ics", scheme: str = "http") -> str:
        """Return an address on this server."""
        return f"{scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(answer: Answer, address: str = HERE, port: int = 0, tls: SSLContext | None = None) -> Iterator[Server]:
    """Run a server that answers every request with `answer`; a context manager."""

    class Handler(Request):
        def do_GET(self) -> None:
            seen.asked.append(self.path)
            seen.hosts.append(self.headers["Host"])
            try:
                answer(self)
            except OSError:  # the client has disconnected
                self.close_connection = True

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass

    with Quiet((address, port), Handler) as server:
        seen = Server(server.server_port)
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


def here(_host: str, _port: int) -> Sequence[str]:
    """Resolve every name to this machine."""
    return [HERE]


def only_here(address: IpAddress) -> bool:
    """Allow one loopback address, as if it were public, and no other."""
    return address == IPv4Address(HERE)


def end_the_process(_host: str, _port: int) -> Sequence[str]:
    """Crash instead of resolving a name."""
    os._exit(3)


def unused_port() -> int:
    """Return a port on which nothing listens."""
    with socket.create_server((HERE, 0)) as taken:
        return int(taken.getsockname()[1])


TEST_GATE = AddressFilter(here, only_here)
