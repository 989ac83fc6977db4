"""First days and venues of a meeting before any rule is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from constraints.announced import AsAnnounced, as_announced

if TYPE_CHECKING:
    from constraints.problem import Ints, Meeting, Problem


class Options(NamedTuple):
    """Of one meeting its first days and venues, in rising order, and what has been announced of it."""

    days: Ints
    venues: Ints
    announced: AsAnnounced | None


def open_to(problem: Problem, meeting: Meeting) -> Options:
    """Every day of its window and every venue it may be held at; of a settled meeting those announced."""
    announced = as_announced(problem, meeting)
    if announced is not None and meeting.settled:
        known = announced.rooms is not None and 0 <= announced.day <= problem.days - meeting.days
        days, venues = ([announced.day], [announced.venue]) if known else ([], [])
        return Options(np.array(days, dtype=np.int64), np.array(venues, dtype=np.int64), announced)
    window = meeting.window.within(problem.horizon)
    span = range(0)
    if window is not None:
        span = range(problem.index(window.first), problem.index(window.last) - meeting.days + 2)
    return Options(np.array(span, dtype=np.int64), np.array(sorted(meeting.venues), dtype=np.int64), announced)
