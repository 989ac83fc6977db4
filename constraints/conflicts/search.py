"""The work of the process that looks for clashes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from constraints.conflicts.conflict import (
    COMPLETE,
    Conflict,
    Requirements,
    Step,
    TooManyError,
    carried_over,
    minimal_subset,
    siblings,
    without_soft_rules,
)
from constraints.conflicts.oracle import ConfirmedOracle, EngineOracle, LiedError, UnsureError
from constraints.engines.cp_sat import CpSat
from constraints.engines.highs import Highs
from constraints.model.domains import possible_candidates
from constraints.problem.relaxations import restricted

if TYPE_CHECKING:
    from constraints.problem.outcome import Limits
    from constraints.problem.problem import Problem, Requirement


MOST_MEETINGS = 8
"""With more meetings than this the clash is one of all of them, and rules are taken as a whole."""
PATIENCE = 10.0
"""Seconds for one question on the way to fewer meetings and requirements; those that it is not answered for stay."""


def run_conflict_search(problem: Problem, limits: Limits, tell: Callable[[object], None]) -> None:
    """Tell every clash as soon as it is known."""
    first, second = EngineOracle(Highs(), shrunk=True), EngineOracle(CpSat(), shrunk=False)
    search = ConflictSearch(ConfirmedOracle(first, second, time.monotonic() + limits.seconds))
    for clash in search.clashes(problem):
        tell(clash)
    if search.complete:
        tell(COMPLETE)


class ConflictSearch:
    """One search for all clashes of a problem.

    Attributes:
        complete: whether it is known that there are no others.
    """

    def __init__(self, asking: ConfirmedOracle) -> None:
        self.complete = False
        self._asking = asking
        self._known: list[Conflict] = []

    def clashes(self, problem: Problem) -> Iterator[Conflict]:
        """One clash after the other, each waived before the next, until the rest can be planned or the time is up."""
        left = without_soft_rules(problem)
        everything = frozenset(range(len(left.meetings)))
        apart = everything  # meetings of no clash yet: without the others the rest is quickly seen through
        try:
            while True:
                meetings = self._asking.trusted(self._meetings, left, apart)
                if meetings is None and apart == everything:
                    self.complete = True
                    return
                before = len(self._known)
                for several in (meetings, *siblings(left, meetings)) if meetings else ():
                    clash = self._asking.trusted(self._clash, left, several, seen=several == meetings)
                    if clash is not None:
                        yield clash
                        self._known.append(clash)
                        left = replace(left, waived=left.waived | _to_waive(clash))
                        apart -= several
                if meetings is None:
                    apart = everything
                elif len(self._known) == before:  # an engine has said first this, then that
                    return
        except UnsureError:
            return

    def _meetings(self, problem: Problem, among: frozenset[int]) -> frozenset[int] | None:
        """The fewest of those meetings that cannot all be held; all if those would be many, None if all can."""
        lost = sorted(among - {*possible_candidates(problem).meeting.tolist()})
        if lost:
            return frozenset(lost[:1])
        if self._asking.possible(restricted(problem, among)):
            return None
        wide = Requirements(problem, among).wide(MOST_MEETINGS)
        if wide:
            problem = replace(problem, waived=problem.waived | wide)
            if self._asking.possible(restricted(problem, among)):
                return among
        try:
            found = minimal_subset(sorted(among), lambda some: self._clashing(restricted(problem, some)), MOST_MEETINGS)
        except TooManyError:
            return among
        return frozenset(found)

    def _clash(self, problem: Problem, meetings: frozenset[int], *, seen: bool) -> Conflict | None:
        """The fewest requirements that clash for these meetings, if something is `seen` to clash or does; else None."""
        if not seen and not self._clashing(restricted(problem, meetings)):
            return None
        requirements = Requirements(problem, meetings)
        return self._as_before(requirements) or self._confirmed(requirements, *self._fewest(requirements))

    def _as_before(self, requirements: Requirements) -> Conflict | None:
        """The clash, if it is like one that is known."""
        for known in reversed(self._known):
            kept = carried_over(known, requirements.meetings)
            if kept is not None:
                parts = requirements.parts(kept)
                if self._clashing(requirements.alone(kept, parts)):
                    try:
                        return self._confirmed(requirements, kept, parts)
                    except LiedError:  # fewer would do, or none
                        continue
        return None

    def _fewest(self, requirements: Requirements) -> tuple[list[Requirement], list[Requirement]]:
        """The fewest requirements, and all those of the same rules; rules as a whole if the meetings are many."""
        rules = minimal_subset(requirements.rules, lambda some: self._clashing(requirements.alone(some)))
        if len(requirements.meetings) > MOST_MEETINGS:
            return rules, []
        parts = requirements.parts(rules)
        return minimal_subset(parts, lambda some: self._clashing(requirements.alone(some, parts))), parts

    def _confirmed(
        self, requirements: Requirements, kept: Sequence[Requirement], parts: Sequence[Requirement]
    ) -> Conflict:
        """The clash once the second engine finds no plan, and the first finds one without each requirement."""
        found = Conflict(tuple(kept), requirements.meetings, confirmed=False, steps=())
        try:
            if not kept:  # nobody asks anything, and yet it should not be possible
                raise LiedError
            self._asking.deny(requirements.alone(kept, parts))
            steps = tuple(self._without(requirements, kept, parts, each) for each in kept)
        except UnsureError:
            return found
        return replace(found, confirmed=True, steps=steps)

    def _without(
        self, requirements: Requirements, kept: Sequence[Requirement], parts: Sequence[Requirement], one: Requirement
    ) -> Step:
        plan = self._asking.plan(requirements.alone([each for each in kept if each != one], parts))
        if plan is None:
            raise LiedError
        return Step(one, plan)

    def _clashing(self, problem: Problem) -> bool:
        """Whether it is known that there is no plan."""
        try:
            return not self._asking.possible(problem, PATIENCE)
        except UnsureError:
            if self._asking.over:
                raise
            return False


def _to_waive(clash: Conflict) -> frozenset[Requirement]:
    """What of a clash is about certain meetings, so that rules as a whole stay in force for the others."""
    certain = frozenset(each for each in clash.requirements if each.meetings)
    return certain or frozenset(clash.requirements)
