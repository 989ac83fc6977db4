"""The contract of the store, held by both databases: feeds and their renderings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from planner.store import feeds, tables
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


ANOTHER = "another"


def test_what_a_network_shows_is_its_own(store: Store) -> None:
    accepted(store, [announced()], network_id=ANOTHER)
    own = add(store, Audience("network"), OLD)
    with store.writing() as connection:
        other = feeds.add_feed(connection, ANOTHER, Audience("network"), NEW, NOW)
        feeds.save(connection, [rendering(own, 1, b"one"), replace(rendering(other, 1, b"two"), network=ANOTHER)])
        feeds.add_style(connection, NETWORK_ID, 1, "a")
        assert feeds.last_style(connection, ANOTHER) is None
        feeds.add_style(connection, ANOTHER, 1, "b")
        assert [each.feed for each in feeds.current_of(connection, NETWORK_ID)] == [own]
        assert feeds.etags_of(connection, ANOTHER) == {other: '"1"'}
        assert [feeds.last_style(connection, each) for each in (NETWORK_ID, ANOTHER)] == [(1, "a"), (1, "b")]
        told = [feeds.Telling(1, Audience("member", "m1"), NOW.date(), "Anne")]
        feeds.record_tellings(connection, NETWORK_ID, told)
        assert (feeds.tellings_of(connection, NETWORK_ID), feeds.tellings_of(connection, ANOTHER)) == (told, [])


def test_the_last_style_is_that_of_the_last_revision_with_another(store: Store) -> None:
    accepted(store, [announced()])
    with store.writing() as connection:
        feeds.add_style(connection, NETWORK_ID, 2, "b")
        feeds.add_style(connection, NETWORK_ID, 1, "a")
        assert feeds.last_style(connection, NETWORK_ID) == (2, "b")


def test_renderings_are_forgotten_from_a_revision_on_and_of_no_other_network(store: Store) -> None:
    accepted(store, [announced()])
    accepted(store, [announced()])
    accepted(store, [announced()], network_id=ANOTHER)
    accepted(store, [announced()], network_id=ANOTHER)
    own = add(store, Audience("network"), OLD)
    with store.writing() as connection:
        other = feeds.add_feed(connection, ANOTHER, Audience("network"), NEW, NOW)
        feeds.save(connection, [rendering(own, n, f"{n}".encode()) for n in (1, 2, 3)])
        feeds.save(connection, [replace(rendering(other, 2, b"2"), network=ANOTHER)])
        feeds.forget_renderings(connection, NETWORK_ID, 2)
        assert feeds.current(connection, own) == rendering(own, 1, b"1")
        assert feeds.current(connection, other) == replace(rendering(other, 2, b"2"), network=ANOTHER)
        assert {*connection.execute(select(tables.bodies.c.body)).scalars()} == {b"1", b"2"}


def test_publications_are_counted_by_one_with_whatever_calendars_show(store: Store) -> None:
    with store.writing() as connection:
        assert feeds.publication(connection) == 0
        feed = feeds.add_feed(connection, NETWORK_ID, Audience("network"), OLD, NOW)
        assert feeds.publication(connection) == 1
        assert feeds.add_feeds(connection, NETWORK_ID, [], NOW) == []
        feeds.save(connection, [])
        assert feeds.publication(connection) == 1
        feeds.save(connection, [rendering(feed, 1, b"1")])
        feeds.rotate(connection, feed, NEW)
        feeds.revoke(connection, feed, NOW)
        feeds.forget_renderings(connection, NETWORK_ID, 1)
        assert feeds.publication(connection) == 5
        feeds.count_publications_from(connection, 40)
        assert feeds.publication(connection) == 41


def test_publications_are_counted_on_from_those_of_older_versions(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(tables.publications.insert().values(id=1, number=40))
        feeds.bump(connection)
        assert feeds.publication(connection) == 41
        assert len(connection.execute(select(tables.publications)).all()) == 1


def test_feeds_are_added_in_their_order(store: Store) -> None:
    with store.writing() as connection:
        wanted = [(Audience("member", str(n)), bytes([n]) * 32) for n in range(9, 0, -1)]
        made = feeds.add_feeds(connection, NETWORK_ID, wanted, NOW)
        assert [each.audience for each in feeds.feeds_of(connection, NETWORK_ID)] == [each for each, _ in wanted]
        assert made == [each.id for each in feeds.feeds_of(connection, NETWORK_ID)]


def test_addresses_are_given_and_closed_one_by_one(store: Store) -> None:
    first, second = add(store, Audience("network"), OLD), add(store, Audience("venue", "hal"), OTHER)
    with store.writing() as connection:
        feeds.rotate(connection, first, NEW)
        kept = {each.id: each.token_hash for each in feeds.feeds_of(connection, NETWORK_ID)}
        assert kept == {first: NEW, second: OTHER}
        feeds.set_address(
            connection, replace(feeds.feeds_of(connection, NETWORK_ID)[0], token_hash=OLD, revoked_at=NOW)
        )
        assert [(each.token_hash, each.revoked_at) for each in feeds.all_feeds(connection)] == [
            (OLD, NOW),
            (OTHER, None),
        ]
