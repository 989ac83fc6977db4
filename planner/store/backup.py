"""Backups: every row of a store, as of one moment, in an SQLite file, whichever database the store is in."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Row, Table, delete, func, select, text

from calendars.language import BoundMessage, Message
from planner.store import erasing, feeds, tables
from planner.store.database import Store, open_store
from planner.store.errors import UNREACHABLE, NewerStoreError, StoreError
from planner.store.identity import Raised, raised, renew
from planner.store.jobs import interrupt_jobs
from planner.store.tables import keys, revisions

NOT_A_BACKUP = Message("store.backup.not_a_backup", "{file} is no backup that can be restored: {reason}")
DAMAGED = Message("store.backup.damaged", "what it holds is damaged.")
MISSING = Message("store.backup.missing", "there is no such file.")
TO_ITSELF = Message("store.backup.to_itself", "A backup is another file than the store itself; {file} is the store.")
NO_FILE = Message("store.backup.no_file", "A backup is a file of its own; {file} is a folder or a device.")

ROWS_PER_BATCH = 500
SEQUENCE_STEP = 1000
"""By how much a restore raises every SEQUENCE: more than the revisions that may come after a backup."""

_COPIED = [each for each in tables.metadata.sorted_tables if each not in {tables.identity, *tables.PASSING}]
"""All tables but the identity and those of work under way, each after those that it refers to."""


@dataclass(frozen=True, slots=True)
class Copied:
    """How many networks with their revisions a backup holds."""

    networks: int
    revisions: int


def back_up(store: Store, path: Path) -> Copied:
    """Write a backup in one step: the file is the old one or the whole new one, whenever this is stopped.

    Others may go on reading and writing meanwhile.

    Raises:
        StoreError: if the store cannot be read, or the path is that of the store or of no file.
        OSError: if the file cannot be written; nothing is left behind.
    """
    if store.file is not None and path.exists() and path.samefile(store.file):
        raise StoreError(TO_ITSELF, file=str(path))
    if path.exists() and not path.is_file():
        raise StoreError(NO_FILE, file=str(path))
    with store.reading() as connection, _beside(path) as temporary:
        with open_store(str(temporary)) as copy, copy.writing() as target:
            target.execute(delete(tables.identity))
            for table in (tables.identity, *_COPIED):
                _copy(connection, target, table)
            found = _counted(target)
        with closing(sqlite3.connect(temporary)) as written:
            written.execute("PRAGMA journal_mode = DELETE")  # one file, which can be read where nothing may be written
        _sync(temporary)
        temporary.replace(path)
    _sync(path.parent)
    return found


def restore(store: Store, path: Path, publish: Callable[[Connection], None]) -> Copied:
    """Put what a backup holds in place of all that the store holds, in one transaction.

    What others have seen or been promised since the backup is not undone: stamps and SEQUENCE of calendars go on from
    what they were, addresses of calendars and keys are those of now, and who was erased stays erased.

    Args:
        store: where to restore to; it is made if it is not there.
        path: the backup; it is only read.
        publish: called in the same transaction, with all rows in place.

    Raises:
        StoreError: if the file is no backup, is damaged or of a newer version, or the store cannot be written.
    """
    with _readable(path) as backup, backup.reading() as source, store.writing() as target:
        _lock(target)
        before, coming = _Seen.of(target), _Seen.of(source)
        for table in reversed(_COPIED):
            target.execute(delete(table))
        for table in _COPIED:
            _copy(source, target, table)
        interrupt_jobs(target)
        if before.keys:
            target.execute(delete(keys))
            target.execute(keys.insert(), [each._asdict() for each in before.keys])
        _keep_addresses(target, before.feeds)
        _count_on(target)
        ahead = Raised(
            max(before.ahead.sequence, coming.ahead.sequence) + SEQUENCE_STEP,
            max(before.stamp, coming.stamp, datetime.now(UTC)) + timedelta(seconds=1),
        )
        renew(target, ahead, max(before.writes, coming.writes))
        feeds.count_publications_from(target, max(before.publication, coming.publication))
        erasing.erase_again(target, before.erasures)
        publish(target)
        return _counted(target)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What others may have seen of a store, and what they were promised."""

    ahead: Raised
    stamp: datetime
    writes: int
    publication: int
    erasures: tuple[Row[*tuple[object, ...]], ...]
    keys: tuple[Row[*tuple[object, ...]], ...]
    feeds: tuple[feeds.Feed, ...]

    @classmethod
    def of(cls, connection: Connection) -> _Seen:
        ahead = raised(connection)
        last = connection.execute(select(func.max(revisions.c.stamp, type_=revisions.c.stamp.type))).scalar()
        return cls(
            ahead,
            max(ahead.floor, last or ahead.floor),
            int(connection.execute(select(tables.identity.c.writes)).scalar_one()),
            feeds.publication(connection),
            tuple(connection.execute(select(tables.erasures))),
            tuple(connection.execute(select(keys))),
            feeds.all_feeds(connection),
        )


