"""Authentication middleware: API keys, the exception for this machine (loopback), and a limit on failed attempts.

A server without keys trusts everybody who can reach it. A web page open in a browser on this machine can reach it too:
by sending requests, or by resolving its own name to this machine (DNS rebinding); so can everybody before whom a proxy
stands. So Host, Origin or Sec-Fetch-Site are checked, and what came through a proxy is refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from time import monotonic
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import Response

from calendars.language import Message
from planner.store.database import Store
from planner.store.errors import NothingAcceptedError
from planner.store.keys import any_key
from planner.web.error_mapping import RAISED, problem_of
from planner.web.keys import Sessions, cookie_of, hash_of, holder, identify, is_key, is_open_page, is_page
from planner.web.problems import (
    FOREIGN,
    NO_KEY,
    TOO_OFTEN,
    WRONG_KEY,
    App,
    ProblemError,
    ProblemKind,
    Receive,
    Scope,
    Send,
    answer,
    problem,
)
from planner.web.roles import KEYLESS, Caller

_LOCALHOST = "localhost"
_HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.IGNORECASE)
"""A host with a port or without, and nothing else, such as a user in front of it (RFC 9110, 7.2)."""
_FORWARDED = re.compile(
    r"forwarded|via|x-forwarded\b.*|x-real-ip|x-original-.*|x-client-ip|(?:true|cf)-.*ip|x-envoy-.*"
)
"""Names of headers that proxies add (RFC 7239 and custom)."""
_OWN_SITES = frozenset({"none", "same-origin", "same-site"})
"""Values of Sec-Fetch-Site for what this machine's user, or a page from this machine, asked for."""

Proxies = Collection[IPv4Network | IPv6Network]
"""The addresses of trusted proxies."""


def is_from_this_machine(headers: Headers, http_version: str = "1.1") -> bool:
    """Return whether a request came from a program on this machine, neither for a foreign web page nor through a proxy.

    Args:
        headers: its headers. Origin names the page that sent it; for those that browsers send without it, links and
            images for instance, Sec-Fetch-Site says whether it was a foreign one, and Referer in older browsers.
        http_version: of the request. Only proxies still speak 1.0: that of nginx, if nothing else is set, which then
            names this machine as Host.
    """
    hosts, origins = headers.getlist("host"), headers.getlist("origin")
    if http_version == "1.0" or any(map(_FORWARDED.fullmatch, headers)):
        return False
    if len(hosts) != 1 or not _names_this_machine(hosts[0]):
        return False
    if origins:
        return all(map(_is_here, origins))
    pages = headers.getlist("sec-fetch-site")
    return _OWN_SITES.issuperset(pages) if pages else all(map(_is_here, headers.getlist("referer")))


def _is_here(address: str) -> bool:
    try:
        return _names_this_machine(urlsplit(address).netloc)
    except ValueError:
        return False


def _names_this_machine(host: str) -> bool:
    found = _HOST.fullmatch(host)
    name = found[1].strip("[]").lower() if found else ""
    return name == _LOCALHOST or is_loopback(name)


def is_loopback(address: str) -> bool:
    """Return whether the address is reachable from this machine alone."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


FAILURE_BURST = 10
"""Capacity of a token bucket: failed attempts in a row that are answered."""
FAILURE_REFILL_SECONDS = 6.0
"""Time after which another failed attempt is answered."""
TRACKED_CALLERS_MAX = 10_000
"""Addresses and keys that are tracked; the longest idle are dropped first."""
_IPV6_PREFIX_BITS = 64
"""Prefix length of one household's IPv6 network, in which addresses can be chosen freely."""


@dataclass(slots=True)
class _Bucket:
    """A token bucket: the tokens left at a time."""

    left: float
    at: float


class FailureLimiter:
    """Limits failed attempts with a token bucket for each caller.

    Args:
        clock: returns monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, *whom: Hashable) -> int:
        """Return the whole seconds until another attempt is allowed for all of these callers; 0 if it is now."""
        with self._lock:
            least = min((self._left(each) for each in whom), default=float(FAILURE_BURST))
        return 0 if least >= 1 else math.ceil((1 - least) * FAILURE_REFILL_SECONDS)

    def failed(self, *whom: Hashable) -> None:
        """Record a failed attempt of these callers."""
        with self._lock:
            for each in whom:
                self._buckets[each] = _Bucket(max(self._left(each) - 1, 0), self._clock())
                self._buckets.move_to_end(each)
            while len(self._buckets) > TRACKED_CALLERS_MAX:
                self._buckets.popitem(last=False)

    def _left(self, whom: Hashable) -> float:
        bucket = self._buckets.get(whom)
        if bucket is None:
            return FAILURE_BURST
        return min(FAILURE_BURST, bucket.left + (self._clock() - bucket.at) / FAILURE_REFILL_SECONDS)


def rate_limit_key(address: str) -> str:
    """Return the unit whose attempts are counted together: an IPv4 address, or the /64 prefix of an IPv6 address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, _IPV6_PREFIX_BITS), strict=False))


def _is_among(proxies: Proxies, address: str) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in proxies)


