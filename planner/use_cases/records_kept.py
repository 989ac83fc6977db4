"""The changes that revisions hold to be in force, also those of older versions, which kept only the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.changes.records import earlier_record
from planner.store import proposals, revisions
from planner.store.errors import NoSuchRevisionError, NothingAcceptedError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from constraints.problem.plan import Plan
    from planner.network.network import Network
    from planner.network.settings import ChangeRecord
    from planner.store.archive import Archive, RevisionRecord
    from planner.store.revisions import Revision


def last_records(archive: Archive) -> tuple[ChangeRecord, ...]:
    """Return the changes that the last revision holds to be in force; none if there is no revision."""
    try:
        return records_of(archive, archive.kept())
    except NothingAcceptedError:
        return ()


def records_of(archive: Archive, kept: RevisionRecord) -> tuple[ChangeRecord, ...]:
    """Return the changes that a revision holds to be in force; of one by an older version, that there are any."""
    if kept.content.network.changes:
        return kept.content.network.changes
    with archive.store.reading() as connection:
        before = _origin(connection, kept.revision)
    if before.network_document == kept.revision.network_document:
        return ()
    return (earlier_record(kept.revision.number, kept.revision.as_of.date()),)


def plan_before(archive: Archive, n: int) -> Plan | None:
    """Return the plan that was announced when the change with that number was said; None if there was none.

    It is that of the last revision whose changes do not hold it; of the last of all if none holds it.
    """
    try:
        for revision in reversed(archive.history()):
            kept = archive.kept(revision.number)
            if all(each.n != n for each in kept.content.network.changes):
                return kept.content.plan
    except NothingAcceptedError:
        pass
    return None


def networks_around(archive: Archive, number: int) -> tuple[Network, Network] | None:
    """Return the network before the changes that led to a revision, and that of the revision; None if there is none."""
    try:
        with archive.store.reading() as connection:
            after = revisions.numbered(connection, archive.network, number)
            before = _origin(connection, after)
            return revisions.content(connection, before).network, revisions.content(connection, after).network
    except (NothingAcceptedError, NoSuchRevisionError):
        return None


def _origin(connection: Connection, revision: Revision) -> Revision:
    """Return the revision whose network was read from files, and which proposals then changed up to this one."""
    while True:
        made = proposals.accepted_as(connection, revision)
        if made is not None:
            revision = revisions.numbered(connection, revision.network, made)
            continue
        history = revisions.history(connection, revision.network)
        like = next(each for each in history if each.network_document == revision.network_document)
        if like.number == revision.number:
            return revision
        revision = like
