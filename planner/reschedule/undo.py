"""Undo: draft a new revision equal to an earlier one, except for what is past."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendars.days import Span
from calendars.language import Message
from constraints.problem.plan import Plan
from planner.changes.change import altered, decided, with_settings
from planner.changes.meetings import current_window
from planner.network.problem import build_problem
from planner.network.published import publish_meetings
from planner.store.archive import Draft
from planner.store.documents import Content
from planner.store.errors import StoreError

if TYPE_CHECKING:
    from constraints.problem.problem import PlannedMeeting
    from planner.network.history import Difference
    from planner.network.network import Network
    from planner.network.published import PublishedMeeting
    from planner.store.archive import Archive, RevisionRecord


NOTHING_BEFORE = Message("undo.nothing_before", "There is nothing to undo: revision {number} is the first.")
IS_LAST = Message("undo.is_last", "Revision {number} is the last one: it is how things are.")
TOO_LATE = Message(
    "undo.too_late", "Revision {number} cannot be returned to: it has {meetings} on days that are past by now."
)
WHY = Message("undo.why", "Back to revision {number}")


class CannotUndoError(StoreError):
    """That revision cannot be restored."""


@dataclass(frozen=True, slots=True)
class UndoDraft:
    """The draft that restores a revision.

    Attributes:
        to: number of the revision that is restored.
        last: number of the last revision, which is undone.
    """

    draft: Draft
    to: int
    last: int


NetworkOf = Callable[["RevisionRecord", Plan], "Network"]
"""Returns the network with the changes of a revision, for a plan."""


def draft_undo(archive: Archive, number: int | None, as_of: datetime, network_of: NetworkOf | None = None) -> UndoDraft:
    """Draft a revision equal to revision `number`, by default the one before the last.

    Args:
        archive: archive of the network.
        number: number of a revision that is not the last.
        as_of: aware; meetings that began before are past and stay as they were.
        network_of: the network that the draft rests on; that of the revision if None.

    Raises:
        NothingAcceptedError, NoSuchRevisionError: if there is no such revision.
        CannotUndoError: if there is nothing to undo, or a meeting would return to a past day.
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
    return UndoDraft(_draft(earlier, now, past, network_of), earlier.revision.number, last)


def undo_preview(archive: Archive, number: int, as_of: datetime) -> tuple[Difference, tuple[str, ...]]:
    """Return what restoring a revision would change, and the names of the meetings that stay, as they have been held.

    Args:
        archive: archive of the network.
        number: number of the revision.
        as_of: as for `draft_undo`.

    Raises:
        NothingAcceptedError, NoSuchRevisionError: if there is no such revision.
    """
    now = archive.kept()
    past, whole = _past(now, as_of), archive.difference(now.revision.number, number)
    cancelled = tuple(each for each in whole.cancelled if each.announced.meeting not in past)
    changed = tuple(each for each in whole.changed if each.before.meeting not in past)
    concerned = (*(each.announced for each in whole.cancelled), *(each.before for each in whole.changed))
    held = sorted({each.name for each in concerned if each.meeting in past})
    return replace(whole, cancelled=cancelled, changed=changed), tuple(held)


def _past(now: RevisionRecord, as_of: datetime) -> dict[str, PublishedMeeting]:
    """Return the meetings that have been held, by id."""
    held = {life.meeting: life.announced for life in now.meeting_histories if not life.cancelled}
    return {name: each for name, each in held.items() if each.start < as_of}


def _require_to_come(earlier: RevisionRecord, past: Mapping[str, PublishedMeeting], as_of: datetime) -> None:
    late = [each.meeting for each in earlier.content.plan.meetings if each.start < as_of and each.meeting not in past]
    if late:
        raise CannotUndoError(TOO_LATE, number=str(earlier.revision.number), meetings=late)


def _draft(
    earlier: RevisionRecord,
    now: RevisionRecord,
    past: Mapping[str, PublishedMeeting],
    network_of: NetworkOf | None,
) -> Draft:
    """Return the earlier revision with past meetings, and the decisions about them, as they are now."""
    held = {each.meeting: each for each in now.content.plan.meetings if each.meeting in past}
    kept = {each.meeting: each for each in earlier.content.plan.meetings}
    plan = Plan.of([*{**kept, **held}.values()])
    if network_of is None:
        network = _network(earlier.content.network, now.content.network, held)
    else:
        network = network_of(earlier, plan)
    problem = build_problem(network)
    announced = {name: past.get(name, each) for name, each in publish_meetings(network, problem, plan).items()}
    return Draft(Content(network, plan), announced)


def _network(earlier: Network, now: Network, held: Mapping[str, PlannedMeeting]) -> Network:
    """Return the earlier network with today's decisions about held meetings, and windows that contain them."""
    others = [choice for choice in earlier.settings.choices if choice.meeting not in held]
    own = [choice for choice in now.settings.choices if choice.meeting in held]
    if {*own} == {choice for choice in earlier.settings.choices if choice.meeting in held}:
        network = earlier
    else:
        network = with_settings(earlier, choices=(*others, *own))
    known, places = {venue.id for venue in network.venues}, {each.venue for each in held.values()}
    gone = [venue for venue in now.venues if venue.id in places - known]
    if gone:
        rooms = [room for room in now.rooms if room.venue in {venue.id for venue in gone}]
        network = altered(network, venues=(*network.venues, *gone), rooms=(*network.rooms, *rooms))
    zone = ZoneInfo(earlier.settings.timezone)
    for name in sorted({*held} & {*network.round_of}):
        window = current_window(network, name)
        first, last = (moment.astimezone(zone).date() for moment in (held[name].start, held[name].end))
        if first < window.first or window.last < last:
            wider = Span(min(first, window.first), max(last, window.last))
            network = decided(network, name, window=wider)
    return network if network is earlier else network.changed()
