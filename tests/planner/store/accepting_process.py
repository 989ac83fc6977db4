"""A process that accepts and publishes without end, until it is killed."""

from __future__ import annotations

from itertools import count
from multiprocessing.connection import Connection as Pipe

from sqlalchemy import Connection

from planner.announced import Announced
from planner.life import Life
from planner.store import feeds, renderings
from planner.store.feeds import Audience
from planner.store.opening import Store, open_store
from planner.store.renderings import Rendering
from planner.store.revisions import Revision
from tests.planner.announcements import NETWORK_ID, NOW, accepted, announced

FEEDS = 5


def meetings(number: int) -> list[Announced]:
    """What revision `number` announces: one meeting moves each time, one comes and goes."""
    return [announced(day=30 + number % 7), *([announced("net/syd", day=60)] if number % 3 else [])]


def prepare(store: Store) -> None:
    """Make the first revision and the feeds."""
    accepted(store, meetings(1))
    with store.writing() as connection:
        for n in range(FEEDS):
            feed = feeds.add_feed(connection, NETWORK_ID, Audience("member", str(n)), bytes([n]) * 32, NOW)
            renderings.save(connection, [_rendering(feed, 1)])


def accept_until_killed(address: str, pipe: Pipe) -> None:
    """Accept one revision after another, and tell the number of each once it is acknowledged."""
    with open_store(address) as store:
        with store.reading() as connection:
            newest = max(each.revision for each in renderings.current_of(connection, NETWORK_ID))
        for number in count(newest + 1):
            pipe.send(accepted(store, meetings(number), publish=_publish).number)


def _publish(connection: Connection, revision: Revision, _lives: tuple[Life, ...]) -> None:
    for feed in feeds.feeds_of(connection, revision.network):
        renderings.save(connection, [_rendering(feed.id, revision.number)])


def _rendering(feed: int, number: int) -> Rendering:
    return Rendering(feed, NETWORK_ID, number, f"feed {feed}, revision {number}".encode(), f'"{number}"', NOW)
