"""Jobs whose outcome somebody will ask for, also after the server that worked on them is gone."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from planner.store import tables


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it was last recorded.

    Attributes:
        alive_until: UTC; a job that is not over by then, and of which nothing more was recorded, never will be.
        status: of HTTP, for the result.
        result: as JSON; of a job that is not done the best it had.
        failure: why nothing came of it, as JSON, by language.
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
    """Record a new job."""
    connection.execute(tables.jobs.insert().values(asdict(row)))


def change_job(connection: Connection, row: JobRow) -> None:
    """Record what became of a job."""
    connection.execute(tables.jobs.update().where(tables.jobs.c.id == row.id).values(asdict(row)))


def keep_alive(connection: Connection, ids: Collection[str], until: datetime) -> None:
    """Say that these jobs are still being seen to."""
    connection.execute(tables.jobs.update().where(tables.jobs.c.id.in_(ids)).values(alive_until=until))


def find_job(connection: Connection, network: str, job: str) -> JobRow | None:
    """The job of that network with that id."""
    chosen = select(tables.jobs).where(tables.jobs.c.id == job, tables.jobs.c.network == network)
    row = connection.execute(chosen).one_or_none()
    return None if row is None else JobRow(**row._asdict())


def forget_jobs(connection: Connection, before: datetime) -> None:
    """Delete the jobs that were made before that."""
    connection.execute(delete(tables.jobs).where(tables.jobs.c.made_at < before))
