"""The database connection of a store: its address, engine, schema version, and transactions."""

from __future__ import annotations

import logging
import os
import pkgutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, column, create_engine, event, inspect, make_url, select, table, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from planner.store import migrations
from planner.store.errors import (
    NO_DRIVER,
    UNKNOWN_KIND,
    NewerStoreError,
    NothingAcceptedError,
    OlderStoreError,
    StoreError,
    StoreFullError,
    StoreReadOnlyError,
    StoreReplacedError,
    StoreUnreachableError,
)
from planner.store.identity import FileIdentity, Identity, count_write, file_identity, identity_of
from planner.store.migrations import versions

_LOG = logging.getLogger(__name__)

LOCK_TIMEOUT_SECONDS = 30
"""How long to wait for another process that writes, or for a server that does not answer."""

POOL_TIMEOUT_SECONDS = 10.0
"""How long to wait for one of the connections of this process, all of which are in use."""

PASSING_SECONDS = 2
"""Longest pause between two statements about work under way, for which others may have to wait."""

RETRY_PAUSE_SECONDS = 0.01
"""Pause between two attempts where SQLite does not wait by itself."""

_POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")


def parse(address: str) -> URL:
    """Return the URL of a store; a path alone means an SQLite file.

    Raises:
        StoreError: if it is no address of SQLite or PostgreSQL.
    """
    if "://" not in address:
        return URL.create("sqlite", database=address)
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        raise StoreError(UNKNOWN_KIND, found=address.partition(":")[0]) from None
    if url.drivername in _POSTGRESQL:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url
    raise StoreError(UNKNOWN_KIND, found=url.drivername)


def make_engine(url: URL) -> Engine:
    """Return an SQLAlchemy engine whose transactions begin as `Store` requires.

    Raises:
        StoreError: if the database driver is not installed.
    """
    if url.drivername == "sqlite":
        return _sqlite(url)
    try:
        return create_engine(
            url,
            connect_args={"connect_timeout": LOCK_TIMEOUT_SECONDS},
            pool_pre_ping=True,
            pool_timeout=POOL_TIMEOUT_SECONDS,
        )
    except ModuleNotFoundError:
        raise StoreError(NO_DRIVER) from None


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite store; None for other databases."""
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": LOCK_TIMEOUT_SECONDS}, pool_timeout=POOL_TIMEOUT_SECONDS)
    event.listen(engine, "do_connect", _open)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


_FILE, _READ_ONLY = "file", "read only"
"""Keys of what is kept with a connection."""


def _open(_dialect: object, record: Any, arguments: list[Any], options: dict[str, Any]) -> sqlite3.Connection:  # noqa: ANN401 - SQLAlchemy's
    """Open a file, and keep with the connection which file that is; one that cannot be written, for reading alone."""
    path = Path(arguments[0])
    before = file_identity(path)
    may_write = before is None or all(os.access(each, os.W_OK, effective_ids=True) for each in (path, path.parent))
    if may_write:
        connection: sqlite3.Connection = sqlite3.connect(*arguments, **options)
        record.info[_FILE], record.info[_READ_ONLY] = before or file_identity(path), False
        return connection
    connection, followed = _open_for_reading(path, options)
    record.info[_FILE], record.info[_READ_ONLY] = before if followed else None, True  # without, it is opened each time
    return connection


def _open_for_reading(path: Path, options: dict[str, Any]) -> tuple[sqlite3.Connection, bool]:
    """Open a file that this process may not write; return also whether it is seen when others write it.

    With write-ahead logging SQLite needs two more files beside it. Where it may not make them nobody writes, as long as
    no log is left over, and the file can be read as one that does not change.
    """
    address, options = f"{path.absolute().as_uri()}?mode=ro", {**options, "uri": True}
    connection = sqlite3.connect(address, **options)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        log = path.with_name(f"{path.name}-wal")
        if log.exists() and log.stat().st_size:
            raise
        return sqlite3.connect(f"{address}&immutable=1", **options), False
    return connection, True


def _set_up(connection: Any, record: Any) -> None:  # noqa: ANN401 - whatever the driver gives
    connection.isolation_level = None  # the driver begins no transactions; `_begin` does
    if not record.info[_READ_ONLY]:
        _use_wal(connection)
        connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to write-ahead logging; retry, because SQLite fails at once if several processes create the file."""
    end = time.monotonic() + LOCK_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(RETRY_PAUSE_SECONDS)
        else:
            return


