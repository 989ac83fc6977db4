"""A store that is replaced while it is open: noticed, and nothing acknowledged that is lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.store.archive import Archive
from planner.store.database import Store, open_store
from planner.store.errors import StoreReplacedError
from tests.planner.announcements import NETWORK_ID, accepted, announced


def newest(store: Store) -> int:
    return Archive(store, NETWORK_ID).newest()


def closed_with(path: Path, revisions: int) -> Path:
    with open_store(str(path)) as store:
        for _ in range(revisions):
            accepted(store, [announced()])
    return path


def test_what_is_accepted_after_the_file_was_replaced_is_refused_once_and_then_kept(tmp_path: Path) -> None:
    path = closed_with(tmp_path / "a.sqlite", 1)
    other = shutil.copy(path, tmp_path / "copy.sqlite")
    with open_store(str(path)) as store:
        assert accepted(store, [announced()]).number == 2
        store.compact()  # otherwise its log would be read with the other file
        Path(other).replace(path)  # the same store as it was earlier, at another inode
        with pytest.raises(StoreReplacedError) as refused:
            accepted(store, [announced()])
        assert "was replaced while it was open" in refused.value.say("en")
        assert store.replacements == 1
        assert accepted(store, [announced()]).number == 2
    with open_store(str(path)) as store:
        assert newest(store) == 2


def test_reading_follows_the_new_file_and_the_next_write_is_refused(tmp_path: Path) -> None:
    path, other = closed_with(tmp_path / "a.sqlite", 3), closed_with(tmp_path / "b.sqlite", 1)
    with open_store(str(path)) as store:
        assert newest(store) == 3
        other.replace(path)
        assert newest(store) == 1
        with pytest.raises(StoreReplacedError):
            accepted(store, [announced()])
        assert accepted(store, [announced()]).number == 2


def test_a_file_replaced_during_a_transaction_acknowledges_nothing(tmp_path: Path) -> None:
    path, other = closed_with(tmp_path / "a.sqlite", 1), closed_with(tmp_path / "b.sqlite", 1)

    def replace(*_: object) -> None:
        other.replace(path)

    with open_store(str(path)) as store:
        with pytest.raises(StoreReplacedError):
            accepted(store, [announced()], publish=replace)
        assert newest(store) == 1


@pytest.mark.parametrize("own", [True, False])
def test_an_older_state_of_the_same_database_is_noticed(address: str, *, own: bool) -> None:
    """As a dump of PostgreSQL that is read back into the same tables; `own`: who wrote last saw it."""
    with open_store(address) as store, open_store(address) as other:
        accepted(store, [announced()])
        with store.reading() as connection:
            before = connection.execute(text("SELECT writes FROM identity")).scalar_one()
        accepted(store if own else other, [announced()])
        assert own or newest(store) == 2
        with open_store(address) as elsewhere, elsewhere._transaction(writes=True) as connection:  # noqa: SLF001
            connection.execute(text("DELETE FROM steps WHERE revision = 2"))
            connection.execute(text("DELETE FROM revisions WHERE number = 2"))
            connection.execute(text(f"UPDATE identity SET writes = {before}"))  # noqa: S608 - a number
        with pytest.raises(StoreReplacedError):
            accepted(store, [announced()])
        assert accepted(store, [announced()]).number == 2


def test_what_other_processes_write_is_no_replacement(address: str) -> None:
    with open_store(address) as one, open_store(address) as other:
        for number in range(1, 9, 2):
            assert accepted(one, [announced()]).number == number
            assert accepted(other, [announced()]).number == number + 1
        assert one.replacements == other.replacements == 0
