"""Meeting histories: what happened to each meeting over the revisions, and the difference of two of them.

A meeting keeps its UID for life. Cancelled is final, because calendars forget or hide what was cancelled: a meeting
that is held after all is a new one, which replaces it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from planner.network.published import Aspect, PublishedMeeting, changed_aspects


class Event(StrEnum):
    """What a revision did to a meeting."""

    NEW = "new"
    CHANGED = "changed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Step:
    """What one revision did to a meeting.

    Attributes:
        at: when the revision was accepted, in UTC.
        aspects: what changed; empty unless the event is CHANGED.
        announced: the meeting from then on; of a cancelled one, what had been announced last.
    """

    revision: int
    at: datetime
    event: Event
    aspects: frozenset[Aspect]
    announced: PublishedMeeting


@dataclass(frozen=True, slots=True)
class MeetingHistory:
    """A meeting from its first announcement on.

    Attributes:
        uid: random, made once.
        meeting: its id in the plan.
        steps: in order of revisions, one for each that did something to it; never empty.
        replaces: UIDs of the cancelled meetings that it replaces.
    """

    uid: str
    meeting: str
    steps: tuple[Step, ...]
    replaces: tuple[str, ...] = ()

    @property
    def announced(self) -> PublishedMeeting:
        """The meeting as last announced."""
        return self.steps[-1].announced

    @property
    def cancelled(self) -> bool:
        """Whether it will not be held."""
        return self.steps[-1].event is Event.CANCELLED

    def at(self, revision: int) -> MeetingHistory | None:
        """Its life up to that revision; None if it had not begun."""
        steps = tuple(step for step in self.steps if step.revision <= revision)
        return replace(self, steps=steps) if steps else None

    def seen(self, aspects: Collection[Aspect]) -> tuple[Step, ...]:
        """The first step, and those after it that are seen by readers whom only these aspects are shown."""
        shown = frozenset(aspects)
        return tuple(step for step in self.steps if step.event is not Event.CHANGED or step.aspects & shown)

    def sequence(self, aspects: Collection[Aspect]) -> int:
        """How often it has changed for such readers: the SEQUENCE of iCalendar."""
        return len(self.seen(aspects)) - 1

    def modified(self, aspects: Collection[Aspect]) -> datetime:
        """When it last changed for such readers."""
        return self.seen(aspects)[-1].at


def at_revision(lives: Iterable[MeetingHistory], revision: int) -> tuple[MeetingHistory, ...]:
    """The lives that had begun, as they were at that revision."""
    return tuple(past for life in lives if (past := life.at(revision)) is not None)


@dataclass(frozen=True, slots=True)
class Occasion:
    """On which lives go on: a revision.

    Attributes:
        at: when it was accepted.
        as_of: what ends before this is past.
        replaced: ids of meetings that are cancelled and replaced by a new one although their id stays.
    """

    revision: int
    at: datetime
    as_of: datetime
    replaced: Collection[str] = ()

    def step(self, event: Event, announced: PublishedMeeting, aspects: frozenset[Aspect] = frozenset()) -> Step:
        """A step that it adds."""
        return Step(self.revision, self.at, event, aspects, announced)


def advance(
    lives: Iterable[MeetingHistory], announced: Mapping[str, PublishedMeeting], occasion: Occasion
) -> tuple[MeetingHistory, ...]:
    """The lives that a revision begins or adds a step to; each ends with the step of that revision.

    A meeting that is past stays as it was announced, whatever the revision makes of it: what is learned later does
    not change it. One that is missing otherwise is cancelled. A new one replaces the last cancelled meeting of its
    id, and those of its round that are cancelled at the same time and were for one of its municipalities.

    Args:
        lives: all before, older ones first.
        announced: the meetings of the revision by id.
        occasion: the revision.
    """
    latest = {life.meeting: life for life in lives}
    kept = [name for name, life in latest.items() if _goes_on(life, announced, occasion)]
    changed = [_changed(latest[name], announced[name], occasion) for name in kept if not _past(latest[name], occasion)]
    cancelled = [
        _with(life, occasion.step(Event.CANCELLED, life.announced))
        for name, life in latest.items()
        if name not in kept and not life.cancelled and not _past(life, occasion)
    ]
    begun = [
        MeetingHistory(str(uuid.uuid4()), name, (occasion.step(Event.NEW, each),),
             tuple(_replaced_by(each, latest.get(name), cancelled)))
        for name, each in announced.items() if name not in kept
    ]  # fmt: skip
    return (*filter(None, changed), *cancelled, *begun)


def _goes_on(life: MeetingHistory, announced: Mapping[str, PublishedMeeting], occasion: Occasion) -> bool:
    replaced = life.meeting in occasion.replaced and not _past(life, occasion)
    return not life.cancelled and life.meeting in announced and not replaced


def _past(life: MeetingHistory, occasion: Occasion) -> bool:
    return life.announced.end < occasion.as_of


def _with(life: MeetingHistory, step: Step) -> MeetingHistory:
    return replace(life, steps=(*life.steps, step))


def _changed(life: MeetingHistory, announced: PublishedMeeting, occasion: Occasion) -> MeetingHistory | None:
    aspects = changed_aspects(life.announced, announced)
    return _with(life, occasion.step(Event.CHANGED, announced, aspects)) if aspects else None


def _replaced_by(
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
    """A meeting that is held from now on, and the cancelled ones that it replaces."""

    uid: str
    announced: PublishedMeeting
    replaces: tuple[PublishedMeeting, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A meeting that is no longer held, as it had been announced."""

    uid: str
    announced: PublishedMeeting


@dataclass(frozen=True, slots=True)
class Changed:
    """A meeting that is held otherwise."""

    uid: str
    before: PublishedMeeting
    after: PublishedMeeting

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """In what, in the order they are defined in."""
        found = changed_aspects(self.before, self.after)
        return tuple(aspect for aspect in Aspect if aspect in found)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise, each in order of time."""

    new: tuple[New, ...]
    cancelled: tuple[Cancelled, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return bool(self.new or self.cancelled or self.changed)


def difference(before: Iterable[MeetingHistory], after: Iterable[MeetingHistory]) -> Difference:
    """From one revision to another, in either direction; of each, all lives that had begun, as they were then."""
    after = tuple(after)
    known = {life.uid: life.announced for life in after}
    held_before, held_after = _held(before), _held(after)
    new = [
        New(uid, life.announced, tuple(known[other] for other in life.replaces if other not in held_after))
        for uid, life in held_after.items() if uid not in held_before
    ]  # fmt: skip
    cancelled = [Cancelled(uid, life.announced) for uid, life in held_before.items() if uid not in held_after]
    changed = [
        Changed(uid, life.announced, held_after[uid].announced)
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
