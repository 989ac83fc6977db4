"""Whatever proposals are accepted and undone after each other, calendars keep every promise, and are whose they are."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from planner.changes.reading import parse_change
from planner.errors import InputErrors
from planner.feeds.audiences import AudienceKind
from planner.feeds.publish import Address, create, publisher
from planner.network.problem import build_problem
from planner.reschedule.kept import load_proposal, store_proposals
from planner.reschedule.reschedule import RescheduleOptions, reschedule
from planner.reschedule.search import SearchResources
from planner.reschedule.undo import CannotUndoError, draft_undo
from planner.store.archive import Acceptance, Archive, Draft, StaleRevisionError
from planner.store.database import open_store
from planner.store.feeds import Audience, current
from tests.planner.feeds.reading import Event, events
from tests.planner.feeds.test_feed_histories import require_kept_promises, require_what_was_told
from tests.planner.reschedule.small import LIMITS, ZONE, network, plan, turns
from tests.planner.reschedule.test_any_change import one_change

BEGUN = datetime(2023, 1, 2, 8, tzinfo=UTC)
ID = "net"
MEMBERS = ("a1", "a9", "c1")
REGIONS = {"0851": "Nord", "0607": "Syd"}


class Histories(RuleBasedStateMachine):
    """A store in a file, the calendar of the whole network, and those of members, one of whom is yet to come."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.archive = Archive(open_store(str(Path(self.folder.name) / "network.sqlite")), ID)
        self.today, self.seen = BEGUN, dict[str, Event]()
        written = network()
        self._accept(Draft.of(written, build_problem(written), plan()), Acceptance("Anne", "", BEGUN))
        with self.archive.store.writing() as connection:
            (self.feed,) = create(connection, ID, [Audience(AudienceKind.NETWORK)], BEGUN)
            people = [Audience(AudienceKind.MEMBER, member) for member in MEMBERS]
            self.own = dict(zip(MEMBERS, create(connection, ID, people, BEGUN), strict=True))
        self._look()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.archive.store.close()
            self.folder.cleanup()

    @rule(text=one_change, days=st.integers(0, 40), choice=st.integers(0, 2))
    def answer_a_change(self, text: str, days: int, choice: int) -> None:
        self.today = min(self.today + timedelta(days=days), BEGUN + timedelta(days=240))
        before = self.archive.kept()
        wish = RescheduleOptions(parse_change(text, "en"), self.today.date())
        try:
            found = reschedule(before.content, before.revision.number, wish, SearchResources(turns(), LIMITS))
        except InputErrors:
            return
        numbers = [each.number for each in store_proposals(self.archive.store, ID, found, self.today).proposals]
        if numbers:
            chosen = load_proposal(self.archive.store, ID, numbers[choice % len(numbers)] or 0)
            draft = chosen.draft(build_problem(chosen.content.network))
            self._accept(draft, chosen.acceptance("Bo", "", self.today))
            with pytest.raises(StaleRevisionError):
                self._accept(draft, chosen.acceptance("Cai", "", self.today))
            self._look()

    @rule(back=st.integers(1, 3))
    def undo(self, back: int) -> None:
        last = self.archive.newest()
        morning = datetime.combine(self.today.date(), time.min, ZONE)
        try:
            found = draft_undo(self.archive, max(last - back, 1) if last > 1 else None, morning)
        except CannotUndoError:
            return
        self._accept(found.draft, Acceptance("Anne", "", self.today, found.last, morning))
        self._look()

    def _accept(self, draft: Draft, acceptance: Acceptance) -> None:
        self.archive.accept(draft, acceptance, publisher(draft.content.network))

    def _look(self) -> None:
        now = self._events(self.feed)
        require_kept_promises(self.seen, now, self.today)
        announced = [life.announced for life in self.archive.kept().meeting_histories if not life.cancelled]
        require_what_was_told(now, announced)
        self.seen = now
        for member, feed in self.own.items():
            shown = {uid for uid, event in self._events(feed).items() if self._is_to_come(event)}
            assert shown == {
                uid for uid, event in now.items() if self._is_to_come(event) and self._takes_part(member, event)
            }

    def _is_to_come(self, event: Event) -> bool:
        """Return whether the meeting is to be held; one that is past stays with those whom it was for."""
        assert isinstance(event.start, datetime)
        return event.status == "CONFIRMED" and event.start > self.today

    def _takes_part(self, member: str, event: Event) -> bool:
        """Return whether a member belongs to a meeting on its day, by the members as they are written now."""
        region = event.summary.partition(", ")[2]
        mine = [each for each in self.archive.kept().content.network.members if each.id == member]
        assert isinstance(event.start, datetime)
        day = event.start.astimezone(ZONE).date()
        return any(
            region in {"", REGIONS[each.municipality]} and (each.from_day or day) <= day <= (each.last_day or day)
            for each in mine
        )

    def _events(self, feed: Address) -> dict[str, Event]:
        with self.archive.store.reading() as connection:
            rendering = current(connection, feed.feed)
        assert rendering is not None
        return events(rendering.body)


def test_histories() -> None:
    run_state_machine_as_test(Histories, settings=settings(max_examples=3, stateful_step_count=5))


@pytest.mark.slow
def test_many_histories() -> None:
    run_state_machine_as_test(Histories, settings=settings(max_examples=40, stateful_step_count=15))
