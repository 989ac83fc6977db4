"""What can be seen to be impossible without an engine, in a fraction of the time that one needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from constraints.candidates import Candidates
from constraints.contradictions.budget import budget_findings
from constraints.waiving import held_against

if TYPE_CHECKING:
    from constraints.problem import Problem


def plainly_impossible(problem: Problem) -> bool:
    """Whether a meeting has no day and venue left, or the cheapest cost more than there is; no proves nothing."""
    possible = Candidates.possible(problem, reachable=True)
    if len(np.unique(possible.meeting)) < len(problem.meetings):
        return True
    return bool(held_against(possible.problem, budget_findings(possible.problem, possible)))
