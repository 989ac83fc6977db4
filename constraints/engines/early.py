"""A plan soon: the same problem on a few choices for each meeting, while the whole of it is still being built.

A few hundred choices are stated and searched in a fraction of the time, and their plans are plans of the whole problem.
How good they can be is not known here; the bound is the business of the whole. A problem too large for that gets a
first plan in the same way, which is then improved block by block: all choices for some meetings while the others stay.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from constraints.candidates import Candidates
from constraints.engines.blocks import MOST, blocks
from constraints.engines.deepening import Claim, Deepening, Effort
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
FIRST_TRY = 4.0
"""Seconds that a search among a few choices of a large problem may take, if it has a plan by then."""

BLOCK = 15.0
"""Seconds that a block may take."""


def run(problem: Problem, limits: Limits, tell: Callable[[object], None]) -> None:
    """Tell plans, each better than the one before, until there is nothing more to try."""
    _Early(Candidates.possible(problem), limits, tell).run()


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


class _Early:
    def __init__(self, possible: Candidates, limits: Limits, tell: Callable[[object], None]) -> None:
        self._possible = possible
        self._limits = limits
        self._tell = tell
        self._deadline = time.monotonic() + limits.seconds
        self._best = math.inf
        self._chosen = np.zeros(0, dtype=np.int64)  # lines of `possible`, one for each meeting

    def run(self) -> None:
        large = len(self._possible.problem.meetings) > MOST
        self._search(few(self._possible), enough=FIRST_TRY if large else math.inf)
        if large and math.isfinite(self._best):
            self._improve()

    def _improve(self) -> None:
        """Plan block after block anew until none gets better."""
        before = math.inf
        while self._best < before:
            before = self._best
            for block in blocks(self._possible.problem, self._possible.day[self._chosen]):
                if self._over():
                    return
                kept = np.isin(self._possible.meeting, block)
                kept[self._chosen] = True
                self._search(kept, enough=BLOCK)

    def _search(self, kept: Bools, *, enough: float) -> None:
        """Look for a better plan among these candidates, for so many seconds if there is some plan by then."""
        model = Model(self._possible.problem, self._possible.where(kept), shared_houses=False)
        relaxation = Relaxation(model.matrix())
        if not relaxation.feasible:
            return
        until = time.monotonic() + enough

        def will_do() -> bool:
            return time.monotonic() > until and math.isfinite(self._best)

        listener = _Listener(model, np.flatnonzero(kept), self._better)
        search = Deepening(relaxation, Highs(), listener, Effort(self._deadline, self._limits.seed, will_do))
        search.best = self._best
        search.run()

    def _better(self, model: Model, point: Floats, chosen: Ints, cost: int) -> None:
        self._best, self._chosen = cost, chosen
        self._tell(Found(plan_of(model, point), cost))

    def _over(self) -> bool:
        return time.monotonic() >= self._deadline


class _Listener:
    """Tells the plans of one search; its bounds hold for the candidates it has only."""

    def __init__(self, model: Model, lines: Ints, better: Callable[[Model, Floats, Ints, int], None]) -> None:
        self._model = model
        self._lines = lines
        self._better = better

    def on_point(self, point: Floats, cost: int) -> None:
        self._better(self._model, point, self._lines[point[: len(self._lines)] > 0.5], cost)  # noqa: PLR2004

    def on_bound(self, bound: float) -> None:
        """Of no use to the whole."""

    def on_claim(self, claim: Claim) -> None:
        """Of no use to the whole."""