OPEN = frozenset({"/health", "/ready", "/openapi.json"})
"""Paths that need no key."""
OPEN_FOLDER = "/problems/"

GIVE_KEY = Message(
    "authentication.give_key", "Send a key in the header Authorization: Bearer KEY; planner keys create makes one."
)
NOT_VALID = Message("authentication.not_valid", "The key is unknown or has been revoked.")  # fmt: skip
WAIT = Message("authentication.wait", "Too many attempts with wrong keys; try again in {n} {n:second|seconds}.")
ELSEWHERE = Message(
    "authentication.elsewhere",
    "While there are no keys, only requests to this machine's own name, from no other page and through no proxy are "
    "answered.",
)


Refusal = Callable[[Scope, ProblemError], Response]


class AuthenticationMiddleware:
    """Passes on requests with a known key, and sets `caller` in their state.

    Args:
        store: store of the keys, which are looked up for each request, so that a revoked key fails at once.
        inside: the next application.
        keyless: whether everything is open as long as no key was ever created.
        proxies: trusted proxies. Failed attempts are not counted by their addresses, which are no one's in particular.
        refusal: returns the response to a request for a page that is refused.
    """

    def __init__(
        self, store: Store, inside: App, *, keyless: bool, proxies: Proxies = (), refusal: Refusal = answer
    ) -> None:
        self._store, self._inside, self._keyless, self._proxies = store, inside, keyless, proxies
        self._refusal = refusal
        self._limiter = FailureLimiter()
        self.sessions = Sessions()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request or answer it with a problem."""
        if scope["type"] == "http" and not is_open(scope["path"]):
            try:
                caller = await asyncio.to_thread(self._caller, scope)
            except (ProblemError, *RAISED) as error:
                refuse = self._refusal if is_page(scope["path"]) else answer
                refusal = await asyncio.to_thread(refuse, scope, problem_of(error))
                await refusal(scope, receive, send)
                return
            scope.setdefault("state", {})["caller"] = caller
        await self._inside(scope, receive, send)

    def _caller(self, scope: Scope) -> Caller:
        given = Headers(scope=scope).get("authorization")
        if given is None:
            return self._signed_in(scope) or self._without_key(scope)
        kind, _, key = given.partition(" ")
        return self._with_key(scope, key.strip() if kind.lower() == "bearer" else "", given)

    def sign_in(self, scope: Scope, key: str) -> str:
        """Return the cookie of a new session for who holds the key.

        Raises:
            ProblemError: if it is not valid, or there were too many attempts.
        """
        self._with_key(scope, key, key)
        return self.sessions.begin(hash_of(key))

    def _signed_in(self, scope: Scope) -> Caller | None:
        """Return who signed in; programs may only read so: what is changed by a page carries a form token."""
        cookie = cookie_of(Headers(scope=scope).get("cookie", ""))
        key = None if cookie is None else self.sessions.key(cookie)
        if key is None or not (is_page(scope["path"]) or scope["method"] in {"GET", "HEAD"}):
            return None
        try:
            with self._store.reading() as connection:
                return holder(connection, key)
        except NothingAcceptedError:
            return None

    def _with_key(self, scope: Scope, key: str, given: str) -> Caller:
        whom = (*self._address(scope), hashlib.sha256(given.encode()).digest())
        found = self._identified(key) if is_key(key) else None
        if found is not None:  # even if others at the same address, perhaps a proxy's, are blocked
            return found
        seconds = self._limiter.wait(*whom)
        if seconds:
            raise _too_often(seconds)
        self._limiter.failed(*whom)
        raise _unauthorized(WRONG_KEY, NOT_VALID)

    def _address(self, scope: Scope) -> tuple[str, ...]:
        """Return the address whose failed attempts are counted; none for a proxy that does not say for whom it asks."""
        address = (scope.get("client") or ("",))[0]
        return () if _is_among(self._proxies, address) else (rate_limit_key(address),)

    def _without_key(self, scope: Scope) -> Caller:
        if not self._keyless or self._has_keys():
            raise _unauthorized(NO_KEY, GIVE_KEY)
        if not is_from_this_machine(Headers(scope=scope), scope["http_version"]):
            raise problem(FOREIGN, ELSEWHERE)
        return KEYLESS

    def _identified(self, key: str) -> Caller | None:
        try:
            with self._store.reading() as connection:
                return identify(connection, key)
        except NothingAcceptedError:
            return None

    def _has_keys(self) -> bool:
        try:
            with self._store.reading() as connection:
                return any_key(connection)
        except NothingAcceptedError:
            return False


def is_open(path: str) -> bool:
    """Return whether the path needs no key."""
    return path in OPEN or path.startswith(OPEN_FOLDER) or is_open_page(path)


def _unauthorized(kind: ProblemKind, sentence: Message) -> ProblemError:
    error = problem(kind, sentence)
    error.headers["www-authenticate"] = "Bearer"
    return error


def _too_often(seconds: int) -> ProblemError:
    error = problem(TOO_OFTEN, WAIT, n=seconds)
    error.headers["retry-after"] = str(seconds)
    return error
