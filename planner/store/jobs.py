"""Records of jobs, so that their outcome can be read after the server that ran them has ended."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from planner.store import tables


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as last recorded.

    Attributes:
        alive_until: UTC; a job that is not final by then, and was not recorded again, counts as interrupted.
        status: HTTP status of the result.
        result: JSON; of a job that is not done the best answer so far.
        failure: the reason for a failure, as a JSON object by language.
    """

    id: str
    network: str
    kind: str
    made_at: datetime
    state: str
    alive_until: datetime
    status: int = 200
    result: str | None = None
    failure: str | None = None


def add_job(connection: Connection, row: JobRow) -> None:
    """Insert a new job; its network may be in a folder, and have nothing in the store yet."""
    connection.execute(tables.insert(connection, tables.networks).values(id=row.network).on_conflict_do_nothing())
    connection.execute(tables.jobs.insert().values(asdict(row)))


def change_job(connection: Connection, row: JobRow) -> None:
    """Update the record of a job."""
    connection.execute(tables.jobs.update().where(tables.jobs.c.id == row.id).values(asdict(row)))


def keep_alive(connection: Connection, ids: Collection[str], until: datetime) -> None:
    """Extend `alive_until` of these jobs (ids)."""
    connection.execute(tables.jobs.update().where(tables.jobs.c.id.in_(ids)).values(alive_until=until))


def find_job(connection: Connection, network: str, job: str) -> JobRow | None:
    """Return the job of a network by its id; None if there is none."""
    chosen = select(tables.jobs).where(tables.jobs.c.id == job, tables.jobs.c.network == network)
    row = connection.execute(chosen).one_or_none()
    return None if row is None else JobRow(**row._asdict())


def interrupt_jobs(connection: Connection) -> None:
    """Let every job that is not final count as interrupted, as nobody works on what a backup tells of."""
    under_way = tables.jobs.c.state.in_(("waiting", "running"))
    connection.execute(tables.jobs.update().where(under_way).values(alive_until=tables.jobs.c.made_at))


def forget_jobs(connection: Connection, before: datetime) -> None:
    """Delete the jobs that were created before that moment."""
    connection.execute(delete(tables.jobs).where(tables.jobs.c.made_at < before))
