"""A process that accepts and publishes revisions until it is killed."""

from __future__ import annotations

from itertools import count
from multiprocessing.connection import Connection as Pipe

from planner.feeds.audiences import all_audiences
from planner.feeds.publish import create, publisher
from planner.network.published import PublishedMeeting
from planner.store.archive import Archive
from planner.store.database import Store, open_store
from tests.planner.announcements import NETWORK, NETWORK_ID, NOW, accepted, announced


def meetings(number: int) -> list[PublishedMeeting]:
    """Return the meetings of revision `number`: one moves in each revision, one comes and goes."""
    return [announced(day=30 + number % 7), *([announced("net/syd", day=60)] if number % 3 else [])]


def prepare(store: Store) -> None:
    """Create the first revision and the feeds."""
    accepted(store, meetings(1))
    with store.writing() as connection:
        create(connection, NETWORK_ID, all_audiences(NETWORK), NOW)


def accept_until_killed(address: str, pipe: Pipe) -> None:
    """Accept one revision after another, and send the number of each once it is committed."""
    with open_store(address) as store:
        for number in count(Archive(store, NETWORK_ID).newest() + 1):
            pipe.send(accepted(store, meetings(number), publish=publisher(NETWORK)).number)
