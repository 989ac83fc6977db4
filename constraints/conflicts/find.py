"""Find the minimal conflicts of a problem in a child process, and check the plans that it gives as evidence."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.child import Child, ChildEndedError
from constraints.check import PLAN, check
from constraints.conflicts.conflict import COMPLETE, Conflict, NeededRequirement
from constraints.problem.relaxations import restricted

if TYPE_CHECKING:
    import threading

    from constraints.problem.outcome import Limits
    from constraints.problem.problem import Problem
    from constraints.problem.rule import Finding


SEARCH = "constraints.conflicts.search:run_conflict_search"
"""The function that the child process runs."""
POLL_SECONDS = 0.05
"""Seconds between two looks at the clock and at the caller's stop event."""


@dataclass(frozen=True, slots=True)
class ConflictSearchResult:
    """The result of a search for conflicts.

    Attributes:
        clashes: the conflicts, in the order in which they were found.
        complete: whether there are no others; False if the time was up or the search failed.
    """

    clashes: tuple[Conflict, ...]
    complete: bool


def find_conflicts(
    problem: Problem, limits: Limits, *, stop: threading.Event | None = None, search: str = SEARCH
) -> ConflictSearchResult:
    """Find the separate minimal conflicts of a problem, as far as the limits allow; none if it has a plan.

    Args:
        problem: the problem.
        limits: seconds and memory to use.
        stop: event that ends the search with the conflicts found so far when it is set.
        search: function that the process runs, as "module:name"; it is given the problem, the limits and a function
            to send conflicts.
    """
    found: list[Conflict] = []
    complete = False
    with Child(limits.memory_mib, ahead="constraints.conflicts.search") as process:
        process.call(search, problem, limits)
        while time.monotonic() - process.begun < limits.hard_stop and not (stop and stop.is_set()):
            try:
                message = process.receive(POLL_SECONDS)
            except ChildEndedError:  # completed or failed; the conflicts found before remain valid
                break
            if isinstance(message, Conflict):
                found.append(_checked(problem, message))
            complete |= message == COMPLETE
    return ConflictSearchResult(tuple(found), complete)


def _checked(problem: Problem, clash: Conflict) -> Conflict:
    """Return the conflict, unconfirmed if one of its plans violates a requirement that it should satisfy."""
    steps = {step.without: step for step in clash.steps}
    shown = all(each in steps and _keeps_the_others(problem, clash, steps[each]) for each in clash.requirements)
    return replace(clash, confirmed=clash.confirmed and shown)


def _keeps_the_others(problem: Problem, clash: Conflict, step: NeededRequirement) -> bool:
    """Return whether the plan of a step satisfies all other requirements of the conflict, whatever else it violates."""
    others = [each for each in clash.requirements if each != step.without]
    names = {requirement: {problem.meetings[n].id for n in requirement.meetings} for requirement in others}

    def belongs(finding: Finding) -> bool:
        mine = (names[each] for each in others if each.rule == finding.rule)
        return finding.rule == PLAN or any(not ids or ids & held == {*finding.meetings} for ids in mine)

    held = {problem.meetings[number].id for number in clash.meetings}
    broken = check(restricted(problem, clash.meetings), step.plan).broken
    return not any(belongs(finding) for finding in broken)
