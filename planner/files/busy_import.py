"""Import a calendar into a table of the network: the busy times of a person, or the days a venue is closed.

Only times are stored, with the name of the calendar they came from. Importing it again updates the rows that came
from it, and leaves rows that were written by hand or came from other calendars unchanged.

Answers to invitations are imported into registrations.csv: who accepts or declines which meeting.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from calendars.days import Hours, Interval, Span
from calendars.ical.parse import Reading
from calendars.ical.replies import Reply, read_replies
from calendars.language import BoundMessage, Message, WrongValueError
from constraints.problem.busy import Busy
from planner.errors import hint
from planner.files.calendars import ToldProgress, closed_days, ignore, read_sources, short_name, spells
from planner.files.cells import CellForms
from planner.files.editing import FileEdit, content
from planner.files.tables import TableFile, edit_rows, empty_like, read_table
from planner.network.network import Network
from planner.network.references import TARGETS, UNKNOWN, unique_names
from planner.network.tables import (
    BUSY,
    MEMBERS,
    REGISTRATIONS,
    VENUE_CLOSED,
    BusyTime,
    Table,
    VenueClosure,
    columns_of,
)

NOT_READ = Message("busy_import.not_read", "{source}: {why}")


@dataclass(frozen=True, slots=True)
class Import:
    """The result of importing a calendar into a table.

    Attributes:
        table: the table that was changed.
        edit: the table's file, before and after.
        added, removed, kept: numbers of rows from this calendar that are new, removed and unchanged.
        others: names of other calendars that rows of the same person or venue came from.
        remarks: what was skipped or guessed.
    """

    table: Table
    edit: FileEdit
    added: int
    removed: int
    kept: int
    others: tuple[str, ...]
    remarks: tuple[BoundMessage, ...]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a calendar is imported as.

    Attributes:
        table: the table that takes the rows.
        column: the column with the owner of a row.
        target: what ids in that column refer to, as a key of `TARGETS`.
        times: converts the intervals of a calendar to the times of rows.
        time_of: returns the time of a row.
    """

    table: Table
    column: str
    target: str
    times: Callable[[Sequence[Interval]], Sequence[Busy | Span]]
    time_of: Callable[[Any], Busy | Span]


PERSON = _Kind(BUSY, "person", "people", spells, BusyTime.spell)
VENUE = _Kind(VENUE_CLOSED, "venue", "venues", closed_days, VenueClosure.span)


def import_calendar(
    folder: Path, network: Network, source: str, owner: tuple[_Kind, str], progress: ToldProgress = ignore
) -> Import:
    """Return a table of the network with the times of a calendar; nothing is written.

    Args:
        folder: folder of the network, from which it was read.
        network: the content of the folder.
        source: a file or an address.
        owner: PERSON or VENUE, with the id, or the name if only one has it.
        progress: told how far a large calendar is read.

    Raises:
        WrongValueError: if the id is unknown or the calendar cannot be read.
        OSError: if the table cannot be read.
    """
    kind, named = owner
    whose = _id_of(network, kind, named)
    zone = ZoneInfo(network.settings.timezone)
    reading = read_sources([(source, False)], Path(), network.settings.horizon, zone, progress)[source, False]
    if not isinstance(reading, Reading):
        raise WrongValueError(BoundMessage(NOT_READ, {"source": source, "why": reading}))
    forms = CellForms.of(network.settings.tables, network.settings.locale)
    path = folder / kind.table.file
    before = content(path)
    data = _empty(folder, kind.table) if before is None else before
    rows = [(line, row) for owner, line, row in _rows(read_table(data, kind.table, forms, ()), kind) if owner == whose]
    name = short_name(source)
    gone, new, kept = _compared(rows, kind, name, kind.times(reading.intervals))
    added = [{kind.column: whose, **_cells(time, forms), "source": name} for time in new]
    others = {row.source for _, row in rows} - {"", name}
    return Import(
        kind.table,
        FileEdit(path, before, edit_rows(data, kind.table, gone, added)),
        len(new),
        len(gone),
        kept,
        tuple(sorted(others)),
        reading.remarks,
    )


def _id_of(network: Network, kind: _Kind, whose: str) -> str:
    target = TARGETS[kind.target]
    known = target.known(network) or {}
    id_ = unique_names(known).get(whose, whose)
    if id_ not in known:
        raise WrongValueError(
            BoundMessage(UNKNOWN, {"found": whose, "where": target.where, "hint": hint(whose, known)})
        )
    return id_


def _empty(folder: Path, table: Table) -> bytes:
    """Return an empty table in the format of the members' file."""
    return empty_like((folder / MEMBERS.file).read_bytes(), MEMBERS, list(columns_of(table)))


def _rows(read: TableFile, kind: _Kind) -> Iterator[tuple[str, int, Any]]:
    """Yield the owner, the line (counted from 1) and the model of every row."""
    if read.text is not None:
        yield from zip(read.text.columns[kind.column], read.text.lines, read.rows, strict=True)


