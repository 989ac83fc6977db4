"""The life of a meeting over the revisions: announced, changed, cancelled, replaced by another.

A meeting keeps its UID for life. Cancelled is final, because calendars forget or hide what was cancelled: a meeting
that is held after all is a new one, which replaces it.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from planner.revisions.announced import Announced, Aspect, changed_aspects


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
    announced: Announced


@dataclass(frozen=True, slots=True)
class Life:
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
    def announced(self) -> Announced:
        """The meeting as last announced."""
        return self.steps[-1].announced

    @property
    def cancelled(self) -> bool:
        """Whether it will not be held."""
        return self.steps[-1].event is Event.CANCELLED

    def at(self, revision: int) -> Life | None:
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


def at_revision(lives: Iterable[Life], revision: int) -> tuple[Life, ...]:
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

    def step(self, event: Event, announced: Announced, aspects: frozenset[Aspect] = frozenset()) -> Step:
        """A step that it adds."""
        return Step(self.revision, self.at, event, aspects, announced)


def advance(lives: Iterable[Life], announced: Mapping[str, Announced], occasion: Occasion) -> tuple[Life, ...]:
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
        Life(str(uuid.uuid4()), name, (occasion.step(Event.NEW, each),),
             tuple(_replaced_by(each, latest.get(name), cancelled)))
        for name, each in announced.items() if name not in kept
    ]  # fmt: skip
    return (*filter(None, changed), *cancelled, *begun)


def _goes_on(life: Life, announced: Mapping[str, Announced], occasion: Occasion) -> bool:
    replaced = life.meeting in occasion.replaced and not _past(life, occasion)
    return not life.cancelled and life.meeting in announced and not replaced


def _past(life: Life, occasion: Occasion) -> bool:
    return life.announced.end < occasion.as_of


def _with(life: Life, step: Step) -> Life:
    return replace(life, steps=(*life.steps, step))


def _changed(life: Life, announced: Announced, occasion: Occasion) -> Life | None:
    aspects = changed_aspects(life.announced, announced)
    return _with(life, occasion.step(Event.CHANGED, announced, aspects)) if aspects else None


def _replaced_by(new: Announced, before: Life | None, cancelled: Iterable[Life]) -> Iterator[str]:
    if before is not None and before.cancelled:
        yield before.uid
    municipalities = set(new.municipalities)
    for life in cancelled:
        old = life.announced
        if old.meeting == new.meeting or (old.round == new.round and municipalities & set(old.municipalities)):
            yield life.uid
