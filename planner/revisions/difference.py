"""The difference of two revisions: which meetings are new, cancelled, moved or otherwise changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from planner.revisions.announced import Announced, Aspect, changed_aspects
from planner.revisions.life import Life


@dataclass(frozen=True, slots=True)
class New:
    """A meeting that is held from now on, and the cancelled ones that it replaces."""

    uid: str
    announced: Announced
    replaces: tuple[Announced, ...] = ()


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A meeting that is no longer held, as it had been announced."""

    uid: str
    announced: Announced


@dataclass(frozen=True, slots=True)
class Changed:
    """A meeting that is held otherwise."""

    uid: str
    before: Announced
    after: Announced

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


def difference(before: Iterable[Life], after: Iterable[Life]) -> Difference:
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


def _held(lives: Iterable[Life]) -> dict[str, Life]:
    return {life.uid: life for life in lives if not life.cancelled}


def _time(announced: Announced) -> tuple[object, str]:
    return announced.start, announced.meeting
