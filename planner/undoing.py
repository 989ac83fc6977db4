"""Undoing: the draft of a new revision that is like an earlier one, but for what is past."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from calendars.language import Sentence
from constraints.plan import Plan
from planner.accepting import Draft
from planner.announced import announce
from planner.building import build_problem
from planner.store.documents import Content
from planner.store.errors import StoreError

if TYPE_CHECKING:
    from planner.announced import Announced
    from planner.archive import Archive, Kept

NOTHING_BEFORE = Sentence(
    en="There is nothing to undo: revision {number} is the first.",
    da="Der er intet at fortryde: revision {number} er den første.",
)
IS_LAST = Sentence(
    en="Revision {number} is the last one: it is how things are.",
    da="Revision {number} er den sidste: sådan er det allerede.",
)
TOO_LATE = Sentence(
    en="Revision {number} cannot be returned to: it has {meetings} on days that are past by now.",
    da="Der kan ikke vendes tilbage til revision {number}: den har {meetings} på dage, der nu er forbi.",
)
WHY = Sentence(en="Back to revision {number}", da="Tilbage til revision {number}")


class CannotUndoError(StoreError):
    """There is no way back to that revision."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What would be accepted.

    Attributes:
        to: number of the revision it is like.
        last: number of the last revision, which is to be undone.
    """

    draft: Draft
    to: int
    last: int


def undone(archive: Archive, number: int | None, as_of: datetime) -> Undone:
    """The draft of a revision like that of the number, or like the one before the last.

    Args:
        archive: of the network.
        number: of a revision that is not the last.
        as_of: aware; meetings that began before are past and stay as they were.

    Raises:
        NothingAcceptedError, NoSuchRevisionError: if there is no such revision.
        CannotUndoError: if there is nothing to undo, or a meeting would return to a day that is past.
    """
    now = archive.kept()
    last = now.revision.number
    if number == last:
        raise CannotUndoError(IS_LAST, number=str(last))
    if last == 1:
        raise CannotUndoError(NOTHING_BEFORE, number="1")
    earlier = archive.kept(number or last - 1)
    past = _past(now, as_of)
    _require_to_come(earlier, past, as_of)
    return Undone(_draft(earlier, now, past), earlier.revision.number, last)


def _past(now: Kept, as_of: datetime) -> dict[str, Announced]:
    """What has been held, by id."""
    held = {life.meeting: life.announced for life in now.lives if not life.cancelled}
    return {name: each for name, each in held.items() if each.start < as_of}


def _require_to_come(earlier: Kept, past: Mapping[str, Announced], as_of: datetime) -> None:
    late = [each.meeting for each in earlier.content.plan.meetings if each.start < as_of and each.meeting not in past]
    if late:
        raise CannotUndoError(TOO_LATE, number=str(earlier.revision.number), meetings=late)


def _draft(earlier: Kept, now: Kept, past: Mapping[str, Announced]) -> Draft:
    """The earlier revision; meetings that are past as they are now."""
    network = earlier.content.network
    planned = {each.meeting: each for each in now.content.plan.meetings}
    meetings = [
        planned[each.meeting] if each.meeting in past and each.meeting in planned else each
        for each in earlier.content.plan.meetings
    ]
    again = announce(network, build_problem(network), earlier.content.plan)
    announced = {name: past.get(name, each) for name, each in again.items()}
    return Draft(Content(network, Plan.of(meetings)), announced)