def _compared(
    rows: Sequence[tuple[int, Any]], kind: _Kind, name: str, times: Sequence[Busy | Span]
) -> tuple[set[int], list[Busy | Span], int]:
    """Return the lines of rows no longer in the calendar, its times that have no row, and how many rows stay."""
    left = Counter(times)
    gone: set[int] = set()
    kept = 0
    for line, row in rows:
        time = kind.time_of(row)
        if row.source == name and left[time] > 0:
            left[time] -= 1
            kept += 1
        elif row.source == name:
            gone.add(line)
    return gone, list(left.elements()), kept


def _cells(time: Busy | Span, forms: CellForms) -> Mapping[str, str]:
    days, hours = (time.span, time.hours) if isinstance(time, Busy) else (time, None)
    last = "" if len(days) == 1 else forms.dates.write(days.last)
    return {"first_day": forms.dates.write(days.first), "last_day": last, **(_clock(hours) if hours else {})}


def _clock(hours: Hours) -> Mapping[str, str]:
    return {"from": f"{hours.start:%H:%M}", "to": f"{hours.end:%H:%M}"}


REPLY_NOT_READ = Message("reply_import.not_read", "{file}: {why}.")
NO_REPLY = Message("reply_import.no_reply", "{file}: it holds no answer to an invitation (METHOD:REPLY).")
NO_MEETING = Message("reply_import.no_meeting", "{file}: the answer is about another event than the meetings.")
NO_MEMBER = Message("reply_import.no_member", "{file}: no member in members.csv has the mail address of the answer.")
NO_ANSWER = Message(
    "reply_import.no_answer", "{file}: {member} has neither accepted nor declined {meeting} ({status})."
)
_ANSWERS = {"ACCEPTED": "yes", "DECLINED": "no"}
"""Answers by PARTSTAT (RFC 5545, 3.2.12); TENTATIVE and what is passed on decide nothing."""


@dataclass(frozen=True, slots=True)
class ReplyImport:
    """What comes of it.

    Attributes:
        edit: registrations.csv, before and after.
        added, kept: numbers of answers that are new, and that the table had.
        remarks: what was left out.
    """

    edit: FileEdit
    added: int
    kept: int
    remarks: tuple[BoundMessage, ...]


def import_replies(folder: Path, network: Network, files: Iterable[Path], meetings: Mapping[str, str]) -> ReplyImport:
    """Return registrations.csv with the answers; nothing is written.

    Args:
        folder: folder of the network, from which it was read.
        network: the content of the folder.
        files: calendar files, or mails with them.
        meetings: ids of the meetings by the UID of their events.

    Raises:
        OSError: if a file cannot be read.
    """
    settings = network.settings
    zone, forms = ZoneInfo(settings.timezone), CellForms.of(settings.tables, settings.locale)
    members = {each.email.strip().casefold(): each.id for each in network.members if each.email.strip()}
    path = folder / REGISTRATIONS.file
    before = content(path)
    data = _no_answers(folder) if before is None else before
    known = {(each.meeting, each.member, each.answer.value, each.received) for each in network.registrations}
    rows: list[Mapping[str, str]] = []
    remarks, kept = list[BoundMessage](), 0
    for file in files:
        try:
            replies = read_replies(file.read_bytes(), zone)
        except WrongValueError as error:
            remarks.append(BoundMessage(REPLY_NOT_READ, {"file": file.name, "why": error.said}))
            continue
        remarks += [] if replies else [BoundMessage(NO_REPLY, {"file": file.name})]
        for reply in replies:
            meeting, member = meetings.get(reply.uid), members.get(reply.attendee)
            said = _left_out(reply, meeting, member)
            if said is not None or meeting is None or member is None:
                remarks.append(BoundMessage(said or NO_MEMBER, {
                    "file": file.name, "member": member, "meeting": meeting, "status": reply.status,
                }))  # fmt: skip
                continue
            at = reply.at.replace(second=0, microsecond=0, tzinfo=None, fold=0) if reply.at else None
            answer = meeting, member, _ANSWERS[reply.status], at
            kept += answer in known
            if answer not in known:
                known.add(answer)
                rows.append(_answer_row(meeting, member, reply, at, forms))
    return ReplyImport(FileEdit(path, before, edit_rows(data, REGISTRATIONS, (), rows)), len(rows), kept, (*remarks,))


def _left_out(reply: Reply, meeting: str | None, member: str | None) -> Message | None:
    if meeting is None:
        return NO_MEETING
    if member is None:
        return NO_MEMBER
    return None if reply.status in _ANSWERS else NO_ANSWER


def _answer_row(meeting: str, member: str, reply: Reply, at: datetime | None, forms: CellForms) -> Mapping[str, str]:
    return {
        "meeting": meeting,
        "member": member,
        "answer": _ANSWERS[reply.status],
        "received": f"{forms.dates.write(at.date())} {at:%H:%M}" if at else "",
        "day": forms.dates.write(reply.day) if reply.day else "",
    }


def _no_answers(folder: Path) -> bytes:
    """Return an empty table in the format of the members' file."""
    columns = ["meeting", "member", "answer", "received", "day"]
    return empty_like((folder / MEMBERS.file).read_bytes(), MEMBERS, columns)
