"""Tokens: the secret part of a feed's address. Only their hashes are kept."""

from __future__ import annotations

import hashlib
import re
import secrets

BYTES = 32
"""256 random bits."""

_FORM = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A new one, as it stands in an address."""
    return secrets.token_urlsafe(BYTES)


def hash_of(token: str) -> bytes:
    """What the store knows it by."""
    return hashlib.sha256(token.encode()).digest()


def is_token(text: str) -> bool:
    """Whether it has the form of a token."""
    return _FORM.fullmatch(text) is not None


def path_of(token: str) -> str:
    """The address on a server."""
    return f"/feeds/{token}.ics"
