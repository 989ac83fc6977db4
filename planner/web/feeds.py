"""The ASGI route of the feeds, served from memory without a framework, with conditional requests (RFC 9110, 13)."""

from __future__ import annotations

import asyncio
import gzip
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from time import monotonic
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection

from planner.feeds import sheets
from planner.feeds.audiences import hash_of, is_token
from planner.feeds.publish import Publication
from planner.store.database import Store
from planner.store.erasing import is_of_erased
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.feeds import Feed, Rendering, current, find, publication
from planner.web.problems import App, Receive, Scope, Send

_TAG = re.compile(rb'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def matching(if_none_match: bytes, tags: tuple[bytes, ...]) -> bytes | None:
    """Return the first of our entity tags in If-None-Match (weak comparison, RFC 9110, 13.1.2); of "*" our first.

    Args:
        if_none_match: value of the header.
        tags: quoted entity tags of the encodings of one resource.
    """
    if if_none_match.strip() == b"*":
        return tags[0]
    given = set(_TAG.findall(if_none_match))
    return next((tag for tag in tags if tag in given), None)


def unchanged_since(if_modified_since: bytes, seconds: int) -> bool:
    """Return whether the resource is not newer than If-Modified-Since; False if that is no date.

    Args:
        if_modified_since: value of the header.
        seconds: last modification, in seconds since 1970.
    """
    try:
        return parsedate_to_datetime(if_modified_since.decode("latin-1")).timestamp() >= seconds
    except (ValueError, TypeError, OverflowError):
        return False


def takes_gzip(accept_encoding: bytes) -> bool:
    """Return whether the client prefers gzip, or likes it as much as the identity encoding (RFC 9110, 12.5.3)."""
    wanted = dict(_weights(accept_encoding))
    gzip = wanted.get(b"gzip", wanted.get(b"x-gzip", wanted.get(b"*", 0.0)))
    return gzip > 0 and gzip >= wanted.get(b"identity", 0.0)


def prefers_page(accept: bytes) -> bool:
    """Return whether the client asks for HTML by name, and not rather for a calendar (RFC 9110, 12.5.1)."""
    wanted = dict(_weights(accept))
    page = wanted.get(b"text/html", wanted.get(b"application/xhtml+xml", 0.0))
    return page > 0 and page >= wanted.get(b"text/calendar", 0.0)


def _weights(accept_encoding: bytes) -> list[tuple[bytes, float]]:
    found = []
    for part in accept_encoding.lower().split(b","):
        name, _, parameter = part.partition(b";")
        found.append((name.strip(), _weight(parameter)))
    return found


def _weight(parameters: bytes) -> float:
    found = [each.partition(b"=") for each in parameters.split(b";")]
    value = next((value for name, _, value in found if name.strip() == b"q"), None)
    if value is None:
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


Headers = list[tuple[bytes, bytes]]
AsgiMessage = dict[str, Any]

_CACHED: Headers = [(b"cache-control", b"private, no-cache")]
SECRET_HEADERS: Headers = [
    *_CACHED,
    (b"x-robots-tag", b"noindex"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]
_VARY = (b"vary", b"accept-encoding")
_VARY_BY_KIND = (b"vary", b"accept, accept-encoding")


@dataclass(frozen=True, slots=True)
class FeedResponse:
    """A response as ASGI messages."""

    start: AsgiMessage
    body: AsgiMessage

    @classmethod
    def of(cls, status: int, headers: Headers, body: bytes = b"") -> FeedResponse:
        """Return a response with these headers."""
        return cls(
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": body},
        )

    def without_body(self) -> FeedResponse:
        """Return the response to HEAD."""
        return FeedResponse(self.start, {"type": "http.response.body", "body": b""})


def _plain(status: int, text: bytes, *more: tuple[bytes, bytes]) -> FeedResponse:
    length = str(len(text)).encode()
    kind = (b"content-type", b"text/plain; charset=utf-8")
    return FeedResponse.of(status, [kind, (b"content-length", length), *SECRET_HEADERS, *more], text)


def _page(status: int, body: bytes, headers: Headers) -> FeedResponse:
    """Return a page for people, in one file that loads nothing and that no other site may frame."""
    zipped = takes_gzip(dict(headers).get(b"accept-encoding", b""))
    sent = gzip.compress(body, mtime=0) if zipped else body
    kind = (b"content-type", b"text/html; charset=utf-8")
    policy = (b"content-security-policy", f"{sheets.policy()}; frame-ancestors 'none'".encode())
    encoded = [(b"content-encoding", b"gzip")] if zipped else []
    length = (b"content-length", str(len(sent)).encode())
    return FeedResponse.of(status, [kind, length, *encoded, policy, _VARY_BY_KIND, *SECRET_HEADERS], sent)


NOT_FOUND = _plain(404, b"Not found.\n")
"""The same response for every unknown address, which does not reveal whether it once existed."""
GONE = _plain(410, b"This address is closed.\n")
"""The response for the address of somebody who was erased; it says no more than that."""
WRONG_METHOD = _plain(405, b"Only GET and HEAD.\n", (b"allow", b"GET, HEAD"))
UNAVAILABLE = _plain(503, b"Try again later.\n", (b"retry-after", b"60"))


def _file_name(network: str) -> bytes:
    """Return under which name a browser saves the feed of a network (RFC 6266): never that of the secret address."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", network)
    return f"inline; filename=\"{plain}.ics\"; filename*=UTF-8''{quote(network, safe='')}.ics".encode()


class FeedResponses:
    """The responses for one feed in its present state."""

    def __init__(self, rendering: Rendering) -> None:
        self._body = rendering.body
        self._modified = rendering.last_modified
        self._seconds = int(rendering.last_modified.timestamp())
        self._named = (b"content-disposition", _file_name(rendering.network))
        self.tag = f'"{rendering.etag}"'.encode()
        self._zipped_tag = f'"{rendering.etag}-gzip"'.encode()
        self.not_modified = self._unchanged(self.tag)

    def answer(self, headers: Headers) -> FeedResponse:
        """Return the response to GET with these headers (names in lower case)."""
        asked = dict(headers)
        none_match = asked.get(b"if-none-match")
        if none_match == self.tag:
            return self.not_modified
        if none_match is not None:
            tag = matching(none_match, (self.tag, self._zipped_tag))
            if tag is not None:
                return self.not_modified if tag == self.tag else self._zipped_not_modified
        elif unchanged_since(asked.get(b"if-modified-since", b""), self._seconds):
            return self.not_modified
        return self._zipped if takes_gzip(asked.get(b"accept-encoding", b"")) else self._whole

    @cached_property
    def _whole(self) -> FeedResponse:
        return self._full(self.tag, self._body)

    @cached_property
    def _zipped(self) -> FeedResponse:
        body = gzip.compress(self._body, mtime=0)
        return self._full(self._zipped_tag, body, (b"content-encoding", b"gzip"))

    @cached_property
    def _zipped_not_modified(self) -> FeedResponse:
        return self._unchanged(self._zipped_tag)

    def _unchanged(self, tag: bytes) -> FeedResponse:
        """Return 304 with only the headers that a cache needs (RFC 9110, 15.4.5); most responses are of this kind."""
        return FeedResponse.of(304, [(b"etag", tag), _VARY, *_CACHED])

    def _full(self, tag: bytes, body: bytes, *more: tuple[bytes, bytes]) -> FeedResponse:
        kind = (b"content-type", b"text/calendar; charset=utf-8")
        length = (b"content-length", str(len(body)).encode())
        modified = (b"last-modified", format_datetime(self._modified, usegmt=True).encode())
        headers = [kind, length, self._named, *more, (b"etag", tag), modified, _VARY, *SECRET_HEADERS]
        return FeedResponse.of(200, headers, body)


CACHE_MAX_AGE_SECONDS = 0.5
"""Time until a feed that another process published is served."""
STORE_PATIENCE_SECONDS = 0.25
"""Time that a feed in memory waits for the store to say whether it is current."""
CACHE_MAX_BYTES = 256 * 2**20
"""Size of the feeds in memory."""
CACHE_MAX_FEEDS = 200_000
"""Number of feeds in memory."""
CACHE_MAX_PAGES = 2_000
"""Number of pages in memory; they are made again when they are asked for."""


class ClosedForGoodError(Exception):
    """The address is that of somebody who was erased."""


class FeedCache:
    """The responses of each feed, in memory.

    Args:
        store: store of the feeds; it is only read.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._answers: dict[str, FeedResponses] = {}
        self._shared: dict[tuple[str, datetime], FeedResponses] = {}
        self._pages: dict[tuple[str, str, str], bytes] = {}
        self._size = 0
        self._publication: tuple[int, int] | None = None
        self._check_at = 0.0
        self._checking: asyncio.Task[None] | None = None
        self._patient_until = 0.0

    async def page(self, token: str, base: str, now: datetime) -> bytes | None:
        """Return the page of the feed of that token; None if there is none.

        Args:
            token: the token.
            base: address of this server as it was asked, for networks that do not say where calendars are served.
            now: what ended before it has been held.

        Raises:
            ClosedForGoodError: if it was that of somebody who was erased.
            StoreError: if the store cannot be read.
        """
        if not is_token(token):
            return None
        if monotonic() >= self._check_at:
            await self._check(wait=True)
        key, asked_at = (token, base, f"{now:%Y-%m-%d %H}"), self._publication
        found = self._pages.get(key)
        if found is None:
            found = await asyncio.to_thread(self._draw, token, base, now)
            if found is not None and asked_at == self._publication:
                if len(self._pages) >= CACHE_MAX_PAGES:
                    self._pages.clear()
                self._pages[key] = found
        return found

    def _draw(self, token: str, base: str, now: datetime) -> bytes | None:
        try:
            with self._store.reading() as connection:
                feed = _found(connection, token)
                if feed is None:
                    return None
                publication = Publication.last(connection, feed.network)
                served = publication.network.settings.publishing.address or base
                return sheets.Sheets(publication, [feed.audience], now).page(feed.audience, token, served)
        except NothingAcceptedError:
            return None

    def known(self, token: str) -> FeedResponses | None:
        """Return the feed of that token if it is in memory and certainly current; else None."""
        return self._answers.get(token) if monotonic() < self._check_at else None

    async def find(self, token: str) -> FeedResponses | None:
        """Return the feed of that token; None if there is none.

        Raises:
            ClosedForGoodError: if it was that of somebody who was erased.
            StoreError: if it is not in memory and the store cannot be read.
        """
        if monotonic() >= self._check_at:
            await self._check(wait=token not in self._answers)
        found = self._answers.get(token)
        return await self._load(token) if found is None else found

    async def _check(self, *, wait: bool) -> None:
        """Drop the cache if anything was published; concurrent callers share one look at the store.

        Args:
            wait: whether to wait for a store that does not answer; a feed in memory is served as it is then.
        """
        if self._checking is None:
            self._checking = asyncio.create_task(self._refresh())
            self._patient_until = monotonic() + STORE_PATIENCE_SECONDS
        if wait:
            await asyncio.shield(self._checking)
        else:
            await asyncio.wait({self._checking}, timeout=max(self._patient_until - monotonic(), 0.0))

    async def _refresh(self) -> None:
        try:
            newest = await asyncio.to_thread(self._newest)
            if newest != self._publication:
                self._forget(newest)
        except StoreError:
            pass  # keep serving from memory; a feed that is not there fails when it is loaded
        finally:
            self._check_at = monotonic() + CACHE_MAX_AGE_SECONDS
            self._checking = None

    def _forget(self, newest: tuple[int, int] | None) -> None:
        self._answers.clear()
        self._shared.clear()
        self._pages.clear()
        self._size, self._publication = 0, newest

    async def _load(self, token: str) -> FeedResponses | None:
        asked_at = self._publication
        rendering = await asyncio.to_thread(self._read, token) if is_token(token) else None
        if rendering is None:
            return None
        found = self._answers_of(rendering)
        if asked_at == self._publication:  # otherwise it may be outdated
            self._answers[token] = found
        return found

    def _answers_of(self, rendering: Rendering) -> FeedResponses:
        """Return the responses of a rendering, shared between feeds with the same content."""
        if self._size > CACHE_MAX_BYTES or len(self._answers) >= CACHE_MAX_FEEDS:
            self._forget(self._publication)
        key = (rendering.etag, rendering.last_modified)
        if key not in self._shared:
            self._shared[key] = FeedResponses(rendering)
            self._size += len(rendering.body)
        return self._shared[key]

    def _newest(self) -> tuple[int, int] | None:
        try:
            with self._store.reading() as connection:
                return self._store.replacements, publication(connection)
        except NothingAcceptedError:
            return None

    def _read(self, token: str) -> Rendering | None:
        try:
            with self._store.reading() as connection:
                feed = _found(connection, token)
                return None if feed is None else current(connection, feed.id)
        except NothingAcceptedError:
            return None


def _found(connection: Connection, token: str) -> Feed | None:
    found = find(connection, hash_of(token))
    if found is None and is_of_erased(connection, hash_of(token)):
        raise ClosedForGoodError
    return found


PREFIX = "/feeds/"
ENDING = ".ics"


class FeedRoute:
    """Serves `/feeds/<token>.ics` and the page about it, and passes all other requests on.

    The page is at `/feeds/<token>.html`, and at `/feeds/<token>` for browsers; an address ending in `.ics` is a
    calendar whatever is asked for.

    Args:
        cache: the responses of the feeds.
        otherwise: the next application.

    Attributes:
        answered: number of answered requests for feeds.
    """

    def __init__(self, cache: FeedCache, otherwise: App) -> None:
        self._cache = cache
        self._otherwise = otherwise
        self.answered = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or pass it on."""
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._otherwise(scope, receive, send)
            return
        name = scope["path"].removeprefix(PREFIX)
        if not name.endswith(ENDING):
            answer = await self._answer_by_kind(scope, name)
            self.answered += 1
            await send(answer.start)
            await send(answer.body)
            return
        token = name.removesuffix(ENDING)
        found = self._cache.known(token)
        if found is not None and scope["method"] == "GET":  # the usual case
            answer = found.answer(scope["headers"])
        else:
            answer = await self._answer(scope["method"], token, scope["headers"])
        self.answered += 1
        await send(answer.start)
        await send(answer.body)

    async def _answer_by_kind(self, scope: Scope, name: str) -> FeedResponse:
        """Return the page, or the calendar to those who do not ask for a page."""
        method, headers, token = scope["method"], scope["headers"], name.removesuffix(sheets.PAGE_ENDING)
        if token == name and not prefers_page(dict(headers).get(b"accept", b"")):
            answer = await self._answer(method, token, headers)
            kept = [each for each in answer.start["headers"] if each[0] != b"vary"]
            return FeedResponse(answer.start | {"headers": [*kept, _VARY_BY_KIND]}, answer.body)
        if method not in {"GET", "HEAD"}:
            return WRONG_METHOD
        try:
            body = await self._cache.page(token, _base(scope), datetime.now(UTC))
            answer = _page(404, sheets.gone(), headers) if body is None else _page(200, body, headers)
        except ClosedForGoodError:
            answer = _page(GONE.start["status"], sheets.gone(), headers)
        except StoreError:
            return UNAVAILABLE
        return answer if method == "GET" else answer.without_body()

    async def _answer(self, method: str, token: str, headers: Headers) -> FeedResponse:
        if method not in {"GET", "HEAD"}:
            return WRONG_METHOD
        try:
            found = await self._cache.find(token)
            answer = NOT_FOUND if found is None else found.answer(headers)
        except ClosedForGoodError:
            answer = GONE
        except StoreError:
            return UNAVAILABLE
        return answer if method == "GET" else answer.without_body()


_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?|\[[0-9A-Fa-f:.]+\](:[0-9]+)?")


def _base(scope: Scope) -> str:
    """Return the address by which this server was asked; "" if that is none."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    return f"{scope['scheme']}://{host}" if _HOST.fullmatch(host) else ""
