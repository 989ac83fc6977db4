"""The days of a meeting's window: on which it can be held, what that costs, and what stands against the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from constraints.explain.judging import Judged, Judging
    from constraints.problem.rule import Finding


class State(StrEnum):
    """What can be said of a day, the other meetings as planned."""

    FREE = "free"
    """The meeting can be held there, and the plan costs no more points than it does."""
    COSTLY = "costly"
    """The meeting can be held there, and the plan costs more points."""
    IMPOSSIBLE = "impossible"
    """At every venue some rule is broken."""


@dataclass(frozen=True)
class Possibility:
    """One day, as the first day of a meeting.

    Attributes:
        venues: the meeting there at each venue it may be held at.
    """

    day: date
    venues: tuple[Judged, ...]

    @cached_property
    def best(self) -> Judged | None:
        """The venue that costs the fewest points, if the meeting can be held there on that day at all."""
        return min((each for each in self.venues if each.possible), key=lambda each: each.points, default=None)

    @property
    def state(self) -> State:
        """What can be said of the day."""
        if self.best is None:
            return State.IMPOSSIBLE
        return State.COSTLY if self.best.points > 0 else State.FREE

    @property
    def planned(self) -> bool:
        """Whether the plan has the meeting there."""
        return any(each.is_now for each in self.venues)

    @cached_property
    def others_could_move(self) -> bool:
        """Whether it is impossible only because of where other meetings are."""
        return self.best is None and any(each.possible_alone for each in self.venues)

    @cached_property
    def first_reason(self) -> Finding | None:
        """The first rule that stands against it, one that does so at every venue if there is any."""
        if self.best is not None or not self.venues:
            return None
        if self.others_could_move:
            nearest = min((each for each in self.venues if each.possible_alone), key=lambda each: len(each.beside))
            return nearest.in_full(nearest.beside)[0]
        shared = frozenset.intersection(*(frozenset(each.breaks) for each in self.venues))
        strikes = self.venues[0].in_full(self.venues[0].strikes)
        return next((finding for finding in strikes if finding.rule in shared), strikes[0])

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """Everything that stands against it at any venue, equal findings once; none if it is possible."""
        if self.best is not None:
            return ()
        found: list[Finding] = []
        for each in self.venues:
            found += [finding for finding in each.in_full(each.broken) if finding not in found]
        return tuple(found)


def possibilities(judging: Judging) -> tuple[Possibility, ...]:
    """Every day of the meeting's window on which it can begin and still end inside."""
    by_day = groupby(judging.candidates(), key=lambda each: each.day)
    return tuple(Possibility(day, tuple(venues)) for day, venues in by_day)


def best_first(judged: Sequence[Judged]) -> list[Judged]:
    """What is possible by points, then what only other meetings stand against, then the rest."""
    return sorted(judged, key=_rank)


def _rank(judged: Judged) -> tuple[int, int, date, int]:
    if judged.possible:
        return 0, judged.points, judged.day, judged.venue
    stage = 1 if judged.possible_alone else 2
    return stage, len(judged.breaks), judged.day, judged.venue
