"""The archive of a network: accept a plan as the next revision in one transaction, and read revisions.

Proposed dates that venues hold are published as tentative events. They are stored as the meetings of a separate
network, whose id is derived from that of the real one, so that histories, revisions and feeds work for both alike.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from calendars.language import BoundMessage, Message
from planner.network.history import (
    Difference,
    HistoryRevision,
    MeetingHistory,
    advance,
    at_revision,
    difference,
    with_unused_bookings,
)
from planner.network.published import PublishedMeeting, publish_meetings
from planner.store import revisions
from planner.store.database import Store, open_store
from planner.store.documents import Content, fetch
from planner.store.erasing import refuse_erased
from planner.store.errors import NoSuchRevisionError, NothingAcceptedError, RestoredSinceError, StoreError
from planner.store.identity import mark_of, raised
from planner.store.place import network_name, own_store, store_url
from planner.store.revisions import Override, Revision, add_steps, meeting_histories

if TYPE_CHECKING:
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem
    from planner.network.network import Network


_BOOKED = '"bookings":[{'
"""In the document of a network with bookings; quotes inside texts are escaped."""
_HELD_ID_SUFFIX = "/held"
"""Suffix of the id; folder names contain no slash, so it cannot collide."""


def held_id(network: str) -> str:
    """Return the network id under which the proposed dates of `network` (id) are stored."""
    return network + _HELD_ID_SUFFIX


def is_held_id(network: str) -> bool:
    """Return whether the network id stands for proposed dates."""
    return network.endswith(_HELD_ID_SUFFIX)


STALE = Message(
    "archive.stale",
    "Not accepted: {who} accepted revision {number} on {day:date} at {clock}{why}, after revision {expected}, "
    "on which this plan rests.",
)
FIRST_STALE = Message(
    "archive.first_stale",
    "Not accepted: {who} accepted revision {number} on {day:date} at {clock}{why}, and this plan was to be the first.",
)
WHY = Message("archive.why", ' ("{why}")')
NO_REASON = Message("archive.no_reason", "")

Publish = Callable[[Connection, Revision, tuple[MeetingHistory, ...]], None]
"""Publishes a revision, given all meeting histories; called in the transaction that accepts it."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Who accepts a plan, why, when, and after which revision.

    Attributes:
        by, why: free text; runs of white space and control characters become one space.
        at: when it is accepted; aware, stored in whole seconds.
        expected: number of the revision that must be the last one (0: none); None accepts after any.
        as_of: the moment taken as now, so that any day can be replayed: meetings that ended before it are past; `at` if
            None.
        replaced: ids of meetings that are cancelled and replaced by new meetings with the same ids.
        overrides: the hard rules that the plan may break.
        mark: the mark of the store (`planner.store.identity.mark_of`) in which `expected` was seen; None if just now.
    """

    by: str
    why: str
    at: datetime
    expected: int | None = None
    as_of: datetime | None = None
    replaced: Collection[str] = ()
    overrides: tuple[Override, ...] = ()
    mark: str | None = None

    def day(self, zone: tzinfo) -> date:
        """Return the day that is taken for today in a time zone."""
        return (self.as_of or self.at).astimezone(zone).date()


class StaleRevisionError(StoreError):
    """Another revision was accepted in between.

    Attributes:
        first: the revision after the expected one; the sentence gives its time in the zone of its network.
        difference: from the expected revision to the last one.
    """

    def __init__(self, expected: int, first: Revision, zone: tzinfo, found: Difference) -> None:
        at = first.accepted_at.astimezone(zone)
        super().__init__(
            STALE if expected else FIRST_STALE,
            who=first.accepted_by,
            number=str(first.number),
            day=at.date(),
            clock=at.time(),
            why=BoundMessage(WHY, {"why": first.why}) if first.why else BoundMessage(NO_REASON),
            expected=str(expected),
        )
        self.first = first
        self.difference = found


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan that may become a revision, and the meetings it would publish, by id."""

    content: Content
    announced: Mapping[str, PublishedMeeting]

    @classmethod
    def of(cls, network: Network, problem: Problem, plan: Plan) -> Draft:
        """Return the draft of a plan; `problem` is what `build_problem` makes of the network."""
        return cls(Content(network, plan), publish_meetings(network, problem, plan))


