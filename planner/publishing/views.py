"""A meeting as an audience sees it: held, cancelled, or no longer theirs, and how often that has changed for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import cached_property

from planner.revisions.announced import Announced, Aspect
from planner.revisions.life import Event, Life, Step
from planner.store.feeds import Audience


class State(Enum):
    """What has become of a meeting for an audience."""

    HELD = auto()
    CANCELLED = auto()
    WITHDRAWN = auto()
    """Held, but without them."""


@dataclass(frozen=True)
class View:
    """What an audience has seen of a meeting.

    Attributes:
        seen: the steps that they could notice, from the first announcement (to whomever) to the last of theirs.
        shown: what they were told, older first; the last is what holds.
    """

    life: Life
    state: State
    seen: tuple[Step, ...]
    shown: tuple[Announced, ...]

    @property
    def announced(self) -> Announced:
        """The meeting as they were last told of it."""
        return self.shown[-1]

    @property
    def sequence(self) -> int:
        """How often it has changed; never falls, for steps are only added."""
        return len(self.seen) - 1

    @property
    def modified(self) -> datetime:
        """When it last changed."""
        return self.seen[-1].at

    @cached_property
    def moved_from(self) -> Announced | None:
        """What they were told before the time changed."""
        now = (self.announced.start, self.announced.end)
        return next((each for each in reversed(self.shown) if (each.start, each.end) != now), None)

    @cached_property
    def venue_before(self) -> Announced | None:
        """What they were told before the venue changed."""
        return next((each for each in reversed(self.shown) if each.venue.id != self.announced.venue.id), None)


@dataclass(frozen=True, slots=True)
class Past:
    """What was past when a revision was accepted.

    Attributes:
        as_of: by number of the revision, the moment before which what ends is past.
    """

    as_of: Mapping[int, datetime]

    def holds(self, announced: Announced, revision: int) -> bool:
        """Whether the meeting was past then."""
        return announced.end < self.as_of[revision]

    def over(self, view: View, revision: int, end: datetime) -> bool:
        """Whether an entry that is not held for somebody may leave their calendar: the day it ends on is past."""
        return view.state is not State.HELD and self.day_over(end, revision)

    def day_over(self, end: datetime, revision: int) -> bool:
        """Whether the day is past on which what ends then has its last moment."""
        last_day = (end - timedelta(microseconds=1)).date()
        return last_day < self.as_of[revision].astimezone(end.tzinfo).date()


def views(
    life: Life, aspects: Collection[Aspect], concerns: Sequence[frozenset[Audience]], past: Past
) -> Iterator[tuple[View, frozenset[Audience]]]:
    """The ways in which audiences see a meeting, each with those who see it so.

    Args:
        life: of the meeting.
        aspects: what these audiences are shown of it.
        concerns: for each of its steps, those of the audiences in question whom it concerned from then on.
        past: what was past at each revision.
    """
    alike: defaultdict[tuple[bool, ...], list[Audience]] = defaultdict(list)
    for audience in frozenset[Audience]().union(*concerns):
        alike[tuple(audience in each for each in concerns)].append(audience)
    for pattern, audiences in alike.items():
        yield _view(life, frozenset(aspects), pattern, past), frozenset(audiences)


def _view(life: Life, aspects: frozenset[Aspect], theirs: tuple[bool, ...], past: Past) -> View:
    last = max(n for n, concerns in enumerate(theirs) if concerns)
    whole, state, end = last == len(theirs) - 1, State.HELD, last
    if whole and life.cancelled:
        state = State.CANCELLED
    elif not whole and not past.holds(life.steps[last].announced, life.steps[last + 1].revision):
        state, end = State.WITHDRAWN, last + 1  # what had been held stays as it was
    seen = tuple(step for n, step in enumerate(life.steps[: end + 1]) if _noticed(step, aspects, theirs, n))
    shown = tuple(step.announced for step, concerns in zip(life.steps, theirs, strict=True) if concerns)
    return View(life, state, seen, shown)


def _noticed(step: Step, aspects: frozenset[Aspect], theirs: tuple[bool, ...], n: int) -> bool:
    """New and cancelled always; otherwise what they are shown, and whether it is theirs."""
    return step.event is not Event.CHANGED or bool(step.aspects & aspects) or theirs[n] != theirs[n - 1]
