"""Nothing acknowledged is lost and nothing half-published is seen, whenever the process is killed."""

from __future__ import annotations

import multiprocessing
import random
import time
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest

from planner.feeds.audiences import all_audiences
from planner.store import feeds
from planner.store.archive import Archive
from planner.store.database import Store, file_of, open_store, parse
from tests.planner.announcements import NETWORK, NETWORK_ID
from tests.planner.feeds.reading import events
from tests.planner.postgresql_server import Server
from tests.planner.store.accepting_process import accept_until_killed, meetings, prepare

IN_ONE_STORE = 20
"""Kills before a new store is begun."""


@pytest.fixture(scope="module")
def processes() -> multiprocessing.context.ForkServerContext:
    """Processes that start in milliseconds, for the server they are forked from has imported everything."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.planner.store.accepting_process", "psycopg"])
    return context


def kill_one(address: str, draw: random.Random, processes: multiprocessing.context.ForkServerContext) -> int:
    """Number of the last revision that a process acknowledges before it is killed, at a random moment of accepting.

    The moment lies within the time that one more revision takes, as measured on the ones before.
    """
    ours, theirs = processes.Pipe()
    process = processes.Process(target=accept_until_killed, args=(address, theirs))
    process.start()
    theirs.close()
    acknowledged = int(ours.recv())
    begun, more = time.monotonic(), draw.randint(1, 3)
    for _ in range(more):
        acknowledged = int(ours.recv())
    time.sleep(draw.random() * (time.monotonic() - begun) / more)
    process.kill()
    process.join()
    return _last(ours, acknowledged)


def _last(pipe: Pipe, acknowledged: int) -> int:
    """The last number that was sent before the pipe broke."""
    with pipe:
        while True:
            try:
                acknowledged = int(pipe.recv())
            except EOFError:
                return acknowledged


def wait_for_commit(store: Store) -> None:
    """Wait until PostgreSQL has ended the transaction whose commit a process asked for before it was killed.

    The server may show it between two readings. Each transaction that writes lets the next pass once it is committed.
    """
    with store.writing():
        pass


def require_whole(store: Store, acknowledged: int) -> None:
    """Everything acknowledged is there, and every revision there is published whole."""
    archive = Archive(store, NETWORK_ID)
    everything = archive.everything()
    numbers = [kept.revision.number for kept in everything]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= acknowledged
    for kept in everything:
        expected = {each.meeting: each for each in meetings(kept.revision.number)}
        assert {
            each.announced.meeting: each.announced for each in kept.meeting_histories if not each.cancelled
        } == expected
        assert {each.meeting for each in kept.content.plan.meetings} == expected.keys()
    with store.reading() as connection:
        shown = {each.feed: events(each.body) for each in feeds.current_of(connection, NETWORK_ID)}
    assert len(shown) == len(all_audiences(NETWORK))
    for each in (shown[feed].values() for feed in (1, 2, 3, 4)):  # all but the venue see the meetings alone
        held = {event.start for event in each if event.status == "CONFIRMED"}
        assert held == {announced.start for announced in meetings(len(numbers))}


def require_sound(store: Store, address: str) -> None:
    """SQLite finds nothing wrong in its own file."""
    if file_of(parse(address)) is not None:
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def kill_often(addresses: list[str], times: int, processes: multiprocessing.context.ForkServerContext) -> None:
    """Kill a process at random moments, and look at the store after each."""
    draw = random.Random(times)  # noqa: S311 - moments, not secrets
    for address in addresses:
        with open_store(address) as store:
            prepare(store)
            for _ in range(times // len(addresses)):
                acknowledged = kill_one(address, draw, processes)
                wait_for_commit(store)
                require_whole(store, acknowledged)
            require_sound(store, address)


def test_a_few_kills_lose_nothing(address: str, processes: multiprocessing.context.ForkServerContext) -> None:
    kill_often([address], 6, processes)


@pytest.mark.slow
def test_200_kills_lose_nothing_in_sqlite(tmp_path: Path, processes: multiprocessing.context.ForkServerContext) -> None:
    kill_often([str(tmp_path / f"{n}.sqlite") for n in range(200 // IN_ONE_STORE)], 200, processes)


@pytest.mark.slow
def test_200_kills_lose_nothing_in_postgresql(
    postgresql: Server, processes: multiprocessing.context.ForkServerContext
) -> None:
    kill_often([postgresql.new_database() for _ in range(200 // IN_ONE_STORE)], 200, processes)
