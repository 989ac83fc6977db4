"""Tickets that call a worker to the queue, carried by Procrastinate; which job it takes there the queue decides.

A ticket names no job and holds nothing: one that is lost is written again, and one too many finds nothing to do. So the
tables of Procrastinate may be thrown away at any time. They stand in a schema of their own, named after the release of
Procrastinate, so that programs of several releases can use one database.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Self

from calendars.language import Message
from planner.store.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TASK = "planner.take"
QUEUE = "planner"
SEEN_SECONDS, LOST_SECONDS = 10.0, 30.0
"""Interval at which Procrastinate notes that a worker is there, and time after which its tickets are thrown away."""
POLL_SECONDS = 1.0
"""Interval at which tickets are looked for of which no notification came."""
RETRY_SECONDS = 1.0
"""Pause after the database failed."""
_SCHEMA_LOCK_KEY = 0x7469636B

ONLY_POSTGRESQL = Message(
    "tickets.only_postgresql", "Workers need a store in PostgreSQL (--store postgresql://…), not {store}."
)
NO_PROCRASTINATE = Message(
    "tickets.no_procrastinate", "Workers need an extra: pip install 'meeting-network-planner[workers]'"
)


def _schema() -> str:
    try:
        return f"procrastinate_{version('procrastinate').replace('.', '_')}"
    except ModuleNotFoundError:
        raise StoreError(NO_PROCRASTINATE) from None


def _settings() -> dict[str, Any]:
    return {"kwargs": {"options": f"-c search_path={_schema()}"}, "min_size": 1}


def _make_schema(address: str) -> None:
    """Make the tables of Procrastinate unless they are there."""
    import psycopg  # noqa: PLC0415 - an extra
    from procrastinate.schema import SchemaManager  # noqa: PLC0415

    with psycopg.connect(address) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (_SCHEMA_LOCK_KEY,))
        if connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (_schema(),)).fetchone() is None:
            connection.execute(f"CREATE SCHEMA {_schema()}".encode())
            connection.execute(f"SET LOCAL search_path TO {_schema()}".encode())
            connection.execute(SchemaManager.get_schema())


class Bell:
    """Writes tickets; a context manager.

    Args:
        address: of the database, as libpq reads it.

    Raises:
        StoreError: if Procrastinate is not installed.
    """

    def __init__(self, address: str) -> None:
        self._address, self._ready, self._opening = address, False, threading.Lock()
        _schema()
        from procrastinate import App, SyncPsycopgConnector  # noqa: PLC0415 - an extra

        self._app = App(connector=SyncPsycopgConnector(conninfo=address, max_size=2, **_settings()))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._close()

    def ring(self, jobs: int = 1) -> None:
        """Write as many tickets; what fails now is made good by the next sweep."""
        if jobs > 0:
            with self._making_good():
                self._opened().configure_task(TASK, queue=QUEUE).batch_defer(*[{} for _ in range(jobs)])

    def ring_for(self, waiting: int) -> None:
        """Write tickets until there are as many as jobs that wait."""
        if waiting > 0:
            with self._making_good():
                queues = self._opened().job_manager.list_queues(queue=QUEUE)
                self.ring(waiting - sum(each["todo"] for each in queues))

    @contextmanager
    def _making_good(self) -> Iterator[None]:
        """After an error begin anew the next time, also with tables that are gone."""
        try:
            yield
        except _database_errors():
            self._close()

    def _opened(self) -> Any:  # noqa: ANN401 - Procrastinate's App
        with self._opening:
            if not self._ready:
                _make_schema(self._address)
                self._app.open()
                self._ready = True
        return self._app

    def _close(self) -> None:
        with self._opening:
            if self._ready:
                self._app.close()
            self._ready = False


def _database_errors() -> tuple[type[Exception], ...]:
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 - an extra
    from psycopg import Error  # noqa: PLC0415

    return ConnectorException, Error, OSError


async def answer_tickets(address: str, slots: int, take: Callable[[], Awaitable[None]], ending: asyncio.Event) -> None:
    """Call `take` for every ticket, as many at a time as there are slots, until `ending`; the last calls may go on.

    Args:
        address: of the database, as libpq reads it.
        slots: the greatest number of calls at a time.
        take: does one job, if there is one. It must go on by itself when its call is cancelled.
        ending: set when no more tickets are to be answered.
    """
    from procrastinate import App, PsycopgConnector  # noqa: PLC0415 - an extra

    logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # it tells of every ticket; we tell of jobs
    while not ending.is_set():
        with suppress(Exception):  # whatever it is, it begins anew
            await asyncio.to_thread(_make_schema, address)
            app = App(connector=PsycopgConnector(conninfo=address, max_size=slots + 4, **_settings()))
            app.task(name=TASK, queue=QUEUE)(take)
            async with app.open_async():
                await _until(ending, _throw_away(app), _work(app, slots))
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), RETRY_SECONDS)


async def _until(ending: asyncio.Event, *work: Awaitable[None]) -> None:
    """Do these things until one of them ends, or it is to end."""
    running = [asyncio.ensure_future(each) for each in (ending.wait(), *work)]
    try:
        await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _work(app: Any, slots: int) -> None:  # noqa: ANN401 - Procrastinate's App
    await app.run_worker_async(
        queues=[QUEUE], concurrency=slots, install_signal_handlers=False, delete_jobs="always",
        fetch_job_polling_interval=POLL_SECONDS, shutdown_graceful_timeout=0.1,
        update_heartbeat_interval=SEEN_SECONDS, stalled_worker_timeout=LOST_SECONDS,
    )  # fmt: skip


async def _throw_away(app: Any) -> None:  # noqa: ANN401 - Procrastinate's App
    """Throw away the tickets that workers held which are lost."""
    from procrastinate.jobs import Status  # noqa: PLC0415

    manager = app.job_manager
    while True:
        for each in await manager.get_stalled_jobs(seconds_since_heartbeat=LOST_SECONDS):
            await manager.finish_job(each, status=Status.FAILED, delete_job=True)
        await asyncio.sleep(LOST_SECONDS)
