"""A warm start: a plan soon, from few candidates and blocks of meetings, while the whole problem is being built.

A few hundred choices are stated and searched in a fraction of the time. A problem too large for that grows instead:
one block of meetings is planned, then the next with the first in its place, until all are. Then block after block is
planned anew while the others stay. How good its plans could be is not known here: the bound comes from the whole.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from constraints.engines.highs import Highs
from constraints.engines.reduced_cost_search import Claim, Effort, ReducedCostSearch
from constraints.engines.relaxation import LinearRelaxation
from constraints.engines.sessions import Found
from constraints.model.domains import possible_candidates
from constraints.model.linear import connected_groups
from constraints.model.model import MipModel, plan_of
from constraints.problem.candidates import Candidates, restricted_candidates

if TYPE_CHECKING:
    from constraints.model.linear import Floats
    from constraints.problem.outcome import Limits
    from constraints.problem.problem import Bools, Ints, Problem


def sample_candidates(candidates: Candidates, days: int, venues: int) -> Bools:
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


MOST = 45
"""Meetings of a block: one network of four years is solved whole in a few seconds."""


def by_day(day: Ints) -> list[Ints]:
    """All meetings in order of their days, shape (meetings,), in blocks that overlap by half."""
    order = np.argsort(day, kind="stable")
    if len(order) <= MOST:
        return [order]
    return [order[start : start + MOST] for start in range(0, len(order) - MOST // 2, MOST // 2)]


def by_people(problem: Problem, day: Ints) -> list[Ints]:
    """Meetings that ask the same people, as far as they fit into one block; else those of each region.

    What is too large for a block even so comes in order of day, shape (meetings,); small ones share a block.
    """
    found: list[Ints] = []
    for group in _asking_the_same(problem, np.arange(len(problem.meetings))):
        if len(group) <= MOST:
            found.append(group)
        else:
            joint = np.array([problem.meetings[number].joint for number in group.tolist()])
            found += _asking_the_same(problem, group[~joint])
    return _packed(group[part] for group in found for part in by_day(day[group]))


def _asking_the_same(problem: Problem, meetings: Ints) -> list[Ints]:
    """These meetings, apart where nobody is asked to meetings of both."""
    asked = [np.array(problem.meetings[number].members, dtype=np.int64) for number in meetings.tolist()]
    starts = np.cumsum([0, *(len(each) for each in asked)])
    people = np.concatenate([np.zeros(0, dtype=np.int64), *asked])
    asks = sparse.csr_array((np.ones(len(people)), people, starts), shape=(len(asked), len(problem.members)))
    group, groups = connected_groups(len(asked), *(asks @ asks.T).nonzero())
    return [meetings[group == each] for each in range(groups)]


def _packed(parts: Iterable[Ints]) -> list[Ints]:
    found: list[Ints] = []
    for part in parts:
        if found and len(found[-1]) + len(part) <= MOST:
            found[-1] = np.concatenate([found[-1], part])
        else:
            found.append(part)
    return found


FEWEST, FEW = (6, 2), (12, 3)
"""Days that are kept of each meeting, and venues on each of them."""
FIRST_TRY = 4.0
"""Seconds that a search among a few choices of a large problem may take, if it has a plan by then."""
BLOCK = 15.0
"""Seconds that a block may take."""


def run_warm_start(problem: Problem, limits: Limits, tell: Callable[[object], None]) -> None:
    """Tell plans, each better than the one before, until there is nothing more to try."""
    _Early(possible_candidates(problem), limits, tell).run()


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
            self._search(sample_candidates(self._possible, *FEWEST))
            self._search(sample_candidates(self._possible, *FEW), enough=FIRST_TRY if large else math.inf)
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
        model = MipModel(candidates.problem, candidates, shared_houses=False)
        relaxation = LinearRelaxation(model.matrix())
        if not relaxation.feasible:
            return
        listener = _Listener(model, lines, self._better if whole else self._keep)
        stated = time.monotonic()
        until = stated + (stated - begun if enough is None else enough)

        def will_do() -> bool:
            return time.monotonic() > until and (math.isfinite(search.best) or time.monotonic() > until + BLOCK)

        effort = Effort(self._deadline, self._limits.seed, will_do)
        decided = int((np.bincount(candidates.meeting) == 1).sum())
        search = ReducedCostSearch(relaxation, Highs(), listener, effort, decided=decided)
        search.best = self._best
        search.run()

    def _keep(self, _model: MipModel, _point: Floats, chosen: Ints, _cost: int) -> None:
        self._chosen = chosen

    def _better(self, model: MipModel, point: Floats, chosen: Ints, cost: int) -> None:
        self._best, self._chosen = cost, chosen
        self._tell(Found(plan_of(model, point), cost))

    def _over(self) -> bool:
        return time.monotonic() >= self._deadline


class _Listener:
    """Tells the plans of one search; its bounds hold for the candidates it has only."""

    def __init__(self, model: MipModel, lines: Ints, better: Callable[[MipModel, Floats, Ints, int], None]) -> None:
        self._model = model
        self._lines = lines
        self._better = better

    def on_point(self, point: Floats, cost: int) -> None:
        self._better(self._model, point, self._lines[point[: len(self._lines)] > 0.5], cost)  # noqa: PLR2004

    def on_bound(self, bound: float) -> None:
        """Of no use to the whole."""

    def on_claim(self, claim: Claim) -> None:
        """Of no use to the whole."""
