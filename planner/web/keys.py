"""API keys: created and shown once, stored as hashes, and identified; and the sessions of browsers that stand for them.

A key has 256 random bits, so a plain SHA-256 is safe; slow hashes are needed for passwords that people choose.

Every browser gets a cookie with 256 random bits at its first page. Signing in makes a new one, which the server then
takes for the key; signing out ends that on the server. A form token is derived from the cookie, which no other site
can read, so that it needs no memory of the server and holds across its restarts.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from sqlalchemy import Connection
from starlette.requests import cookie_parser

from calendars.language import Message
from planner.store.errors import StoreError
from planner.store.keys import Key, NewKey, add_key, find_key, keys, revoke_key
from planner.web.roles import Caller, Role

PREFIX = "mnp_"
"""Marks a key wherever it is found, for example in a leaked file."""
KEY_BYTES = 32
_FORM = re.compile(re.escape(PREFIX) + r"[A-Za-z0-9_-]{43}")

NO_SUCH_KEY = Message("keys.no_such_key", "there is no open key {number}; planner keys list shows them")


def hash_of(key: str) -> bytes:
    """Return the SHA-256 of a key, by which the store finds it."""
    return hashlib.sha256(key.encode()).digest()


def is_key(text: str) -> bool:
    """Return whether the text has the form of a key."""
    return _FORM.fullmatch(text) is not None


def create(connection: Connection, role: Role, network: str | None, purpose: str, at: datetime) -> tuple[int, str]:
    """Create a key and return its number and the key, which is not shown again."""
    key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    return add_key(connection, NewKey(hash_of(key), role, network, purpose), at), key


def revoke(connection: Connection, number: int, at: datetime) -> None:
    """Revoke a key.

    Raises:
        StoreError: if there is no valid key with that number.
    """
    if not any(each.id == number and each.revoked_at is None for each in keys(connection)):
        raise StoreError(NO_SUCH_KEY, number=str(number))
    revoke_key(connection, number, at)


def identify(connection: Connection, key: str) -> Caller | None:
    """Return the caller who holds a key; None if it is unknown or revoked."""
    return holder(connection, hash_of(key))


def holder(connection: Connection, key_hash: bytes) -> Caller | None:
    """Return the caller who holds the key with that hash; None if it is unknown or revoked."""
    found = find_key(connection, key_hash)
    if found is None or not hmac.compare_digest(found.key_hash, key_hash) or found.revoked_at is not None:
        return None
    return _caller(found)


def _caller(key: Key) -> Caller:
    return Caller(key.id, Role(key.role), key.network)


COOKIE = "planner_session"
COOKIE_BYTES = 32
SESSION_SECONDS = 12 * 3600.0
"""Longest time between signing in and signing in again."""
SESSIONS_MAX = 10_000
"""Sessions that are remembered; the oldest end first."""

SIGN_IN = "/sign-in"
_PAGES = re.compile(r"/(?:sign-in|sign-out|new|n/.*|static/.*)?")
_OPEN_PAGES = re.compile(r"/sign-in|/static/.*")
_COOKIE_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def is_page(path: str) -> bool:
    """Return whether the path is one of the pages for people, not of the interface for programs."""
    return _PAGES.fullmatch(path) is not None


def is_open_page(path: str) -> bool:
    """Return whether the page is shown to those who have not signed in."""
    return _OPEN_PAGES.fullmatch(path) is not None


def cookie_of(header: str) -> str | None:
    """Return our cookie from the header Cookie; None if there is none that we could have made."""
    found = cookie_parser(header).get(COOKIE, "")
    return found if _COOKIE_FORM.fullmatch(found) else None


def new_cookie() -> str:
    """Return the value of a new cookie."""
    return secrets.token_urlsafe(COOKIE_BYTES)


def form_token(cookie: str) -> str:
    """Return what the forms of that browser carry."""
    return hmac.new(cookie.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_token(cookie: str | None, given: str) -> bool:
    """Return whether a form was made for the browser with that cookie."""
    return cookie is not None and hmac.compare_digest(form_token(cookie).encode(), given.encode())


class Sessions:
    """Which cookie stands for which key; thread-safe.

    Args:
        clock: returns monotonic seconds.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._open: OrderedDict[bytes, tuple[bytes, float]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, key_hash: bytes) -> str:
        """Begin a session for the key with that hash and return its cookie."""
        cookie = new_cookie()
        with self._lock:
            self._open[_cookie_hash(cookie)] = key_hash, self._clock() + SESSION_SECONDS
            while len(self._open) > SESSIONS_MAX:
                self._open.popitem(last=False)
        return cookie

    def key(self, cookie: str) -> bytes | None:
        """Return the hash of the key that a cookie stands for; None if there is no such session."""
        with self._lock:
            found = self._open.get(_cookie_hash(cookie))
        return found[0] if found and self._clock() < found[1] else None

    def end(self, cookie: str) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(_cookie_hash(cookie), None)


def _cookie_hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
