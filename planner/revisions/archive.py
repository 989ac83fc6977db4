"""The archive of a network: its revisions in a store, to be added to, listed, compared and taken out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from planner.revisions.accepting import Acceptance, Draft, Publish, accept
from planner.revisions.difference import Difference, difference
from planner.revisions.held_dates import is_held_id
from planner.revisions.life import Life, at_revision
from planner.store import revisions
from planner.store.documents import Content
from planner.store.errors import NothingAcceptedError
from planner.store.lives import lives
from planner.store.opening import FILE, Store, open_store, store_url
from planner.store.revisions import Revision


@dataclass(frozen=True, slots=True)
class Kept:
    """A revision with everything it stands for.

    Attributes:
        lives: of all meetings up to that revision.
    """

    revision: Revision
    content: Content
    lives: tuple[Life, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """One network in a store.

    Attributes:
        network: its id there.
    """

    store: Store
    network: str

    def accept(self, draft: Draft, acceptance: Acceptance, publish: Publish | None = None) -> Revision:
        """Make the draft the next revision; errors as for `planner.revisions.accepting.accept`."""
        return accept(self.store, self.network, draft, acceptance, publish)

    def newest(self) -> int:
        """Number of the last revision, 0 if there is none yet."""
        try:
            return self.history()[-1].number
        except NothingAcceptedError:
            return 0

    def history(self) -> tuple[Revision, ...]:
        """All revisions, oldest first; never empty.

        Raises:
            NothingAcceptedError: if there is none.
        """
        with self.store.reading() as connection:
            return self._history(connection)

    def kept(self, number: int | None = None) -> Kept:
        """A revision, the last one if no number is given.

        Raises:
            NothingAcceptedError, NoSuchRevisionError: if there is none, or not that one.
        """
        with self.store.reading() as connection:
            chosen = self._chosen(connection, number)
            return self._kept(connection, chosen, lives(connection, self.network))

    def difference(self, first: int, second: int) -> Difference:
        """From one revision to another, in either direction; errors as for `kept`."""
        with self.store.reading() as connection:
            for number in (first, second):
                self._chosen(connection, number)
            known = lives(connection, self.network)
            return difference(at_revision(known, first), at_revision(known, second))

    def everything(self) -> tuple[Kept, ...]:
        """All revisions as they were, oldest first; errors as for `history`."""
        with self.store.reading() as connection:
            known = lives(connection, self.network)
            return tuple(self._kept(connection, each, known) for each in self._history(connection))

    def _history(self, connection: Connection) -> tuple[Revision, ...]:
        found = revisions.history(connection, self.network)
        if not found:
            raise NothingAcceptedError(self.store.name)
        return found

    def _chosen(self, connection: Connection, number: int | None) -> Revision:
        newest = self._history(connection)[-1]
        return newest if number is None else revisions.numbered(connection, self.network, number)

    def _kept(self, connection: Connection, revision: Revision, known: tuple[Life, ...]) -> Kept:
        return Kept(revision, revisions.content(connection, revision), at_revision(known, revision.number))


@contextmanager
def open_archive(folder: Path, address: str | None = None, network: str | None = None) -> Iterator[Archive]:
    """The archive of the network in a folder.

    Args:
        folder: of the network; it need not exist if the two others are given.
        address: of the store; see `store_url` for what is taken if it is missing.
        network: id of the network in the store; if missing, the only network of a store that lies in the folder
            (which may have been renamed), else the folder's name.

    Raises:
        StoreError: if the store cannot be used.
    """
    found = store_url(folder, address)
    with open_store(found) as store:
        only = _only_network(store) if network is None and found == str(folder / FILE) else None
        yield Archive(store, network or only or folder.resolve().name)


def _only_network(store: Store) -> str | None:
    try:
        with store.reading() as connection:
            found = revisions.network_ids(connection)
    except NothingAcceptedError:
        return None
    real = [each for each in found if not is_held_id(each)]
    return real[0] if len(real) == 1 else None
