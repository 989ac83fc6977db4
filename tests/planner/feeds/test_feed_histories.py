"""Whatever is accepted after each other, calendars keep every promise."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from planner.feeds.audiences import AudienceKind
from planner.network.network import Network
from planner.network.published import PublishedMeeting
from planner.store.feeds import Audience
from tests.planner.announcements import NETWORK, NOW, ZONE, by_uid, network
from tests.planner.feeds.desk import Desk
from tests.planner.feeds.reading import Event
from tests.planner.feeds.strategies import plans

WHOLE = Audience(AudienceKind.NETWORK)
OTHERS: dict[Audience, Callable[[PublishedMeeting], bool]] = {
    Audience(AudienceKind.REGION, "syd"): lambda each: each.region is None or each.region.id == "syd",
    Audience(AudienceKind.MEMBER, "m1"): lambda each: "m1" in each.members,
    Audience(AudienceKind.MUNICIPALITY, "2"): lambda each: any(one.id == "2" for one in each.municipalities),
    Audience(AudienceKind.STAFF, "kl-2"): lambda each: any(one.id == "kl-2" for one in each.staff),
}
HOUSE = Audience(AudienceKind.VENUE, "hal")
AUDIENCES: dict[Audience, Callable[[PublishedMeeting], bool]] = {
    WHOLE: lambda _each: True,
    **OTHERS,
    HOUSE: lambda each: each.venue.id == "hal",
}
STYLES = (NETWORK, network(publishing={"contact": "Bo, tlf. 1"}))

Seen = dict[Audience, dict[str, Event]]


class FeedHistories(RuleBasedStateMachine):
    """A store in a file with a calendar for each kind of audience."""

    @initialize(plan=plans)
    def begin(self, plan: list[PublishedMeeting]) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.desk = Desk(Path(self.folder.name) / "network.sqlite")
        self.today, self.plan = NOW, plan
        self.told = {each.meeting: each for each in plan}
        self.desk.accept(*plan, at=NOW)
        self.desk.give(*AUDIENCES)
        self.meeting_of: dict[str, str] = {}
        self.seen = self._look({audience: {} for audience in AUDIENCES})

    def teardown(self) -> None:
        if hasattr(self, "desk"):
            self.desk.store.close()
            self.folder.cleanup()

    @rule(plan=plans, days=st.integers(0, 2), data=st.data())
    def accept(self, plan: list[PublishedMeeting], days: int, data: st.DataObject) -> None:
        names = sorted({each.meeting for each in plan})
        replaced = data.draw(st.sets(st.sampled_from(names)) if names else st.just(set()))
        self._accept(plan, days, replaced=replaced)

    @rule(plan=plans, data=st.data())
    def change_a_few(self, plan: list[PublishedMeeting], data: st.DataObject) -> None:
        few = {each.meeting: each for each in data.draw(st.permutations(plan))[:1]}
        self._accept([few.get(each.meeting, each) for each in self.plan], 0)

    @rule(style=st.sampled_from(STYLES))
    def settle_another_style(self, style: Network) -> None:
        self.desk.network = style
        self._accept(self.plan, 0)

    @rule()
    def accept_the_same_again(self) -> None:
        before = self.desk.renderings()
        self._accept(self.plan, 0)
        assert self.desk.renderings() == before

    @rule()
    def open_anew(self) -> None:
        self.desk.store.close()
        old, self.desk = self.desk, Desk(Path(self.folder.name) / "network.sqlite", self.desk.network)
        self.desk.addresses = old.addresses

    def _accept(self, plan: list[PublishedMeeting], days: int, replaced: Collection[str] = ()) -> None:
        self.today += timedelta(days=days)
        before = self.desk.renderings()
        revision = self.desk.accept(*plan, at=self.today, replaced=replaced)
        for feed, rendering in self.desk.renderings().items():
            same = rendering.body == before[feed].body
            assert same == (rendering == before[feed])
            assert same or (rendering.revision, rendering.last_modified) == (revision.number, revision.stamp)
        past = {name: each for name, each in self.told.items() if each.end < self.today}
        self.plan, self.told = plan, {each.meeting: each for each in plan} | past
        self.seen = self._look(self.seen)

    def _look(self, before: Seen) -> Seen:
        now = {audience: self.desk.events(audience) for audience in AUDIENCES}
        for audience, events in now.items():
            require_kept_promises(before[audience], events, self.today)
            require_what_was_told(events, [each for each in self.told.values() if AUDIENCES[audience](each)])
        for life in by_uid(self.desk.store).values():
            assert self.meeting_of.setdefault(life.uid, life.meeting) == life.meeting
        return now


def require_kept_promises(before: dict[str, Event], after: dict[str, Event], today: datetime) -> None:
    """What subscribers rely on from one revision to the next."""
    for uid in before.keys() - after.keys():
        assert before[uid].status == "CANCELLED"
        assert last_day(before[uid]) < today.astimezone(ZONE).date()
    for uid in before.keys() & after.keys():
        old, new = before[uid], after[uid]
        assert new.sequence >= old.sequence
        assert new.modified >= old.modified
        assert new == old or new.modified > old.modified
        if shown(new) != shown(old):
            assert new.sequence > old.sequence
    for event in after.values():
        assert event.free == (event.status == "CANCELLED")


def require_what_was_told(events: dict[str, Event], told: list[PublishedMeeting]) -> None:
    """Every meeting of theirs stands there once, as planned last before it was past."""
    held = [(each.start, each.end) for each in events.values() if each.status == "CONFIRMED"]
    for each in told:
        held.remove((each.start.astimezone(UTC), each.end.astimezone(UTC)))


def shown(event: Event) -> tuple[object, ...]:
    return event.start, event.end, event.summary, event.status, event.location, event.free


def last_day(event: Event) -> date:
    assert isinstance(event.end, datetime)
    return (event.end.astimezone(ZONE) - timedelta(microseconds=1)).date()


def test_feed_histories() -> None:
    run_state_machine_as_test(FeedHistories, settings=settings(max_examples=6, stateful_step_count=12))


@pytest.mark.slow
def test_a_thousand_random_revisions() -> None:
    run_state_machine_as_test(FeedHistories, settings=settings(max_examples=25, stateful_step_count=50))
