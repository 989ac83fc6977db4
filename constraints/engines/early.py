"""A plan soon, while the whole problem is still being built; its plans are plans of the whole.

A few hundred choices are stated and searched in a fraction of the time. A problem too large for that grows instead:
one block of meetings is planned, then the next with the first in its place, until all are. Then block after block is
planned anew while the others stay. How good its plans could be is not known here: the bound comes from the whole.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from constraints.candidates import Candidates
from constraints.engines.blocks import MOST, by_day, by_people
from constraints.engines.deepening import Claim, Deepening, Effort
from constraints.engines.few import few
from constraints.engines.highs import Highs
from constraints.engines.messages import Found
from constraints.engines.relaxation import Relaxation
from constraints.model import Model
from constraints.restricted import restricted_candidates
from constraints.solution import plan_of

if TYPE_CHECKING:
    from constraints.linear import Floats
    from constraints.outcome import Limits
    from constraints.problem import Bools, Ints, Problem

FEWEST, FEW = (6, 2), (12, 3)
"""Days that are kept of each meeting, and venues on each of them."""
FIRST_TRY = 4.0
"""Seconds that a search among a few choices of a large problem may take, if it has a plan by then."""
BLOCK = 15.0
"""Seconds that a block may take."""


def run(problem: Problem, limits: Limits, tell: Callable[[object], None]) -> None:
    """Tell plans, each better than the one before, until there is nothing more to try."""
    _Early(Candidates.possible(problem), limits, tell).run()


class _Early:
    def __init__(self, possible: Candidates, limits: Limits, tell: Callable[[object], None]) -> None:
        self._possible = possible
        self._limits = limits
        self._tell = tell
        self._deadline = time.monotonic() + limits.seconds
        self._best = math.inf
        self._chosen = np.zeros(0, dtype=np.int64)  # lines of `possible`, one for each meeting that is planned

    def run(self) -> None:
        large = len(self._possible.problem.meetings) > MOST
        if large:
            self._grow()
        if math.isinf(self._best):
            self._search(few(self._possible, *FEWEST))
            self._search(few(self._possible, *FEW), enough=FIRST_TRY if large else math.inf)
        if large and math.isfinite(self._best):
            self._improve()

    def _grow(self) -> None:
        """Plan block after block, each with those before it in their place, as far as that goes."""
        problem = self._possible.problem
        for block in by_day(np.array([problem.index(each.window.first) for each in problem.meetings])):
            before = len(self._chosen)
            self._search(self._anew(block))
            if len(self._chosen) == before or self._over():
                return

    def _improve(self) -> None:
        """Plan block after block anew until none gets better."""
        before = math.inf
        while self._best < before:
            before = self._best
            day = self._possible.day[self._chosen]
            for block in (*by_people(self._possible.problem, day), *by_day(day)):
                if self._over():
                    return
                self._search(self._anew(block), enough=BLOCK)

    def _anew(self, block: Ints) -> Bools:
        """All candidates of these meetings, and of the others that are planned the one that is chosen."""
        kept = np.isin(self._possible.meeting, block)
        kept[self._chosen] = True
        return kept

    def _search(self, kept: Bools, *, enough: float | None = None) -> None:
        """Look for a better plan among these candidates, of the meetings that have any.

        If there is some plan by then, it ends after so many seconds, or after as many as it took to state the question;
        if there is none, it goes on for as long as a block may take.
        """
        begun = time.monotonic()
        lines, candidates = np.flatnonzero(kept), self._possible.where(kept)
        meetings = np.unique(candidates.meeting)
        whole = len(meetings) == len(candidates.problem.meetings)
        if not whole:
            candidates = restricted_candidates(candidates, meetings.tolist())
        model = Model(candidates.problem, candidates, shared_houses=False)
        relaxation = Relaxation(model.matrix())
        if not relaxation.feasible:
            return
        listener = _Listener(model, lines, self._better if whole else self._keep)
        stated = time.monotonic()
        until = stated + (stated - begun if enough is None else enough)

        def will_do() -> bool:
            return time.monotonic() > until and (math.isfinite(search.best) or time.monotonic() > until + BLOCK)

        effort = Effort(self._deadline, self._limits.seed, will_do)
        decided = int((np.bincount(candidates.meeting) == 1).sum())
        search = Deepening(relaxation, Highs(), listener, effort, decided=decided)
        search.best = self._best
        search.run()

    def _keep(self, _model: Model, _point: Floats, chosen: Ints, _cost: int) -> None:
        self._chosen = chosen

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
