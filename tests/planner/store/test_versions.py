"""The contract of the store, held by both databases: versions of its tables."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Float, inspect, text

from planner.store import tables
from planner.store.archive import Archive
from planner.store.database import NEWEST, VERSION_TABLE, Store, bring_to, open_store, version_of
from planner.store.errors import NewerStoreError, OlderStoreError
from tests.planner.announcements import NETWORK_ID, accepted, announced


def make_newer(store: Store) -> None:
    with store.writing() as connection:
        connection.execute(text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))  # noqa: S608 - a constant


def make_first(address: str) -> None:
    """A store as the first version of the program left it, with a revision."""
    with open_store(address) as store, store._transaction(writes=True) as connection:  # noqa: SLF001
        bring_to(connection, "0001")
        for statement in (
            f"INSERT INTO networks VALUES ('{NETWORK_ID}')",  # noqa: S608 - a constant
            "INSERT INTO documents VALUES ('0', '{}')",
            f"INSERT INTO revisions VALUES ('{NETWORK_ID}', 1, 1651392000, 'Anne', 'fordi', '0', '0', 1651392000)",  # noqa: S608
        ):
            connection.execute(text(statement))


def test_migrations_lead_to_the_tables_that_the_program_uses(address: str) -> None:
    with open_store(address) as store, store.writing() as connection:
        options = {"compare_type": True, "include_name": lambda name, kind, _: (kind, name) != ("table", VERSION_TABLE)}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), tables.metadata) == []


def test_keys_of_the_tables_are_those_that_the_program_uses(address: str) -> None:
    with open_store(address) as store, store.writing() as connection:
        found = inspect(connection)
        for table in tables.metadata.sorted_tables:
            used = [column.name for column in table.primary_key.columns]
            assert sorted(found.get_pk_constraint(table.name)["constrained_columns"]) == sorted(used), table.name
            unique = [column for each in found.get_unique_constraints(table.name) for column in each["column_names"]]
            assert unique == [column.name for column in table.columns if column.unique], table.name


def test_what_no_comparison_sees_of_the_tables_is_as_it_was_made(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "x.sqlite")) as store, store.writing() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
        made: dict[str, str] = {row.name: row.sql for row in rows}
        counting = {
            each.name for each in tables.metadata.sorted_tables if each.dialect_options["sqlite"]["autoincrement"]
        }
        assert {each.name for each in tables.metadata.sorted_tables if "AUTOINCREMENT" in made[each.name]} == counting
    columns = [column for table in tables.metadata.sorted_tables for column in table.columns]
    assert {column.type.precision for column in columns if isinstance(column.type, Float)} == {53}


def test_a_newer_store_is_refused_for_reading_writing_and_upgrading(address: str) -> None:
    with open_store(address) as store:
        accepted(store, [announced()])
        make_newer(store)
    with open_store(address) as store:
        for attempt in (Archive(store, NETWORK_ID).history, lambda: accepted(store, [announced()]), store.upgrade):
            with pytest.raises(NewerStoreError) as refused:
                attempt()
            assert f"(its version is 9999, this program knows {NEWEST})" in refused.value.say("en")
            assert f"(den har version 9999, dette program kender {NEWEST})" in refused.value.say("da")


def test_an_older_store_is_refused_until_it_is_upgraded_and_then_has_what_it_had(address: str) -> None:
    make_first(address)
    with open_store(address) as store:
        for attempt in (Archive(store, NETWORK_ID).history, lambda: accepted(store, [announced()])):
            with pytest.raises(OlderStoreError, match="planner upgrade"):
                attempt()
        assert store.upgrade() == "0001"
        (first,) = Archive(store, NETWORK_ID).history()
        assert (first.why, first.stamp) == ("fordi", first.accepted_at)
        assert accepted(store, [announced()]).number == 2


def test_upgrading_makes_what_is_missing_and_changes_nothing_the_second_time(address: str) -> None:
    with open_store(address) as store:
        assert store.upgrade() is None
        assert store.upgrade() == NEWEST
        assert accepted(store, [announced()]).number == 1


def test_an_upgrade_that_fails_changes_nothing(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_first(address)

    def fail(connection: Connection) -> None:
        bring_to(connection)
        message = "no electricity"
        raise OSError(message)

    with open_store(address) as store:
        monkeypatch.setattr("planner.store.database.bring_to", fail)
        with pytest.raises(OSError, match="electricity"):
            store.upgrade()
        with store._transaction() as connection:  # noqa: SLF001 - reading would refuse the older version
            assert version_of(connection) == "0001"
            assert not connection.dialect.has_table(connection, "feeds")


def test_many_may_make_the_store_at_once(address: str) -> None:
    crowd = 4
    together, found = threading.Barrier(crowd), []

    def make() -> None:
        with open_store(address) as store:
            together.wait()
            found.append(store.upgrade())

    threads = [threading.Thread(target=make) for _ in range(crowd)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found, key=str) == [NEWEST] * (crowd - 1) + [None]


def test_looking_for_a_store_makes_no_file(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        assert Archive(store, NETWORK_ID).newest() == 0
    assert list(tmp_path.iterdir()) == []
