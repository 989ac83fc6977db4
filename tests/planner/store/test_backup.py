"""Backups and restores between both databases, hot, whole or not at all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from planner.feeds.audiences import all_audiences, hash_of
from planner.feeds.publish import close, create, exchange, publisher
from planner.store import feeds, keys, tables
from planner.store.archive import Archive
from planner.store.backup import SEQUENCE_STEP, _runs, back_up
from planner.store.database import Store, open_store
from planner.store.errors import NewerStoreError, StoreError, StoreReplacedError
from planner.store.identity import Raised, raised
from planner.use_cases.keeping import erase_person, restore
from tests.planner.announcements import NETWORK, NETWORK_ID, NOW, accepted, announced
from tests.planner.feeds.reading import events
from tests.planner.postgresql_server import Server
from tests.planner.store.test_erasing import MEMBER, NAME, STAFF, Who, fill, require_gone, written
from tests.planner.store.test_trouble import no_file_longer_than

PUBLISH = publisher(NETWORK)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "store.backup"


def begun(store: Store) -> list[str]:
    """Accept a first revision and open all calendars; return their tokens by audience."""
    accepted(store, [announced()])
    with store.writing() as connection:
        return [each.token for each in create(connection, NETWORK_ID, all_audiences(NETWORK), NOW)]


def content(store: Store) -> dict[str, list[Any]]:
    with store.reading() as connection:
        every = (each for each in tables.metadata.sorted_tables if each not in {tables.identity, *tables.PASSING})
        return {each.name: sorted(map(repr, connection.execute(select(each)))) for each in every}


def shown(store: Store, token: str) -> feeds.Rendering:
    with store.reading() as connection:
        feed = feeds.find(connection, hash_of(token))
        assert feed is not None
        found = feeds.current(connection, feed.id)
        assert found is not None
        return found


def test_a_backup_holds_every_row_and_is_one_private_file(address: str, backup: Path) -> None:
    with open_store(address) as store:
        begun(store)
        found = back_up(store, backup)
        assert (found.networks, found.revisions) == (1, 1)
        assert [each.name for each in backup.parent.iterdir() if "backup" in each.name] == [backup.name]
        assert backup.stat().st_mode & 0o777 == 0o600
        with open_store(str(backup)) as copy:
            assert content(copy) == content(store)


@pytest.mark.parametrize("back", [True, False])
def test_what_one_database_held_is_restored_to_the_other(
    postgresql: Server, tmp_path: Path, backup: Path, *, back: bool
) -> None:
    addresses = [str(tmp_path / "network.sqlite"), postgresql.new_database()]
    first, second = reversed(addresses) if back else addresses
    with open_store(first) as store, open_store(second) as other:
        begun(store)
        accepted(store, [announced(day=40)], publish=PUBLISH)
        back_up(store, backup)
        restore(other, backup)
        assert Archive(other, NETWORK_ID).everything() == Archive(store, NETWORK_ID).everything()
        begun_after = create_one_more(other)
        assert begun_after == max(each.id for each in all_of(store)) + 1


def create_one_more(store: Store) -> int:
    with store.writing() as connection:
        return create(connection, NETWORK_ID, [feeds.Audience("network")], NOW)[0].feed


def all_of(store: Store) -> tuple[feeds.Feed, ...]:
    with store.reading() as connection:
        return feeds.all_feeds(connection)


def test_calendars_see_what_was_restored_as_a_later_change(tmp_path: Path, backup: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        token = begun(store)[0]
        back_up(store, backup)
        for day in range(40, 45):
            accepted(store, [announced(day=day)], publish=PUBLISH)
        before = shown(store, token)
        (seen,) = events(before.body).values()
        restore(store, backup)
        after = shown(store, token)
        (now,) = events(after.body).values()
        assert now.start == announced().start
        assert now.sequence == SEQUENCE_STEP > seen.sequence
        assert after.last_modified > before.last_modified
        revision = accepted(store, [announced(day=50)], publish=PUBLISH)
        assert revision.stamp > after.last_modified
        (later,) = events(shown(store, token).body).values()
        assert later.sequence == SEQUENCE_STEP + 1


def test_a_running_program_is_told_and_loses_nothing_afterwards(address: str, backup: Path) -> None:
    with open_store(address) as running, open_store(address) as store:
        begun(running)
        back_up(store, backup)
        accepted(running, [announced(day=40)], publish=PUBLISH)
        restore(store, backup)
        with pytest.raises(StoreReplacedError):
            accepted(running, [announced(day=41)], publish=PUBLISH)
        assert accepted(running, [announced(day=42)], publish=PUBLISH).number == 2
        assert running.replacements == 1
        assert Archive(store, NETWORK_ID).newest() == 2


def test_addresses_and_keys_are_those_of_now(address: str, backup: Path) -> None:
    with open_store(address) as store:
        open_token, closed_token, leaked_token, *_ = begun(store)
        with store.writing() as connection:
            key = keys.add_key(connection, keys.NewKey(b"k" * 32, "planner", None, ""), NOW)
        back_up(store, backup)
        with store.writing() as connection:
            close(connection, NETWORK_ID, 2, NOW)
            new_token = exchange(connection, NETWORK_ID, 3).token
            later_token = create(connection, NETWORK_ID, [feeds.Audience("network")], NOW)[0].token
            keys.revoke_key(connection, key, NOW)
        restore(store, backup)
        with store.reading() as connection:
            found = [feeds.find(connection, hash_of(each)) is not None
                     for each in (open_token, closed_token, leaked_token, new_token, later_token)]  # fmt: skip
            assert found == [True, False, False, True, True]
            kept = keys.find_key(connection, b"k" * 32)
            assert kept is not None
            assert kept.revoked_at == NOW
        assert events(shown(store, later_token).body)


def test_what_was_closed_or_is_of_a_network_of_later_has_no_calendar_after_a_restore(
    address: str, backup: Path
) -> None:
    with open_store(address) as store:
        begun(store)
        back_up(store, backup)
        with store.reading() as connection:
            before = feeds.all_feeds(connection)
        accepted(store, [announced()], network_id="later")
        with store.writing() as connection:
            made = create(connection, NETWORK_ID, [feeds.Audience("network")] * 2, NOW)
            close(connection, NETWORK_ID, made[0].feed, NOW)
            create(connection, "later", [feeds.Audience("network")], NOW)
        restore(store, backup)
        with store.reading() as connection:
            found = [each.token_hash for each in feeds.all_feeds(connection)]
        assert found == [*(each.token_hash for each in before), hash_of(made[1].token)]


def test_others_write_while_a_backup_is_made(address: str, backup: Path) -> None:
    with open_store(address) as store, open_store(address) as other:
        begun(store)
        with store.reading() as connection:
            connection.execute(select(tables.revisions))
            writer = threading.Thread(target=lambda: accepted(other, [announced(day=40)]))
            writer.start()
            writer.join()
            assert back_up(other, backup).revisions == 2


def test_a_backup_of_an_older_version_is_restored(tmp_path: Path, backup: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        begun(store)
        back_up(store, backup)
    with closing(sqlite3.connect(backup)) as old:
        for statement in ("DROP TABLE identity", "DROP TABLE erasures", "ALTER TABLE revisions DROP COLUMN stamp",
                          "DROP TABLE files", "ALTER TABLE networks DROP COLUMN home",
                          "ALTER TABLE uploads DROP COLUMN files",
                          "DROP TABLE events", "DROP TABLE work", "DROP TABLE workers", "DROP TABLE tellings",
                          "DROP TABLE foresights",
                          "UPDATE planner_version SET version_num = '0006'"):  # fmt: skip
            old.execute(statement)
        old.commit()
    with open_store(str(tmp_path / "other.sqlite")) as store:
        restore(store, backup)
        (first,) = Archive(store, NETWORK_ID).history()
        assert first.stamp == first.accepted_at == NOW


def test_what_is_no_whole_backup_is_refused_and_nothing_changed(backup: Path, tmp_path: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        begun(store)
        back_up(store, backup)
        accepted(store, [announced(day=40)])
        damaged, newer, text = (shutil.copy(backup, tmp_path / each) for each in ("damaged", "newer", "text"))
        for path, statement in ((damaged, "UPDATE documents SET json = '{}'"),
                                (newer, "UPDATE planner_version SET version_num = '9999'")):  # fmt: skip
            with closing(sqlite3.connect(path)) as connection:
                connection.execute(statement)
                connection.commit()
        Path(text).write_text("a letter to my mother " * 100)
        for path, error in ((damaged, StoreError), (newer, NewerStoreError), (text, StoreError),
                            (tmp_path / "nothing", StoreError)):  # fmt: skip
            with pytest.raises(error):
                restore(store, Path(path))
        assert Archive(store, NETWORK_ID).newest() == 2
        assert accepted(store, [announced()]).number == 3


def test_the_store_itself_is_no_place_for_a_backup(tmp_path: Path) -> None:
    path = tmp_path / "network.sqlite"
    with open_store(str(path)) as store:
        begun(store)
        with pytest.raises(StoreError, match="is the store"):
            back_up(store, path)


def test_a_backup_takes_the_place_of_no_folder_and_no_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with open_store(str(tmp_path / "network.sqlite")) as store:
        begun(store)
        for path in (tmp_path, pipe):
            with pytest.raises(StoreError, match="is a folder or a device"):
                back_up(store, path)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_full_disk_leaves_the_backup_of_before_and_nothing_else(tmp_path: Path, backup: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        begun(store)
        back_up(store, backup)
        before = backup.read_bytes()
        accepted(store, [announced(f"net-{n}/syd", title="x" * 1000) for n in range(200)])
        with no_file_longer_than(200_000), pytest.raises((StoreError, OSError)):
            back_up(store, backup)
    assert backup.read_bytes() == before
    assert not list(tmp_path.glob(".*"))


def test_what_a_killed_backup_left_is_removed_by_the_next(tmp_path: Path, backup: Path) -> None:
    left = tmp_path / f".{backup.name}.{2**22 + 1}.partial"  # no process has such a number
    left.write_text("half a backup")
    with open_store(str(tmp_path / "network.sqlite")) as store:
        begun(store)
        back_up(store, backup)
    assert not left.exists()


def test_calendars_see_a_second_later_than_the_latest_that_they_saw(tmp_path: Path, backup: Path) -> None:
    far = datetime(2090, 5, 1, tzinfo=UTC)
    with open_store(str(tmp_path / "network.sqlite")) as store:
        begun(store)
        back_up(store, backup)
        accepted(store, [announced(day=40)], at=far)
        for late in (1, 2):
            restore(store, backup)
            with store.reading() as connection:
                assert raised(connection) == Raised(late * SEQUENCE_STEP, far + timedelta(seconds=late))


def told_of(store: Store, backup: Path) -> str:
    with pytest.raises(StoreError) as refused:
        restore(store, backup)
    return refused.value.say("en").rpartition(": ")[2]


def test_what_is_wrong_with_a_backup_is_looked_for_everywhere(tmp_path: Path, backup: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        begun(store)
        back_up(store, backup)
        for statements in (
            ("DELETE FROM networks",),
            ("PRAGMA writable_schema = ON",
             "UPDATE sqlite_schema SET sql = replace(sql, 'revoked_at BIGINT', 'revoked_at BIGINT NOT NULL')"),
        ):  # fmt: skip
            wrong = shutil.copy(backup, tmp_path / "wrong")
            with closing(sqlite3.connect(wrong)) as connection:
                for statement in statements:
                    assert connection.execute(statement).rowcount != 0
                connection.commit()
            assert told_of(store, Path(wrong)) == "what it holds is damaged."
        (tmp_path / "text").write_text("a letter to my mother " * 100)
        (tmp_path / "empty").touch()
        assert told_of(store, tmp_path / "text") == told_of(store, tmp_path / "empty") == "what it holds is damaged."
        assert told_of(store, tmp_path / "none") == "there is no such file."
        restore(store, backup)


def test_what_others_are_writing_or_have_removed_already_is_let_be(
    tmp_path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, gone = (tmp_path / f".{backup.name}.{number}.partial" for number in (7, 8))
    running.touch()
    gone.touch()

    def kill(process: int, signal: int) -> None:
        assert signal == 0
        if process == 8:
            gone.unlink()  # as another process that looks there too
            raise ProcessLookupError

    monkeypatch.setattr(os, "kill", kill)
    with open_store(str(tmp_path / "network.sqlite")) as store:
        begun(store)
        back_up(store, backup)
    assert (running.exists(), gone.exists()) == (True, False)


@pytest.mark.parametrize(
    ("error", "runs"), [(None, True), (PermissionError, True), (ProcessLookupError, False), (ValueError, False)]
)
def test_a_process_of_somebody_else_runs_too(
    error: type[Exception] | None, runs: bool, monkeypatch: pytest.MonkeyPatch  # noqa: FBT001 - a case
) -> None:  # fmt: skip
    def kill(_process: int, _signal: int) -> None:
        if error is not None:
            raise error

    monkeypatch.setattr(os, "kill", kill)
    assert _runs("7") is runs
    assert _runs("x") is False


def test_who_was_erased_since_the_backup_stays_erased(address: str, backup: Path) -> None:
    with open_store(address) as store:
        token = begun(store)[3]
        back_up(store, backup)
        erase_person(Archive(store, NETWORK_ID), "m1", "Anne")
        restore(store, backup)
        kept = Archive(store, NETWORK_ID).kept()
        assert [each.id for each in kept.content.network.members] == ["erased-1"]
        assert kept.meeting_histories[0].announced.members == ("erased-1", "m2")
        with store.reading() as connection:
            assert feeds.find(connection, hash_of(token)) is None
        now = datetime.now(UTC)
        assert kept.revision.stamp < now + timedelta(minutes=1)
        with pytest.raises(StoreError, match="m1"):
            accepted(store, [announced()])


def test_who_was_erased_here_and_who_in_the_backup_stay_erased_under_numbers_of_their_own(
    tmp_path: Path, backup: Path
) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store, open_store(str(tmp_path / "other.sqlite")) as other:
        for each, person in ((store, MEMBER), (other, STAFF)):
            fill(each, written(), Who(), 1)
            erase_person(Archive(each, NETWORK_ID), person, "Anne")
        back_up(other, backup)
        restore(store, backup)
        network = Archive(store, NETWORK_ID).kept().content.network
        assert [each.id for each in network.members] == ["erased-2", "m1"]
        assert [each.id for each in network.staff] == ["erased-1", "kons-5"]
        store.compact()
        require_gone(store, MEMBER, STAFF, NAME)


def test_the_name_of_who_was_erased_since_the_backup_does_not_come_back(tmp_path: Path, backup: Path) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        fill(store, written(), Who(), 1)
        back_up(store, backup)
        erase_person(Archive(store, NETWORK_ID), STAFF, "Anne")
        restore(store, backup)
        store.compact()
        require_gone(store, STAFF, NAME)


def test_who_was_erased_before_the_backup_or_in_a_network_of_later_is_not_marked_again(
    tmp_path: Path, backup: Path
) -> None:
    with open_store(str(tmp_path / "network.sqlite")) as store:
        begun(store)
        erase_person(Archive(store, NETWORK_ID), "m1", "Anne")
        back_up(store, backup)
        accepted(store, [announced()], network_id="later")
        erase_person(Archive(store, "later"), "m1", "Anne")
        restore(store, backup)
        with store.reading() as connection:
            rows = connection.execute(select(tables.erasures)).all()
        assert [(each.network, each.number) for each in rows] == [(NETWORK_ID, 1)]
