"""Say, correct and withdraw what has happened, wherever the files of the network are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from planner.changes.kinds import apply_changes, with_ids
from planner.changes.records import RecordFile, held_errors, in_force, new_records
from planner.changes.records_kept import networks_around, past_lost, records_of
from planner.errors import InputErrors
from planner.network.network import Network
from planner.store import revisions
from planner.store.archive import Archive
from planner.store.documents import fetch, network_text
from planner.store.errors import StoreError
from planner.store.uploads import Upload, current_document, current_network, upload, uploaded
from planner.use_cases.today import NetworkToday

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from constraints.problem.plan import Plan
    from planner.changes.kinds import Change
    from planner.errors import InputError
    from planner.network.settings import ChangeRecord

NO_CHANGE = Message("changing.no_change", "There is no change {number}.")
FILES_ELSEWHERE = Message(
    "changing.files_elsewhere",
    "The last plan rests on other files than were uploaded here. Correct what has happened where they are, with "
    "planner change, or upload them first.",
)
HELD_BY_IT = Message(
    "changing.held_by_it",
    "Nothing was done: change {number} stays, as these have been held by it: {meetings}. Say of "
    "what is still to come that it is held at a venue after all: “not after all” under “Hold "
    "meetings online” in the page, or planner reschedule 'online mode=never'.",
)
OTHER = Message("changing.other", "change {n}: {said}")


class NoSuchChangeError(StoreError):
    """No change of that number is in force."""

    def __init__(self, number: int) -> None:
        super().__init__(NO_CHANGE, number=str(number))


class HeldByItError(StoreError):
    """Meetings have been held as a change says that is to be withdrawn or corrected."""

    def __init__(self, number: int, meetings: Sequence[str]) -> None:
        super().__init__(HELD_BY_IT, number=str(number), meetings=[*meetings])


class FilesElsewhereError(StoreError):
    """The store does not hold the files that the network rests on."""

    def __init__(self) -> None:
        super().__init__(FILES_ELSEWHERE)


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The changes in force after one was said, corrected or withdrawn.

    Attributes:
        records: all of them.
        network: the network with them.
        record: what was said, or is corrected; what was withdrawn.
    """

    records: tuple[ChangeRecord, ...]
    network: Network
    record: ChangeRecord


def numbered(records: Sequence[ChangeRecord], number: int) -> ChangeRecord:
    """Return the change with that number.

    Raises:
        NoSuchChangeError: if there is none.
    """
    for record in records:
        if record.n == number:
            return record
    raise NoSuchChangeError(number)


def rewritten(
    archive: Archive, today: NetworkToday, number: int, other: Callable[[ChangeRecord], ChangeRecord | None]
) -> Rewritten:
    """Return the changes with one replaced, or removed.

    Args:
        archive: the archive of the network.
        today: the network.
        number: number of the change.
        other: returns what stands in place of the change; None for nothing.

    Raises:
        NoSuchChangeError: if there is no such change.
        HeldByItError: if meetings have been held at a place that there would not be without it.
        InputErrors: if the changes do not fit the network then; what did not fit before may be withdrawn.
    """
    old = numbered(today.file.records, number)
    new = other(old)
    records = tuple(
        each for record in today.file.records if (each := new if record.n == number else record) is not None
    )
    try:
        network = today.under(records)
    except InputErrors:
        if today.fits or new is not None:
            raise
        network = today.network  # what does not fit besides is said by the next command
    accepted = archive.kept().content if archive.newest() else None
    if new is not None and accepted is not None:
        wrong = held_errors(today.files, RecordFile(records), (new,), accepted.plan, today.earlier)
        if wrong:
            raise InputErrors(wrong, today.files.settings.locale)
    held = past_lost(accepted.plan, today.network, network) if accepted is not None else []
    if held:
        raise HeldByItError(number, held)
    return Rewritten(records, network, old if new is None else new)


def said_besides(
    today: NetworkToday, change: Change, plan: Plan, said: date, *, keep_windows: bool = False
) -> Rewritten:
    """Return the changes with one more, which moves nothing of the plan.

    Args:
        today: the network.
        change: what has happened.
        plan: the accepted plan; empty if there is none.
        said: the day on which it is said.
        keep_windows: whether a meeting that is postponed by it has to stay in its window.

    Raises:
        InputErrors: if it makes no sense for the network on that day.
    """
    change = with_ids(change, today.network)
    try:
        apply_changes(today.network, plan, (change,), said, keep_windows=keep_windows)
    except InputErrors as wrong:
        raise place_errors(wrong, (), None) from None
    (record,) = (
        each.accepted() for each in new_records((change,), plan, said, today.file.records, keep_windows=keep_windows)
    )
    records = (*today.file.records, record)
    return Rewritten(records, today.under(records), record)


def place_errors(wrong: InputErrors, records: Sequence[ChangeRecord], number: int | None) -> InputErrors:
    """Return errors in changes with their path in one of them, which is at "change"; those of others name theirs.

    Args:
        wrong: errors with the path ("changes", index, key).
        records: the changes that stand there.
        number: of the one; None if it is none of them yet, or no more.
    """

    def placed(error: InputError) -> InputError:
        match error.path:
            case ("changes", int(place), *rest) if not 0 <= place < len(records) or records[place].n == number:
                return replace(error, path=("change", *rest))
            case ("changes", int(place), *_):
                said = BoundMessage(OTHER, {"n": str(records[place].n), "said": error.said})
                return replace(error, said=said, path=())
            case _:
                return error

    return InputErrors([placed(each) for each in wrong.errors], wrong.locale)


def uploaded_today(archive: Archive, connection: Connection) -> NetworkToday | None:
    """Return the network of the files that were uploaded last, as it is today.

    The changes are those uploaded with the files or said since; after a revision, those of the revision.

    Returns:
        None if the store does not hold the files: nothing was uploaded, or what is accepted rests on others.
    """
    found, last = uploaded(connection, archive.network), revisions.last(connection, archive.network)
    if found is None:
        return None
    current = found.revision == (last.number if last else 0)
    document = found.document if current or last is None else last.network_document
    network = Network.model_validate_json(fetch(connection, document))
    files = _files(connection, found)
    if files is None:
        return None
    records = network.changes if current else records_of(archive, archive.kept())
    file = RecordFile(records)

    def earlier(number: int) -> tuple[Network, Network] | None:
        return networks_around(archive, number)

    if not current and network_text(in_force(files, file, earlier)) != network_text(network):
        return None
    return NetworkToday(files, file, network, earlier)


def _files(connection: Connection, found: Upload) -> Network | None:
    """Return the network of an upload without changes; None if an older version applied some and kept only those."""
    files = Network.model_validate_json(fetch(connection, found.files or found.document))
    return None if found.files is None and files.changes else files


def changes_now(archive: Archive, connection: Connection) -> tuple[tuple[ChangeRecord, ...], Network]:
    """Return the changes in force and the network with them, wherever its files are.

    Raises:
        NoSuchNetworkError: if nothing was uploaded or accepted.
    """
    network, last = current_network(connection, archive.network), revisions.last(connection, archive.network)
    if last is not None and current_document(connection, archive.network) == last.network_document:
        return records_of(archive, archive.kept()), network
    return network.changes, network


def keep_changes(connection: Connection, archive: Archive, today: NetworkToday, found: Rewritten, at: datetime) -> None:
    """Put a network with other changes in place of what was uploaded; `at` is UTC, whole seconds."""
    upload(connection, archive.network, found.network, at, today.files)
