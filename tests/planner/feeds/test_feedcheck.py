"""Twenty independent calendars read the feeds of the examples alike, through moves, cancellations and new regions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from constraints.problem.outcome import Limits
from constraints.solve import solve
from planner.examples import folder
from planner.feeds.audiences import AudienceKind, new_token, path_of
from planner.feeds.folder import give_everyone
from planner.feeds.publish import Address, close, hold, publisher
from planner.files.load import load_network
from planner.network.network import Network
from planner.network.problem import build_problem
from planner.store.archive import Acceptance, Archive, Draft
from planner.store.database import open_store
from planner.store.feeds import Audience, current
from planner.store.revisions import meeting_histories
from tests.planner.feeds.feedcheck import check, check_http, expected, rig
from tests.planner.feeds.reading import Event, events
from tests.planner.web.server import serving

pytestmark = pytest.mark.slow

NOW = datetime(2022, 5, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ID = "example"


class Office:
    """Accepts plans of an example and checks its calendars after each."""

    def __init__(self, place: Path, feedcheck: Path, now: datetime) -> None:
        self.place, self.rig, self.now = place, feedcheck, now
        self.store = open_store(str(place / "network.sqlite"))
        self.archive = Archive(self.store, ID)
        self.addresses: list[Address] = []
        self.before: dict[Audience, Path] = {}

    def accept(self, draft: Draft, replaced: frozenset[str] = frozenset()) -> None:
        self.now += DAY
        self.archive.accept(draft, Acceptance("x", "", self.now, replaced=replaced), publisher(draft.content.network))
        with self.store.writing() as connection:
            self.addresses += give_everyone(connection, ID, draft.content.network, self.now)

    def feed(self, audience: Audience, network_id: str = ID) -> Address:
        return next(each for each in self.addresses if (each.network, each.audience) == (network_id, audience))

    def saved(self, audience: Audience, network_id: str = ID) -> Path:
        with self.store.reading() as connection:
            rendering = current(connection, self.feed(audience, network_id).feed)
        assert rendering is not None
        file = self.place / f"{network_id.replace('/', '-')}-{audience.kind}-{rendering.revision}.ics"
        file.write_bytes(rendering.body)
        return file

    def check(self, member: Audience, venue: Audience) -> None:
        """The calendars of the network, a member and a venue, each also against what it showed before."""
        with self.store.reading() as connection:
            known = list(meeting_histories(connection, ID))
        mine = [life for life in known if member.target in life.announced.members]
        meant = {
            Audience(AudienceKind.NETWORK): expected(known, lambda each: each.name),
            member: expected(mine, lambda each: each.title),
            venue: [as_expected(each) for each in events(self.saved(venue).read_bytes()).values()],
        }
        for audience, instances in meant.items():
            file = self.saved(audience)
            check(self.rig, file, self.now, instances, self.before.get(audience))
            self.before[audience] = file


@pytest.fixture
def office(tmp_path: Path, shared: Callable[[str], Path]) -> Iterator[Office]:
    found = Office(tmp_path, rig(shared("feedcheck")), NOW)
    with found.store:
        yield found


def test_the_default_example_as_announced_moved_cancelled_and_replaced(office: Office) -> None:
    draft = planned(load_network(folder("ledernetvaerk")))
    mine = [each for each in draft.announced.values() if each.region is not None]
    first, second = sorted(mine, key=lambda each: each.start)[:2]
    member, venue = Audience(AudienceKind.MEMBER, first.members[0]), Audience(AudienceKind.VENUE, first.venue.id)
    office.accept(draft)
    office.check(member, venue)
    draft = with_day(draft, first.meeting, 7)
    office.accept(draft)
    office.check(member, venue)
    draft = with_day(draft, first.meeting, 14)
    office.accept(draft, frozenset({first.meeting}))
    office.check(member, venue)
    office.accept(without(draft, second.meeting))
    office.check(Audience(AudienceKind.MEMBER, second.members[0]), Audience(AudienceKind.VENUE, second.venue.id))
    serve(office, member)


def test_five_regions_that_become_four(office: Office) -> None:
    office.now = datetime(2026, 2, 1, 8, tzinfo=UTC)
    four = load_network(folder("fire-regioner-2027"))
    before, after = planned(four.changed(region_changes=())), planned(four)
    merged = next(each for each in before.announced.values() if each.meeting == "2027-1/hovedstaden")
    member, venue = Audience(AudienceKind.MEMBER, merged.members[0]), Audience(AudienceKind.VENUE, merged.venue.id)
    office.accept(before)
    office.check(member, venue)
    office.accept(after)
    office.check(member, venue)
    with office.store.reading() as connection:
        known = {life.uid: life for life in meeting_histories(connection, ID)}
    new = next(life for life in known.values() if life.meeting == "2027-1/oestdanmark")
    assert {known[uid].meeting for uid in new.replaces} == {"2027-1/hovedstaden", "2027-1/sjaelland"}


def test_held_dates_are_read_alike_until_they_are_released(office: Office) -> None:
    draft = planned(load_network(folder("ledernetvaerk")))
    network, whole = draft.content.network, Audience(AudienceKind.NETWORK)
    with office.store.writing() as connection:
        dates = {f"{each.meeting} {each.start.date()}": each for each in draft.announced.values()}
        hold(connection, ID, network, dates, Acceptance("x", "", office.now))
        office.addresses = give_everyone(connection, ID, network, office.now)
    held = office.saved(whole, f"{ID}/held")
    meant = [as_expected(each) for each in events(held.read_bytes()).values()]
    assert {each["status"] for each in meant} == {"TENTATIVE"}
    check(office.rig, held, office.now, meant)
    office.accept(draft)
    released = office.saved(whole, f"{ID}/held")
    meant = [as_expected(each) for each in events(released.read_bytes()).values()]
    assert {each["status"] for each in meant} == {"CANCELLED"}
    check(office.rig, released, office.now, meant, held)


def serve(office: Office, member: Audience) -> None:
    """Over HTTP, as the standards and the habits of clients want it."""
    revoked = office.feed(Audience(AudienceKind.REGION, "syddanmark"))
    with office.store.writing() as connection:
        close(connection, ID, revoked.feed, office.now)
    with serving(str(office.place / "network.sqlite"), office.place / "log") as server:
        urls = [server.url + path_of(token) for token in (office.feed(member).token, revoked.token, new_token())]
        check_http(office.rig, *urls)


def planned(network: Network) -> Draft:
    problem = build_problem(network)
    plan = solve(problem, Limits(seconds=120)).plan
    assert plan is not None
    return Draft.of(network, problem, plan)


def with_day(draft: Draft, meeting: str, days: int) -> Draft:
    """The same with that meeting so many days later, whatever the rules say: calendars do not know them."""
    old = draft.announced[meeting]
    new = replace(old, start=old.start + days * DAY, end=old.end + days * DAY)
    return replace(draft, announced={**draft.announced, meeting: new})


def without(draft: Draft, meeting: str) -> Draft:
    return replace(draft, announced={name: each for name, each in draft.announced.items() if name != meeting})


def as_expected(event: Event) -> dict[str, str]:
    return {"uid": event.uid, "start": when(event.start), "end": when(event.end), "summary": event.summary,
            "status": event.status}  # fmt: skip


def when(moment: datetime | date) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if isinstance(moment, datetime) else f"D:{moment}"
