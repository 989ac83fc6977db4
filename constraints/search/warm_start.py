"""Warm start: find good plans early, by candidate sampling and large neighbourhood search.

A model of a few hundred sampled candidates is built and solved in a fraction of the time of the whole. For a large
problem, blocks of meetings are planned one after the other, each with the earlier ones fixed; then block after block is
planned again while all other meetings are fixed. If a small sample has no plan, small sets of meetings are asked
whether they have any, and the whole is searched for any plan, whatever it costs. The warm start proves no bounds: these
come from the whole model.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from calendars.language import BoundMessage, Message
from constraints.check import check
from constraints.engines.highs import Highs
from constraints.engines.presolve import shrink
from constraints.engines.program import MipProgram, SolveRequest
from constraints.engines.relaxation import LinearRelaxation
from constraints.model.domains import possible_candidates
from constraints.model.linear import connected_groups
from constraints.model.model import MipModel, plan_of
from constraints.problem.candidates import Candidates, restricted_candidates
from constraints.problem.naming import meeting_names
from constraints.problem.waivers import without_soft_rules
from constraints.search.reduced_cost_search import Claim, ReducedCostSearch, SearchLimits
from constraints.search.sessions import PlanFound, Refuted
from constraints.search.small_sets import is_refuted, small_sets

if TYPE_CHECKING:
    from constraints.model.linear import Floats
    from constraints.problem.outcome import Limits
    from constraints.problem.problem import Bools, Ints, Problem


NONE_OF_SOME = Message(
    "warm_start.none_of_some",
    "No plan keeps all the rules, as some meetings alone have none: found by {first}, confirmed by {second}."
    " They are {meetings}.",
)


def sample_candidates(candidates: Candidates, days: int, venues: int) -> Bools:
    """Return the mask of a sample of candidates, shape (candidates,).

    Args:
        candidates: candidates of all meetings.
        days: number of days of each meeting: the cheapest one of each of that many equal parts of its time.
        venues: number of venues on each of these days, the cheapest ones.
    """
    points = candidates.points
    kept = np.zeros(len(candidates), dtype=np.bool_)
    for meeting in range(len(candidates.problem.meetings)):
        lines = candidates.of(meeting)
        kept[lines] = _sample_of_meeting(candidates.day[lines], points[lines], days, venues)
    return kept


def _sample_of_meeting(day: Ints, points: Ints, days: int, venues: int) -> Bools:
    if not len(day):
        return np.zeros(0, dtype=np.bool_)
    by_points = np.argsort(points, kind="stable")
    part = (day - day.min()) * days // (int(day.max() - day.min()) + 1)
    cheapest = by_points[np.unique(part[by_points], return_index=True)[1]]
    kept = np.zeros(len(day), dtype=np.bool_)
    for chosen in day[cheapest].tolist():
        kept[by_points[day[by_points] == chosen][:venues]] = True
    return kept


BLOCK_MEETINGS = 45
"""Greatest number of meetings of a block; a network of four years, which is as large, is solved in a few seconds."""


def by_day(day: Ints) -> list[Ints]:
    """Return all meetings in blocks of successive days, of which each overlaps the next by half.

    Args:
        day: first day of each meeting, shape (meetings,).
    """
    order = np.argsort(day, kind="stable")
    if len(order) <= BLOCK_MEETINGS:
        return [order]
    return [
        order[start : start + BLOCK_MEETINGS]
        for start in range(0, len(order) - BLOCK_MEETINGS // 2, BLOCK_MEETINGS // 2)
    ]


def by_people(problem: Problem, day: Ints) -> list[Ints]:
    """Return all meetings in blocks with common members.

    A group that is too large for a block is divided by its regional meetings, and then by days; small groups share
    a block.

    Args:
        problem: the problem.
        day: first day of each meeting, shape (meetings,).
    """
    found: list[Ints] = []
    for group in _with_common_members(problem, np.arange(len(problem.meetings))):
        if len(group) <= BLOCK_MEETINGS:
            found.append(group)
        else:
            joint = np.array([problem.meetings[number].joint for number in group.tolist()])
            found += _with_common_members(problem, group[~joint])
    return _packed(group[part] for group in found for part in by_day(day[group]))


def _with_common_members(problem: Problem, meetings: Ints) -> list[Ints]:
    """Return the connected components of these meetings, linked by common members."""
    invited = [np.array(problem.meetings[number].members, dtype=np.int64) for number in meetings.tolist()]
    starts = np.cumsum([0, *(len(each) for each in invited)])
    people = np.concatenate([np.zeros(0, dtype=np.int64), *invited])
    invites = sparse.csr_array((np.ones(len(people)), people, starts), shape=(len(invited), len(problem.members)))
    group, groups = connected_groups(len(invited), *(invites @ invites.T).nonzero())
    return [meetings[group == each] for each in range(groups)]


def _packed(parts: Iterable[Ints]) -> list[Ints]:
    found: list[Ints] = []
    for part in parts:
        if found and len(found[-1]) + len(part) <= BLOCK_MEETINGS:
            found[-1] = np.concatenate([found[-1], part])
        else:
            found.append(part)
    return found


SMALL_SAMPLE, LARGE_SAMPLE = (6, 2), (12, 3)
"""Sizes of samples: days of each meeting, and venues on each of them."""
LARGE_SAMPLE_SECONDS = 4.0
"""Seconds for the search in the large sample of a large problem, if it has a plan by then."""
SMALL_SAMPLE_SECONDS = 1.0
"""Seconds more for the search in the small sample, if it has no plan by then."""
ANY_SECONDS = 8.0
"""Seconds to search the whole for any plan before small sets of meetings are asked about."""
NEAR_DAYS, NEAR_SECONDS, APPROACH_SECONDS = 4, 2.0, 15.0
"""Most days by which each meeting moves in one step towards a better plan, seconds for the search of one step, and for
all: later the processor is worth more to those who prove."""
REFUTATION_SECONDS, ALL_REFUTATIONS_SECONDS, CONFIRMATION_SECONDS = 4.0, 8.0, 20.0
"""Seconds to ask one set of meetings whether it has no plan, to begin asking about all, and to confirm one answer."""
BLOCK_SECONDS = 15.0
"""Seconds for the search of one block."""


def run_warm_start(problem: Problem, limits: Limits, tell: Callable[[object], None]) -> None:
    """Run in the child process: send plans, each better than the one before, until there is nothing more to try."""
    _WarmStart(possible_candidates(problem), limits, tell).run()


class _WarmStart:
    def __init__(self, possible: Candidates, limits: Limits, tell: Callable[[object], None]) -> None:
        self._possible = possible
        self._limits = limits
        self._tell = tell
        self._deadline = time.monotonic() + limits.seconds
        self.best = math.inf
        self.chosen = np.zeros(0, dtype=np.int64)  # rows of `possible`, one for each meeting that is planned

    def run(self) -> None:
        large = len(self._possible.problem.meetings) > BLOCK_MEETINGS
        if large:
            self._grow()
        if math.isinf(self.best):
            self._search(sample_candidates(self._possible, *SMALL_SAMPLE), without_plan=SMALL_SAMPLE_SECONDS)
            if math.isinf(self.best):
                if not large:
                    self._search_for_any(ANY_SECONDS)
                if math.isinf(self.best):
                    if self._refute():
                        return
                    if not large:
                        self._search_for_any(self._deadline - time.monotonic())
                self.approach()
            enough = LARGE_SAMPLE_SECONDS if large else math.inf
            self._search(sample_candidates(self._possible, *LARGE_SAMPLE), enough=enough)
        if large and math.isfinite(self.best):
            self._improve()

    def _refute(self) -> bool:
        """Ask small sets of meetings whether they have no plan, and tell it if both engines say so."""
        from constraints.engines.cp_sat import CpSat  # noqa: PLC0415 - heavy, and seldom needed

        problem, first, second = self._possible.problem, CpSat(), Highs()
        begun = time.monotonic()
        for meetings in small_sets(problem):
            if time.monotonic() > begun + ALL_REFUTATIONS_SECONDS:
                return False
            if is_refuted(problem, meetings, first, REFUTATION_SECONDS, shrunk=True):
                seconds = min(CONFIRMATION_SECONDS, self._deadline - time.monotonic())
                if is_refuted(problem, meetings, second, seconds, shrunk=False):
                    self._tell(Refuted(BoundMessage(NONE_OF_SOME, {
                        "meetings": meeting_names(problem, meetings), "first": first.name, "second": second.name,
                    })))  # fmt: skip
                    return True
        return False

    def _search_for_any(self, seconds: float) -> None:
        """Search the whole for a plan, without costs, for so long."""
        from constraints.engines.cp_sat import CpSat  # noqa: PLC0415 - heavy, and seldom needed

        candidates = replace(self._possible, problem=without_soft_rules(self._possible.problem))
        model = MipModel(candidates.problem, candidates, shared_houses=False)
        found = shrink(MipProgram.of(model.matrix()).without_costs())
        if found is None:
            return
        smaller, back = found
        answer = CpSat().solve(SolveRequest(smaller, seconds, self._limits.seed))
        if answer.point is not None and smaller.admits(answer.point):
            point = back(answer.point)
            plan = plan_of(model, point)
            self.best = check(self._possible.problem, plan).objective
            self.chosen = np.flatnonzero(point[: len(candidates)] > 0.5)  # noqa: PLR2004
            self._tell(PlanFound(plan, self.best))

    def approach(self) -> None:
        """Search near the best plan for a better one, also with a round anywhere, until there is none."""
        rounds = [np.zeros(0, dtype=np.int64), *(np.array(each.meetings) for each in self._possible.problem.rounds)]
        before, until = math.inf, min(self._deadline, time.monotonic() + APPROACH_SECONDS)
        while self.best < before:
            before = self.best
            for moved in rounds:
                if time.monotonic() >= until:
                    return
                day = self._possible.day[self.chosen]
                near = np.abs(self._possible.day - day[self._possible.meeting]) <= NEAR_DAYS
                self._search(near | np.isin(self._possible.meeting, moved), enough=NEAR_SECONDS)

    def _grow(self) -> None:
        """Plan block after block, each with the earlier ones fixed, until one has no plan or the time is up."""
        problem = self._possible.problem
        for block in by_day(np.array([problem.index(each.window.first) for each in problem.meetings])):
            before = len(self.chosen)
            self._search(self._block_candidates(block))
            if len(self.chosen) == before or self._time_is_up():
                return

    def _improve(self) -> None:
        """Plan block after block again until no block improves the plan."""
        before = math.inf
        while self.best < before:
            before = self.best
            day = self._possible.day[self.chosen]
            for block in (*by_people(self._possible.problem, day), *by_day(day)):
                if self._time_is_up():
                    return
                self._search(self._block_candidates(block), enough=BLOCK_SECONDS)

    def _block_candidates(self, block: Ints) -> Bools:
        """Return the mask of all candidates of these meetings and the chosen ones of others, shape (candidates,)."""
        kept = np.isin(self._possible.meeting, block)
        kept[self.chosen] = True
        return kept

    def _search(self, kept: Bools, *, enough: float | None = None, without_plan: float = BLOCK_SECONDS) -> None:
        """Search for a better plan of the meetings that have a candidate in the mask.

        Args:
            kept: mask of the candidates, shape (candidates,).
            enough: seconds after which the search ends if it has a plan, or None for as many as building the model
                took; without a plan it continues for some more.
            without_plan: seconds that it continues.
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
            now, late = time.monotonic(), stated + min(until - stated, BLOCK_SECONDS) + without_plan
            return now > (until if math.isfinite(search.best) else late)

        effort = SearchLimits(self._deadline, self._limits.seed, will_do)
        decided = int((np.bincount(candidates.meeting) == 1).sum())
        search = ReducedCostSearch(relaxation, Highs(), listener, effort, decided=decided)
        search.best = self.best
        search.run()

    def _keep(self, _model: MipModel, _point: Floats, chosen: Ints, _cost: int) -> None:
        self.chosen = chosen

    def _better(self, model: MipModel, point: Floats, chosen: Ints, cost: int) -> None:
        self.best, self.chosen = cost, chosen
        self._tell(PlanFound(plan_of(model, point), cost))

    def _time_is_up(self) -> bool:
        return time.monotonic() >= self._deadline


class _Listener:
    """A listener that passes on solutions; claims hold only for the candidates of the search."""

    def __init__(self, model: MipModel, lines: Ints, better: Callable[[MipModel, Floats, Ints, int], None]) -> None:
        self._model = model
        self._lines = lines
        self._better = better

    def on_point(self, point: Floats, cost: int) -> None:
        self._better(self._model, point, self._lines[point[: len(self._lines)] > 0.5], cost)  # noqa: PLR2004

    def on_claim(self, claim: Claim) -> None:
        """Ignore a claim."""

    def on_division(self) -> None:
        """Ignore it."""

    def on_block(self, claim: Claim, bound: float) -> None:
        """Ignore it."""

    def on_part(self, claim: Claim, bound: float) -> None:
        """Ignore a claim."""

    def on_bound(self, bound: float) -> None:
        """Ignore a bound."""
