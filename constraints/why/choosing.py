"""A plan in which one meeting has a chosen day or venue: what it costs, and what else moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from constraints.outcome import Outcome, Status
from constraints.rules.choices import Choices
from constraints.why.elsewhere import Elsewhere
from constraints.why.staying import Stay

if TYPE_CHECKING:
    from constraints.check import Verdict
    from constraints.held import Held
    from constraints.problem import Problem


class Others(StrEnum):
    """What is asked of the other meetings."""

    STAY = "stay"
    """As few as possible get another day or venue; of these plans the one with the fewest points."""
    FREE = "free"
    """They may all move: the plan with the fewest points."""


Place = tuple[date, int]
"""First day, and index of the venue."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A meeting that has another day or venue in one plan than in another."""

    before: Held
    after: Held


@dataclass(frozen=True, slots=True)
class Chosen:
    """What came of fixing a choice.

    Attributes:
        outcome: of the solve; its points include what `Others.STAY` charges for moves.
        extra: points by rule that the plan found costs more than the plan at hand, where there is a difference.
        moves: what else has another day or venue, in order of time.
    """

    outcome: Outcome
    place: Place | None = None
    extra: Mapping[str, int] | None = None
    moves: tuple[Moved, ...] = ()

    @property
    def points(self) -> int | None:
        """Points more than the plan at hand, None if there is no plan."""
        return None if self.extra is None else sum(self.extra.values())

    @property
    def proved(self) -> bool:
        """Whether it is proved that nothing better can be done, or that nothing can."""
        return self.outcome.status in {Status.OPTIMAL, Status.INFEASIBLE}


def with_choice(verdict: Verdict, meeting: int, day: date, venue: int | None, others: Others) -> Problem:
    """The problem of a plan with one meeting fixed to a day, and to a venue if one is given."""
    problem = verdict.schedule.problem
    fixed = replace(problem.meetings[meeting], fixed_day=day, forbidden_days=frozenset())
    if venue is not None:
        fixed = replace(fixed, fixed_venue=venue)
    meetings = (*problem.meetings[:meeting], fixed, *problem.meetings[meeting + 1 :])
    kept = any(rule.key() == Choices.key() for rule in problem.rules)
    rules = problem.rules if kept else (*problem.rules, Choices())
    return _asking(replace(problem, meetings=meetings, rules=rules), verdict, meeting, others)


def with_another(verdict: Verdict, meeting: int, known: Iterable[Place], others: Others) -> Problem:
    """The problem of a plan with one meeting at none of the places that are known."""
    problem = verdict.schedule.problem
    places = frozenset((problem.index(day), venue) for day, venue in known)
    rules = (*problem.rules, Elsewhere(meeting=meeting, places=places))
    return _asking(replace(problem, rules=rules), verdict, meeting, others)


def chosen(verdict: Verdict, meeting: int, outcome: Outcome) -> Chosen:
    """What came of it, against the plan at hand."""
    found = outcome.verdict
    if found is None:
        return Chosen(outcome)
    before, after = verdict.points, found.points
    keys = sorted(({*before} | {*after}) - {Stay.key()})
    extra = {key: after.get(key, 0) - before.get(key, 0) for key in keys}
    there = found.schedule[meeting]
    moves = tuple(move for move in moved(verdict, found) if move.after.index != meeting)
    return Chosen(outcome, (there.day, there.venue), {key: points for key, points in extra.items() if points}, moves)


def moved(before: Verdict, after: Verdict) -> list[Moved]:
    """The meetings that have another day or venue, in the order they had."""
    pairs = ((held, after.schedule[held.index]) for held in before.schedule if held.index in after.schedule)
    return [Moved(old, new) for old, new in pairs if (old.day, old.venue) != (new.day, new.venue)]


def _asking(problem: Problem, verdict: Verdict, meeting: int, others: Others) -> Problem:
    if others is Others.FREE:
        return problem
    places = {held.index: (problem.index(held.day), held.venue) for held in verdict.schedule if held.index != meeting}
    stay = Stay(places=places, points=verdict.objective + 1)
    return replace(problem, rules=(*problem.rules, stay))
