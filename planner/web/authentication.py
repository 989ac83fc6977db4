"""Authentication middleware: keys, the loopback exception, and a limit on failed attempts.

A server without keys trusts whoever reaches it, and a web page that somebody has open in a browser on this machine
can: by sending requests to it, or by giving its own name this machine's address.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from ipaddress import IPv6Address, IPv6Network, ip_address
from time import monotonic
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from calendars.language import Message
from planner.store.database import Store
from planner.store.errors import NothingAcceptedError
from planner.store.keys import any_key
from planner.web.error_mapping import RAISED, told
from planner.web.keys import identify, is_key
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

_NAME = "localhost"


def from_here(headers: Headers) -> bool:
    """Whether the server is asked by this machine's own name, and not on behalf of a page from elsewhere."""
    origin = headers.get("origin")
    return _is_here(f"//{headers.get('host', '')}") and (origin is None or _is_here(origin))


def _is_here(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host == _NAME or is_loopback(host)


def is_loopback(address: str) -> bool:
    """Whether only this machine can reach that address."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


AT_ONCE = 10
"""Failed attempts in a row that are answered."""
EVERY = 6.0
"""Seconds after which one more is."""
REMEMBERED = 10_000
"""Addresses and keys that are remembered; the longest idle are forgotten first."""
_IPV6_HOME = 64
"""Bits of an IPv6 address that belong to one household or office: the rest is free to choose there."""


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class FailureLimiter:
    """Counts failed attempts by whom they come from.

    Args:
        clock: seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, *whom: Hashable) -> int:
        """Whole seconds until another attempt is looked at; 0 if it is now."""
        with self._lock:
            least = min((self._left(each) for each in whom), default=float(AT_ONCE))
        return 0 if least >= 1 else math.ceil((1 - least) * EVERY)

    def failed(self, *whom: Hashable) -> None:
        """Note a failed attempt of all these."""
        with self._lock:
            for each in whom:
                self._buckets[each] = _Bucket(max(self._left(each) - 1, 0), self._clock())
                self._buckets.move_to_end(each)
            while len(self._buckets) > REMEMBERED:
                self._buckets.popitem(last=False)

    def _left(self, whom: Hashable) -> float:
        bucket = self._buckets.get(whom)
        if bucket is None:
            return AT_ONCE
        return min(AT_ONCE, bucket.left + (self._clock() - bucket.at) / EVERY)


def neighbourhood(address: str) -> str:
    """Whose attempts are counted together: one IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or IPv6Network((found, _IPV6_HOME), strict=False))


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
    "While there are no keys, only requests to this machine's own name and from no other page are answered.",
)


class AuthenticationMiddleware:
    """Lets through requests whose key is known, with `caller` in their state.

    Args:
        store: where keys are looked up, anew for each request: a revoked one opens nothing from then on.
        inside: the application behind the gate.
        keyless: whether everything is open as long as no key was ever made.
    """

    def __init__(self, store: Store, inside: App, *, keyless: bool) -> None:
        self._store, self._inside, self._keyless = store, inside, keyless
        self._limiter = FailureLimiter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it."""
        if scope["type"] == "http" and not is_open(scope["path"]):
            try:
                caller = await asyncio.to_thread(self._caller, scope)
            except (ProblemError, *RAISED) as error:
                refusal = await asyncio.to_thread(answer, scope, told(error))
                await refusal(scope, receive, send)
                return
            scope.setdefault("state", {})["caller"] = caller
        await self._inside(scope, receive, send)

    def _caller(self, scope: Scope) -> Caller:
        given = Headers(scope=scope).get("authorization")
        if given is None:
            return self._without_key(scope)
        kind, _, key = given.partition(" ")
        key = key.strip()
        whom = (neighbourhood((scope.get("client") or ("",))[0]), hashlib.sha256(given.encode()).digest())
        found = self._identified(key) if kind.lower() == "bearer" and is_key(key) else None
        if found is not None:  # whatever others at the same address, perhaps a proxy's, did before
            return found
        seconds = self._limiter.wait(*whom)
        if seconds:
            raise _too_often(seconds)
        self._limiter.failed(*whom)
        raise _unauthorized(WRONG_KEY, NOT_VALID)

    def _without_key(self, scope: Scope) -> Caller:
        if not self._keyless or self._has_keys():
            raise _unauthorized(NO_KEY, GIVE_KEY)
        if not from_here(Headers(scope=scope)):
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
    """Whether that path needs no key."""
    return path in OPEN or path.startswith(OPEN_FOLDER)


def _unauthorized(kind: ProblemKind, sentence: Message) -> ProblemError:
    error = problem(kind, sentence)
    error.headers["www-authenticate"] = "Bearer"
    return error


def _too_often(seconds: int) -> ProblemError:
    error = problem(TOO_OFTEN, WAIT, n=seconds)
    error.headers["retry-after"] = str(seconds)
    return error
