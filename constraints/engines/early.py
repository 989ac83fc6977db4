"""A plan soon: the same problem on a few choices for each meeting, while the whole of it is still being built.

A few hundred choices are stated and searched in a fraction of the time, and their plans are plans of the whole problem.
How good they can be is not known here; the bound is the business of the whole.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from constraints.candidates import Candidates
from constraints.engines.deepening import Claim, Deepening
from constraints.engines.highs import Highs
from constraints.engines.messages import Found
from constraints.engines.relaxation import Relaxation
from constraints.model import Model
from constraints.solution import plan_of

if TYPE_CHECKING:
    from constraints.linear import Floats
    from constraints.outcome import Limits
    from constraints.problem import Bools, Ints, Problem

DAYS = 12
"""Days that are kept of each meeting: the cheapest of as many equal parts of its time."""
VENUES = 3
"""Venues that are kept on each of these days."""


def run(problem: Problem, limits: Limits, tell: Callable[[object], None]) -> None:
    """Tell plans, each better than the one before, until the few choices hold none."""
    possible = Candidates.possible(problem)
    model = Model(problem, possible.where(few(possible)))
    relaxation = Relaxation(model.matrix())
    if relaxation.feasible:
        deadline = time.monotonic() + limits.seconds
        Deepening(relaxation, Highs(), _Teller(model, tell), deadline=deadline, seed=limits.seed).run()


def few(candidates: Candidates) -> Bools:
    """Which candidates are kept: cheap ones, spread over all the time of each meeting; shape (candidates,)."""
    points = candidates.points
    kept = np.zeros(len(candidates), dtype=np.bool_)
    for meeting in range(len(candidates.problem.meetings)):
        lines = candidates.of(meeting)
        kept[lines] = _few_of(candidates.day[lines], points[lines])
    return kept


def _few_of(day: Ints, points: Ints) -> Bools:
    if not len(day):
        return np.zeros(0, dtype=np.bool_)
    by_points = np.argsort(points, kind="stable")
    part = (day - day.min()) * DAYS // (int(day.max() - day.min()) + 1)
    cheapest = by_points[np.unique(part[by_points], return_index=True)[1]]
    kept = np.zeros(len(day), dtype=np.bool_)
    for chosen in day[cheapest].tolist():
        kept[by_points[day[by_points] == chosen][:VENUES]] = True
    return kept


class _Teller:
    """Tells the plans of a search; its bounds hold for the few choices only."""

    def __init__(self, model: Model, tell: Callable[[object], None]) -> None:
        self._model = model
        self._tell = tell

    def on_point(self, point: Floats, cost: int) -> None:
        self._tell(Found(plan_of(self._model, point), cost))

    def on_bound(self, bound: float) -> None:
        """Of no use to the whole."""

    def on_claim(self, claim: Claim) -> None:
        """Of no use to the whole."""
