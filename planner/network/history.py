"""Meeting histories: what each revision did to each meeting, and the difference between two revisions.

A meeting keeps its UID for life (RFC 5545, 3.8.4.7). Cancellation is final, because calendar clients forget or hide
cancelled entries: a meeting that is held after all is a new one, which replaces it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from calendars.days import Span
from calendars.language import BoundMessage, Message
from constraints.problem.naming import booking_state, days_name
from constraints.problem.problem import BookingState
from planner.network.published import Aspect, PublishedMeeting, changed_aspects

if TYPE_CHECKING:
    from planner.network.network import Network
    from planner.network.tables import BookingRow


UNUSED_BOOKING = Message(
    "history.unused_booking", "Booked, but no longer used: {venue} on {day} for {meeting} ({state}). Tell the venue."
)


class StepKind(StrEnum):
    """What a revision did to a meeting."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """The effect of one revision on a meeting.

    Attributes:
        revision: number of the revision.
        at: when it was accepted, in UTC.
        event: what it did.
        aspects: what changed; empty unless the event is CHANGED.
        announced: the meeting from then on; of a cancelled one, as last published.
    """

    revision: int
    at: datetime
    event: StepKind
    aspects: frozenset[Aspect]
    announced: PublishedMeeting


@dataclass(frozen=True, slots=True)
class MeetingHistory:
    """A meeting from its first publication on.

    Attributes:
        uid: random, assigned once.
        meeting: its id in the plan.
        steps: in order of revisions, one for each that affected it; never empty.
        replaces: UIDs of the cancelled meetings that it replaces.
    """

    uid: str
    meeting: str
    steps: tuple[HistoryStep, ...]
    replaces: tuple[str, ...] = ()

    @property
    def announced(self) -> PublishedMeeting:
        """The meeting as last published."""
        return self.steps[-1].announced

    @property
    def cancelled(self) -> bool:
        """Whether it is cancelled."""
        return self.steps[-1].event is StepKind.CANCELLED

    def at(self, revision: int) -> MeetingHistory | None:
        """Return the history up to that revision; None if it had not begun."""
        steps = tuple(step for step in self.steps if step.revision <= revision)
        return replace(self, steps=steps) if steps else None

    def seen(self, aspects: Collection[Aspect]) -> tuple[HistoryStep, ...]:
        """Return the first step, and the later ones visible to readers who are shown only these aspects."""
        shown = frozenset(aspects)
        return tuple(step for step in self.steps if step.event is not StepKind.CHANGED or step.aspects & shown)

    def sequence(self, aspects: Collection[Aspect]) -> int:
        """Return the number of changes visible to such readers (SEQUENCE, RFC 5545, 3.8.7.4)."""
        return len(self.seen(aspects)) - 1

    def modified(self, aspects: Collection[Aspect]) -> datetime:
        """Return when it last changed for such readers."""
        return self.seen(aspects)[-1].at


def at_revision(lives: Iterable[MeetingHistory], revision: int) -> tuple[MeetingHistory, ...]:
    """Return the histories that had begun, as they were at that revision."""
    return tuple(past for life in lives if (past := life.at(revision)) is not None)


@dataclass(frozen=True, slots=True)
class HistoryRevision:
    """A revision that adds steps to histories.

    Attributes:
        revision: its number.
        at: when it was accepted.
        as_of: meetings that ended before this are past.
        replaced: ids of meetings that are cancelled and replaced by new meetings with the same ids.
    """

    revision: int
    at: datetime
    as_of: datetime
    replaced: Collection[str] = ()

    def step(
        self, event: StepKind, announced: PublishedMeeting, aspects: frozenset[Aspect] = frozenset()
    ) -> HistoryStep:
        """Return a step of this revision."""
        return HistoryStep(self.revision, self.at, event, aspects, announced)


def advance(
    lives: Iterable[MeetingHistory], announced: Mapping[str, PublishedMeeting], occasion: HistoryRevision
) -> tuple[MeetingHistory, ...]:
    """Return the histories that a revision starts or extends; each ends with the step of that revision.

    A past meeting stays as published, whatever the revision says of it. Any other that is missing from the revision is
    cancelled. A new meeting replaces the last cancelled meeting with its id, and those of its round that are cancelled
    by this revision and were for one of its municipalities.

    Args:
        lives: all histories before, oldest first.
        announced: the meetings of the revision by id.
        occasion: the revision.
    """
    latest = {life.meeting: life for life in lives}
    kept = [name for name, life in latest.items() if _continues(life, announced, occasion)]
    changed = [
        _with_change(latest[name], announced[name], occasion) for name in kept if not _past(latest[name], occasion)
    ]
    cancelled = [
        _with_step(life, occasion.step(StepKind.CANCELLED, life.announced))
        for name, life in latest.items()
        if name not in kept and not life.cancelled and not _past(life, occasion)
    ]
    begun = [
        MeetingHistory(str(uuid.uuid4()), name, (occasion.step(StepKind.NEW, each),),
             tuple(_replaced_uids(each, latest.get(name), cancelled)))
        for name, each in announced.items() if name not in kept
    ]  # fmt: skip
    return (*filter(None, changed), *cancelled, *begun)


def _continues(life: MeetingHistory, announced: Mapping[str, PublishedMeeting], occasion: HistoryRevision) -> bool:
    """Return whether the meeting of a history continues under the revision."""
    replaced = life.meeting in occasion.replaced and not _past(life, occasion)
    return not life.cancelled and life.meeting in announced and not replaced


def _past(life: MeetingHistory, occasion: HistoryRevision) -> bool:
    return life.announced.end < occasion.as_of


def _with_step(life: MeetingHistory, step: HistoryStep) -> MeetingHistory:
    return replace(life, steps=(*life.steps, step))


def _with_change(life: MeetingHistory, announced: PublishedMeeting, occasion: HistoryRevision) -> MeetingHistory | None:
    aspects = changed_aspects(life.announced, announced)
    return _with_step(life, occasion.step(StepKind.CHANGED, announced, aspects)) if aspects else None


def _replaced_uids(
    new: PublishedMeeting, before: MeetingHistory | None, cancelled: Iterable[MeetingHistory]
) -> Iterator[str]:
    if before is not None and before.cancelled:
        yield before.uid
    municipalities = set(new.municipalities)
    for life in cancelled:
        old = life.announced
        if old.meeting == new.meeting or (old.round == new.round and municipalities & set(old.municipalities)):
            yield life.uid


@dataclass(frozen=True, slots=True)
class New:
    """A meeting that was added, and the cancelled ones that it replaces."""

    uid: str
    announced: PublishedMeeting
    replaces: tuple[PublishedMeeting, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A meeting that was removed, as it had been published."""

    uid: str
    announced: PublishedMeeting


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """A meeting before and after a change."""

    uid: str
    before: PublishedMeeting
    after: PublishedMeeting

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """The aspects that differ, in their order of definition."""
        found = changed_aspects(self.before, self.after)
        return tuple(aspect for aspect in Aspect if aspect in found)


