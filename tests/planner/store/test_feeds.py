"""The contract of the store, held by both databases: feeds and their renderings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from planner.store import feeds
from planner.store.database import Store, open_store
from planner.store.feeds import Audience, Rendering
from tests.planner.announcements import NETWORK_ID, NOW, accepted, announced

OLD, NEW, OTHER = (bytes([n]) * 32 for n in range(3))


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        accepted(opened, [announced()])
        yield opened


def add(store: Store, audience: Audience, token_hash: bytes) -> int:
    with store.writing() as connection:
        return feeds.add_feed(connection, NETWORK_ID, audience, token_hash, NOW)


def rendering(feed: int, revision: int, body: bytes) -> Rendering:
    return Rendering(feed, NETWORK_ID, revision, body, f'"{revision}"', NOW + timedelta(days=revision))


def test_a_feed_is_found_by_the_hash_of_its_token(store: Store) -> None:
    feed = add(store, Audience("member", "0630-1"), OLD)
    with store.reading() as connection:
        found = feeds.find(connection, OLD)
        assert feeds.find(connection, NEW) is None
    assert found is not None
    assert (found.id, found.network, found.audience, found.created_at) == (
        feed, NETWORK_ID, Audience("member", "0630-1"), NOW,
    )  # fmt: skip


def test_after_rotating_only_the_new_address_leads_anywhere(store: Store) -> None:
    feed = add(store, Audience("network"), OLD)
    with store.writing() as connection:
        feeds.rotate(connection, feed, NEW)
        assert feeds.find(connection, OLD) is None
        assert feeds.find(connection, NEW) is not None


def test_a_revoked_feed_is_found_no_more_but_still_listed_as_first_revoked(store: Store) -> None:
    feed = add(store, Audience("network"), OLD)
    other = add(store, Audience("venue", "hal"), OTHER)
    with store.writing() as connection:
        feeds.revoke(connection, feed, NOW)
        feeds.revoke(connection, feed, NOW + timedelta(days=1))
    with store.reading() as connection:
        assert feeds.find(connection, OLD) is None
        listed = feeds.feeds_of(connection, NETWORK_ID)
        assert feeds.feeds_of(connection, "another") == ()
    assert [(each.id, each.revoked_at) for each in listed] == [(feed, NOW), (other, None)]


def test_no_two_feeds_have_one_address(store: Store) -> None:
    add(store, Audience("network"), OLD)
    with pytest.raises(IntegrityError):
        add(store, Audience("venue", "hal"), OLD)


def test_a_feed_shows_what_was_rendered_last(store: Store) -> None:
    first, second = add(store, Audience("network"), OLD), add(store, Audience("venue", "hal"), OTHER)
    accepted(store, [announced(day=31)])
    with store.writing() as connection:
        assert feeds.current(connection, first) is None
        feeds.save(connection, [rendering(first, 1, b"BEGIN"), rendering(second, 1, bytes(range(256)))])
        feeds.save(connection, [rendering(first, 2, b"BEGIN again")])
        feeds.save(connection, [])
    with store.reading() as connection:
        assert feeds.current(connection, first) == rendering(first, 2, b"BEGIN again")
        assert feeds.current(connection, second) == rendering(second, 1, bytes(range(256)))
        assert tuple(feeds.current_of(connection, NETWORK_ID)) == (
            rendering(first, 2, b"BEGIN again"), rendering(second, 1, bytes(range(256))),
        )  # fmt: skip


def test_nothing_is_rendered_for_a_revision_that_does_not_exist(store: Store) -> None:
    feed = add(store, Audience("network"), OLD)
    with pytest.raises(IntegrityError), store.writing() as connection:
        feeds.save(connection, [rendering(feed, 2, b"")])
