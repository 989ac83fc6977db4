"""A few candidates for each meeting: cheap ones, spread over all its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.problem import Bools, Ints


def few(candidates: Candidates, days: int, venues: int) -> Bools:
    """Which candidates are kept, shape (candidates,).

    Args:
        candidates: of all meetings.
        days: kept of each meeting: the cheapest of as many equal parts of its time.
        venues: kept on each of these days.
    """
    points = candidates.points
    kept = np.zeros(len(candidates), dtype=np.bool_)
    for meeting in range(len(candidates.problem.meetings)):
        lines = candidates.of(meeting)
        kept[lines] = _few_of(candidates.day[lines], points[lines], days, venues)
    return kept


def _few_of(day: Ints, points: Ints, days: int, venues: int) -> Bools:
    if not len(day):
        return np.zeros(0, dtype=np.bool_)
    by_points = np.argsort(points, kind="stable")
    part = (day - day.min()) * days // (int(day.max() - day.min()) + 1)
    cheapest = by_points[np.unique(part[by_points], return_index=True)[1]]
    kept = np.zeros(len(day), dtype=np.bool_)
    for chosen in day[cheapest].tolist():
        kept[by_points[day[by_points] == chosen][:venues]] = True
    return kept
