"""What requests with an Idempotency-Key did, so that one sent again does nothing and is answered alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select

from planner.store import tables

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
