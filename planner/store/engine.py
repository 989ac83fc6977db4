"""Engines for SQLite and PostgreSQL that keep what they have acknowledged."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from planner.store.errors import NO_DRIVER, UNKNOWN_KIND, StoreError

WAIT = 30
"""Seconds to wait for another process that writes, or for a server that does not answer."""

PAUSE = 0.01
"""Seconds between two attempts where SQLite does not wait by itself."""

_POSTGRESQL = ("postgres", "postgresql", "postgresql+psycopg")


def parse(address: str) -> URL:
    """The URL of a store; a path alone is an SQLite file.

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
    """An engine whose transactions begin as `Store` needs them.

    Raises:
        StoreError: if the driver is not installed.
    """
    if url.drivername == "sqlite":
        return _sqlite(url)
    try:
        return create_engine(url, connect_args={"connect_timeout": WAIT}, pool_pre_ping=True)
    except ModuleNotFoundError:
        raise StoreError(NO_DRIVER) from None


def file_of(url: URL) -> Path | None:
    """The file of an SQLite store."""
    return Path(url.database) if url.drivername == "sqlite" and url.database else None


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": WAIT})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: object) -> None:  # noqa: ANN401 - whatever the driver gives
    connection.isolation_level = None  # the driver begins no transactions; `_begin` does
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")


def _use_wal(connection: sqlite3.Connection) -> None:
    """Write ahead; of several who make the file at once SQLite refuses some at this point instead of waiting."""
    end = time.monotonic() + WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not error.sqlite_errorname.startswith("SQLITE_BUSY") or time.monotonic() > end:
                raise
            time.sleep(PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    """A transaction that will write takes the lock at once: a late one fails if another has written meanwhile."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
