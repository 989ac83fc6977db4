"""Addresses of feeds: made, exchanged and closed; each token is given out once, when it is made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from calendars.language import Sentence
from planner.publishing.publish import Publication
from planner.publishing.tokens import hash_of, new_token
from planner.revisions.held_dates import held_id
from planner.store import revisions
from planner.store.errors import NothingAcceptedError, StoreError
from planner.store.feeds import Audience, Feed, add_feeds, feeds_of, revoke, rotate
from planner.store.lives import lives

NO_FEED = Sentence(
    en="{network} has no open feed {number}; planner feeds lists them.",
    da="{network} har ingen åben kalender {number}; planner feeds viser dem.",
)


class NoSuchFeedError(StoreError):
    """The network has no feed of that number, or it is revoked."""

    def __init__(self, network: str, feed: int) -> None:
        super().__init__(NO_FEED, network=network, number=str(feed))


@dataclass(frozen=True, slots=True)
class Address:
    """A feed and its token, to be shown once.

    Attributes:
        network: id of its network in the store.
    """

    feed: int
    network: str
    audience: Audience
    token: str


def create(connection: Connection, network: str, audiences: Iterable[Audience], at: datetime) -> list[Address]:
    """Give each audience a feed that shows the last revision.

    Raises:
        NothingAcceptedError: if there is none.
    """
    last = revisions.last(connection, network)
    if last is None:
        raise NothingAcceptedError(network)
    wanted = [(audience, new_token()) for audience in audiences]
    if not wanted:
        return []
    made = add_feeds(connection, network, [(audience, hash_of(token)) for audience, token in wanted], at)
    written = revisions.content(connection, last).network
    publication = Publication.of(connection, written, last, lives(connection, network))
    publication.begin(feed for feed in feeds_of(connection, network) if feed.id in set(made))
    return [Address(feed, network, audience, token) for feed, (audience, token) in zip(made, wanted, strict=True)]


def exchange(connection: Connection, network: str, feed: int) -> Address:
    """Give a feed another address; the old one leads nowhere from then on.

    Raises:
        NoSuchFeedError: if the network has no such feed.
    """
    found, token = _open_feed(connection, network, feed), new_token()
    rotate(connection, feed, hash_of(token))
    return Address(feed, found.network, found.audience, token)


def close(connection: Connection, network: str, feed: int, at: datetime) -> None:
    """Revoke a feed for good.

    Raises:
        NoSuchFeedError: if the network has no such feed.
    """
    revoke(connection, _open_feed(connection, network, feed).id, at)


def without_feed(connection: Connection, network: str, audiences: Iterable[Audience]) -> list[Audience]:
    """Those of the audiences that never had a feed; whoever's was revoked is not given another unasked."""
    had = {feed.audience for feed in feeds_of(connection, network)}
    return [audience for audience in audiences if audience not in had]


def all_feeds(connection: Connection, network: str) -> list[Feed]:
    """All feeds of a network, those of held dates last, revoked ones too."""
    return [feed for each in (network, held_id(network)) for feed in feeds_of(connection, each)]


def _open_feed(connection: Connection, network: str, number: int) -> Feed:
    for feed in all_feeds(connection, network):
        if feed.id == number and feed.revoked_at is None:
            return feed
    raise NoSuchFeedError(network, number)
