"""Revisions and meeting histories in the store: lock a network, add the next revision, find and read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, Select, select

from planner.network.history import HistoryStep, MeetingHistory, StepKind
from planner.network.published import Aspect
from planner.store.documents import (
    Content,
    announced_text,
    fetch,
    keep,
    network_text,
    plan_text,
    read_announced,
    read_content,
)
from planner.store.errors import NoSuchRevisionError
from planner.store.tables import insert, meetings, networks, replacements, revisions, steps


@dataclass(frozen=True, slots=True)
class Override:
    """A hard rule that a revision breaks on purpose.

    Attributes:
        rule: key of the rule.
        meeting: id of a meeting for which it is broken; `EVERY_MEETING` if it is about the plan as a whole.
        sentence: what is broken, as it was said to whoever accepted it; "" before it is recorded.
    """

    rule: str
    meeting: str
    sentence: str = ""


EVERY_MEETING = "all"
"""Stands for the meeting in an override of a rule that is broken by the plan as a whole."""

_OVERRIDES = TypeAdapter(tuple[Override, ...])


@dataclass(frozen=True, slots=True)
class Revision:
    """An accepted plan without its content.

    Attributes:
        network: id of the network in the store.
        number: 1, 2, 3, ... within the network.
        accepted_at: UTC, whole seconds; as the clock said, which may have been set back.
        stamp: the time that calendars see: UTC, whole seconds, later than that of the revision before.
        network_document, plan_document: SHA-256 of its network and its plan.
        as_of: meetings that ended before it were past; differs from `accepted_at` only if a day was replayed.
        overrides: the hard rules that it breaks on purpose.
    """

    network: str
    number: int
    accepted_at: datetime
    accepted_by: str
    why: str
    network_document: str
    plan_document: str
    as_of: datetime
    stamp: datetime
    overrides: tuple[Override, ...] = ()


def network_ids(connection: Connection) -> tuple[str, ...]:
    """Return the ids of all networks in the store."""
    return tuple(connection.execute(select(networks.c.id).order_by(networks.c.id)).scalars())


def lock(connection: Connection, network: str) -> Revision | None:
    """Lock a network until the transaction ends, and return its last revision; None if it has none."""
    connection.execute(insert(connection, networks).values(id=network).on_conflict_do_nothing())
    connection.execute(select(networks.c.id).where(networks.c.id == network).with_for_update())
    return last(connection, network)


def add(connection: Connection, revision: Revision) -> None:
    """Add the next revision of a locked network."""
    columns = {column.name: getattr(revision, column.name) for column in revisions.columns}
    columns["overrides"] = _OVERRIDES.dump_json(revision.overrides).decode()
    connection.execute(revisions.insert().values(columns))


def kept_documents(connection: Connection, content: Content) -> tuple[str, str]:
    """Store the network and the plan, and return their hashes."""
    return keep(connection, network_text(content.network)), keep(connection, plan_text(content.plan))


def history(connection: Connection, network: str) -> tuple[Revision, ...]:
    """Return all revisions of a network, oldest first."""
    return tuple(map(_revision, connection.execute(_of(network).order_by(revisions.c.number))))


def last(connection: Connection, network: str) -> Revision | None:
    """Return the last revision of a network; None if it has none."""
    row = connection.execute(_of(network).order_by(revisions.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else _revision(row)


def numbered(connection: Connection, network: str, number: int) -> Revision:
    """Return the revision with that number.

    Raises:
        NoSuchRevisionError: if there is none.
    """
    row = connection.execute(_of(network).where(revisions.c.number == number)).one_or_none()
    if row is None:
        newest = last(connection, network)
        raise NoSuchRevisionError(network, number, newest.number if newest else 0)
    return _revision(row)


def content(connection: Connection, revision: Revision) -> Content:
    """Return the network and the plan of a revision."""
    return read_content(fetch(connection, revision.network_document), fetch(connection, revision.plan_document))


def _of(network: str) -> Select[*tuple[Any, ...]]:
    return select(revisions).where(revisions.c.network == network)


def _revision(row: Row[*tuple[Any, ...]]) -> Revision:
    columns = row._asdict()
    return Revision(**{**columns, "overrides": _OVERRIDES.validate_json(columns["overrides"])})


def meeting_histories(connection: Connection, network: str) -> tuple[MeetingHistory, ...]:
    """Return the histories of all meetings ever published, oldest first, including cancelled ones."""
    found = _steps(connection, network)
    replaced = _replaced_uids(connection, network)
    names = select(meetings.c.uid, meetings.c.meeting).where(meetings.c.network == network)
    known = [
        MeetingHistory(uid, meeting, tuple(found[uid]), tuple(replaced[uid]))
        for uid, meeting in connection.execute(names)
    ]
    return tuple(sorted(known, key=lambda life: (life.steps[0].revision, life.uid)))


def add_steps(connection: Connection, network: str, touched: Iterable[MeetingHistory]) -> None:
    """Insert the last step of each history, and the meeting itself where it is the first step."""
    touched = tuple(touched)
    begun = [life for life in touched if len(life.steps) == 1]
    for table, rows in (
        (meetings, [{"uid": life.uid, "network": network, "meeting": life.meeting} for life in begun]),
        (replacements, [{"uid": life.uid, "replaced": uid} for life in begun for uid in life.replaces]),
        (steps, [_row(network, life.uid, life.steps[-1]) for life in touched]),
    ):
        if rows:
            connection.execute(table.insert(), rows)


def _row(network: str, uid: str, step: HistoryStep) -> dict[str, object]:
    return {
        "network": network,
        "revision": step.revision,
        "uid": uid,
        "event": step.event.value,
        "aspects": " ".join(sorted(step.aspects)),
        "announced": announced_text(step.announced),
    }


def _steps(connection: Connection, network: str) -> defaultdict[str, list[HistoryStep]]:
    asked = (
        select(steps.c.uid, steps.c.revision, revisions.c.stamp, steps.c.event, steps.c.aspects,
               steps.c.announced)
        .join_from(steps, revisions)
        .where(steps.c.network == network)
        .order_by(steps.c.revision)
    )  # fmt: skip
    found: defaultdict[str, list[HistoryStep]] = defaultdict(list)
    for uid, revision, at, event, aspects, announced in connection.execute(asked):
        changed = frozenset(map(Aspect, aspects.split()))
        found[uid].append(HistoryStep(revision, at, StepKind(event), changed, read_announced(announced)))
    return found


def _replaced_uids(connection: Connection, network: str) -> defaultdict[str, list[str]]:
    asked = (
        select(replacements.c.uid, replacements.c.replaced)
        .join(meetings, meetings.c.uid == replacements.c.uid)
        .where(meetings.c.network == network)
        .order_by(replacements.c.replaced)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for uid, replaced in connection.execute(asked):
        found[uid].append(replaced)
    return found
