"""What has happened, said, corrected and withdrawn by requests; run by the pool of checks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from calendars.language import BoundMessage, Locale, Message
from constraints.problem.plan import Plan
from planner.changes.change import AnyChange
from planner.changes.kinds import with_ids
from planner.changes.reading import Origin, validated_change
from planner.changes.records import corrected
from planner.errors import InputErrors
from planner.jobs.job import Done, JobContext
from planner.network.network import Network
from planner.network.settings import ChangeRecord
from planner.schemas.http import ChangeJson
from planner.store import revisions
from planner.store.keys import IdempotentRequest, remember, remembered
from planner.store.uploads import Home, InFolderError, home_of
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
from planner.use_cases.records_kept import plan_before
from planner.use_cases.status import change_words
from planner.web.checks import CREATED, USED, Place, limited_check
from planner.web.error_mapping import faults_in
from planner.web.problems import CHANGED, INVALID, REPEATED, ProblemError, problem

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from planner.store.archive import Archive
    from planner.use_cases.today import NetworkToday

CHANGED_SINCE = Message("changes.changed_since", "Nothing was done: change {n} is another than If-Match says.")
LIST_CHANGED_SINCE = Message(
    "changes.list_changed_since", "Nothing was done: other changes are in force than If-Match says."
)

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
        day = said.as_of or datetime.now(ZoneInfo(today.network.settings.timezone)).date()
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
