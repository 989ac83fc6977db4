"""Sign-in sessions of browsers: a cookie that stands for a key, and tokens that forms carry against forgery.

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
from time import monotonic

from starlette.requests import cookie_parser

COOKIE = "planner_session"
COOKIE_BYTES = 32
SESSION_SECONDS = 12 * 3600.0
"""Longest time between signing in and signing in again."""
SESSIONS_MAX = 10_000
"""Sessions that are remembered; the oldest end first."""

SIGN_IN = "/sign-in"
_PAGES = re.compile(r"/(?:sign-in|sign-out|new|n/.*|static/.*)?")
_OPEN_PAGES = re.compile(r"/sign-in|/static/.*")
_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def is_page(path: str) -> bool:
    """Return whether the path is one of the pages for people, not of the interface for programs."""
    return _PAGES.fullmatch(path) is not None


def is_open_page(path: str) -> bool:
    """Return whether the page is shown to those who have not signed in."""
    return _OPEN_PAGES.fullmatch(path) is not None


def cookie_of(header: str) -> str | None:
    """Return our cookie from the header Cookie; None if there is none that we could have made."""
    found = cookie_parser(header).get(COOKIE, "")
    return found if _FORM.fullmatch(found) else None


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
            self._open[_hash(cookie)] = key_hash, self._clock() + SESSION_SECONDS
            while len(self._open) > SESSIONS_MAX:
                self._open.popitem(last=False)
        return cookie

    def key(self, cookie: str) -> bytes | None:
        """Return the hash of the key that a cookie stands for; None if there is no such session."""
        with self._lock:
            found = self._open.get(_hash(cookie))
        return found[0] if found and self._clock() < found[1] else None

    def end(self, cookie: str) -> None:
        """End a session."""
        with self._lock:
            self._open.pop(_hash(cookie), None)


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
