"""Opening a store: which one, is its version right, and transactions on it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from planner.store.engine import file_of, make_engine, parse
from planner.store.errors import (
    NewerStoreError,
    NothingAcceptedError,
    OlderStoreError,
    StoreError,
    StoreFullError,
    StoreUnreachableError,
)
from planner.store.versions import NEWEST, bring_to, lock_building, version_of

FILE = "network.sqlite"
"""Name of the store beside a network's own files."""
VARIABLE = "PLANNER_STORE"
"""Environment variable that names the store."""

_FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "53100"}
"""Codes of a full disk: SQLite's own, SQLite's for a file that may not grow, PostgreSQL's."""


def store_url(folder: Path, given: str | None = None) -> str:
    """Address of the store: as given, else as the environment says, else beside the network's files."""
    return given or os.environ.get(VARIABLE) or str(folder / FILE)


def open_store(address: str) -> Store:
    """The store at an address; nothing is read or made before the first transaction.

    Raises:
        StoreError: if it is no address of a store.
    """
    return Store(parse(address))


class Store:
    """A store, to be closed after use (`with`)."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._engine = make_engine(url)
        self._ready = False
        self.name = str(file_of(url) or url.render_as_string(hide_password=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees the store as it is at one moment.

        Raises:
            NothingAcceptedError: if the store does not exist yet.
            NewerStoreError, OlderStoreError: if another version of the program wrote it.
            StoreUnreachableError: if the database fails.
        """
        file = file_of(self._url)
        if file is not None and not file.exists():
            raise NothingAcceptedError(self.name)
        with self._transaction(isolation_level=None if file else "REPEATABLE READ") as connection:
            self._require(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction of which everything is kept or, after an error, nothing; makes a store that is missing.

        Raises:
            NewerStoreError, OlderStoreError, StoreUnreachableError: as for reading.
            StoreFullError: if there is no room.
        """
        with self._transaction(writes=True) as connection:
            self._require(connection, make=True)
            yield connection

    def upgrade(self) -> str | None:
        """Bring it to this program's version, and return the version it had.

        Raises:
            NewerStoreError, StoreFullError, StoreUnreachableError: as for writing.
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
            with self._engine.connect().execution_options(**chosen) as connection, connection.begin():
                yield connection
        except (IntegrityError, DataError):
            raise  # an error of this program's, not of the database
        except DBAPIError as error:
            raise self._explained(error.orig) from error
        except sqlite3.Error as error:  # while a connection is set up SQLAlchemy does not wrap them
            raise self._explained(error) from error

    def _explained(self, error: BaseException | None) -> StoreError:
        codes = {getattr(error, "sqlite_errorname", None), getattr(error, "sqlstate", None)}
        return StoreFullError(self.name) if codes & _FULL else StoreUnreachableError(self.name, str(error).strip())
