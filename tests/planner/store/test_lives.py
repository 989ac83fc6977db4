"""The contract of the store, held by both databases: lives of meetings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from planner.network.history import StepKind
from planner.store.archive import Archive
from planner.store.database import Store, open_store
from tests.planner.announcements import INN, NETWORK_ID, accepted, announced, by_uid

KICKOFF, NET = announced(), announced("net/syd", day=60)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened


def test_lives_come_back_with_every_step(store: Store) -> None:
    revisions = [accepted(store, each) for each in ([KICKOFF, NET], [announced(venue=INN, staff=()), NET], [NET])]
    kickoff, net = sorted(by_uid(store).values(), key=lambda life: life.meeting)
    assert [(step.revision, step.at, step.event, step.aspects, step.announced) for step in kickoff.steps] == [
        (1, revisions[0].stamp, StepKind.NEW, frozenset(), KICKOFF),
        (2, revisions[1].stamp, StepKind.CHANGED, {"venue", "staff"}, announced(venue=INN, staff=())),
        (3, revisions[2].stamp, StepKind.CANCELLED, frozenset(), announced(venue=INN, staff=())),
    ]
    assert (kickoff.cancelled, net.cancelled, len(net.steps)) == (True, False, 1)


def test_uids_are_random_and_kept(store: Store) -> None:
    accepted(store, [KICKOFF, NET])
    before = {uid: life.meeting for uid, life in by_uid(store).items()}
    accepted(store, [announced(day=31), announced("net/syd", day=61)])
    assert {uid: life.meeting for uid, life in by_uid(store).items()} == before
    accepted(store, [KICKOFF, NET], network_id="another")
    assert not by_uid(store, "another").keys() & before.keys()


def test_a_meeting_keeps_its_cancelled_siblings(store: Store) -> None:
    accepted(store, [KICKOFF])
    accepted(store, [announced(day=90)], replaced=["kickoff"])
    old, new = sorted(by_uid(store).values(), key=lambda life: life.cancelled, reverse=True)
    assert new.replaces == (old.uid,)
    found = Archive(store, NETWORK_ID).difference(1, 2)
    assert [each.replaces for each in found.new] == [(KICKOFF,)]


def test_steps_are_added_only_for_what_changed(store: Store) -> None:
    accepted(store, [KICKOFF, NET])
    accepted(store, [KICKOFF, announced("net/syd", day=61)])
    assert sorted(len(life.steps) for life in by_uid(store).values()) == [1, 2]
