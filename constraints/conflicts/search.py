"""The search for minimal conflicts, in a child process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from constraints.conflicts.conflict import (
    COMPLETE,
    Conflict,
    NeededRequirement,
    Requirements,
    TooManyError,
    carried_over,
    minimal_subset,
    siblings,
)
from constraints.conflicts.oracle import ConfirmedOracle, ContradictionError, EngineOracle, UndecidedError
from constraints.engines.cp_sat import CpSat
from constraints.engines.highs import Highs
from constraints.model.domains import possible_candidates
from constraints.problem.relaxations import restricted
from constraints.problem.waivers import without_soft_rules
from constraints.search.small_sets import small_sets

if TYPE_CHECKING:
    from constraints.problem.outcome import Limits
    from constraints.problem.problem import Problem, Requirement


MOST_MEETINGS = 8
"""Greatest number of meetings of a minimized conflict; one of more concerns all meetings, and rules as wholes."""
TEST_SECONDS = 10.0
"""Seconds for one feasibility test while minimizing; without a result, what was to be removed is kept."""

OTHERS_SECONDS, OTHERS_TIMES = 5.0, 2.0
"""Time to look for other conflicts after the first, in seconds or in times of what that took, whichever is more.

With one and a way out the planner can go on."""


def run_conflict_search(problem: Problem, limits: Limits, tell: Callable[[object], None]) -> None:
    """Run in the child process: send every conflict as soon as it is found."""
    begun = time.monotonic()
    first, second = EngineOracle(CpSat(), shrunk=True), EngineOracle(Highs(), shrunk=False)
    asking = ConfirmedOracle(first, second, begun + limits.seconds)
    search = ConflictSearch(asking)
    for number, clash in enumerate(search.clashes(problem)):
        tell(clash)
        if number == 0:
            now = time.monotonic()
            asking.end_by(now + max(OTHERS_SECONDS, OTHERS_TIMES * (now - begun)))
    if search.complete:
        tell(COMPLETE)


class ConflictSearch:
    """One search for all separate conflicts of a problem.

    Args:
        asking: the oracle.

    Attributes:
        complete: whether there are known to be no other conflicts.
    """

    def __init__(self, asking: ConfirmedOracle) -> None:
        self.complete = False
        self._asking = asking
        self._known: list[Conflict] = []

    def clashes(self, problem: Problem) -> Iterator[Conflict]:
        """Yield conflicts, each waived before the next is searched, until the rest is feasible or the time is up."""
        left = without_soft_rules(problem)
        everything = frozenset(range(len(left.meetings)))
        apart = everything  # meetings of no conflict yet, which alone are tested faster than all
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
                elif len(self._known) == before:  # an engine has contradicted itself
                    return
        except UndecidedError:
            return

    def _meetings(self, problem: Problem, among: frozenset[int]) -> frozenset[int] | None:
        """Return a minimal set of meetings that have no common plan; all if it is large, None if all have one."""
        lost = sorted(among - {*possible_candidates(problem).meeting.tolist()})
        if lost:
            return frozenset(lost[:1])
        small = (few for few in small_sets(problem) if few <= among)
        few = next((few for few in small if self._clashing(restricted(problem, few))), None)
        if few is not None:
            return frozenset(minimal_subset(sorted(few), lambda some: self._clashing(restricted(problem, some))))
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
        """Return a minimal conflict of these meetings, or None if they have a plan; `seen` if they are known not to."""
        if not seen and not self._clashing(restricted(problem, meetings)):
            return None
        requirements = Requirements(problem, meetings)
        return self._symmetric_conflict(requirements) or self._confirmed(
            requirements, *self._minimal_requirements(requirements)
        )

    def _symmetric_conflict(self, requirements: Requirements) -> Conflict | None:
        """Return the conflict if it is symmetric to a known one, else None."""
        for known in reversed(self._known):
            kept = carried_over(known, requirements.meetings)
            if kept is not None:
                parts = requirements.parts(kept)
                if self._clashing(requirements.alone(kept, parts)):
                    try:
                        return self._confirmed(requirements, kept, parts)
                    except ContradictionError:  # it is not minimal, or no conflict
                        continue
        return None

    def _minimal_requirements(self, requirements: Requirements) -> tuple[list[Requirement], list[Requirement]]:
        """Return minimal conflicting requirements, and all requirements of their rules.

        Of many meetings the requirements are rules as wholes.
        """
        rules = minimal_subset(requirements.rules, lambda some: self._clashing(requirements.alone(some)))
        if len(requirements.meetings) > MOST_MEETINGS:
            return rules, []
        parts = requirements.parts(rules)
        return minimal_subset(parts, lambda some: self._clashing(requirements.alone(some, parts))), parts

    def _confirmed(
        self, requirements: Requirements, kept: Sequence[Requirement], parts: Sequence[Requirement]
    ) -> Conflict:
        """Return the conflict, confirmed if both engines find no plan but the first one without each requirement."""
        found = Conflict(tuple(kept), requirements.meetings, confirmed=False, steps=())
        try:
            if not kept:  # without requirements there must be a plan
                raise ContradictionError
            self._asking.deny(requirements.alone(kept, parts))
            steps = tuple(self._without(requirements, kept, parts, each) for each in kept)
        except UndecidedError:
            return found
        return replace(found, confirmed=True, steps=steps)

    def _without(
        self, requirements: Requirements, kept: Sequence[Requirement], parts: Sequence[Requirement], one: Requirement
    ) -> NeededRequirement:
        plan = self._asking.plan(requirements.alone([each for each in kept if each != one], parts))
        if plan is None:
            raise ContradictionError
        return NeededRequirement(one, plan)

    def _clashing(self, problem: Problem) -> bool:
        """Return whether there is known to be no plan."""
        try:
            return not self._asking.possible(problem, TEST_SECONDS)
        except UndecidedError:
            if self._asking.over:
                raise
            return False


def _to_waive(clash: Conflict) -> frozenset[Requirement]:
    """Return the requirements to waive: those on certain meetings if there are any, so that rules stay in force."""
    certain = frozenset(each for each in clash.requirements if each.meetings)
    return certain or frozenset(clash.requirements)
