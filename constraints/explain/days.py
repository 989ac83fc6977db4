"""The days of a meeting's window: where it can be held on each, at what cost, and what rules the others out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constraints.explain.judging import Assessment, Assessor
    from constraints.problem.rule import Finding


class State(StrEnum):
    """What is possible on a day with the other meetings as planned."""

    FREE = "free"
    """The meeting can be held, without additional points."""
    COSTLY = "costly"
    """The meeting can be held, with additional points."""
    IMPOSSIBLE = "impossible"
    """At every venue some rule is violated."""


@dataclass(frozen=True)
class Possibility:
    """One possible first day of a meeting.

    Attributes:
        day: the day.
        venues: the assessment of each allowed venue on that day.
    """

    day: date
    venues: tuple[Assessment, ...]

    @cached_property
    def best(self) -> Assessment | None:
        """The possible venue with the fewest points, or None if there is none."""
        return min((each for each in self.venues if each.possible), key=lambda each: each.points, default=None)

    @property
    def state(self) -> State:
        """What is possible on the day."""
        if self.best is None:
            return State.IMPOSSIBLE
        return State.COSTLY if self.best.points > 0 else State.FREE

    @property
    def planned(self) -> bool:
        """Whether the meeting is planned on the day."""
        return any(each.is_now for each in self.venues)

    @cached_property
    def others_could_move(self) -> bool:
        """Whether the day is impossible with the other meetings as planned, but there may be a plan with it."""
        return self.best is None and any(each.others_could_move for each in self.venues)

    @property
    def in_the_way(self) -> frozenset[str]:
        """Ids of the other meetings that would have to move at some venue, as far as violations name them."""
        return frozenset[str]().union(*(each.in_the_way for each in self.venues if each.others_could_move))

    @cached_property
    def first_reason(self) -> Finding | None:
        """The first violation that rules the day out, of a rule that does so at every venue if there is one."""
        if self.best is not None or not self.venues:
            return None
        alone = [each for each in self.venues if each.possible_alone]
        if alone:
            nearest = min(alone, key=lambda each: (not each.others_could_move, len(each.beside)))
            return nearest.in_full(nearest.beside)[0]
        shared = frozenset.intersection(*(frozenset(each.breaks) for each in self.venues))
        strikes = self.venues[0].in_full(self.venues[0].strikes)
        return next((finding for finding in strikes if finding.rule in shared), strikes[0])

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """All distinct violations at any venue; none if the day is possible."""
        if self.best is not None:
            return ()
        found: list[Finding] = []
        for each in self.venues:
            found += [finding for finding in each.in_full(each.broken) if finding not in found]
        return tuple(found)


def possibilities(judging: Assessor) -> tuple[Possibility, ...]:
    """Return the possibilities for all first days with which the meeting ends within its window, in order."""
    by_day = groupby(judging.candidates(), key=lambda each: each.day)
    return tuple(Possibility(day, tuple(venues)) for day, venues in by_day)


def best_first(judged: Sequence[Assessment]) -> list[Assessment]:
    """Sort possible places by points, then those that only other meetings rule out, then the rest."""
    return sorted(judged, key=_rank)


def _rank(judged: Assessment) -> tuple[int, int, date, int]:
    if judged.possible:
        return 0, judged.points, judged.day, judged.venue
    stage = 1 if judged.others_could_move else 2
    return stage, len(judged.breaks), judged.day, judged.venue
