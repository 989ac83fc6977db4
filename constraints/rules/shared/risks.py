"""Which candidates an event that may come would close."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from calendars.blackouts import BlackoutScope
from constraints.rules.shared.closed_days import audiences

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.problem import Bools, Risk


def reached(candidates: Candidates, risk: Risk) -> Bools:
    """Return the candidates that the risk would close."""
    problem, found = candidates.problem, np.zeros(len(candidates), dtype=np.bool_)
    minded, row = audiences(candidates)
    for blackout in risk.blackouts:
        key = (blackout.scope, blackout.target)
        theirs = np.array([key in each for each in minded], dtype=np.bool_)[row]
        if blackout.in_person:
            theirs = theirs & ~problem.online[candidates.venue]
        there = np.array([key == (BlackoutScope.VENUE, venue.id) for venue in problem.venues])[candidates.venue]
        first, last = problem.index(blackout.span.first), problem.index(blackout.span.last)
        found |= (theirs | there) & (candidates.day <= last) & (candidates.last_day >= first)
    return found
