"""Feeds in the store: their audiences and token hashes, their rendered bytes, and the style entries are written in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, select

from planner.store.tables import bodies, feeds, insert, publications, renderings, styles, tellings

RENDERINGS_PER_BATCH = 500
"""Renderings that are inserted together, which bounds the memory used for hundreds of thousands of them."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """The bytes that a feed shows from a revision on."""

    feed: int
    network: str
    revision: int
    body: bytes
    etag: str
    last_modified: datetime


_newest = renderings.alias()
_LATER_RENDERING = select(_newest.c.feed).where(
    _newest.c.feed == renderings.c.feed, _newest.c.revision > renderings.c.revision
)
_RENDERINGS_WITH_BODIES = select(
    renderings.c.feed, renderings.c.network, renderings.c.revision, bodies.c.body, renderings.c.etag,
    renderings.c.last_modified,
).join_from(renderings, bodies)  # fmt: skip


def save(connection: Connection, changed: Iterable[Rendering]) -> None:
    """Store the renderings of a revision for the feeds whose bytes have changed."""
    remaining = iter(changed)
    while batch := list(islice(remaining, RENDERINGS_PER_BATCH)):
        hashes = [hashlib.sha256(each.body).digest() for each in batch]
        kept = {found: each.body for found, each in zip(hashes, batch, strict=True)}
        rows = [{"sha256": key, "body": body} for key, body in kept.items()]
        connection.execute(insert(connection, bodies).on_conflict_do_nothing(), rows)
        connection.execute(renderings.insert(), list(_rows(batch, hashes)))
        bump(connection)


def forget_renderings(connection: Connection, network: str, revision: int) -> None:
    """Delete what the feeds of a network show from that revision on, which is to be rendered anew."""
    connection.execute(delete(renderings).where(renderings.c.network == network, renderings.c.revision >= revision))
    unused = ~select(renderings.c.feed).where(renderings.c.sha256 == bodies.c.sha256).exists()
    connection.execute(delete(bodies).where(unused))
    bump(connection)


def current(connection: Connection, feed: int) -> Rendering | None:
    """Return what a feed (id) shows; None if nothing was rendered yet."""
    row = connection.execute(
        _RENDERINGS_WITH_BODIES.where(renderings.c.feed == feed).order_by(renderings.c.revision.desc()).limit(1)
    ).one_or_none()
    return None if row is None else _rendering(row)


def current_of(connection: Connection, network: str) -> Iterator[Rendering]:
    """Iterate over what each feed of a network (id) shows, in order of the feeds' ids."""
    asked = _newest_only(_RENDERINGS_WITH_BODIES, network).order_by(renderings.c.feed)
    return map(_rendering, connection.execute(asked, execution_options={"yield_per": RENDERINGS_PER_BATCH}))


def etags_of(connection: Connection, network: str) -> dict[int, str]:
    """Return the entity tag of what each feed of a network shows, by id of the feed."""
    asked = _newest_only(select(renderings.c.feed, renderings.c.etag), network)
    return {row.feed: row.etag for row in connection.execute(asked)}


def publication(connection: Connection) -> int:
    """Return a counter that increases whenever any feed, its address or its content changes."""
    return connection.execute(select(publications.c.number)).scalar() or 0


def bump(connection: Connection) -> None:
    """Increase the counter that `publication` returns."""
    first = insert(connection, publications).values(id=1, number=1)
    more = {"number": publications.c.number + 1}
    connection.execute(first.on_conflict_do_update(index_elements=["id"], set_=more))


def count_publications_from(connection: Connection, number: int) -> None:
    """Let the counter that `publication` returns go on from a number."""
    bump(connection)
    connection.execute(publications.update().values(number=number + 1))


def _newest_only(asked: Select[*tuple[Any, ...]], network: str) -> Select[*tuple[Any, ...]]:
    """Restrict a query to the newest rendering of each feed of a network."""
    return asked.where(renderings.c.network == network, ~_LATER_RENDERING.exists())


def _rows(batch: Iterable[Rendering], hashes: Iterable[bytes]) -> Iterator[dict[str, object]]:
    for each, found in zip(batch, hashes, strict=True):
        yield {
            "feed": each.feed, "network": each.network, "revision": each.revision, "sha256": found,
            "etag": each.etag, "last_modified": each.last_modified,
        }  # fmt: skip


def _rendering(row: Row[*tuple[Any, ...]]) -> Rendering:
    return Rendering(**row._asdict())


def last_style(connection: Connection, network: str) -> tuple[int, str] | None:
    """Return the revision since which entries are written in the present style, and a hash of it; None at first."""
    asked = select(styles.c.revision, styles.c.style).where(styles.c.network == network)
    row = connection.execute(asked.order_by(styles.c.revision.desc()).limit(1)).one_or_none()
    return None if row is None else (row.revision, row.style)