def _keep_addresses(connection: Connection, known: Iterable[feeds.Feed]) -> None:
    """Let calendars have the addresses that they have now: also what was closed, exchanged or made since the backup."""
    restored = {each.id: each for each in feeds.all_feeds(connection)}
    hashes = {each.token_hash for each in restored.values()}
    accepted = {*connection.execute(select(revisions.c.network).distinct()).scalars()}
    for each in known:
        same = restored.get(each.id)
        if same is not None and (same.network, same.audience) == (each.network, each.audience):
            feeds.set_address(connection, each)
        elif each.revoked_at is None and each.network in accepted and each.token_hash not in hashes:
            feeds.add_again(connection, each)


def _copy(source: Connection, target: Connection, table: Table) -> None:
    for rows in source.execute(select(table)).mappings().partitions(ROWS_PER_BATCH):
        target.execute(table.insert(), [dict(row) for row in rows])


def _counted(connection: Connection) -> Copied:
    found = connection.execute(select(func.count(revisions.c.network.distinct()), func.count())).one()
    return Copied(*found)


def _lock(connection: Connection) -> None:
    """Let others read and nobody write; on SQLite that is so already."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(each.name for each in tables.metadata.sorted_tables)
        connection.execute(text(f"LOCK TABLE {names} IN EXCLUSIVE MODE"))


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL count on from the ids that were inserted; SQLite does."""
    if connection.dialect.name == "postgresql":
        for name in ("feeds", "keys"):
            highest = f"SELECT coalesce(max(id), 0) + 1 FROM {name}"  # noqa: S608 - a constant
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), ({highest}), false)"))


@contextmanager
def _readable(path: Path) -> Iterator[Store]:
    """Open a copy of a backup, upgraded and found whole; the backup itself is not touched."""
    if not path.is_file():
        raise StoreError(NOT_A_BACKUP, file=str(path), reason=BoundMessage(MISSING))
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        with open_store(str(copy)) as backup:
            try:
                empty = backup.upgrade() is None
                whole = not empty and _is_whole(backup)
            except NewerStoreError:
                raise
            except StoreError as error:
                reason = BoundMessage(DAMAGED) if error.said.message is UNREACHABLE else error.said
                raise StoreError(NOT_A_BACKUP, file=str(path), reason=reason) from error
            if not whole:
                raise StoreError(NOT_A_BACKUP, file=str(path), reason=BoundMessage(DAMAGED))
            yield backup


def _is_whole(backup: Store) -> bool:
    with backup.reading() as connection:
        if connection.exec_driver_sql("PRAGMA integrity_check").scalar() != "ok":
            return False
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            return False
        kept = connection.execute(select(tables.documents))
        return all(hashlib.sha256(row.json.encode()).hexdigest() == row.sha256 for row in kept)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Yield the name of a file beside another, and remove what is left of it, also by processes that were killed."""
    for left in path.parent.glob(f".{path.name}.*.partial*"):
        if not _runs(left.name.removeprefix(f".{path.name}.").partition(".")[0]):
            left.unlink(missing_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        os.close(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield temporary
    finally:
        for left in path.parent.glob(f"{temporary.name}*"):
            left.unlink()


def _runs(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True


def _sync(path: Path) -> None:
    with suppress(PermissionError):  # a folder that may be written, but not read
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
