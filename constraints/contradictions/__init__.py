"""Contradictions in a problem that can be seen without a solver, each said in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from constraints.candidates import Candidates
from constraints.contradictions.budget import budget_findings
from constraints.contradictions.gaps import gap_findings
from constraints.contradictions.meetings import meeting_findings
from constraints.contradictions.staff import staff_findings

if TYPE_CHECKING:
    from constraints.problem import Problem
    from constraints.rule import Finding


def find_contradictions(problem: Problem) -> tuple[Finding, ...]:
    """Why there can be no plan, as far as simple counting shows; nothing found proves nothing.

    First each meeting by itself: a day, a venue with rooms, and people of each team. Only if every meeting has those:
    days far enough apart, and money enough.
    """
    possible = Candidates.possible(problem)
    found = (*meeting_findings(problem, possible), *staff_findings(problem, possible))
    if found:
        return found
    return (*gap_findings(problem, possible), *budget_findings(problem, possible))
