"""What was uploaded of a network, which network is the present one, and where it lives; on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from planner.network.network import Network
from planner.store import uploads
from planner.store.database import Store, open_store
from planner.store.uploads import Home, NoSuchNetworkError
from tests.planner.announcements import NETWORK, NETWORK_ID, NOW, accepted, announced, network

OTHER_ID = "et andet"
ENGLISH = network(locale="en", timezone="Europe/London")


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    with open_store(address) as opened:
        yield opened


def upload(store: Store, content: Network, network_id: str = NETWORK_ID) -> uploads.Upload:
    with store.writing() as connection:
        return uploads.upload(connection, network_id, content, NOW, NETWORK)


def present(store: Store, network_id: str = NETWORK_ID) -> tuple[Network, str, str]:
    with store.reading() as connection:
        found = uploads.current_network(connection, network_id)
        zone = uploads.current_zone(connection, network_id)
        return found, uploads.current_locale(connection, network_id), zone.key


def test_the_last_upload_of_each_network_is_kept(store: Store) -> None:
    upload(store, NETWORK)
    other = upload(store, NETWORK, OTHER_ID)
    last = upload(store, ENGLISH)
    with store.reading() as connection:
        assert uploads.uploaded(connection, NETWORK_ID) == last
        assert uploads.uploaded(connection, OTHER_ID) == other
        assert uploads.uploaded(connection, "unbekannt") is None
    assert (last.revision, last.uploaded_at, last.files == last.document) == (0, NOW, False)
    assert other.files == other.document == last.files


def test_the_present_network_is_the_upload_since_the_last_revision_or_that_of_the_revision(store: Store) -> None:
    upload(store, NETWORK, OTHER_ID)
    with pytest.raises(NoSuchNetworkError):
        present(store)
    upload(store, ENGLISH)
    assert present(store) == (ENGLISH, "en", "Europe/London")
    assert present(store, OTHER_ID) == (NETWORK, "da", "Europe/Copenhagen")
    accepted(store, [announced()])
    assert present(store) == (NETWORK, "da", "Europe/Copenhagen")
    assert upload(store, ENGLISH).revision == 1
    assert present(store) == (ENGLISH, "en", "Europe/London")


def test_known_is_what_was_uploaded_or_accepted(store: Store) -> None:
    upload(store, NETWORK, OTHER_ID)
    accepted(store, [announced()])
    with store.reading() as connection:
        known = [uploads.is_known(connection, each) for each in (NETWORK_ID, OTHER_ID, "unbekannt")]
        assert known == [True, True, False]
        assert uploads.known_networks(connection) == (OTHER_ID, NETWORK_ID)


def test_a_network_lives_where_it_was_said_and_others_elsewhere(store: Store) -> None:
    for each in (NETWORK_ID, OTHER_ID):
        accepted(store, [announced()], network_id=each)
    with store.writing() as connection:
        assert uploads.home_of(connection, NETWORK_ID) is None
        uploads.settle(connection, NETWORK_ID, Home.STORE)
        assert [uploads.home_of(connection, each) for each in (NETWORK_ID, OTHER_ID)] == [Home.STORE, None]
        uploads.settle(connection, OTHER_ID, Home.FOLDER)
        assert [uploads.home_of(connection, each) for each in (NETWORK_ID, OTHER_ID)] == [Home.STORE, Home.FOLDER]


def test_files_are_kept_for_each_network_and_go_with_its_upload(store: Store) -> None:
    for each in (NETWORK_ID, OTHER_ID):
        upload(store, NETWORK, each)
        accepted(store, [announced()], network_id=each)
        upload(store, NETWORK, each)
    with store.writing() as connection:
        uploads.keep_files(connection, NETWORK_ID, {"b.csv": b"1", "a.csv": b"\xff"})
        uploads.keep_files(connection, OTHER_ID, {"a.csv": b"2"})
        uploads.keep_files(connection, NETWORK_ID, {"c.csv": b"3", "a.csv": b"\xff"})
        assert [*uploads.kept_files(connection, NETWORK_ID).items()] == [("a.csv", b"\xff"), ("c.csv", b"3")]
        uploads.drop_upload(connection, NETWORK_ID)
        assert uploads.kept_files(connection, NETWORK_ID) == {}
        assert uploads.uploaded(connection, NETWORK_ID) is None
        assert uploads.kept_files(connection, OTHER_ID) == {"a.csv": b"2"}
        assert uploads.uploaded(connection, OTHER_ID) is not None
        assert uploads.is_known(connection, NETWORK_ID)


def test_a_network_whose_upload_is_forgotten_is_not_known(store: Store) -> None:
    upload(store, NETWORK)
    with store.writing() as connection:
        uploads.drop_upload(connection, NETWORK_ID)
        assert not uploads.is_known(connection, NETWORK_ID)
