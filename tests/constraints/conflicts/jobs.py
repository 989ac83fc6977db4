"""Jobs for the searching processes of tests."""

from __future__ import annotations

import os
from collections.abc import Callable

from constraints.conflicts.conflict import Conflict, NeededRequirement
from constraints.problem.outcome import Limits
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem, Requirement
from tests.constraints.builders import planned

Tell = Callable[[object], None]
GAP = Requirement("region_gap", frozenset({0, 1}))
WINDOW = Requirement("window", frozenset({0}))
BOTH = frozenset({0, 1})


def wrong_core(_problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Report a conflict without evidence that it is minimal."""
    tell(Conflict((GAP, WINDOW), BOTH, confirmed=True, steps=()))


def plan_that_breaks_the_clash(problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Report steps whose plan breaks what it must keep: the first meeting's window and its gap to the second."""
    plan = Plan.of([planned(problem, "a", 11), planned(problem, "b", 12)])
    tell(
        Conflict(
            (GAP, WINDOW), BOTH, confirmed=True, steps=(NeededRequirement(GAP, plan), NeededRequirement(WINDOW, plan))
        )
    )


def crash_after_one(_problem: Problem, _limits: Limits, tell: Tell) -> None:
    """Report one unconfirmed conflict and crash."""
    tell(Conflict((GAP,), BOTH, confirmed=False, steps=()))
    os.abort()
