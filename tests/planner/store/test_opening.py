"""A store that is opened: its address, its transactions, and what it remembers of itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Connection, text

from planner.store import backup, database, feeds, identity
from planner.store.archive import Archive
from planner.store.database import LOCK_TIMEOUT_SECONDS, PASSING_SECONDS, Store, file_of, make_engine, open_store, parse
from planner.store.errors import NewerStoreError, NothingAcceptedError, StoreError, StoreUnreachableError
from planner.store.identity import count_write
from tests.planner.announcements import NETWORK_ID, accepted, announced


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "network.sqlite"


def test_measures_of_the_store_are_what_they_were() -> None:
    assert (backup.ROWS_PER_BATCH, backup.SEQUENCE_STEP, LOCK_TIMEOUT_SECONDS, PASSING_SECONDS) == (500, 1000, 30, 2)
    assert (feeds.RENDERINGS_PER_BATCH, identity.MARK_LENGTH) == (500, 8)
    assert database._MIGRATION_LOCK_KEY.to_bytes(4, "big") == b"plan"  # noqa: SLF001 - other versions lock by it too


@pytest.mark.parametrize(("address", "driver", "file"), [
    ("a.sqlite", "sqlite", "a.sqlite"), ("/x/a", "sqlite", "/x/a"), ("sqlite:///a.sqlite", "sqlite", "a.sqlite"),
    ("postgresql://u:p@h/d", "postgresql+psycopg", None), ("postgres://h/d", "postgresql+psycopg", None),
])  # fmt: skip
def test_an_address_is_that_of_a_file_or_a_server(address: str, driver: str, file: str | None) -> None:
    url = parse(address)
    assert (url.drivername, file_of(url)) == (driver, None if file is None else Path(file))


@pytest.mark.parametrize(("address", "kind"), [
    ("mysql://h/d", "mysql"), ("sqlite://", "sqlite"), ("sqlite:///:memory:", "sqlite"),
    ("postgresql://h:x/d", "postgresql"),
])  # fmt: skip
def test_any_other_address_is_refused_with_its_kind(address: str, kind: str) -> None:
    with pytest.raises(StoreError, match=rf"not {kind}$"):
        parse(address)


def test_a_server_is_asked_whether_its_connection_lives_and_its_password_is_kept_to_programs() -> None:
    address = "postgresql://u:p@127.0.0.1/d"
    assert make_engine(parse(address)).pool._pre_ping is True  # noqa: SLF001 - told by nothing else
    with open_store(address) as store:
        assert (store.postgresql, store.file) == (address, None)
        assert store.name == "postgresql+psycopg://u:***@127.0.0.1/d"


def test_what_is_written_is_locked_from_the_beginning_and_what_is_read_is_not(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_locked() -> bool:
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            return False

    with open_store(str(path)) as store:
        with store.passing():
            assert is_locked()
        with store.writing():
            assert is_locked()
        with store.reading():
            assert not is_locked()
        found: list[bool] = []
        monkeypatch.setattr(database, "bring_to", lambda _connection: found.append(is_locked()))
        store.upgrade()
        assert found == [True]


def test_every_write_is_counted_by_one(path: Path) -> None:
    with open_store(str(path)) as store, store.writing() as connection:
        first = count_write(connection)
        assert [count_write(connection), count_write(connection)] == [first + 1, first + 2]


def test_the_version_is_looked_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str | None] = []
    usual = database.version_of

    def version_of(connection: Connection) -> str | None:
        looked.append(usual(connection))
        return looked[-1]

    monkeypatch.setattr(database, "version_of", version_of)
    with open_store(str(path)) as store:
        accepted(store, [announced()])
        looked.clear()
        for _ in range(3):
            Archive(store, NETWORK_ID).history()
        assert len(looked) == 1


def test_a_store_that_comes_in_its_place_may_be_newer(path: Path) -> None:
    newer = path.with_name("newer.sqlite")
    for each in (path, newer):
        with open_store(str(each)) as store:
            accepted(store, [announced()])
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("UPDATE planner_version SET version_num = '9999'")
        connection.commit()
    with open_store(str(path)) as store:
        assert Archive(store, NETWORK_ID).newest() == 1
        newer.replace(path)
        with pytest.raises(NewerStoreError):
            Archive(store, NETWORK_ID).history()


def test_a_store_whose_making_failed_is_made_again(path: Path) -> None:
    def fail(*_given: object) -> None:
        raise OSError

    with open_store(str(path)) as store:
        for _ in range(2):
            with pytest.raises(OSError, match=r"^$"):
                accepted(store, [announced()], publish=fail)
        with pytest.raises(NothingAcceptedError):
            Archive(store, NETWORK_ID).history()
        assert accepted(store, [announced()]).number == 1
        assert store.replacements == 0


def test_who_finds_every_connection_in_use_is_told_so_briefly(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hold_all(held: ExitStack, store: Store) -> None:
        for _ in range(100):
            held.enter_context(store.reading())

    monkeypatch.setattr(database, "POOL_TIMEOUT_SECONDS", 0.01)
    with open_store(str(path)) as store, ExitStack() as held:
        accepted(store, [announced()])
        with pytest.raises(StoreUnreachableError) as refused:
            hold_all(held, store)
    assert "QueuePool limit" in refused.value.say("en")
    assert "sqlalche.me" not in refused.value.say("en")


def test_a_file_that_is_not_there_yet_is_opened_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []
    usual = sqlite3.connect

    def connect(*given: Any, **options: Any) -> sqlite3.Connection:
        opened.append(given[0])
        made: sqlite3.Connection = usual(*given, **options)
        return made

    monkeypatch.setattr(sqlite3, "connect", connect)
    with open_store(str(path)) as store:
        accepted(store, [announced()])
    assert opened == [str(path)]


class Busy:
    """A connection to a file that others are just making."""

    def __init__(self, *errors: str) -> None:
        self.errors = list(errors)

    def execute(self, _statement: str) -> None:
        if self.errors:
            error = sqlite3.OperationalError("x")
            error.sqlite_errorname = self.errors.pop(0)
            raise error


@contextmanager
def at(monkeypatch: pytest.MonkeyPatch, *times: float) -> Iterator[None]:
    left = iter(times)
    clock = SimpleNamespace(monotonic=lambda: next(left), sleep=lambda _seconds: None)
    monkeypatch.setattr(database, "time", clock)
    yield
    assert next(left, None) is None


def test_a_file_that_others_make_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def wait(*errors: str) -> None:
        connection: Any = Busy(*errors)
        database._use_wal(connection)  # noqa: SLF001 - others make it in a moment
        assert connection.errors == []

    with at(monkeypatch, 5.0, 5.0, 5.0 + LOCK_TIMEOUT_SECONDS):
        wait("SQLITE_BUSY", "SQLITE_BUSY_RECOVERY")
    for errors, times in (
        (["SQLITE_BUSY", "SQLITE_BUSY"], [5.0, 5.0, 5.1 + LOCK_TIMEOUT_SECONDS]), (["SQLITE_IOERR"], [5.0]),
    ):  # fmt: skip
        with at(monkeypatch, *times), pytest.raises(sqlite3.OperationalError):
            wait(*errors)


def test_a_store_is_kept_with_a_log_of_its_own(path: Path) -> None:
    with open_store(str(path)) as store, store.writing() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
