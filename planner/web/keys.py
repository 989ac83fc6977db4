"""API keys: created and shown once, stored as hashes, and identified.

A key has 256 random bits, so a plain SHA-256 is safe; slow hashes are needed for passwords that people choose.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime

from sqlalchemy import Connection

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