def accept(
    store: Store, network: str, draft: Draft, acceptance: Acceptance, publish: Publish | None = None
) -> Revision:
    """Make a draft the next revision of a network.

    Args:
        store: the store to write to.
        network: id of the network.
        draft: what to accept.
        acceptance: who accepts it, why, when, and after which revision.
        publish: called with the new revision and all meeting histories, in the same transaction.

    Returns:
        The new revision.

    Raises:
        RestoredSinceError: if a backup was restored since the expected revision was seen.
        StaleRevisionError: if the last revision is not the expected one.
        StoreError: if the store cannot be written; it is then unchanged.
    """
    with store.writing() as connection:
        return accept_within(connection, network, draft, acceptance, publish)


def accept_within(
    connection: Connection, network: str, draft: Draft, acceptance: Acceptance, publish: Publish | None = None
) -> Revision:
    """Do what `accept` does within an open transaction, which the caller rolls back on any error."""
    before = revisions.lock(connection, network)
    require_not_restored(connection, acceptance)
    refuse_erased(connection, network.removesuffix(_HELD_ID_SUFFIX), draft.content.network)
    known = meeting_histories(connection, network)
    _require_expected(connection, network, acceptance.expected, before, known)
    revision = _next_revision(connection, network, before, draft.content, acceptance)
    revisions.add(connection, revision)
    add_steps(connection, network, advance(known, draft.announced, _occasion(revision, acceptance)))
    if publish is not None:
        publish(connection, revision, meeting_histories(connection, network))
    return revision


def require_not_restored(connection: Connection, acceptance: Acceptance) -> None:
    """Raise `RestoredSinceError` if a backup was restored since the expected revision was seen."""
    if acceptance.mark is not None and acceptance.mark != mark_of(connection):
        raise RestoredSinceError


def _require_expected(
    connection: Connection, network: str, expected: int | None, last: Revision | None, known: tuple[MeetingHistory, ...]
) -> None:
    newest = last.number if last else 0
    if expected is not None and expected > newest:
        raise NoSuchRevisionError(network, expected, newest)
    if expected is not None and expected < newest:
        first = revisions.numbered(connection, network, expected + 1)
        zone = ZoneInfo(revisions.content(connection, first).network.settings.timezone)
        raise StaleRevisionError(expected, first, zone, difference(at_revision(known, expected), known))


def _next_revision(
    connection: Connection, network: str, before: Revision | None, content: Content, acceptance: Acceptance
) -> Revision:
    network_document, plan_document = revisions.kept_documents(connection, content)
    return Revision(
        network,
        before.number + 1 if before else 1,
        acceptance.at.astimezone(UTC).replace(microsecond=0),
        _single_line(acceptance.by),
        _single_line(acceptance.why),
        network_document,
        plan_document,
        (acceptance.as_of or acceptance.at).astimezone(UTC).replace(microsecond=0),
        _stamp(before, acceptance.at, raised(connection).floor),
        acceptance.overrides,
    )


def _occasion(revision: Revision, acceptance: Acceptance) -> HistoryRevision:
    as_of = acceptance.as_of or acceptance.at
    return HistoryRevision(revision.number, revision.stamp, as_of, acceptance.replaced)


def _stamp(before: Revision | None, at: datetime, floor: datetime) -> datetime:
    """Return `at` in whole seconds, made later than every stamp that calendars may have seen.

    Calendar clients rely on stamps that increase, also where the clock was set back or a backup restored.
    """
    seen = floor if before is None else max(floor, before.stamp)
    return max(at.astimezone(UTC).replace(microsecond=0), seen + timedelta(seconds=1))


