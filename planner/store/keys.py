"""API keys, and the revisions made by requests with an Idempotency-Key, in the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, exists, select

from planner.store import tables


@dataclass(frozen=True, slots=True)
class Key:
    """An API key.

    Attributes:
        key_hash: SHA-256 of the key; the key itself is not stored.
        network: id of the only network it grants access to; None for all.
        purpose: the planner's note about its holder or use.
    """

    id: int
    key_hash: bytes
    role: str
    network: str | None
    purpose: str
    created_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """An API key to be stored; attributes as of `Key`."""

    key_hash: bytes
    role: str
    network: str | None
    purpose: str


def add_key(connection: Connection, new: NewKey, at: datetime) -> int:
    """Store a new key and return its number."""
    made = tables.keys.insert().values(**asdict(new), created_at=at).returning(tables.keys.c.id)
    return int(connection.execute(made).scalar_one())


def keys(connection: Connection) -> tuple[Key, ...]:
    """Return all keys in order of creation, including revoked ones."""
    return tuple(Key(**row._asdict()) for row in connection.execute(select(tables.keys).order_by(tables.keys.c.id)))


def find_key(connection: Connection, key_hash: bytes) -> Key | None:
    """Return the key with that hash, even if it is revoked; None if there is none."""
    row = connection.execute(select(tables.keys).where(tables.keys.c.key_hash == key_hash)).one_or_none()
    return None if row is None else Key(**row._asdict())


def any_key(connection: Connection) -> bool:
    """Return whether any key was ever created."""
    return bool(connection.scalar(select(exists(tables.keys.c.id))))


def revoke_key(connection: Connection, number: int, at: datetime) -> None:
    """Revoke a key permanently."""
    connection.execute(tables.keys.update().where(tables.keys.c.id == number).values(revoked_at=at))


IDEMPOTENCY_KEY_RETENTION = timedelta(days=30)
"""How long the outcome of a request with an Idempotency-Key is remembered."""


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """The identity of a request with an Idempotency-Key.

    Attributes:
        network: id of the network in the store.
        caller: number of the API key; 0 without one.
        key: value of the header Idempotency-Key.
        request: SHA-256 of the rest of the request.
    """

    network: str
    caller: int
    key: str
    request: bytes


def remembered(connection: Connection, asking: IdempotentRequest) -> tuple[bytes, int] | None:
    """Return the SHA-256 of the first request with that key and the revision number it made; None if unknown."""
    rows = tables.answers.c
    asked = select(rows.request, rows.revision).where(
        rows.network == asking.network, rows.caller == asking.caller, rows.key == asking.key
    )
    row = connection.execute(asked).one_or_none()
    return None if row is None else (row.request, row.revision)


def remember(connection: Connection, asking: IdempotentRequest, revision: int, at: datetime) -> None:
    """Record the revision a request made, and delete records older than `IDEMPOTENCY_KEY_RETENTION`."""
    connection.execute(delete(tables.answers).where(tables.answers.c.answered_at < at - IDEMPOTENCY_KEY_RETENTION))
    row = {"network": asking.network, "caller": asking.caller, "key": asking.key, "request": asking.request}
    connection.execute(tables.answers.insert().values(**row, revision=revision, answered_at=at))
