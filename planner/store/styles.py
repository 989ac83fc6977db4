"""Since when the entries of a network's feeds are written as they are."""

from __future__ import annotations

from sqlalchemy import Connection, select

from planner.store.tables import styles


def last_style(connection: Connection, network: str) -> tuple[int, str] | None:
    """The revision since which entries are written in one way, and a hash of that way; None before the first."""
    asked = select(styles.c.revision, styles.c.style).where(styles.c.network == network)
    row = connection.execute(asked.order_by(styles.c.revision.desc()).limit(1)).one_or_none()
    return None if row is None else (row.revision, row.style)


def add_style(connection: Connection, network: str, revision: int, style: str) -> None:
    """From that revision on they are written in another way."""
    connection.execute(styles.insert().values(network=network, revision=revision, style=style))
