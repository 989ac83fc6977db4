"""A store that may only be read is read, and says so when something is to be written."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.store import database
from planner.store.archive import Archive
from planner.store.backup import back_up
from planner.store.database import Store, open_store
from planner.store.errors import StoreReadOnlyError, StoreUnreachableError
from planner.store.identity import file_identity
from tests.planner.announcements import NETWORK_ID, accepted, announced
from tests.planner.postgresql_server import Server

NOBODY = 65534


@contextmanager
def without_power() -> Iterator[None]:
    """Be a user who may not write everywhere, which root may."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def require_readable_only(store: Store) -> None:
    archive = Archive(store, NETWORK_ID)
    before = archive.everything()
    assert [each.revision.number for each in before] == [1]
    with pytest.raises(StoreReadOnlyError) as refused:
        accepted(store, [announced()])
    assert "can be read here, but not written" in refused.value.say("en")
    assert archive.everything() == before


@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o444, 0o755), (0o444, 0o555), (0o644, 0o555)])
def test_a_file_or_a_folder_without_permission_is_read(place: Path, file_mode: int, folder_mode: int) -> None:
    path = place / "network.sqlite"
    with open_store(str(path)) as store:
        accepted(store, [announced()])
    path.chmod(file_mode)
    place.chmod(folder_mode)
    with without_power(), open_store(str(path)) as store:
        require_readable_only(store)
        with tempfile.TemporaryDirectory() as elsewhere:
            assert back_up(store, Path(elsewhere) / "backup").revisions == 1
    assert [each.name for each in place.iterdir()] == [path.name]


def test_what_others_write_meanwhile_is_seen(place: Path) -> None:
    path = place / "network.sqlite"
    with open_store(str(path)) as writer:
        accepted(writer, [announced()])
    path.chmod(0o444)
    with open_store(str(path)) as reader:
        with without_power():
            assert Archive(reader, NETWORK_ID).newest() == 1
        with open_store(str(path)) as writer:
            path.chmod(0o644)
            accepted(writer, [announced()])
        with without_power():
            assert Archive(reader, NETWORK_ID).newest() == 2


def test_a_file_that_others_have_open_is_kept_open_and_one_without_a_log_is_opened_each_time(place: Path) -> None:
    path = place / "network.sqlite"

    def kept() -> object:
        with without_power(), open_store(str(path)) as reader, reader.reading() as connection:
            return connection.connection.info[database._FILE]  # noqa: SLF001 - told by nothing else

    with open_store(str(path)) as writer:
        accepted(writer, [announced()])
        path.chmod(0o444)
        assert kept() == file_identity(path)
    assert kept() is None


def test_a_log_that_cannot_be_read_is_not_passed_over(place: Path) -> None:
    """What was acknowledged last may stand in the log alone."""
    path = place / "network.sqlite"
    with open_store(str(path)) as store:
        accepted(store, [announced()])
    (place / "network.sqlite-wal").write_bytes(b"x" * 100)
    path.chmod(0o444)
    place.chmod(0o555)
    with without_power(), open_store(str(path)) as store, pytest.raises(StoreUnreachableError):
        Archive(store, NETWORK_ID).history()


def test_a_user_of_postgresql_who_may_only_read_reads(postgresql: Server) -> None:
    address = postgresql.new_database()
    with open_store(address) as store:
        accepted(store, [announced()])
        with store.writing() as connection:
            name = connection.execute(text("SELECT current_database()")).scalar_one()
            connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    with open_store(address) as store:
        require_readable_only(store)
