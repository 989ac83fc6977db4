"""What tells a store from its copies, and what calendars have seen of it that a restored backup does not know."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnClause, Connection, literal_column, select

from planner.store.tables import identity

FileIdentity = tuple[int, int] | None


def file_identity(path: Path | None) -> FileIdentity:
    """Return device and inode of a file; None if there is none."""
    try:
        found = path.stat() if path is not None else None
    except OSError:
        return None
    return None if found is None else (found.st_dev, found.st_ino)


@dataclass(frozen=True, slots=True)
class Identity:
    """What a transaction sees of the store it is in.

    Attributes:
        place: of a file device and inode, of PostgreSQL the number of the table.
        generation: another one after each restore.
        writes: how many transactions wrote so far; less than was seen before only in an older copy.
    """

    place: object
    generation: str
    writes: int

    def replaced_since(self, seen: Identity) -> bool:
        """Return whether this is not the store that was seen, or that store as it was earlier."""
        return (self.place, self.generation) != (seen.place, seen.generation) or self.writes < seen.writes


def identity_of(connection: Connection, file: FileIdentity) -> Identity:
    """Return the identity of the store that the connection is to; `file` is that of an SQLite file."""
    place: ColumnClause[int] = literal_column("tableoid" if connection.dialect.name == "postgresql" else "NULL")
    row = connection.execute(select(identity.c.generation, identity.c.writes, place)).one()
    return Identity(row[2] if file is None else file, row[0], row[1])


MARK_LENGTH = 8


def mark_of(connection: Connection) -> str:
    """Return what tells numbers of revisions from those before the last restore; "" if there never was one."""
    row = connection.execute(select(identity.c.generation, identity.c.sequence_base)).one()
    return str(row.generation[:MARK_LENGTH]) if row.sequence_base else ""


def count_write(connection: Connection) -> int:
    """Count a transaction that writes, and return the new number.

    It is the last statement of each, since PostgreSQL lets one transaction at a time pass here.
    """
    more = identity.update().values(writes=identity.c.writes + 1).returning(identity.c.writes)
    return int(connection.execute(more).scalar_one())


@dataclass(frozen=True, slots=True)
class Raised:
    """By how much calendars are ahead of the revisions since a backup was restored.

    Attributes:
        sequence: added to every SEQUENCE (RFC 5545, 3.8.7.4).
        floor: no stamp is earlier.
    """

    sequence: int
    floor: datetime


def raised(connection: Connection) -> Raised:
    """Return by how much calendars are ahead."""
    row = connection.execute(select(identity.c.sequence_base, identity.c.stamp_floor)).one()
    return Raised(row.sequence_base, row.stamp_floor)


def renew(connection: Connection, ahead: Raised, writes: int) -> None:
    """Make the store another one, as after a restore."""
    values = {
        "generation": secrets.token_hex(16), "sequence_base": ahead.sequence, "stamp_floor": ahead.floor,
        "writes": writes,
    }  # fmt: skip
    connection.execute(identity.update().values(values))


def raise_floor(connection: Connection, floor: datetime) -> None:
    """Let calendars see no stamp before `floor`."""
    connection.execute(identity.update().values(stamp_floor=floor))
