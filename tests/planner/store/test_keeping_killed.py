"""Backups, restores and erasures that are killed at random moments: all or nothing."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Callable
from multiprocessing.connection import Connection as Pipe
from pathlib import Path

import pytest

from planner.store import feeds
from planner.store.archive import Archive
from planner.store.backup import back_up
from planner.store.database import Store, file_of, open_store, parse
from planner.use_cases.keeping import erase_person, restore
from tests.planner.announcements import NETWORK_ID, accepted, announced
from tests.planner.postgresql_server import Server
from tests.planner.store.test_erasing import MEMBER, STAFF, Who, fill, require_gone, written
from tests.planner.store.test_killed import require_sound, wait_for_commit

BEFORE, AFTER = 3, 5
"""Revisions that the backup has, and the store when it is restored."""
LATER = "later.backup"
Work = Callable[[Store, Path], object]


def do_backup(store: Store, backup: Path) -> object:
    return back_up(store, backup.with_name(LATER))


def do_restore(store: Store, backup: Path) -> object:
    return restore(store, backup)


def do_erase(store: Store, _backup: Path) -> object:
    return erase_person(Archive(store, NETWORK_ID), MEMBER, "Anne")


def work(address: str, backup: Path, does: Work, pipe: Pipe) -> None:
    """Do it once, and say when it begins and that it is done."""
    with open_store(address) as store:
        Archive(store, NETWORK_ID).newest()
        pipe.send("begins")
        does(store, backup)
        pipe.send("done")


@pytest.fixture(scope="module")
def processes() -> multiprocessing.context.ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.planner.store.test_keeping_killed", "psycopg"])
    return context


class Trial:
    """A store with a backup, on which work is done and killed."""

    def __init__(self, address: str, folder: Path, processes: multiprocessing.context.ForkServerContext) -> None:
        self.address, self.backup, self._processes = address, folder / "store.backup", processes
        with open_store(address) as store:
            fill(store, written(), Who(), BEFORE)
            back_up(store, self.backup)
        self.go_on()

    def go_on(self) -> None:
        """Accept what the backup does not have."""
        with open_store(self.address) as store:
            for day in range(Archive(store, NETWORK_ID).newest(), AFTER):
                accepted(store, [announced(day=30 + day)])

    def run(self, does: Work, kill_after: float | None) -> tuple[bool, float]:
        """Return whether it was acknowledged, and the seconds that it took."""
        ours, theirs = self._processes.Pipe()
        process = self._processes.Process(target=work, args=(self.address, self.backup, does, theirs))
        process.start()
        theirs.close()
        assert ours.recv() == "begins"
        begun = time.monotonic()
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        try:
            done = ours.recv() == "done"
        except EOFError:
            done = False
        process.join()
        seconds = time.monotonic() - begun
        with open_store(self.address) as store:
            wait_for_commit(store)
        return done, seconds

    def require_backup(self) -> None:
        with open_store(str(self.backup.with_name("copy"))) as copy:
            restore(copy, self.backup.with_name(LATER))
            assert Archive(copy, NETWORK_ID).newest() in {BEFORE, AFTER}

    def require_restored(self, *, done: bool) -> None:
        with open_store(self.address) as store:
            newest = Archive(store, NETWORK_ID).newest()
            assert newest in ({BEFORE} if done else {BEFORE, AFTER})
            with store.reading() as connection:
                shown = list(feeds.current_of(connection, NETWORK_ID))
                assert len(shown) == len([each for each in feeds.all_feeds(connection) if each.revoked_at is None])
        self._require_sound()

    def require_erased(self, *, done: bool) -> None:
        with open_store(self.address) as store:
            found = {each.id for each in Archive(store, NETWORK_ID).kept(1).content.network.members}
            assert found in ({"erased-1", "m1"}, {MEMBER, "m1"})
            if done:
                assert MEMBER not in found
                require_gone(store, MEMBER)
            assert len(Archive(store, NETWORK_ID).everything()) in {BEFORE, AFTER}
        self._require_sound()

    def _require_sound(self) -> None:
        if file_of(parse(self.address)) is not None:
            with open_store(self.address) as store:
                require_sound(store, self.address)


def kill_often(trial: Trial, times: int) -> None:
    """Kill backups, restores and the one erasure at random moments within the time each takes, and look each time."""
    draw = random.Random(times)  # noqa: S311 - moments, not secrets
    backup_seconds, restore_seconds = (trial.run(each, None)[1] for each in (do_backup, do_restore))
    for _ in range(times):
        trial.go_on()
        trial.run(do_backup, draw.random() * backup_seconds)
        trial.require_backup()
        done, _ = trial.run(do_restore, draw.random() * restore_seconds)
        trial.require_restored(done=done)
        done, _ = trial.run(do_erase, draw.random() * restore_seconds)
        trial.require_erased(done=done)
    assert trial.run(do_erase, None)[0]  # what was broken off is repeated
    trial.require_erased(done=True)
    with open_store(trial.address) as store:
        assert Archive(store, NETWORK_ID).kept(1).content.network.staff[0].id == STAFF


def test_a_few_kills_leave_all_or_nothing(
    address: str, tmp_path: Path, processes: multiprocessing.context.ForkServerContext
) -> None:
    kill_often(Trial(address, tmp_path, processes), 1)


@pytest.mark.slow
def test_150_kills_leave_all_or_nothing_in_sqlite(
    tmp_path: Path, processes: multiprocessing.context.ForkServerContext
) -> None:
    for number in range(5):
        place = tmp_path / str(number)
        place.mkdir()
        kill_often(Trial(str(place / "network.sqlite"), place, processes), 10)


@pytest.mark.slow
def test_60_kills_leave_all_or_nothing_in_postgresql(
    postgresql: Server, tmp_path: Path, processes: multiprocessing.context.ForkServerContext
) -> None:
    for number in range(2):
        place = tmp_path / str(number)
        place.mkdir()
        kill_often(Trial(postgresql.new_database(), place, processes), 10)
