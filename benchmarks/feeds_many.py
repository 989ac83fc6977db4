"""Publish a hundred thousand calendars that all differ."""

from __future__ import annotations

import random
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from constraints.problem.plan import Plan
from planner.examples import folder
from planner.feeds.audiences import AudienceKind
from planner.feeds.publish import create, publisher
from planner.files.load import load_network
from planner.network.network import Network
from planner.network.published import Named, Place, PublishedMeeting
from planner.store.archive import Acceptance, Archive, Draft
from planner.store.database import open_store
from planner.store.documents import Content
from planner.store.feeds import Audience, etags_of

FEED_COUNT = 100_000
MEETING_COUNT = 400
MEETINGS_PER_MEMBER = 10
"""Meetings of each member."""

NOW = datetime(2022, 5, 1, 8, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Copenhagen")
ID = "many"


@dataclass(frozen=True)
class Times:
    """Durations in seconds, and the number of feeds that one moved meeting changed."""

    everything: float
    one: float
    touched: float


def many_feeds() -> Times:
    """Measure moving all meetings, then one."""
    network = load_network(folder("referencenetvaerk"))
    meetings = _meetings()
    with tempfile.TemporaryDirectory() as place, open_store(f"{place}/network.sqlite") as store:
        archive = Archive(store, ID)
        _accept(archive, network, meetings, 0)
        with store.writing() as connection:
            create(connection, ID, [Audience(AudienceKind.MEMBER, f"m{n}") for n in range(FEED_COUNT)], NOW)
        before = _etags(archive)
        everything = _accept(archive, network, [_later(each) for each in meetings], 1)
        between = _etags(archive)
        if len(set(between.values())) != FEED_COUNT or set(before.values()) & set(between.values()):
            raise RuntimeError(len(between))
        one = _accept(archive, network, [meetings[0], *map(_later, meetings[1:])], 2)
        after = _etags(archive)
        return Times(everything, one, sum(between[feed] != after[feed] for feed in after))


def _meetings() -> list[PublishedMeeting]:
    draw = random.Random(1)  # noqa: S311 - who meets whom is no secret
    members: list[list[str]] = [[] for _ in range(MEETING_COUNT)]
    for n in range(FEED_COUNT):
        for meeting in draw.sample(range(MEETING_COUNT), MEETINGS_PER_MEMBER):
            members[meeting].append(f"m{n}")
    return [_meeting(n, tuple(sorted(found))) for n, found in enumerate(members)]


def _meeting(number: int, members: tuple[str, ...]) -> PublishedMeeting:
    start = datetime(2022, 6, 1, 10, tzinfo=ZONE) + timedelta(days=number)
    venue = Place("hal", "Hallen", "Vejle", "Gade 1", 55.7, 9.5)
    region = Named("syd", "Syd")
    return PublishedMeeting(
        f"m{number}", f"r{number}", f"Møde {number}", "", region, start, start + timedelta(hours=5), ZONE.key, venue,
        (Named("sal", "Salen"), Named("a", "A")), 1, 0, (), (Named("0630", "Vejle"),), members,
    )  # fmt: skip


def _later(meeting: PublishedMeeting) -> PublishedMeeting:
    return replace(meeting, start=meeting.start + timedelta(hours=1), end=meeting.end + timedelta(hours=1))


def _accept(archive: Archive, network: Network, meetings: list[PublishedMeeting], day: int) -> float:
    draft = Draft(Content(network, Plan(())), {each.meeting: each for each in meetings})
    begun = time.perf_counter()
    archive.accept(draft, Acceptance("x", "", NOW + timedelta(days=day)), publisher(network))
    return time.perf_counter() - begun


def _etags(archive: Archive) -> dict[int, str]:
    with archive.store.reading() as connection:
        return etags_of(connection, ID)
