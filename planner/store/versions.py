"""Which version a database has, and bringing it to this program's."""

from __future__ import annotations

import pkgutil
from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table, text

from planner.store import migrations
from planner.store.migrations import versions

VERSION_TABLE = "planner_version"
NEWEST = max(info.name[1:5] for info in pkgutil.iter_modules(versions.__path__))
"""The version this program reads and writes, as four digits."""

_BUILDING = 0x706C616E
"""Number of the lock that keeps two processes from making the same tables in PostgreSQL."""


def version_of(connection: Connection) -> str | None:
    """The version, or None if the database holds nothing of ours."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()


def bring_to(connection: Connection, version: str = NEWEST) -> None:
    """Run the migrations that are missing, in the connection's transaction."""
    # Imported here because it takes long and is needed once in the life of a database.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, version)


def lock_building(connection: Connection) -> None:
    """Wait until no other process builds; SQLite's own write lock, already held, does so there."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _BUILDING})
