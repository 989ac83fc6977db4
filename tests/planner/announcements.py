"""Published meetings and drafts of them without planning, as the store does not look into plans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from constraints.problem.plan import Plan
from constraints.problem.problem import PlannedMeeting
from planner.network.network import Network
from planner.network.published import Named, Place, PublishedMeeting
from planner.store.archive import Acceptance, Draft, Publish, accept
from planner.store.database import Store
from planner.store.documents import Content
from planner.store.revisions import Revision, meeting_histories

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2022, 5, 1, 8, 0, tzinfo=UTC)
NETWORK_ID = "ledernetværk"
HALL, INN = Place("hal", "Hallen", "Vejle", "Gade 1", 55.7, 9.5), Place("kro", "Kroen", "Give")


def network(**settings: Any) -> Network:
    """Return the smallest possible network."""
    room = {"venue": "hal", "id": "sal", "theatre": 30}
    return Network.model_validate({
        "settings": {
            "name": "Netværk", "locale": "da", "first_day": "2022-05-01", "last_day": "2025-12-31",
            "regions": [{"id": "syd", "name": "Syd"}],
            "rounds": [{
                "id": "kickoff", "title": "Kick-off", "kind": "joint", "window": ["2022-06-01", "2022-06-30"],
                "hours": ["10:00", "15:30"], "breakouts": {"rooms": 2, "share": "1/4"},
            }],
            "school_holidays": [{"reason": "Sommerferie", "from": "last saturday of june", "to": "08-11"}],
            "rules": {"region_gap": {"min_days": 90}},
            **settings,
        },
        "municipalities": [{"id": "0630", "name": "Vejle", "region": "syd", "lat": 55.7, "lon": 9.5}],
        "members": [{"id": "m1", "municipality": "0630"}],
        "venues": [{"id": "hal", "name": "Hallen", "region": "syd", "lat": 55.7, "lon": 9.5}],
        "rooms": [room, {**room, "id": "a"}, {**room, "id": "b"}],
    })  # fmt: skip


def announced(meeting: str = "kickoff", day: int = 30, **other: Any) -> PublishedMeeting:
    """Return a meeting `day` days after NOW, from 10:00 to 15:30."""
    start = (NOW.astimezone(ZONE) + timedelta(days=day)).replace(hour=10)
    plain = PublishedMeeting(
        meeting=meeting, round=meeting.partition("/")[0], title=f"Møde {meeting}", theme="",
        region=Named("syd", "Syd") if "/" in meeting else None,
        start=start, end=start.replace(hour=15, minute=30), timezone="Europe/Copenhagen",
        venue=HALL, rooms=(Named("sal", "Salen"), Named("a", "A")), setup=1, teardown=0,
        staff=(Named("kl-1", "Anne"),), municipalities=(Named("0630", "Vejle"),), members=("m1", "m2"),
    )  # fmt: skip
    return replace(plain, **other)


def draft(*meetings: PublishedMeeting, written: Network | None = None) -> Draft:
    """Return a draft of exactly these meetings."""
    planned = [
        PlannedMeeting(each.meeting, each.start, each.end, each.venue.id, tuple(room.id for room in each.rooms),
                       tuple(person.id for person in each.staff))
        for each in meetings
    ]  # fmt: skip
    return Draft(Content(written or NETWORK, Plan.of(planned)), {each.meeting: each for each in meetings})


def accepted(
    store: Store, meetings: Iterable[PublishedMeeting], *, publish: Publish | None = None, network_id: str = NETWORK_ID,
    **acceptance: Any,
) -> Revision:  # fmt: skip
    """Accept these meetings and return the revision."""
    said = Acceptance(**{"by": "Anne", "why": "fordi", "at": NOW, **acceptance})
    return accept(store, network_id, draft(*meetings), said, publish)


def by_uid(store: Store, network_id: str = NETWORK_ID) -> dict[str, Any]:
    """Return all meeting histories in the store by UID."""
    with store.reading() as connection:
        return {life.uid: life for life in meeting_histories(connection, network_id)}


NETWORK = network()
