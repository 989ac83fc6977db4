"""Any history of accepting, undoing and coming too late keeps every promise."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from planner.network.history import MeetingHistory, difference
from planner.network.published import Aspect, Named, PublishedMeeting
from planner.store.archive import Archive, StaleRevisionError
from planner.store.database import open_store
from tests.planner.announcements import HALL, INN, NETWORK_ID, NOW, accepted, announced

EVERY = frozenset(Aspect)
SHOWN = (EVERY, EVERY - {Aspect.STAFF, Aspect.SETUP}, frozenset[Aspect]())

one_meeting = st.builds(
    announced,
    st.sampled_from(["kickoff", "2022-1/nord", "2022-1/syd", "2022-1/øst", "2022-2/nord"]),
    day=st.integers(1, 8),
    venue=st.sampled_from([HALL, INN]),
    staff=st.sampled_from([(), (Named("kl-1", "Anne"),)]),
    municipalities=st.sampled_from([(Named("1", "Alfa"),), (Named("1", "Alfa"), Named("2", "Beta"))]),
)
plans = st.lists(one_meeting, max_size=5, unique_by=lambda each: each.meeting)


class Histories(RuleBasedStateMachine):
    """A store in a file, and beside it what it was given."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(str(Path(self.folder.name) / "network.sqlite"))
        self.archive = Archive(self.store, NETWORK_ID)
        self.plans: list[list[PublishedMeeting]] = []
        self.seen: list[tuple[MeetingHistory, ...]] = []
        self.today = NOW

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()

    @rule(plan=plans, days=st.integers(0, 2), seconds=st.integers(-100, 100), data=st.data())
    def accept(self, plan: list[PublishedMeeting], days: int, seconds: int, data: st.DataObject) -> None:
        self.today += timedelta(days=days)
        names = sorted({each.meeting for each in plan})
        replaced = data.draw(st.sets(st.sampled_from(names)) if names else st.just(set()))
        self._accept(plan, at=self.today + timedelta(seconds=seconds), replaced=replaced)

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        if self.plans:
            self._accept(data.draw(st.sampled_from(self.plans)), at=self.today)

    @rule(plan=plans, late=st.integers(1, 3))
    def come_too_late(self, plan: list[PublishedMeeting], late: int) -> None:
        newest = len(self.plans)
        if newest >= late:
            with pytest.raises(StaleRevisionError) as refused:
                accepted(self.store, plan, at=self.today, expected=newest - late)
            assert refused.value.first.number == newest - late + 1

    @rule()
    def open_anew(self) -> None:
        self.store.close()
        self.store = open_store(str(Path(self.folder.name) / "network.sqlite"))
        self.archive = Archive(self.store, NETWORK_ID)

    @rule(data=st.data())
    def look_back(self, data: st.DataObject) -> None:
        if self.plans:
            number = data.draw(st.integers(1, len(self.plans)))
            kept = self.archive.kept(number)
            meetings = {planned.meeting for planned in kept.content.plan.meetings}
            assert meetings == {each.meeting for each in self.plans[number - 1]}
            assert kept.meeting_histories == self.seen[number - 1]

    @invariant()
    def revisions_are_numbered_and_follow_each_other_in_time(self) -> None:
        if self._begun():
            history = self.archive.history()
            assert [each.number for each in history] == list(range(1, len(self.plans) + 1))
            times = [each.stamp for each in history]
            assert times == sorted(set(times))

    @invariant()
    def the_difference_of_any_two_leads_from_one_to_the_other(self) -> None:
        if self._begun():
            last = len(self.plans)
            assert self.archive.difference(1, last) == difference(self.seen[0], self.seen[-1])
            assert not self.archive.difference(last, last)

    def _begun(self) -> bool:
        return bool(getattr(self, "plans", None))

    def _accept(self, plan: list[PublishedMeeting], *, at: datetime, replaced: Collection[str] = ()) -> None:
        before = self.seen[-1] if self.seen else ()
        accepted(self.store, plan, at=at, expected=len(self.plans), replaced=replaced)
        self.plans.append(plan)
        self.seen.append(self.archive.kept().meeting_histories)
        require_kept_promises(before, self.seen[-1], plan, at)


def require_kept_promises(
    before: tuple[MeetingHistory, ...], after: tuple[MeetingHistory, ...], plan: list[PublishedMeeting], at: datetime
) -> None:
    """What calendars rely on from one revision to the next."""
    now = {life.uid: life for life in after}
    assert len(now) == len(after)
    assert {each.uid for each in before} <= now.keys()
    for old in before:
        new = now[old.uid]
        assert new.steps[: len(old.steps)] == old.steps
        assert (new.meeting, new.replaces) == (old.meeting, old.replaces)
        if old.cancelled:
            assert new == old
        for aspects in SHOWN:
            grown = new.sequence(aspects) - old.sequence(aspects)
            assert grown in {0, 1}
            assert (new.modified(aspects) > old.modified(aspects)) == bool(grown)
    held = {life.meeting: life.announced for life in after if not life.cancelled}
    past = {life.meeting: life.announced for life in before if not life.cancelled and life.announced.end < at}
    assert {each.meeting: past.get(each.meeting, each) for each in plan}.items() <= held.items()
    forgotten = [each for name, each in held.items() if name not in {one.meeting for one in plan}]
    assert all(each.end < at for each in forgotten)
    replaced = [uid for life in after for uid in life.replaces]
    assert all(now[uid].cancelled for uid in replaced)


Histories.TestCase.settings = settings(max_examples=settings().max_examples // 3, stateful_step_count=12)
test_histories = Histories.TestCase