def _begin(connection: Connection) -> None:
    """Begin a transaction; one that will write takes SQLite's lock now, as a later upgrade of the lock could fail."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


VERSION_TABLE = "planner_version"
NEWEST = max(info.name[1:5] for info in pkgutil.iter_modules(versions.__path__))
"""The schema version that this program reads and writes, as four digits."""

_MIGRATION_LOCK_KEY = 0x706C616E
"""Key of the PostgreSQL advisory lock that keeps two processes from creating the same tables."""


def version_of(connection: Connection) -> str | None:
    """Return the schema version; None if the database holds no tables of this program."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()


def bring_to(connection: Connection, version: str = NEWEST) -> None:
    """Run the missing migrations in the connection's transaction."""
    # Imported here because Alembic is slow to import and rarely needed.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def lock_building(connection: Connection) -> None:
    """Wait until no other process runs migrations; on SQLite the write lock, already held, suffices."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATION_LOCK_KEY})


_DISK_FULL_CODES = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_SHMSIZE", "SQLITE_IOERR_TRUNCATE", "53100"}
"""Error codes of a full disk: SQLite's own, SQLite's for a file at its size limit, PostgreSQL's."""
_READ_ONLY_CODES = {"SQLITE_READONLY", "SQLITE_READONLY_DIRECTORY", "SQLITE_READONLY_DBMOVED", "25006", "42501"}
"""Error codes of a store that may only be read: SQLite's, and PostgreSQL's for a server and for a user that may not."""


def open_store(address: str) -> Store:
    """Return the store at an address; nothing is read or created before the first transaction.

    Raises:
        StoreError: if it is no address of a store.
    """
    return Store(parse(address))


