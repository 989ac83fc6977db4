"""The changes that revisions hold to be in force, also those of older versions, which kept only the networks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from calendars.language import BoundMessage, Message
from planner.changes.records import RecordFile, as_line, earlier_record, held_errors, in_force
from planner.errors import InputErrors
from planner.network.membership import meeting_id
from planner.network.numbers import own_hall_id
from planner.store import proposals, revisions
from planner.store.errors import NoSuchRevisionError, NothingAcceptedError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from constraints.problem.plan import Plan
    from planner.changes.records import Earliest
    from planner.errors import InputError
    from planner.network.network import Network
    from planner.network.settings import ChangeRecord
    from planner.store.archive import Archive, RevisionRecord
    from planner.store.documents import Content
    from planner.store.revisions import Revision

PUT_BACK = Message(
    "records_kept.put_back",
    "change {number} is gone or altered, but {meetings} {n:was|were} held as it says. Put it back as it was: "
    "{record}. What is still to come is altered by a change of its own (planner reschedule)",
)
TAKE_OUT = Message(
    "records_kept.take_out",
    "change {number} is about {meetings}, {n:which has|which have} been held otherwise. Take it out. What is "
    "still to come is altered with planner reschedule",
)
RESTS_ON = Message(
    "records_kept.rests_on",
    "change {number} is gone or altered since the plan was accepted, and others rest on it. Put it back as it was: "
    "{record}",
)
NOT_FITTING = Message(
    "records_kept.not_fitting", "change {number} is new since the plan was accepted and does not fit. Take it out"
)
IN_ORDER = Message(
    "records_kept.in_order",
    "the changes stand in another order than when the plan was accepted. Put them back in the order {numbers}",
)


def past_lost(plan: Plan, before: Network, after: Network) -> list[str]:
    """Return the meetings of a plan that have been held, and are no meetings under other changes or have no place.

    What has been held stays as it was, so its meeting and its place, such as online, must stay as well.
    """
    meetings, places = _meetings(before) - _meetings(after), _places(before) - _places(after)
    lost = [each for each in plan.meetings if each.meeting in meetings or each.venue in places]
    now = datetime.now(UTC)
    return [each.meeting for each in lost if each.end < now]


def _meetings(network: Network) -> set[str]:
    found = {meeting_id(round_.id, region) for round_, region in network.meetings}
    return found | {meeting_id(round_.id, row.municipality) for round_, row in network.hosted}


def _places(network: Network) -> set[str]:
    return {each.id for each in network.venues} | {own_hall_id(each) for each in network.own_halls}


def past_errors(
    archive: Archive, file: RecordFile, network: Network | None, files: Network, earlier: Earliest
) -> list[InputError]:
    """Return an error for each change in changes.toml that has to be put back or taken out since a plan was accepted.

    Args:
        archive: the archive of the network.
        file: what changes.toml says.
        network: the network with it; None if it does not fit the files.
        files: the network of the files.
        earlier: knows the revisions of older versions.
    """
    try:
        with archive.store.reading() as connection:
            last = revisions.last(connection, archive.network)
            content = revisions.content(connection, last) if last else None
    except NothingAcceptedError:
        return []
    if content is None or content.network.changes == file.records:
        return []
    plan, kept = content.plan, content.network.changes
    held = held_errors(files, file, [each for each in file.records if each not in kept], plan, earlier)
    rests = _rests(file, network, files, earlier, content)
    said = {each.path for each in rests}
    return [*rests, *(each for each in held if each.path[:2] not in said)]


def _rests(
    file: RecordFile, network: Network | None, files: Network, earlier: Earliest, content: Content
) -> list[InputError]:
    """Return an error for each change that what has been held, or other changes, of the accepted plan rest on."""
    plan, kept = content.plan, content.network.changes

    def under(records: tuple[ChangeRecord, ...]) -> Network:
        return in_force(files, RecordFile(records), earlier)

    try:
        before = under(kept)
    except InputErrors:
        return []  # the files are others by now, and what they lack is said of them
    whole = [] if network is None else past_lost(plan, before, network)
    if network is not None and not whole:
        return []

    def kept_again(number: int) -> list[str] | None:
        """Return the meetings that have their past again if one change is as it was; None if nothing is mended."""
        try:
            lost = past_lost(plan, before, under(_restored(file.records, kept, number)))
        except InputErrors:
            return None
        return None if network is not None and not {*whole} - {*lost} else [each for each in whole if each not in lost]

    numbers = dict.fromkeys(each.n for each in (*kept, *file.records) if (each in kept) != (each in file.records))
    alone = {n: meetings for n in numbers if (meetings := kept_again(n)) is not None}
    if not numbers:
        values = {"numbers": [str(each.n) for each in kept]}
        return [file.origin.error(("changes",), BoundMessage(IN_ORDER, values))]
    return [_error(file, kept, n, found) for n, found in (alone or dict.fromkeys(numbers, whole)).items()]


def _restored(
    records: tuple[ChangeRecord, ...], kept: tuple[ChangeRecord, ...], number: int
) -> tuple[ChangeRecord, ...]:
    """Return the records with the one of that number as it was kept, or without it if it was not."""
    as_it_was = [each for each in kept if each.n == number]
    earlier = {each.n for each in kept[: kept.index(as_it_was[0])]} if as_it_was else set()
    others = [each for each in records if each.n != number]
    place = sum(each.n in earlier for each in others)
    return (*others[:place], *as_it_was, *others[place:])


def _error(file: RecordFile, kept: tuple[ChangeRecord, ...], number: int, meetings: list[str]) -> InputError:
    place = next((place for place, each in enumerate(file.records) if each.n == number), None)
    record = next((each for each in kept if each.n == number), None)
    values = {"number": str(number), "meetings": meetings, "n": len(meetings)}
    if record is None:
        said = BoundMessage(TAKE_OUT if meetings else NOT_FITTING, values)
    else:
        said = BoundMessage(PUT_BACK if meetings else RESTS_ON, {**values, "record": as_line(record)})
    return file.origin.error(() if place is None else ("changes", place), said)


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