def _single_line(text: str) -> str:
    """Return the text on one line of printable characters, which every database accepts."""
    readable = "".join(character if character.isprintable() else " " for character in text)
    return " ".join(readable.split())


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """A revision with its content and history.

    Attributes:
        revision: its number, author and times.
        content: its network and plan.
        lives: the histories of all meetings up to that revision.
    """

    revision: Revision
    content: Content
    meeting_histories: tuple[MeetingHistory, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """The revisions of one network in a store.

    Attributes:
        store: the open store.
        network: id of the network in it.
    """

    store: Store
    network: str

    def accept(self, draft: Draft, acceptance: Acceptance, publish: Publish | None = None) -> Revision:
        """Make the draft the next revision; arguments and errors as for `planner.store.archive.accept`."""
        return accept(self.store, self.network, draft, acceptance, publish)

    def newest(self) -> int:
        """Return the number of the last revision; 0 if there is none."""
        try:
            return self.history()[-1].number
        except NothingAcceptedError:
            return 0

    def mark(self) -> str:
        """Return what tells revisions from those of the same number before a restore; "" if there never was one."""
        try:
            with self.store.reading() as connection:
                return mark_of(connection)
        except NothingAcceptedError:
            return ""

    def history(self) -> tuple[Revision, ...]:
        """Return all revisions, oldest first; never empty.

        Raises:
            NothingAcceptedError: if there is none.
        """
        with self.store.reading() as connection:
            return self._history(connection)

    def kept(self, number: int | None = None) -> RevisionRecord:
        """Return a revision with its content and history; the last one by default.

        Raises:
            NothingAcceptedError: if there are no revisions.
            NoSuchRevisionError: if there is none with that number.
        """
        with self.store.reading() as connection:
            chosen = self._chosen(connection, number)
            return self._kept(connection, chosen, meeting_histories(connection, self.network))

    def difference(self, first: int, second: int) -> Difference:
        """Return the difference from one revision to another, which may be older; errors as for `kept`."""
        with self.store.reading() as connection:
            for number in (first, second):
                self._chosen(connection, number)
            known = meeting_histories(connection, self.network)
            found = difference(at_revision(known, first), at_revision(known, second))
            if not found:
                return found
            last = revisions.numbered(connection, self.network, max(first, second))
            if _BOOKED not in fetch(connection, last.network_document):
                return found  # without reading a large network for nothing
            return with_unused_bookings(found, revisions.content(connection, last).network)

    def everything(self) -> tuple[RevisionRecord, ...]:
        """Return every revision with its content and its history as of then, oldest first; errors as for `history`."""
        with self.store.reading() as connection:
            known = meeting_histories(connection, self.network)
            return tuple(self._kept(connection, each, known) for each in self._history(connection))

    def _history(self, connection: Connection) -> tuple[Revision, ...]:
        found = revisions.history(connection, self.network)
        if not found:
            raise NothingAcceptedError(self.store.name)
        return found

    def _chosen(self, connection: Connection, number: int | None) -> Revision:
        newest = self._history(connection)[-1]
        return newest if number is None else revisions.numbered(connection, self.network, number)

    def _kept(self, connection: Connection, revision: Revision, known: tuple[MeetingHistory, ...]) -> RevisionRecord:
        return RevisionRecord(revision, revisions.content(connection, revision), at_revision(known, revision.number))


@contextmanager
def open_archive(folder: Path, address: str | None = None, network: str | None = None) -> Iterator[Archive]:
    """Open the archive of the network in a folder; a context manager.

    Args:
        folder: folder of the network; it need not exist if the other two arguments are given.
        address: address of the store; `store_url` chooses one if it is None.
        network: id of the network in the store. If None: the only network of a store inside the folder (the folder may
            have been renamed), else the folder's name.

    Raises:
        StoreError: if the store cannot be used.
    """
    found = store_url(folder, address)
    with open_store(found) as store:
        only = _only_network(store) if network is None and found == own_store(folder) else None
        yield Archive(store, network or only or network_name(folder))


def _only_network(store: Store) -> str | None:
    try:
        with store.reading() as connection:
            found = revisions.network_ids(connection)
    except NothingAcceptedError:
        return None
    real = [each for each in found if not is_held_id(each)]
    return real[0] if len(real) == 1 else None