class Store:
    """An open store; a context manager that closes its connections.

    If another store comes in its place while it is open, as a backup that is restored, the next transaction that
    writes is refused: what it rests on may never have been there. The one after that is not.

    Attributes:
        replacements: how often another store was found in its place.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine = make_engine(url)
        self._file = file_of(url)
        self._ready = False
        self._seen: Identity | None = None
        self._unsaid = False
        self.replacements = 0
        self.name = str(file_of(url) or url.render_as_string(hide_password=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.close()

    @property
    def file(self) -> Path | None:
        """The file of an SQLite store; None for other databases."""
        return self._file

    @property
    def postgresql(self) -> str | None:
        """The address with its password, as libpq reads it; None for other databases."""
        if self._file is not None:
            return None
        return self._url.set(drivername="postgresql").render_as_string(hide_password=False)

    def adopt(self) -> None:
        """Take what is in place of the store now for the store, as who put it there does."""
        self._seen, self._unsaid = None, False

    def compact(self) -> None:
        """Give back the room of what was deleted, so that nothing of it is left in the files of the database.

        Raises:
            StoreError: if the database cannot do it now; what was deleted is deleted all the same.
        """
        statements = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] if self._file else ["VACUUM (FULL)"]
        try:
            with self._connected() as connection:
                if self._file is None:
                    connection.execution_options(isolation_level="AUTOCOMMIT")
                    for statement in statements:
                        connection.exec_driver_sql(statement)
                else:
                    driver: Any = connection.connection.driver_connection
                    for statement in statements:
                        driver.execute(statement).fetchall()
        except DBAPIError as error:
            raise self._explained(error.orig) from error
        except sqlite3.Error as error:
            raise self._explained(error) from error

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Begin a transaction that reads one consistent snapshot.

        Raises:
            NothingAcceptedError: if the store does not exist yet.
            NewerStoreError, OlderStoreError: if another version of the program wrote it.
            StoreUnreachableError: if the database fails.
        """
        if self._file is not None and not self._file.exists():
            raise NothingAcceptedError(self.name)
        seen = self._seen
        with self._transaction(isolation_level=None if self._file else "REPEATABLE READ") as connection:
            self._require(connection)
            self._look(connection, seen)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Begin a transaction that is committed at the end of the block, or rolled back on an error.

        A missing store is created.

        Raises:
            NewerStoreError, OlderStoreError, StoreUnreachableError: as for `reading`.
            StoreFullError: if the disk is full.
            StoreReadOnlyError: if the store may only be read.
            StoreReplacedError: if another store is in its place since the last transaction.
        """
        seen = self._seen
        with self._unmade_on_error(seen), self._transaction(writes=True) as connection:
            self._require(connection, make=True)
            found = self._look(connection, seen)
            if self._unsaid:
                self._unsaid = False
                raise StoreReplacedError(self.name)
            yield connection
            written = replace(found, writes=count_write(connection))
            if self._file is not None and file_identity(self._file) != found.place:
                raise StoreReplacedError(self.name)  # nobody would open again the file that is written
        if self._seen == found:
            self._seen = written

    @contextmanager
    def passing(self) -> Iterator[Connection]:
        """Begin a transaction about work under way, which nobody counts as a write: it may be lost with the store.

        A missing store is created. What it locks is free again soon, also if this process, or its machine, freezes:
        PostgreSQL ends a transaction that has nothing to do for `PASSING_SECONDS`.

        Raises:
            StoreError: as for `writing`; not if another store is in its place.
        """
        with self._transaction(writes=True) as connection:
            if self._file is None:
                connection.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{PASSING_SECONDS}s'")
            self._require(connection, make=True)
            yield connection

    @contextmanager
    def _unmade_on_error(self, seen: Identity | None) -> Iterator[None]:
        """On an error forget which store it is, if it was not known before: one just made is gone again."""
        try:
            yield
        except BaseException:
            if seen is None:
                self._seen = None
            raise

    def _look(self, connection: Connection, seen: Identity | None) -> Identity:
        """Return which store this is, and remember if it is not the one that was seen before."""
        found = identity_of(connection, _file_identity_of(connection))
        if seen is not None and found.replaced_since(seen) and self._seen and found.replaced_since(self._seen):
            _LOG.warning("%s was replaced while it was open.", self.name)
            self._unsaid, self._seen = True, found
            self.replacements += 1
        elif self._seen is None or not found.replaced_since(self._seen):
            self._seen = found
        return found

    def upgrade(self) -> str | None:
        """Migrate the store to this program's schema version.

        Returns:
            The version it had; None if it was empty.

        Raises:
            NewerStoreError, StoreFullError, StoreUnreachableError: as for `writing`.
        """
        with self._transaction(writes=True) as connection:
            lock_building(connection)
            found = version_of(connection)
            self._refuse_newer(found)
            bring_to(connection)
            return found

    def _require(self, connection: Connection, *, make: bool = False) -> None:
        if self._ready:
            return
        found = version_of(connection)
        if found is None and make:
            lock_building(connection)
            bring_to(connection)
            return  # not ready before it is committed
        if found is None:
            raise NothingAcceptedError(self.name)
        self._refuse_newer(found)
        if found < NEWEST:
            raise OlderStoreError(self.name, found, NEWEST)
        self._ready = True

    def _refuse_newer(self, found: str | None) -> None:
        if found is not None and found > NEWEST:
            raise NewerStoreError(self.name, found, NEWEST)

    @contextmanager
    def _transaction(self, **options: object) -> Iterator[Connection]:
        chosen = {name: value for name, value in options.items() if value is not None}
        try:
            with self._connected().execution_options(**chosen) as connection, connection.begin():
                yield connection
        except (IntegrityError, DataError):
            raise  # an error of this program's, not of the database
        except PoolTimeoutError as error:
            raise StoreUnreachableError(self.name, str(error).partition(" (")[0]) from error
        except DBAPIError as error:
            raise self._explained(error.orig) from error
        except sqlite3.Error as error:  # while a connection is set up SQLAlchemy does not wrap them
            raise self._explained(error) from error

    def _connected(self) -> Connection:
        """Return a connection to the file that is there now."""
        connection = self._engine.connect()
        if self._file is None or _file_identity_of(connection) == file_identity(self._file):
            return connection
        connection.close()
        self._engine.dispose()
        self._ready = False
        return self._engine.connect()

    def _explained(self, error: BaseException | None) -> StoreError:
        codes = {getattr(error, "sqlite_errorname", None), getattr(error, "sqlstate", None)}
        if codes & _DISK_FULL_CODES:
            return StoreFullError(self.name)
        if codes & _READ_ONLY_CODES:
            return StoreReadOnlyError(self.name)
        return StoreUnreachableError(self.name, str(error).strip())


def _file_identity_of(connection: Connection) -> FileIdentity:
    found: FileIdentity = connection.connection.info.get(_FILE)
    return found
