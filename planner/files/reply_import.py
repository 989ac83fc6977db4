"""Import answers to invitations into registrations.csv: who accepts or declines which meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from calendars.ical.replies import Reply, read_replies
from calendars.language import BoundMessage, Message, WrongValueError
from planner.files.cells import CellForms, columns_of
from planner.files.editing import FileEdit, content
from planner.files.tables import edit_rows, empty_like
from planner.network.network import Network
from planner.network.tables import MEMBERS, REGISTRATIONS

NOT_READ = Message("reply_import.not_read", "{file}: {why}.")
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
    data = _empty(folder) if before is None else before
    known = {(each.meeting, each.member, each.answer.value, each.received) for each in network.registrations}
    rows: list[Mapping[str, str]] = []
    remarks, kept = list[BoundMessage](), 0
    for file in files:
        try:
            replies = read_replies(file.read_bytes(), zone)
        except WrongValueError as error:
            remarks.append(BoundMessage(NOT_READ, {"file": file.name, "why": error.said}))
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
                rows.append(_row(meeting, member, reply, at, forms))
    return ReplyImport(FileEdit(path, before, edit_rows(data, REGISTRATIONS, (), rows)), len(rows), kept, (*remarks,))


def _left_out(reply: Reply, meeting: str | None, member: str | None) -> Message | None:
    if meeting is None:
        return NO_MEETING
    if member is None:
        return NO_MEMBER
    return None if reply.status in _ANSWERS else NO_ANSWER


def _row(meeting: str, member: str, reply: Reply, at: datetime | None, forms: CellForms) -> Mapping[str, str]:
    return {
        "meeting": meeting,
        "member": member,
        "answer": _ANSWERS[reply.status],
        "received": f"{forms.dates.write(at.date())} {at:%H:%M}" if at else "",
        "day": forms.dates.write(reply.day) if reply.day else "",
    }


def _empty(folder: Path) -> bytes:
    """Return an empty table in the format of the members' file."""
    columns = [name for name in columns_of(REGISTRATIONS) if name not in {"municipality", "note"}]
    return empty_like((folder / MEMBERS.file).read_bytes(), MEMBERS, columns)
