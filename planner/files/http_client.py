"""The HTTP client that fetches calendars; it runs in the child process of `fetching`."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from http import HTTPStatus
from http.client import HTTPException
from urllib.parse import urljoin, urlsplit

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse
from urllib3.util import Url, parse_url

from calendars.ical.parse import LARGEST, MEBIBYTE, TOO_LARGE
from calendars.language import BoundMessage, Message
from planner.files.fetching import (
    BROKEN_ANSWER,
    NO_ANSWER,
    NOT_ALLOWED,
    NOT_AN_ADDRESS,
    NOTHING_THERE,
    OTHER_SCHEME,
    TOO_MANY_REDIRECTS,
    UNREACHABLE,
    WRONG_CERTIFICATE,
    AddressFilter,
    FetchError,
    not_fetched,
)


class _GatedConnection(HTTPConnection):
    """A connection that resolves the name only here; Host header and certificate check still use the name."""

    gate: AddressFilter
    seconds: float

    def _new_conn(self) -> socket.socket:
        port = self.port or self.default_port
        found = _connected(self.gate.addresses(self.host, port), port, self.seconds)
        if found is None:
            raise not_fetched(UNREACHABLE, host=self.host)
        return found


class _GatedTlsConnection(_GatedConnection, HTTPSConnection):
    pass


def connection_to(url: Url, gate: AddressFilter, seconds: float) -> HTTPConnection:
    """Return an unopened connection to the server of the address.

    Args:
        url: with the scheme http or https, and a host.
        gate: decides which addresses may be contacted.
        seconds: timeout of each wait for the server.
    """
    host = (url.host or "").strip("[]")
    connection: _GatedConnection
    if url.scheme == "https":
        context = ssl.create_default_context()
        connection = _GatedTlsConnection(host, url.port, timeout=seconds, ssl_context=context)
    else:
        connection = _GatedConnection(host, url.port, timeout=seconds)
    connection.gate, connection.seconds = gate, seconds
    return connection


def _connected(addresses: Iterable[str], port: int, seconds: float) -> socket.socket | None:
    """Return a connection to the first address that accepts one."""
    for address in addresses:
        with suppress(OSError):
            return socket.create_connection((address, port), seconds)
    return None


REDIRECTS_MAX = 5
"""Redirects that are followed."""

_SCHEMES = {"http": "http", "https": "https", "webcal": "https", "webcals": "https"}
_HEADERS = {
    "Accept": "text/calendar, */*;q=0.1",
    "Accept-Encoding": "gzip",
    "User-Agent": "meeting-network-planner",
}
_STATUS_ERRORS: dict[int, Message] = {
    HTTPStatus.UNAUTHORIZED: NOT_ALLOWED,
    HTTPStatus.FORBIDDEN: NOT_ALLOWED,
    HTTPStatus.NOT_FOUND: NOTHING_THERE,
    HTTPStatus.GONE: NOTHING_THERE,
}
_CHUNK_BYTES = 2**16


def tell_fetched(
    addresses: Sequence[str],
    gate: AddressFilter,
    seconds: float,
    tell: Callable[[tuple[int, bytes | BoundMessage]], None],
) -> None:
    """Fetch all addresses at the same time, and report the result of each with its index."""

    def outcome(address: str) -> bytes | BoundMessage:
        try:
            return fetch(address, gate, seconds)
        except FetchError as error:
            return error.said

    with ThreadPoolExecutor(len(addresses)) as pool:
        list(pool.map(lambda place: tell((place, outcome(addresses[place]))), range(len(addresses))))


def fetch(address: str, gate: AddressFilter, seconds: float) -> bytes:
    """Return the content at the address.

    Args:
        address: with the scheme http, https, webcal or webcals (the latter two mean https).
        gate: decides which servers may be contacted; asked again after each redirect.
        seconds: timeout of each wait for the server.

    Raises:
        FetchError: if it cannot be fetched, with the reason.
    """
    url = _parsed(address)
    for _ in range(REDIRECTS_MAX + 1):
        found = _requested(url, gate, seconds)
        if isinstance(found, bytes):
            return found
        url = _parsed(urljoin(str(url), found))
    raise not_fetched(TOO_MANY_REDIRECTS, n=REDIRECTS_MAX)


def _parsed(address: str) -> Url:
    """Return the parts of the address without user and password, which are never sent."""
    try:
        parts = urlsplit(address.strip())
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
        rest = parse_url(parts._replace(scheme="http", netloc="host", fragment="").geturl())
    except ValueError:
        raise not_fetched(NOT_AN_ADDRESS) from None
    if parts.scheme not in _SCHEMES:
        raise not_fetched(OTHER_SCHEME, scheme=parts.scheme) if parts.scheme else not_fetched(NOT_AN_ADDRESS)
    if not host:
        raise not_fetched(NOT_AN_ADDRESS)
    return Url(_SCHEMES[parts.scheme], None, f"[{host}]" if ":" in host else host, port, rest.path, rest.query)


def _requested(url: Url, gate: AddressFilter, seconds: float) -> bytes | str:
    """Return the content, or the address that the server redirects to."""
    host = url.host or ""
    try:
        with closing(connection_to(url, gate, seconds)) as connection, closing(_answer(connection, url)) as answer:
            return _content_or_redirect(answer, host)
    except ssl.SSLCertVerificationError:
        raise not_fetched(WRONG_CERTIFICATE, host=host) from None
    except (HTTPError, HTTPException, OSError):
        raise not_fetched(BROKEN_ANSWER, host=host) from None


def _answer(connection: HTTPConnection, url: Url) -> BaseHTTPResponse:
    connection.request("GET", url.request_uri, headers=_HEADERS, preload_content=False)
    return connection.getresponse()


def _content_or_redirect(answer: BaseHTTPResponse, host: str) -> bytes | str:
    location = answer.get_redirect_location()
    if location:
        return location
    if answer.status != HTTPStatus.OK:
        raise not_fetched(_STATUS_ERRORS.get(answer.status, NO_ANSWER), host=host, status=str(answer.status))
    data = bytearray()
    while chunk := answer.read(_CHUNK_BYTES):
        data += chunk
        if len(data) > LARGEST:
            raise not_fetched(TOO_LARGE, mebibytes=LARGEST // MEBIBYTE)
    return bytes(data)
