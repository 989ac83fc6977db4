"""What pages show of plans, kept as long as nothing it is made from changes: judged plans, and networks of today."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, cast

from calendars.language import Locale
from constraints.check import check
from constraints.problem.outcome import Verdict
from planner.files.plan_file import meant, parse_plan
from planner.network.problem import build_problem
from planner.reschedule.reserves import in_reserve
from planner.store import revisions
from planner.store.errors import NothingAcceptedError
from planner.store.feeds import feeds_of, tellings_of
from planner.store.uploads import current_document
from planner.use_cases.homes import Home, KnownNetwork, spoken
from planner.use_cases.status import status

if TYPE_CHECKING:
    from planner.network.network import Network
    from planner.schemas.foresight import InReserve
    from planner.schemas.status import StatusJson
    from planner.store.database import Store
    from planner.store.revisions import Revision

ENTRIES_MAX = 48
"""Judged plans and networks that are kept."""
FRESH_SECONDS = 300.0
"""Time after which files are read again even if they look unchanged: they may name calendars elsewhere."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A revision, and the check of its plan under the network that it was accepted with."""

    revision: Revision
    verdict: Verdict


class Memory:
    """The most recently used results; thread-safe.

    Args:
        store: the store that is served.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def accepted(self, home: Home, locale: Locale, number: int | None = None) -> Accepted:
        """Return a revision, the last one by default, in that language.

        Raises:
            NothingAcceptedError: if there is none.
            NoSuchRevisionError: if there is none with that number.
        """
        with self._store.reading() as connection:
            last = revisions.last(connection, home.network)
            if last is None:
                raise NothingAcceptedError(self._store.name)
            revision = last if number is None else revisions.numbered(connection, home.network, number)

            def judged() -> Verdict:
                content = revisions.content(connection, revision)
                return check(build_problem(spoken(content.network, locale)), content.plan)

            return Accepted(revision, self._made((revision.network_document, revision.plan_document, locale), judged))

    def network_of(self, revision: Revision) -> Network:
        """Return the network that a revision was accepted with."""

        def read() -> Network:
            with self._store.reading() as connection:
                return revisions.content(connection, revision).network

        return cast("Network", self._made(("accepted", revision.network_document), read))

    def network(self, home: Home) -> Network:
        """Return the network of today; errors as of `KnownNetwork.of_today`."""
        return self.known(home).of_today()

    def known(self, home: Home) -> KnownNetwork:
        """Return the network that pages rest on."""
        return cast("KnownNetwork", self._made(("known", *self.state(home)), lambda: home.known(self._store)))

    def planned(self, home: Home, plan: str, locale: Locale) -> Verdict:
        """Return the check of a plan, given as JSON, under the network of today, in that language."""

        def judged() -> Verdict:
            problem = build_problem(spoken(self.network(home), locale))
            return check(problem, parse_plan(plan, "plan", locale), meant)

        digest = hashlib.sha256(plan.encode()).digest()
        return cast("Verdict", self._made(("plan", digest, locale, *self.state(home)), judged))

    def status(self, home: Home, as_of: date, locale: Locale) -> StatusJson:
        """Return how the last revision stands; under its own network while the files have mistakes.

        Raises:
            NothingAcceptedError: if there is none.
        """
        archive = home.archive(self._store)

        def found() -> StatusJson:
            known, kept = self.known(home), archive.kept()
            if known.network is not None and known.mistakes is not None:
                return status(archive, kept, spoken(known.network, locale), (), as_of)
            return home.status(self._store, kept, as_of, locale)

        with self._store.reading() as connection:
            feeds = (
                revisions.last(connection, home.network),
                len(feeds_of(connection, home.network)),
                hash(tuple(tellings_of(connection, home.network))),
            )
        return cast("StatusJson", self._made(("status", as_of, locale, str(feeds), *self.state(home)), found))

    def reserves(self, home: Home, as_of: date, locale: Locale) -> tuple[InReserve, ...]:
        """Return what is held in reserve for the last revision, in that language; nothing while files have mistakes."""
        known, archive = self.known(home), home.archive(self._store)
        network = known.network
        if network is None or known.mistakes is not None:
            return ()

        def found() -> tuple[InReserve, ...]:
            return in_reserve(spoken(network, locale), archive.kept().content.plan, as_of)

        key = ("reserves", as_of, locale, archive.newest(), *self.state(home))
        return cast("tuple[InReserve, ...]", self._made(key, found))

    def state(self, home: Home) -> tuple[Hashable, ...]:
        """Return what tells whether the files of a network are still the same."""
        fresh = int(monotonic() // FRESH_SECONDS)
        if home.folder is not None:
            return (str(home.folder), fresh, signature(home.folder), home.archive(self._store).newest())
        with self._store.reading() as connection:
            return (home.network, current_document(connection, home.network))

    def _made(self, key: Hashable, make: Callable[[], Any]) -> Any:  # noqa: ANN401 - as made
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = make()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > ENTRIES_MAX:
                self._kept.popitem(last=False)
        return found


def signature(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return name, time and size of each file in a folder but the store; of a workbook, of those beside it."""
    place = folder if folder.is_dir() else folder.parent
    files = sorted(each for each in place.iterdir() if each.is_file() and ".sqlite" not in each.name)
    return tuple((each.name, (stat := each.stat()).st_mtime_ns, stat.st_size) for each in files)
