"""HTTP connections that lead only to addresses which a gate lets pass."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterable
from contextlib import suppress

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util import Url

from planner.fetching.gate import Gate
from planner.fetching.refusal import UNREACHABLE, not_fetched


class _Gated(HTTPConnection):
    """The name is looked up once, here; the Host header and the certificate still go by the name."""

    gate: Gate
    seconds: float

    def _new_conn(self) -> socket.socket:
        port = self.port or self.default_port
        found = _connected(self.gate.addresses(self.host, port), port, self.seconds)
        if found is None:
            raise not_fetched(UNREACHABLE, host=self.host)
        return found


class _GatedWithTls(_Gated, HTTPSConnection):
    pass


def connection_to(url: Url, gate: Gate, seconds: float) -> HTTPConnection:
    """A connection, not yet opened, to the server of the address.

    Args:
        url: with scheme http or https, and a host.
        gate: which addresses may be asked.
        seconds: longest that it waits for the server, each time anew.
    """
    host = (url.host or "").strip("[]")
    connection: _Gated
    if url.scheme == "https":
        context = ssl.create_default_context()
        connection = _GatedWithTls(host, url.port, timeout=seconds, ssl_context=context)
    else:
        connection = _Gated(host, url.port, timeout=seconds)
    connection.gate, connection.seconds = gate, seconds
    return connection


def _connected(addresses: Iterable[str], port: int, seconds: float) -> socket.socket | None:
    """A connection to the first address that takes one."""
    for address in addresses:
        with suppress(OSError):
            return socket.create_connection((address, port), seconds)
    return None
