"""API keys and answers to repeated requests (Idempotency-Key) in the store."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from planner.store import tables


@dataclass(frozen=True, slots=True)
class Key:
    """An API key.

    Attributes:
        key_hash: SHA-256 of the key, which itself is not kept.
        network: id of the only network it is for, None for all.
        purpose: whose or what for, as the planner wrote.
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
    """A key to be kept; attributes as of `Key`."""

    key_hash: bytes
    role: str
    network: str | None
    purpose: str


def add_key(connection: Connection, new: NewKey, at: datetime) -> int:
    """Keep a new key and return its number."""
    made = tables.keys.insert().values(**asdict(new), created_at=at).returning(tables.keys.c.id)
    return int(connection.execute(made).scalar_one())


def keys(connection: Connection) -> tuple[Key, ...]:
    """All keys in the order they were made, revoked ones too."""
    return tuple(Key(**row._asdict()) for row in connection.execute(select(tables.keys).order_by(tables.keys.c.id)))


def find_key(connection: Connection, key_hash: bytes) -> Key | None:
    """The key with that hash, also if it is revoked."""
    row = connection.execute(select(tables.keys).where(tables.keys.c.key_hash == key_hash)).one_or_none()
    return None if row is None else Key(**row._asdict())


def any_key(connection: Connection) -> bool:
    """Whether a key was ever made."""
    return connection.execute(select(tables.keys.c.id).limit(1)).first() is not None


def revoke_key(connection: Connection, number: int, at: datetime) -> None:
    """Revoke a key for good."""
    connection.execute(tables.keys.update().where(tables.keys.c.id == number).values(revoked_at=at))


KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that may be sent again.

    Attributes:
        network: id of the network in the store.
        caller: number of the API key, 0 without one.
        key: its Idempotency-Key.
        request: SHA-256 of what else it says.
    """

    network: str
    caller: int
    key: str
    request: bytes


def remembered(connection: Connection, asking: Asking) -> tuple[bytes, int] | None:
    """The SHA-256 of the first request with that key, and the number of the revision it made."""
    rows = tables.answers.c
    asked = select(rows.request, rows.revision).where(
        rows.network == asking.network, rows.caller == asking.caller, rows.key == asking.key
    )
    row = connection.execute(asked).one_or_none()
    return None if row is None else (row.request, row.revision)


def remember(connection: Connection, asking: Asking, revision: int, at: datetime) -> None:
    """Keep what a request made, and forget what is older than `KEPT`."""
    connection.execute(delete(tables.answers).where(tables.answers.c.answered_at < at - KEPT))
    row = {"network": asking.network, "caller": asking.caller, "key": asking.key, "request": asking.request}
    connection.execute(tables.answers.insert().values(**row, revision=revision, answered_at=at))
