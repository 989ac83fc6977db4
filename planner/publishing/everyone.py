"""Giving everyone a calendar, and writing all of them to a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from planner.network import Network
from planner.publishing.addresses import Address, all_feeds, create, without_feed
from planner.publishing.audiences import everyone
from planner.publishing.folder import Folder, Written
from planner.publishing.tokens import hash_of
from planner.revisions.archive import Archive
from planner.revisions.held_dates import held_id
from planner.store import revisions
from planner.store.errors import NothingAcceptedError
from planner.store.renderings import Rendering, current_of


@dataclass(frozen=True, slots=True)
class Published:
    """What stands in a folder now.

    Attributes:
        network: as last accepted.
        addresses: of every calendar that is there, the decided dates before the held ones.
        new: ids of the feeds that were made.
        elsewhere: how many open feeds have an address that the folder does not know.
    """

    network: Network
    addresses: tuple[Address, ...]
    new: frozenset[int]
    elsewhere: int
    written: Written


def accepted_network(connection: Connection, network_id: str, store: str) -> Network:
    """The network as last accepted, or as it was when dates were first proposed.

    Raises:
        NothingAcceptedError: if there is neither.
    """
    found = (revisions.last(connection, each) for each in (network_id, held_id(network_id)))
    last = next(filter(None, found), None)
    if last is None:
        raise NothingAcceptedError(store)
    return revisions.content(connection, last).network


def give_everyone(connection: Connection, network_id: str, network: Network, at: datetime) -> list[Address]:
    """Give a calendar to all who never had one, and one of held dates as soon as any date has been proposed."""
    ids = [each for each in (network_id, held_id(network_id)) if revisions.last(connection, each) is not None]
    found = everyone(network)
    return [address for each in ids for address in create(connection, each, without_feed(connection, each, found), at)]


def publish_to(folder: Folder, archive: Archive, at: datetime, exchanged: Iterable[Address] = ()) -> Published:
    """Write all calendars to a folder, after giving everyone one.

    Args:
        folder: to write to.
        archive: of the network.
        at: when new feeds are made.
        exchanged: addresses that are new since the folder was written last.

    Raises:
        NothingAcceptedError: if no plan has been accepted.
        StoreError: if the store cannot be used.
        OSError: if a file cannot be written.
    """
    with archive.store.reading() as connection:
        network = accepted_network(connection, archive.network, archive.store.name)
    with archive.store.writing() as connection:
        made = give_everyone(connection, archive.network, network, at)
    known = folder.tokens() | {hash_of(each.token): each.token for each in (*made, *exchanged)}
    with archive.store.reading() as connection:
        open_feeds = [feed for feed in all_feeds(connection, archive.network) if feed.revoked_at is None]
        addresses = tuple(
            Address(feed.id, feed.network, feed.audience, known[feed.token_hash])
            for feed in open_feeds
            if feed.token_hash in known
        )
        written = folder.write(_calendars(connection, archive.network, addresses))
    new = frozenset(each.feed for each in made)
    return Published(network, addresses, new, len(open_feeds) - len(addresses), written)


def _calendars(
    connection: Connection, network_id: str, addresses: Iterable[Address]
) -> Iterator[tuple[str, Rendering]]:
    tokens = {each.feed: each.token for each in addresses}
    for each in (network_id, held_id(network_id)):
        for rendering in current_of(connection, each):
            if rendering.feed in tokens:
                yield tokens[rendering.feed], rendering