@dataclass(frozen=True, slots=True)
class Difference:
    """The meetings added, cancelled and changed, each in order of time.

    Attributes:
        bookings: of the meetings, those that are no longer used, in words; only where planners compare.
    """

    new: tuple[New, ...]
    cancelled: tuple[Cancelled, ...]
    changed: tuple[MeetingChange, ...]
    bookings: tuple[BoundMessage, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.cancelled or self.changed)


@dataclass(frozen=True, slots=True)
class Since:
    """What a plan would change for those who know a revision, if it were accepted.

    Attributes:
        revision: number of the revision.
        difference: from it to the plan.
    """

    revision: int
    difference: Difference

    @classmethod
    def of(
        cls, revision: int, lives: Iterable[MeetingHistory], announced: Mapping[str, PublishedMeeting], as_of: datetime
    ) -> Since:
        """Return what accepting meetings after a revision would change; what ended before `as_of` stays."""
        before = tuple(lives)
        touched = advance(before, announced, HistoryRevision(revision + 1, as_of, as_of))
        after = {life.uid: life for life in (*before, *touched)}
        return cls(revision, difference(before, after.values()))

    @property
    def moved(self) -> tuple[tuple[PublishedMeeting, PublishedMeeting | None], ...]:
        """The meetings that are held on another day, at other hours or at another venue, or (None) not at all."""
        changed = (
            (each.before, each.after)
            for each in self.difference.changed
            if Aspect.TIME in each.aspects or each.before.venue.id != each.after.venue.id
        )
        return (*((each.announced, None) for each in self.difference.cancelled), *changed)

    @property
    def people(self) -> int:
        """The number of members and staff who were told of those meetings."""
        members = {member for before, _ in self.moved for member in before.members}
        staff = {person.id for before, _ in self.moved for person in before.staff}
        return len(members) + len(staff)


