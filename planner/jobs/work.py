"""Work that any server asks for and any worker does: its rows, and those of the workers; PostgreSQL alone.

All times are those of the database, so that the clocks of machines do not matter. Who decides whose turn it is holds
the lock of `lock`; who ends a job holds its row.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Row, delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from planner.store import jobs, tables
from planner.store.jobs import JobRow
from planner.store.tables import events, work, workers

_LOCK_KEY = 0x776F726B
"""Key of the PostgreSQL advisory lock that is held by who decides whose turn it is."""

NEWS = "planner_news"
"""Channel on which workers tell servers of which job there is news."""
ORDERS = "planner_orders"
"""Channel on which servers tell workers which job is to stop."""

FINAL = ("done", "stopped", "failed", "interrupted")
DURATIONS = 20
"""Jobs from which is guessed how long the next takes."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """What any worker needs to know of a job; the columns of `tables.work` that are known when it is asked for."""

    job: str
    network: str
    task: str
    form: str
    release: str
    arguments: str
    seconds: float
    asker: int
    most: int | None
    alike: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A job that is not over, as the rules of the queue look at it.

    Attributes:
        state: waiting or running.
        understood: whether a worker that was asked about understands it.
    """

    job: str
    network: str
    asker: int
    most: int | None
    state: str
    form: str
    release: str


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """A worker as last seen.

    Attributes:
        silent: seconds since then.
    """

    id: int
    name: str
    release: str
    forms: frozenset[str]
    slots: int
    silent: float


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event of a job."""

    number: int
    name: str
    document: str


@dataclass(frozen=True, slots=True)
class Found:
    """A job with its events after some number."""

    row: JobRow
    progress: str | None
    askers: tuple[int, ...]
    remembered: bool
    events: tuple[EventRow, ...]


def lock(connection: Connection) -> None:
    """Wait until nobody else decides whose turn it is."""
    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK_KEY})


def now(connection: Connection) -> float:
    """Return the time of the database."""
    return float(connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one())


def announce(connection: Connection, channel: str, job: str) -> None:
    """Tell whoever listens to a channel, once the transaction is committed, that there is something about a job."""
    connection.execute(select(func.pg_notify(channel, job)))


def register(connection: Connection, name: str, release: str, forms: Collection[str], slots: int) -> int:
    """Insert a worker and return its number, which no other ever had."""
    values = {"name": name, "release": release, "forms": json.dumps(sorted(forms)), "slots": slots}
    new = workers.insert().values(**values, seen_at=now(connection)).returning(workers.c.id)
    return int(connection.execute(new).scalar_one())


def renew(connection: Connection, worker: int, slots: int) -> bool:
    """Note that a worker was seen; return False if it was given up."""
    seen = workers.update().where(workers.c.id == worker).values(seen_at=now(connection), slots=slots)
    return connection.execute(seen).rowcount == 1


def give_up(connection: Connection, worker: int) -> None:
    """Delete a worker."""
    connection.execute(delete(workers).where(workers.c.id == worker))


def all_workers(connection: Connection) -> tuple[WorkerRow, ...]:
    """Return all workers, also those that have not been seen for a while."""
    moment, found = now(connection), connection.execute(select(workers).order_by(workers.c.id))
    return tuple(
        WorkerRow(
            each.id, each.name, each.release, frozenset(json.loads(each.forms)), each.slots, moment - each.seen_at
        )
        for each in found
    )


def line(connection: Connection) -> tuple[Line, ...]:
    """Return the jobs that are not over, in the order in which they were asked for."""
    shown = (work.c.job, work.c.network, work.c.asker, work.c.most, tables.jobs.c.state, work.c.form, work.c.release)
    chosen = select(*shown).join(tables.jobs, tables.jobs.c.id == work.c.job).where(work.c.ended_at.is_(None))
    return tuple(Line(*each) for each in connection.execute(chosen.order_by(work.c.asked_at, work.c.job)))


def turns(connection: Connection, networks: Collection[str]) -> Mapping[tuple[str, int | None], int]:
    """Return when these networks, and the keys within them, had their last turn, as far as it is known."""
    chosen = select(work.c.network, work.c.asker, func.max(work.c.turn)).where(
        work.c.network.in_(networks), work.c.turn.is_not(None)
    )
    found: dict[tuple[str, int | None], int] = {}
    for network, asker, turn in connection.execute(chosen.group_by(work.c.network, work.c.asker)):
        found[network, asker] = turn
        found[network, None] = max(turn, found.get((network, None), 0))
    return found


def mean_duration(connection: Connection) -> float:
    """Return how many seconds the last jobs took; 1 if there was none."""
    last = (
        select((work.c.ended_at - work.c.taken_at).label("seconds"))
        .where(work.c.ended_at.is_not(None), work.c.taken_at.is_not(None))
        .order_by(work.c.ended_at.desc())
        .limit(DURATIONS)
        .subquery()
    )
    found = connection.execute(select(func.avg(last.c.seconds))).scalar()
    return 1.0 if found is None else float(found)


def like(connection: Connection, alike: str) -> str | None:
    """Return a job that is asked alike, is not over and is not to stop, with its row locked."""
    same = work.c.alike == alike, work.c.ended_at.is_(None), work.c.stopping.is_(False)
    return connection.execute(select(work.c.job).where(*same).limit(1).with_for_update()).scalar()


def add(connection: Connection, row: JobRow, asked: WorkRow) -> None:
    """Insert a job that waits."""
    jobs.add_job(connection, row)
    values = {"remembered": False, "askers": json.dumps([asked.asker]), "gone": "[]", "stopping": False, "events": 0}
    connection.execute(work.insert().values(**asdict(asked), **values, asked_at=now(connection)))


def find(connection: Connection, job: str, after: int = 0) -> Found | None:
    """Return a job with its events after a number; None if there is none."""
    chosen = select(tables.jobs, work.c.progress, work.c.askers, work.c.remembered).join(work).where(work.c.job == job)
    row = connection.execute(chosen).one_or_none()
    if row is None:
        return None
    later = select(events.c.number, events.c.name, events.c.document).where(
        events.c.job == job, events.c.number > after
    )
    happened = tuple(EventRow(*each) for each in connection.execute(later.order_by(events.c.number)))
    values = row._asdict()
    progress, askers, remembered = values.pop("progress"), values.pop("askers"), values.pop("remembered")
    return Found(JobRow(**values), progress, tuple(json.loads(askers)), remembered, happened)


def remembered(connection: Connection, network: str, most: int) -> tuple[str, ...]:
    """Return the ids of the jobs of a network that can be asked for, the newest first."""
    chosen = select(work.c.job).where(work.c.network == network, work.c.remembered)
    return tuple(connection.execute(chosen.order_by(work.c.asked_at.desc(), work.c.job).limit(most)).scalars())


def numbers(connection: Connection, ids: Collection[str]) -> Mapping[str, int]:
    """Return how many events each of these jobs had; those that are no longer there are left out."""
    chosen = select(work.c.job, work.c.events).where(work.c.job.in_(ids))
    return {each.job: each.events for each in connection.execute(chosen)}


def remember(connection: Connection, job: str) -> None:
    """Let a job be asked for once it is over."""
    connection.execute(work.update().where(work.c.job == job).values(remembered=True))


def held(connection: Connection, job: str) -> Row[*tuple[object, ...]] | None:
    """Return the row of a job that is not over, locked so that nobody else ends it; None if it is over."""
    chosen = select(work).where(work.c.job == job, work.c.ended_at.is_(None))
    return connection.execute(chosen.with_for_update()).one_or_none()


def set_askers(connection: Connection, job: str, waiting: Iterable[int], gone: Iterable[int]) -> None:
    """Say who waits for a job, and who stopped it for himself; its row is held."""
    values = {"askers": json.dumps(list(waiting)), "gone": json.dumps(sorted(gone))}
    connection.execute(work.update().where(work.c.job == job).values(values))


def set_stopping(connection: Connection, job: str) -> None:
    """Say that a job is to end with the best answer so far; its row is held."""
    connection.execute(work.update().where(work.c.job == job).values(stopping=True))
    announce(connection, ORDERS, job)


def stopping(connection: Connection, worker: int) -> frozenset[str]:
    """Return the jobs of a worker that are to stop."""
    chosen = select(work.c.job).where(work.c.worker == worker, work.c.ended_at.is_(None), work.c.stopping)
    return frozenset(connection.execute(chosen).scalars())


def take(connection: Connection, job: str, worker: int) -> WorkRow | None:
    """Let a worker take a waiting job, with the next turn; None if it is over meanwhile. The lock is held."""
    if held(connection, job) is None:
        return None
    highest = select(func.coalesce(func.max(work.c.turn), 0) + 1).scalar_subquery()
    taken = work.update().where(work.c.job == job)
    connection.execute(taken.values(worker=worker, turn=highest, taken_at=now(connection)))
    connection.execute(tables.jobs.update().where(tables.jobs.c.id == job).values(state="running"))
    names = WorkRow.__slots__
    row = connection.execute(select(*(work.c[each] for each in names)).where(work.c.job == job)).one()
    return WorkRow(**row._asdict())


def running(connection: Connection, worker: int) -> frozenset[str]:
    """Return the jobs that a worker took and that are not over."""
    chosen = select(work.c.job).where(work.c.worker == worker, work.c.ended_at.is_(None))
    return frozenset(connection.execute(chosen).scalars())


def orphans(connection: Connection) -> tuple[str, ...]:
    """Return the jobs that are not over and whose worker was given up."""
    chosen = select(work.c.job).where(work.c.ended_at.is_(None), work.c.worker.not_in(select(workers.c.id)))
    return tuple(connection.execute(chosen).scalars())


def tell(connection: Connection, job: str, network: str, happened: Sequence[EventRow], progress: str | None) -> None:
    """Add events to a job whose row is held; of the best answers only the last is kept."""
    if any(each.name == "better" for each in happened):
        connection.execute(delete(events).where(events.c.job == job, events.c.name == "better"))
    if happened:
        rows = [{"job": job, "network": network, **asdict(each)} for each in happened]
        connection.execute(insert(events).values(rows).on_conflict_do_nothing())
        later = {"events": happened[-1].number} | ({} if progress is None else {"progress": progress})
        connection.execute(work.update().where(work.c.job == job).values(later))
    announce(connection, NEWS, job)


def end(connection: Connection, job: str) -> None:
    """Say that a job is over; its row is held."""
    connection.execute(work.update().where(work.c.job == job).values(ended_at=now(connection)))


def forget(connection: Connection, seconds: float) -> None:
    """Delete jobs that ended so many seconds ago and that nobody can ask for."""
    left = work.c.remembered.is_(False), work.c.ended_at < now(connection) - seconds
    connection.execute(delete(tables.jobs).where(tables.jobs.c.id.in_(select(work.c.job).where(*left))))
