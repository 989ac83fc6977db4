"""A store with feeds, and the events that they show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from planner.feeds.publish import Address, create, hold, publisher
from planner.network.network import Network
from planner.network.published import PublishedMeeting
from planner.store.archive import Acceptance, accept, held_id
from planner.store.database import open_store
from planner.store.feeds import Audience, Rendering, current_of
from planner.store.revisions import Revision
from tests.planner.announcements import NETWORK, NETWORK_ID, NOW, draft
from tests.planner.feeds.reading import Event, events


class Desk:
    """Accepts and publishes in a store of its own."""

    def __init__(self, address: Path | str, network: Network = NETWORK) -> None:
        self.store = open_store(str(address))
        self.network = network
        self.addresses: dict[tuple[str, Audience], Address] = {}

    def accept(self, *meetings: PublishedMeeting, **said: Any) -> Revision:
        """Accept exactly these meetings and return the revision."""
        acceptance = Acceptance(**{"by": "Anne", "why": "", "at": NOW, **said})
        return accept(self.store, NETWORK_ID, draft(*meetings, written=self.network), acceptance,
                      publisher(self.network))  # fmt: skip

    def hold(self, *plans: Iterable[PublishedMeeting], at: datetime = NOW) -> Revision:
        """Publish the dates of these plans as tentative."""
        with self.store.writing() as connection:
            dates = {f"{each.meeting} {each.start.date()}": each for plan in reversed(plans) for each in plan}
            return hold(connection, NETWORK_ID, self.network, dates, Acceptance("Anne", "", at))

    def give(self, *audiences: Audience, held: bool = False) -> list[Address]:
        """Create feeds for these audiences."""
        network_id = held_id(NETWORK_ID) if held else NETWORK_ID
        with self.store.writing() as connection:
            made = create(connection, network_id, audiences, NOW)
        self.addresses.update({(each.network, each.audience): each for each in made})
        return made

    def renderings(self, *, held: bool = False) -> dict[int, Rendering]:
        """Return what each feed shows, by id of the feed."""
        with self.store.reading() as connection:
            network_id = held_id(NETWORK_ID) if held else NETWORK_ID
            return {each.feed: each for each in current_of(connection, network_id)}

    def rendering(self, audience: Audience, *, held: bool = False) -> Rendering:
        """Return what the feed of an audience shows."""
        network_id = held_id(NETWORK_ID) if held else NETWORK_ID
        return self.renderings(held=held)[self.addresses[network_id, audience].feed]

    def events(self, audience: Audience, *, held: bool = False) -> dict[str, Event]:
        """Return the parsed events of an audience's feed by UID."""
        return events(self.rendering(audience, held=held).body)

    def only(self, audience: Audience, *, held: bool = False) -> Event:
        """Return the only event of an audience's feed."""
        (found,) = self.events(audience, held=held).values()
        return found
