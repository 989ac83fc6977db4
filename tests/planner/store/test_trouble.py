"""What the store says and keeps when the disk is full or the database cannot be used."""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.store.archive import Archive
from planner.store.database import Store, make_engine, open_store, parse
from planner.store.errors import StoreError, StoreFullError, StoreUnreachableError
from tests.planner.announcements import NETWORK_ID, accepted, announced
from tests.planner.postgresql_server import Server

MANY = [announced(f"net-{n}/syd", title="x" * 1000) for n in range(200)]


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """Let the system refuse to write beyond that many bytes, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def require_intact_and_usable(store: Store) -> None:
    archive = Archive(store, NETWORK_ID)
    assert [each.number for each in archive.history()] == [1]
    assert [life.announced for life in archive.kept().meeting_histories] == [announced()]
    assert accepted(store, MANY).number == 2
    assert len(archive.kept().meeting_histories) == len(MANY) + 1


def test_a_full_disk_is_said_and_leaves_sqlite_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "network.sqlite"
    with open_store(str(path)) as store:
        accepted(store, [announced()])
        with no_file_longer_than(path.stat().st_size + 50_000), pytest.raises(StoreFullError) as refused:
            accepted(store, MANY)
        assert refused.value.say("en") == (
            f"The disk that holds {path} is full. Nothing of this was saved; everything accepted before is intact."
        )
        require_intact_and_usable(store)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_sqlite_saying_that_it_is_full_is_understood(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        accepted(store, [announced()])
        with store.writing() as connection:
            connection.execute(text("PRAGMA max_page_count = 1"))  # kept by the connection: no less than there are
        with pytest.raises(StoreFullError):
            accepted(store, MANY)
        with store.writing() as connection:
            connection.execute(text("PRAGMA max_page_count = 1000000"))
        require_intact_and_usable(store)


def test_a_full_disk_is_said_and_leaves_postgresql_as_it_was(postgresql: Server) -> None:
    """The server cannot be given a small disk without being root; the code it reports of one is the same."""
    refuse = (
        (
            "CREATE FUNCTION full() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN IF NEW.revision > 1 THEN RAISE 'no room' USING ERRCODE = 'disk_full'; END IF; RETURN NEW; END $$"
        ),
        "CREATE TRIGGER full_disk BEFORE INSERT ON steps FOR EACH ROW EXECUTE FUNCTION full()",
    )
    with open_store(postgresql.new_database()) as store:
        accepted(store, [announced()])
        with store.writing() as connection:
            for statement in refuse:
                connection.execute(text(statement))
        with pytest.raises(StoreFullError):
            accepted(store, MANY)
        with store.writing() as connection:
            connection.execute(text("DROP TRIGGER full_disk ON steps"))
        require_intact_and_usable(store)


def test_sqlite_acknowledges_only_what_is_on_the_disk(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        accepted(store, [announced()])
        with store.reading() as connection:
            found = {name: connection.execute(text(f"PRAGMA {name}")).scalar()
                     for name in ("journal_mode", "synchronous", "foreign_keys")}  # fmt: skip
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize("found", ["mysql://host/x", "sqlite://", "sqlite:///:memory:", "http://example.org/x"])
def test_an_address_of_another_kind_is_refused(found: str) -> None:
    with pytest.raises(StoreError, match="a store is a file or an address"):
        open_store(found)


@pytest.mark.parametrize("found", ["a.sqlite", "/x/a b.sqlite", "sqlite:////x/a.sqlite"])
def test_files_are_stores(found: str) -> None:
    assert parse(found).drivername == "sqlite"


@pytest.mark.parametrize("found", ["postgres://h/d", "postgresql://h/d", "postgresql+psycopg://h/d"])
def test_every_usual_address_of_postgresql_is_understood(found: str) -> None:
    assert make_engine(parse(found)).driver == "psycopg"


def test_a_server_that_is_not_there_is_said_without_its_password() -> None:
    with open_store("postgresql://anne:hemmeligt@127.0.0.1:1/planer") as store:
        with pytest.raises(StoreUnreachableError) as refused:
            Archive(store, NETWORK_ID).history()
        assert "127.0.0.1" in refused.value.say("da")
        assert "hemmeligt" not in refused.value.say("da")


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "network.sqlite"
    path.write_text("this is a letter to my mother, and long enough to be taken for one" * 20)
    before = path.read_bytes()
    with open_store(str(path)) as store, pytest.raises(StoreUnreachableError, match="not a database"):
        accepted(store, [announced()])
    assert path.read_bytes() == before


def test_a_folder_that_does_not_exist_is_said(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "nowhere" / "x.sqlite")) as store, pytest.raises(StoreUnreachableError):
        accepted(store, [announced()])
