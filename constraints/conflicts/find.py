"""Find the clashes of a problem: a process that searches, and a check of every plan that it shows for proof."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.child import Child, GoneError
from constraints.check import PLAN, check
from constraints.conflicts.conflict import COMPLETE, Conflict, Step
from constraints.problem.relaxations import restricted

if TYPE_CHECKING:
    import threading

    from constraints.problem.outcome import Limits
    from constraints.problem.problem import Problem
    from constraints.problem.rule import Finding


SEARCH = "constraints.conflicts.search:run_conflict_search"
TICK = 0.05
"""Seconds between looks at the clock and at the caller's wish to stop."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a search.

    Attributes:
        clashes: in the order in which they were found.
        complete: whether there are no others; if not, the time was up or the search failed.
    """

    clashes: tuple[Conflict, ...]
    complete: bool


def find_conflicts(
    problem: Problem, limits: Limits, *, stop: threading.Event | None = None, search: str = SEARCH
) -> Found:
    """Every separate clash of an impossible problem, as far as the time allows; none of a possible one.

    Args:
        problem: what is to be decided on.
        limits: what may be used for it.
        stop: set it to end with the clashes found so far.
        search: "module:function" that the process runs: given the problem and the limits, it tells clashes.
    """
    found: list[Conflict] = []
    complete = False
    with Child(limits.memory_mib, ahead="constraints.conflicts.search") as process:
        process.call(search, problem, limits)
        while time.monotonic() - process.begun < limits.hard_stop and not (stop and stop.is_set()):
            try:
                message = process.receive(TICK)
            except GoneError:  # done, or ended by whatever went wrong there: what was found before stands
                break
            if isinstance(message, Conflict):
                found.append(_checked(problem, message))
            complete |= message == COMPLETE
    return Found(tuple(found), complete)


def _checked(problem: Problem, clash: Conflict) -> Conflict:
    """The clash, no longer confirmed unless its plans keep what they should keep."""
    steps = {step.without: step for step in clash.steps}
    shown = all(each in steps and _keeps_the_others(problem, clash, steps[each]) for each in clash.requirements)
    return replace(clash, confirmed=clash.confirmed and shown)


def _keeps_the_others(problem: Problem, clash: Conflict, step: Step) -> bool:
    """Whether the plan keeps every requirement of the clash but the one left out, whatever else it breaks."""
    others = [each for each in clash.requirements if each != step.without]
    names = {requirement: {problem.meetings[n].id for n in requirement.meetings} for requirement in others}

    def belongs(finding: Finding) -> bool:
        mine = (names[each] for each in others if each.rule == finding.rule)
        return finding.rule == PLAN or any(not ids or ids & held == {*finding.meetings} for ids in mine)

    held = {problem.meetings[number].id for number in clash.meetings}
    broken = check(restricted(problem, clash.meetings), step.plan).broken
    return not any(belongs(finding) for finding in broken)