def difference(before: Iterable[MeetingHistory], after: Iterable[MeetingHistory]) -> Difference:
    """Return the difference between two revisions, in either direction.

    Args:
        before: all histories that had begun at the one revision, as they were then.
        after: the same at the other revision.
    """
    after = tuple(after)
    known = {life.uid: life.announced for life in after}
    held_before, held_after = _held(before), _held(after)
    new = [
        New(uid, life.announced, tuple(known[other] for other in life.replaces if other not in held_after))
        for uid, life in held_after.items() if uid not in held_before
    ]  # fmt: skip
    cancelled = [Cancelled(uid, life.announced) for uid, life in held_before.items() if uid not in held_after]
    changed = [
        MeetingChange(uid, life.announced, held_after[uid].announced)
        for uid, life in held_before.items()
        if uid in held_after and life.announced != held_after[uid].announced
    ]
    return Difference(
        tuple(sorted(new, key=lambda each: _time(each.announced))),
        tuple(sorted(cancelled, key=lambda each: _time(each.announced))),
        tuple(sorted((each for each in changed if each.aspects), key=lambda each: _time(each.after))),
    )


def _held(lives: Iterable[MeetingHistory]) -> dict[str, MeetingHistory]:
    return {life.uid: life for life in lives if not life.cancelled}


def _time(announced: PublishedMeeting) -> tuple[object, str]:
    return announced.start, announced.meeting


@dataclass(frozen=True, slots=True)
class Stay:
    """Where and when a meeting is held; `venue` is an id."""

    name: str
    venue: str
    days: Span

    @classmethod
    def of(cls, announced: PublishedMeeting) -> Stay:
        """Return where and when a published meeting is held."""
        return cls(announced.name, announced.venue.id, Span(announced.start.date(), announced.end.date()))

    def uses(self, row: BookingRow) -> bool:
        """Return whether it is held where and when a row has booked."""
        return self.venue == row.venue and self.days.within(row.span()) == self.days


def unused_bookings(network: Network, before: Mapping[str, Stay], after: Mapping[str, Stay]) -> Iterator[BoundMessage]:
    """Yield the bookings that meetings used and no longer do, and reserves of meetings that are now held elsewhere.

    Args:
        network: the network with the bookings.
        before: where meetings were held, by their ids.
        after: where they are held now; one that is missing is not held.
    """
    venues = {venue.id: venue.name for venue in network.venues}
    for row in network.bookings:
        old, new = before.get(row.meeting or ""), after.get(row.meeting or "")
        if old is None or (new is not None and (new.venue, new.days) == (old.venue, old.days)):
            continue
        known = row.state is BookingState.RESERVE or (row.state is not BookingState.ASKED and old.uses(row))
        if known and not (new is not None and new.uses(row)):
            yield BoundMessage(UNUSED_BOOKING, {
                "venue": venues.get(row.venue, row.venue), "day": days_name(row.span()), "meeting": old.name,
                "state": booking_state(row.state, row.until),
            })  # fmt: skip


def with_unused_bookings(found: Difference, network: Network) -> Difference:
    """Return a difference that names the bookings of a network which it leaves unused."""
    before = [each.announced for each in found.cancelled] + [each.before for each in found.changed]
    after = [each.announced for each in found.new] + [each.after for each in found.changed]
    stays, stay_after = ({each.meeting: Stay.of(each) for each in meetings} for meetings in (before, after))
    return replace(found, bookings=tuple(unused_bookings(network, stays, stay_after)))