def add_style(connection: Connection, network: str, revision: int, style: str) -> None:
    """Record that entries are written in another style from that revision on."""
    connection.execute(styles.insert().values(network=network, revision=revision, style=style))


@dataclass(frozen=True, slots=True, order=True)
class Audience:
    """The person, group or place that a feed is for.

    Attributes:
        kind: a value of `planner.feeds.audiences.Kind`: "network", "region", "member", "venue", ...
        target: id of that region, member, venue, ...; "" for the whole network.
    """

    kind: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar subscription at a secret address."""

    id: int
    network: str
    audience: Audience
    token_hash: bytes
    created_at: datetime
    revoked_at: datetime | None


_FEED = select(feeds)


def add_feed(connection: Connection, network: str, audience: Audience, token_hash: bytes, at: datetime) -> int:
    """Add a feed and return its id; only the SHA-256 of its token is stored."""
    (feed,) = add_feeds(connection, network, [(audience, token_hash)], at)
    return feed


def add_feeds(
    connection: Connection, network: str, wanted: Iterable[tuple[Audience, bytes]], at: datetime
) -> list[int]:
    """Add feeds, each with the SHA-256 of its token, and return their ids in the same order."""
    rows = [
        {"network": network, "kind": each.kind, "target": each.target, "token_hash": token_hash, "created_at": at}
        for each, token_hash in wanted
    ]
    if not rows:
        return []
    bump(connection)
    made = feeds.insert().returning(feeds.c.id, sort_by_parameter_order=True)
    return [int(feed) for feed in connection.execute(made, rows).scalars()]


def all_feeds(connection: Connection) -> tuple[Feed, ...]:
    """Return the feeds of all networks, including revoked ones."""
    return tuple(map(_feed, connection.execute(_FEED.order_by(feeds.c.id))))


def set_address(connection: Connection, feed: Feed) -> None:
    """Give the feed of that id the token and the revocation that are given."""
    values = {"token_hash": feed.token_hash, "revoked_at": feed.revoked_at}
    connection.execute(feeds.update().where(feeds.c.id == feed.id).values(values))


def add_again(connection: Connection, feed: Feed) -> None:
    """Add a feed that was known, with another id."""
    connection.execute(
        feeds.insert().values(
            network=feed.network, kind=feed.audience.kind, target=feed.audience.target, token_hash=feed.token_hash,
            created_at=feed.created_at, revoked_at=feed.revoked_at,
        )
    )  # fmt: skip


def rotate(connection: Connection, feed: int, token_hash: bytes) -> None:
    """Replace the token of a feed, so that its old address is no longer found."""
    connection.execute(feeds.update().where(feeds.c.id == feed).values(token_hash=token_hash))
    bump(connection)


def revoke(connection: Connection, feed: int, at: datetime) -> None:
    """Close a feed permanently."""
    connection.execute(feeds.update().where(feeds.c.id == feed, feeds.c.revoked_at.is_(None)).values(revoked_at=at))
    bump(connection)


def find(connection: Connection, token_hash: bytes) -> Feed | None:
    """Return the feed with that token hash; None if it is unknown or revoked."""
    asked = _FEED.where(feeds.c.token_hash == token_hash, feeds.c.revoked_at.is_(None))
    row = connection.execute(asked).one_or_none()
    return None if row is None else _feed(row)


def feeds_of(connection: Connection, network: str) -> tuple[Feed, ...]:
    """Return all feeds of a network in order of creation, including revoked ones."""
    return tuple(map(_feed, connection.execute(_FEED.where(feeds.c.network == network).order_by(feeds.c.id))))


def _feed(row: Row[*tuple[Any, ...]]) -> Feed:
    audience = Audience(row.kind, row.target)
    return Feed(row.id, row.network, audience, row.token_hash, row.created_at, row.revoked_at)


@dataclass(frozen=True, slots=True)
class Telling:
    """That somebody was told of a revision."""

    revision: int
    audience: Audience
    told_on: date
    told_by: str


def record_tellings(connection: Connection, network: str, told: Iterable[Telling]) -> None:
    """Record who was told of a revision; who was recorded before is recorded anew."""
    for each in told:
        where = {"network": network, "revision": each.revision, **asdict(each.audience)}
        said = {"told_on": each.told_on, "told_by": each.told_by}
        rows = insert(connection, tellings).values(where | said)
        connection.execute(rows.on_conflict_do_update(index_elements=list(where), set_=said))


def tellings_of(connection: Connection, network: str) -> list[Telling]:
    """Return who was told of which revision of a network, in order of revisions."""
    asked = select(tellings).where(tellings.c.network == network).order_by(tellings.c.revision)
    return [
        Telling(row.revision, Audience(row.kind, row.target), row.told_on, row.told_by)
        for row in connection.execute(asked)
    ]
