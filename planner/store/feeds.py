"""Feeds at secret addresses: who has one, and where it leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from planner.store.renderings import bump
from planner.store.tables import feeds


@dataclass(frozen=True, slots=True, order=True)
class Audience:
    """Whom a feed is for.

    Attributes:
        kind: "network", "region", "member", "venue", ...
        target: whose, by id; "" for the whole network.
    """

    kind: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar at a secret address."""

    id: int
    network: str
    audience: Audience
    token_hash: bytes
    created_at: datetime
    revoked_at: datetime | None


_FEED = select(feeds)


def add_feed(connection: Connection, network: str, audience: Audience, token_hash: bytes, at: datetime) -> int:
    """Add a feed and return its id; of its token only `token_hash`, the SHA-256, is kept."""
    (feed,) = add_feeds(connection, network, [(audience, token_hash)], at)
    return feed


def add_feeds(
    connection: Connection, network: str, wanted: Iterable[tuple[Audience, bytes]], at: datetime
) -> list[int]:
    """Add feeds, each with the hash of its token, and return their ids in the same order."""
    rows = [
        {"network": network, "kind": each.kind, "target": each.target, "token_hash": token_hash, "created_at": at}
        for each, token_hash in wanted
    ]
    if not rows:
        return []
    bump(connection)
    made = feeds.insert().returning(feeds.c.id, sort_by_parameter_order=True)
    return [int(feed) for feed in connection.execute(made, rows).scalars()]


def rotate(connection: Connection, feed: int, token_hash: bytes) -> None:
    """Give the feed another address; the old one leads nowhere from then on."""
    connection.execute(feeds.update().where(feeds.c.id == feed).values(token_hash=token_hash))
    bump(connection)


def revoke(connection: Connection, feed: int, at: datetime) -> None:
    """Close the feed for good."""
    connection.execute(feeds.update().where(feeds.c.id == feed, feeds.c.revoked_at.is_(None)).values(revoked_at=at))
    bump(connection)


def find(connection: Connection, token_hash: bytes) -> Feed | None:
    """The feed with that address; None if it is unknown or revoked."""
    asked = _FEED.where(feeds.c.token_hash == token_hash, feeds.c.revoked_at.is_(None))
    row = connection.execute(asked).one_or_none()
    return None if row is None else _feed(row)


def feeds_of(connection: Connection, network: str) -> tuple[Feed, ...]:
    """All feeds of a network in the order they were made, revoked ones too."""
    return tuple(map(_feed, connection.execute(_FEED.where(feeds.c.network == network).order_by(feeds.c.id))))


def _feed(row: Row[*tuple[Any, ...]]) -> Feed:
    audience = Audience(row.kind, row.target)
    return Feed(row.id, row.network, audience, row.token_hash, row.created_at, row.revoked_at)
