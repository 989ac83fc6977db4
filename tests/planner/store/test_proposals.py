"""The contract of the store, held by both databases: proposals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.store import proposals
from planner.store.database import Store, open_store
from planner.store.errors import NoSuchProposalError
from planner.store.proposals import ForesightRow, NewProposal, ProposalRow
from tests.planner.announcements import NETWORK_ID, NOW, accepted, announced, draft

NEW = NewProposal(draft(announced(day=37)).content, 1, NOW, "Valg 🎉", frozenset({"kickoff", "1/syd"}), '{"rank":1}')


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        accepted(opened, [announced()])
        yield opened


def kept(store: Store, *new: NewProposal) -> tuple[ProposalRow, ...]:
    with store.writing() as connection:
        return proposals.add(connection, NETWORK_ID, new, NOW + timedelta(microseconds=5))


def test_a_proposal_comes_back_as_it_was_kept(store: Store) -> None:
    (one,) = kept(store, NEW)
    with store.reading() as connection:
        found = proposals.numbered(connection, NETWORK_ID, 1)
        assert proposals.content(connection, found) == NEW.content
        assert proposals.shown(connection, found) == '{"rank":1}'
    assert found == one
    assert (found.number, found.revision, found.as_of, found.made_at) == (1, 1, NOW, NOW)
    assert (found.why, found.replaced) == ("Valg 🎉", frozenset({"kickoff", "1/syd"}))


def test_numbers_run_on_and_the_newest_come_first(store: Store) -> None:
    kept(store, NEW, NEW)
    kept(store, replace(NEW, why="igen"))
    with store.reading() as connection:
        newest = proposals.newest(connection, NETWORK_ID, 2)
    assert [(each.number, each.why) for each in newest] == [(3, "igen"), (2, "Valg 🎉")]


def test_an_unknown_number_is_refused_with_the_last_one(store: Store) -> None:
    for expected in ("none has been made yet", "the last is 1"):
        with store.reading() as connection, pytest.raises(NoSuchProposalError, match=expected):
            proposals.numbered(connection, NETWORK_ID, 7)
        kept(store, NEW)


def test_what_was_foreseen_last_of_a_revision_is_kept(store: Store) -> None:
    first = ForesightRow(NETWORK_ID, 1, NOW, "a", "{}")
    later = replace(first, made_at=NOW + timedelta(days=1), basis="b", shown='{"å":1}')
    for each in (first, later):
        with store.writing() as connection:
            proposals.keep_foresight(connection, each)
    with store.reading() as connection:
        assert proposals.foresight_of(connection, NETWORK_ID, 1) == later
        assert proposals.foresight_of(connection, NETWORK_ID, 2) is None


def test_a_revision_knows_on_which_one_the_proposal_rested_that_became_it(store: Store) -> None:
    accepted(store, [announced(day=36)], network_id="another")
    kept(store, NEW, replace(NEW, content=draft(announced(day=38)).content))
    found = [accepted(store, [announced(day=day)]) for day in (37, 37, 39)]
    other = accepted(store, [announced(day=37)], network_id="another")
    with store.writing() as connection:
        proposals.add(connection, NETWORK_ID, [replace(NEW, revision=3), replace(NEW, revision=2)], NOW)
        asked = [*found, replace(found[0], network_document=found[0].plan_document), other]
        assert [proposals.accepted_as(connection, each) for each in asked] == [1, 2, None, None, None]


def test_numbers_are_those_of_a_network(store: Store) -> None:
    accepted(store, [announced()], network_id="another")
    kept(store, NEW, NEW)
    with store.writing() as connection:
        (made,) = proposals.add(connection, "another", [replace(NEW, why="andet")], NOW)
        assert (made.number, made.network, made.why) == (1, "another", "andet")
        assert proposals.numbered(connection, NETWORK_ID, 1).why == NEW.why
        assert [each.number for each in proposals.newest(connection, "another", 9)] == [1]
        proposals.keep_foresight(connection, ForesightRow(NETWORK_ID, 1, NOW + timedelta.resolution, "a", "{}"))
        assert proposals.foresight_of(connection, "another", 1) is None
        found = proposals.foresight_of(connection, NETWORK_ID, 1)
        assert found is not None
        assert found.made_at == NOW
