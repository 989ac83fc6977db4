"""What feeds show: the bytes rendered for them, kept once however many feeds show the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from planner.store.inserting import insert
from planner.store.tables import bodies, publications, renderings

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
