"""Feeds in the store: who has one, the bytes rendered for it, and since when entries are written as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from planner.store.tables import bodies, feeds, insert, publications, renderings, styles

AT_ONCE = 500
"""Renderings that are written together, so that a hundred thousand need not be held in memory."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a feed shows from a revision on."""

    feed: int
    network: str
    revision: int
    body: bytes
    etag: str
    last_modified: datetime


_newest = renderings.alias()
_LATER = select(_newest.c.feed).where(_newest.c.feed == renderings.c.feed, _newest.c.revision > renderings.c.revision)
_ALL = select(
    renderings.c.feed, renderings.c.network, renderings.c.revision, bodies.c.body, renderings.c.etag,
    renderings.c.last_modified,
).join_from(renderings, bodies)  # fmt: skip


def save(connection: Connection, changed: Iterable[Rendering]) -> int:
    """Keep renderings of a revision, only of feeds whose bytes have changed, and return how many there were."""
    remaining, saved = iter(changed), 0
    while batch := list(islice(remaining, AT_ONCE)):
        hashes = [hashlib.sha256(each.body).digest() for each in batch]
        kept = {found: each.body for found, each in zip(hashes, batch, strict=True)}
        rows = [{"sha256": key, "body": body} for key, body in kept.items()]
        connection.execute(insert(connection, bodies).on_conflict_do_nothing(), rows)
        connection.execute(renderings.insert(), list(_rows(batch, hashes)))
        saved += len(batch)
    if saved:
        bump(connection)
    return saved


def current(connection: Connection, feed: int) -> Rendering | None:
    """What the feed shows, None if nothing was rendered yet."""
    row = connection.execute(
        _ALL.where(renderings.c.feed == feed).order_by(renderings.c.revision.desc()).limit(1)
    ).one_or_none()
    return None if row is None else _rendering(row)


def current_of(connection: Connection, network: str) -> Iterator[Rendering]:
    """What every feed of a network shows, in order of the feeds' ids."""
    asked = _current(_ALL, network).order_by(renderings.c.feed)
    return map(_rendering, connection.execute(asked, execution_options={"yield_per": AT_ONCE}))


def etags_of(connection: Connection, network: str) -> dict[int, str]:
    """The entity tag of what every feed of a network shows, by id of the feed."""
    asked = _current(select(renderings.c.feed, renderings.c.etag), network)
    return {row.feed: row.etag for row in connection.execute(asked)}


def publication(connection: Connection) -> int:
    """A number that grows whenever any feed, its address or what it shows changes."""
    return connection.execute(select(publications.c.number)).scalar() or 0


def bump(connection: Connection) -> None:
    """Let `publication` grow."""
    first = insert(connection, publications).values(id=1, number=1)
    more = {"number": publications.c.number + 1}
    connection.execute(first.on_conflict_do_update(index_elements=["id"], set_=more))


def _current(asked: Select[*tuple[Any, ...]], network: str) -> Select[*tuple[Any, ...]]:
    return asked.where(renderings.c.network == network, ~_LATER.exists())


def _rows(batch: Iterable[Rendering], hashes: Iterable[bytes]) -> Iterator[dict[str, object]]:
    for each, found in zip(batch, hashes, strict=True):
        yield {
            "feed": each.feed, "network": each.network, "revision": each.revision, "sha256": found,
            "etag": each.etag, "last_modified": each.last_modified,
        }  # fmt: skip


def _rendering(row: Row[*tuple[Any, ...]]) -> Rendering:
    return Rendering(**row._asdict())


def last_style(connection: Connection, network: str) -> tuple[int, str] | None:
    """The revision since which entries are written in one way, and a hash of that way; None before the first."""
    asked = select(styles.c.revision, styles.c.style).where(styles.c.network == network)
    row = connection.execute(asked.order_by(styles.c.revision.desc()).limit(1)).one_or_none()
    return None if row is None else (row.revision, row.style)


def add_style(connection: Connection, network: str, revision: int, style: str) -> None:
    """From that revision on they are written in another way."""
    connection.execute(styles.insert().values(network=network, revision=revision, style=style))


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
