"""What requests change one by one, run by the pool of checks.

What has happened is said, corrected and withdrawn; days in reserve are booked and released.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from calendars.language import BoundMessage, Locale, Message
from constraints.problem.plan import Plan
from constraints.problem.problem import BookingState
from planner.changes.change import AnyChange
from planner.changes.kinds import with_ids
from planner.changes.reading import Origin, validated_change
from planner.changes.records import corrected
from planner.changes.records_kept import plan_before
from planner.errors import InputErrors
from planner.files.cells import CellForms
from planner.files.editing import FileChangedError
from planner.files.tables import read_table
from planner.jobs.job import Done, JobContext
from planner.network.network import Network
from planner.network.settings import ChangeRecord
from planner.network.tables import BOOKINGS, BookingRow
from planner.schemas.http import ChangeJson, HeldReservesJson
from planner.store import revisions
from planner.store.archive import Archive
from planner.store.keys import IdempotentRequest, remember, remembered
from planner.store.uploads import Home, InFolderError, current_network, home_of
from planner.use_cases.bookings import OTHER_PLAN, release_edit, reserves_edit, write_bookings
from planner.use_cases.changing import (
    FilesElsewhereError,
    Rewritten,
    changes_now,
    keep_changes,
    numbered,
    place_errors,
    rewritten,
    said_besides,
    uploaded_today,
)
from planner.use_cases.foresight.reserves import held_reserves
from planner.use_cases.homes import FilesEdit
from planner.use_cases.homes import Home as FilesHome
from planner.use_cases.status import change_words
from planner.web.checks import CREATED, MAY_HAVE_SECRETS, USED, Place, limited_check, secrets_in
from planner.web.error_mapping import fault, faults_in
from planner.web.problems import CHANGED, INVALID, NOT_FOUND, REPEATED, STALE, Fault, ProblemError, problem

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from planner.store.archive import RevisionRecord
    from planner.use_cases.today import NetworkToday

CHANGED_SINCE = Message("changes.changed_since", "Nothing was done: change {n} is another than If-Match says.")
LIST_CHANGED_SINCE = Message(
    "changes.list_changed_since", "Nothing was done: other changes are in force than If-Match says."
)

RESERVES_CHANGED = Message(
    "changes.reserves_changed",
    "Nothing was done: other days are held in reserve than If-Match says, or for another plan.",
)
NOT_HELD = Message("changes.not_held", "No day is held in reserve for {meeting}.")

Tags = frozenset[str] | None
"""Entity tags of If-Match, in quotes; None for "*"."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a request says.

    Attributes:
        change: the change as JSON; of a correction perhaps only what is other than before.
        keep_windows: whether meetings that it postpones have to stay in their windows; None to leave that as it is.
        as_of: the day on which it is said; None for what it is where the network is.
        partial: whether the change is a merge patch (RFC 7396).
    """

    change: Any
    keep_windows: bool | None = None
    as_of: date | None = None
    partial: bool = False


def tag_of(record: ChangeRecord) -> str:
    """Return the entity tag of a change, in quotes."""
    return _tag(record.model_dump(mode="json"))


def tag_of_all(records: tuple[ChangeRecord, ...]) -> str:
    """Return the entity tag of the changes in force, in quotes."""
    return _tag([each.model_dump(mode="json") for each in records])


def _tag(found: object) -> str:
    return f'"{hashlib.sha256(json.dumps(found, sort_keys=True).encode()).hexdigest()[:32]}"'


def change_json(record: ChangeRecord, network: Network) -> ChangeJson:
    """Return a change as clients see it."""
    return ChangeJson(
        number=record.n,
        etag=tag_of(record),
        said=record.said,
        keep_windows=record.keep_windows,
        planned=dict(record.planned),
        change=dict(record.change),
        sentence=change_words(record, network),
    )


@limited_check
def say(
    _desk: JobContext, locale: Locale, place: Place, said: Said, tags: Tags, asking: IdempotentRequest | None
) -> Done:  # fmt: skip
    """Say that something has happened."""
    change = _read(said.change, locale)
    with _writing(place) as (archive, connection):
        before = None if asking is None else remembered(connection, asking)
        if asking is not None and before is not None:
            if before[0] != asking.request:
                raise problem(REPEATED, USED)
            records, network = changes_now(archive, connection)
            return _made(numbered(records, before[1]), network, CREATED)
        today = _today(archive, connection)
        if tags is not None and tag_of_all(today.file.records) not in tags:
            raise problem(CHANGED, LIST_CHANGED_SINCE)
        last = revisions.last(connection, archive.network)
        plan = revisions.content(connection, last).plan if last else Plan(())
        day = today.network.day(said.as_of)
        with _wrong_change_told(today.file.records, None):
            found = said_besides(today, change, plan, day, keep_windows=bool(said.keep_windows))  # type: ignore[arg-type]
        _keep(connection, archive, today, found)
        if asking is not None:
            remember(connection, asking, found.record.n, _now())
        return _made(found.record, found.network, CREATED)


@limited_check
def correct(_desk: JobContext, locale: Locale, place: Place, number: int, said: Said, tags: Tags) -> Done:
    """Correct a change: it counts as it is said now; its number and its day stay."""
    with _writing(place) as (archive, connection):
        today = _matching(archive, connection, number, tags)

        def other(record: ChangeRecord) -> ChangeRecord:
            written = merged(record.change, said.change) if said.partial else said.change
            change = with_ids(_read(written, locale), today.network)
            new = corrected(record, change, plan_before(archive, number))
            return new if said.keep_windows is None else new.model_copy(update={"keep_windows": said.keep_windows})

        with _wrong_change_told(today.file.records, number):
            found = rewritten(archive, today, number, other)
        _keep(connection, archive, today, found)
        return _made(found.record, found.network)


@limited_check
def withdraw(_desk: JobContext, _locale: Locale, place: Place, number: int, tags: Tags) -> Done:
    """Withdraw a change: it no longer counts."""
    with _writing(place) as (archive, connection):
        today = _matching(archive, connection, number, tags)
        others = tuple(each for each in today.file.records if each.n != number)
        with _wrong_change_told(others, None):
            found = rewritten(archive, today, number, lambda _record: None)
        _keep(connection, archive, today, found)
        return _made(found.record, today.network)


def merged(before: Any, patch: Any) -> Any:  # noqa: ANN401 - JSON
    """Return JSON after a merge patch (RFC 7396): keys with null go, others are set."""
    if not isinstance(patch, Mapping):
        return patch
    found = dict(before) if isinstance(before, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            found.pop(key, None)
        else:
            found[key] = merged(found.get(key), value)
    return found


@contextmanager
def _writing(place: Place) -> Iterator[tuple[Archive, Connection]]:
    """Open a transaction in which nobody else changes the network."""
    archive = place.archive
    with archive.store.writing() as connection:
        revisions.lock(connection, archive.network)
        yield archive, connection


@limited_check
def read_reserves(_desk: JobContext, _locale: Locale, place: Place, meeting: str, as_of: date | None) -> Done:
    """Say what is held in reserve for the last revision, for a meeting or for all ("")."""
    archive = place.archive
    with archive.store.reading() as connection:
        network = current_network(connection, archive.network)
    return _told(reserves_json(network, archive.kept(), meeting, as_of))


@limited_check
def book_reserves(
    _desk: JobContext, _locale: Locale, place: Place, rows: tuple[BookingRow, ...], revision: int, tags: Tags,
    as_of: date | None,
) -> Done:  # fmt: skip
    """Book days in reserve that were found for a revision, instead of those that were booked so before."""
    found = _Reserves.of(place, "", tags, as_of)
    if revision != found.seen.revision:
        raise ProblemError(STALE, BoundMessage(OTHER_PLAN), revision=found.seen.revision)
    with found.unless_changed(as_of):
        edit = reserves_edit(found.home, found.archive.store, found.today.network, rows)
        try:
            network = found.write(edit, as_of)
        except InputErrors as wrong:
            raise ProblemError(INVALID, faults=_in_rows(wrong, rows, edit, found.today.network)) from None
    return _told(reserves_json(network, found.archive.kept(), "", as_of))


@limited_check
def release_reserves(
    _desk: JobContext, _locale: Locale, place: Place, meeting: str, tags: Tags, as_of: date | None
) -> Done:  # fmt: skip
    """Release the days in reserve of a meeting or of all (""); the answer is what they were."""
    found = _Reserves.of(place, meeting, tags, as_of)
    with found.unless_changed(as_of):
        found.write(release_edit(found.home, found.archive.store, found.today.network, meeting), as_of)
    return _told(found.seen)


def reserves_json(network: Network, record: RevisionRecord, meeting: str, as_of: date | None) -> HeldReservesJson:
    """Return what is held in reserve for a meeting or for all ("") as clients see it.

    Raises:
        ProblemError: if no day is booked in reserve for the meeting.
    """
    reserves = (each for each in network.bookings if each.state is BookingState.RESERVE and each.meeting)
    rows = [each for each in reserves if meeting in {"", each.meeting}]
    if meeting and not rows:
        raise problem(NOT_FOUND, NOT_HELD, meeting=meeting)
    found = held_reserves(network, record, as_of, meeting)
    tag = _tag([meeting, record.revision.number, _ROWS.dump_python(rows, mode="json")])
    return HeldReservesJson(**dict(found), etag=tag)


_ROWS = TypeAdapter(list[BookingRow])


@dataclass(frozen=True, slots=True)
class _Reserves:
    """What is held in reserve when it is to be changed.

    Attributes:
        archive: of the network.
        today: the network.
        seen: what is held, as the client expects it.
        meeting: of which meeting; "" for all.
    """

    archive: Archive
    today: NetworkToday
    seen: HeldReservesJson
    meeting: str

    @classmethod
    def of(cls, place: Place, meeting: str, tags: Tags, as_of: date | None) -> _Reserves:
        """Return what is held.

        Raises:
            ProblemError: if it is other than the tags say.
            InFolderError, FilesElsewhereError: if the files are not in the store.
        """
        archive = place.archive
        with archive.store.reading() as connection:
            today = _today(archive, connection)
        found = cls(archive, today, reserves_json(today.network, archive.kept(), meeting, as_of), meeting)
        if tags is not None and found.seen.etag not in tags:
            raise found.changed()
        return found

    @property
    def home(self) -> FilesHome:
        """Where the files are."""
        return FilesHome(self.archive.network)

    def changed(self) -> ProblemError:
        """Return the problem that it is other than was expected."""
        return ProblemError(CHANGED, BoundMessage(RESERVES_CHANGED), reserves=self.seen)

    @contextmanager
    def unless_changed(self, as_of: date | None) -> Iterator[None]:
        """Have the problem raised that it is other than was expected if somebody else is first in the context."""
        try:
            yield
        except FileChangedError:
            with self.archive.store.reading() as connection:
                network = current_network(connection, self.archive.network)
            now = reserves_json(network, self.archive.kept(), self.meeting, as_of)
            raise replace(self, seen=now).changed() from None

    def write(self, edit: FilesEdit, as_of: date | None) -> Network:
        """Write an edit of the bookings, and return the network that there is then.

        Raises:
            InputErrors: everything that would be wrong with it.
            FileChangedError: if somebody else was first.
        """
        if edit.before == edit.after:
            return self.today.network
        today = edit.read(self.archive.store, secrets_in(self.archive, MAY_HAVE_SECRETS))
        write_bookings(edit, self.archive.store, today, as_of, self.seen.revision)
        return today.network


def _in_rows(wrong: InputErrors, rows: Sequence[BookingRow], edit: FilesEdit, network: Network) -> Iterator[Fault]:
    """Yield errors as faults of the body, at the row that was sent if they are in one."""
    forms = CellForms.of(network.settings.tables, network.settings.locale)
    written = read_table(edit.after[BOOKINGS.file] or b"", BOOKINGS, forms, None).rows
    for error in wrong.errors:
        match error.path:
            case (int(line), *column) if error.file == BOOKINGS.file and written[line] in rows:
                yield Fault(error.said, path=("bookings", rows.index(written[line]), *column))
            case _:
                yield fault(error)


def _told(found: HeldReservesJson) -> Done:
    return Done(found.model_dump_json(by_alias=True))


def _today(archive: Archive, connection: Connection) -> NetworkToday:
    if home_of(connection, archive.network) is Home.FOLDER:
        raise InFolderError(archive.network)
    today = uploaded_today(archive, connection)
    if today is None:
        raise FilesElsewhereError
    return today


def _matching(archive: Archive, connection: Connection, number: int, tags: Tags) -> NetworkToday:
    """Return the network of today if the change is as it is expected to be.

    Raises:
        NoSuchChangeError: if there is no such change.
        ProblemError: if it is another by now.
    """
    records, network = changes_now(archive, connection)
    record = numbered(records, number)
    if tags is not None and tag_of(record) not in tags:
        said = BoundMessage(CHANGED_SINCE, {"n": str(number)})
        raise ProblemError(CHANGED, said, change=change_json(record, network))
    return _today(archive, connection)


def _read(written: object, locale: Locale) -> AnyChange:
    found = validated_change(written, ("change",), Origin("change"))
    if isinstance(found, list):
        raise ProblemError(INVALID, faults=faults_in(InputErrors(found, locale)))
    return found


@contextmanager
def _wrong_change_told(records: tuple[ChangeRecord, ...], number: int | None) -> Iterator[None]:
    """Tell errors by their place in the request; without a number the change of the request is none of the records."""
    try:
        yield
    except InputErrors as wrong:
        raise ProblemError(INVALID, faults=faults_in(place_errors(wrong, records, number))) from None


def _keep(connection: Connection, archive: Archive, today: NetworkToday, found: Rewritten) -> None:
    keep_changes(connection, archive, today, found, _now())


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _made(record: ChangeRecord, network: Network, status: int = 200) -> Done:
    return Done(change_json(record, network).model_dump_json(), status)
