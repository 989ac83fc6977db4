"""Small sets of meetings that may have no common plan, and the proof of it by two engines.

Where a few meetings have no plan, the whole has none. A round, a region or two successive rounds are settled in a
fraction of the time that the whole takes, so that they are asked about first. Meetings that must begin within a few
days of each other are asked about for each day on which they may open: under tight rules few days are left.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from constraints.engines.presolve import columns_in, shrink
from constraints.engines.program import DECIDED_AS_ONE, DECIDED_AS_ZERO, Engine, MipProgram, SolveRequest, SolveStatus
from constraints.model.domains import possible_candidates
from constraints.model.model import MipModel
from constraints.problem.candidates import restricted_candidates
from constraints.problem.relaxations import restricted
from constraints.problem.waivers import without_soft_rules
from constraints.search.reduced_cost_search import Claim

if TYPE_CHECKING:
    from constraints.model.model import Opening
    from constraints.problem.candidates import Candidates
    from constraints.problem.outcome import Limits
    from constraints.problem.problem import Ints, Problem
    from constraints.search.cross_check import CrossCheck

SHORT_SPAN = 4
"""Most days within which meetings begin of whom it is asked on which day they can open."""
OPENING_SECONDS, RULED_OUT_SECONDS = 1.0, 5.0
"""Seconds to ask about one day, and to confirm that it is ruled out."""


def small_sets(problem: Problem) -> list[frozenset[int]]:
    """Return sets of meetings (indices) to ask about before the whole: rounds, regions, successive rounds.

    Within each kind those with the fewest candidates come first.
    """
    count = np.bincount(possible_candidates(problem, reachable=True).meeting, minlength=len(problem.meetings))

    def sizes(found: Iterator[frozenset[int]]) -> list[frozenset[int]]:
        whole = len(problem.meetings)
        return sorted((each for each in found if 1 < len(each) < whole), key=lambda each: int(count[[*each]].sum()))

    rounds = [frozenset(each.meetings) for each in problem.rounds]
    regions = (_of_region(problem, region) for region in range(len(problem.regions)))
    pairs = (one | other for one, other in pairwise(rounds))
    return list(dict.fromkeys([*sizes(iter(rounds)), *sizes(regions), *sizes(pairs)]))


def _of_region(problem: Problem, region: int) -> frozenset[int]:
    return frozenset(n for n, each in enumerate(problem.meetings) if each.region in {region, None})


def is_refuted(problem: Problem, meetings: frozenset[int], engine: Engine, seconds: float, *, shrunk: bool) -> bool:
    """Return whether the engine claims, in that time, that these meetings have no common plan.

    Args:
        problem: the problem.
        meetings: their indices.
        engine: the engine.
        seconds: its time.
        shrunk: whether to propagate bounds and presolve first; to check an answer, less code in common is better.
    """
    begun = time.monotonic()
    part = restricted(without_soft_rules(problem), meetings)
    program = MipProgram.of(MipModel(part, possible_candidates(part, reachable=shrunk)).matrix()).without_costs()
    found = shrink(program) if shrunk else (program, None)
    if found is None:
        return True
    left = seconds - (time.monotonic() - begun)
    return left > 0 and engine.solve(SolveRequest(found[0], left)).status is SolveStatus.INFEASIBLE


def possible_openings(
    model: MipModel, engine: Engine, second: CrossCheck, limits: Limits, until: float
) -> dict[tuple[int, ...], list[int]]:
    """Return on which days meetings can open together, for those for whom both engines rule out some days.

    Args:
        model: the model of the whole problem.
        engine: asked about each day.
        second: the engine that has to confirm that a day is ruled out, beside the first if there is a processor.
        limits: resources.
        until: when to stop asking, as `time.monotonic` gives it, in seconds.
    """
    ruled_out = _RuledOut(second, until, limits.seed)

    def beside() -> None:
        if limits.workers > 1:
            ruled_out.take(time.monotonic())

    for each in model.openings:
        if each.max_days <= SHORT_SPAN and len(each.days) > 1 and time.monotonic() < until:
            together, places = _Together.of(each, model.candidates), range(len(each.days))
            possible = together.possible(engine, until, limits.seed, places, beside)
            for place in sorted({*places} - possible):
                ruled_out.claim(together.claim(place), each.meetings, each.days[place])
                beside()
            if not possible:
                break
    ruled_out.take(until)
    struck = ruled_out.confirmed
    return {
        each.meetings: [day for day in each.days if day not in struck[each.meetings]]
        for each in model.openings
        if each.meetings in struck
    }


@dataclass(frozen=True, slots=True)
class _Together:
    """Meetings that open together, as a program of their own without costs.

    Attributes:
        columns: its columns "opened by" for each day; DECIDED_AS_ZERO or DECIDED_AS_ONE if presolve has decided them.
    """

    program: MipProgram
    columns: Ints

    @classmethod
    def of(cls, opening: Opening, candidates: Candidates) -> _Together:
        asked = replace(candidates, problem=without_soft_rules(candidates.problem))
        part = restricted_candidates(asked, opening.meetings)
        model = MipModel(part.problem, part)
        if not model.openings:  # no rule speaks of the part: of a round that is past but for one meeting, for example
            model.open_within(range(len(opening.meetings)), opening.max_days)
        program = MipProgram.of(model.matrix()).without_costs()
        columns = np.array([each.columns[0] for each in model.openings[0].columns])
        return cls(program, columns)

    def _opening_on(self, first: int, end: int) -> MipProgram | None:
        """Return the program in which they open on one of the days at these places; None if presolve rules it out."""
        if DECIDED_AS_ONE in self.columns[:first] or DECIDED_AS_ZERO in self.columns[end - 1 :]:
            return None
        return self.program.opening_between(self.columns, first, end - 1)

    def claim(self, place: int) -> Claim:
        """Return the claim that they have no plan if they open on the day at this place."""
        program = self._opening_on(place, place + 1)
        found = None if program is None else shrink(program)
        return Claim(found[0] if found else program or self.program, math.inf)

    def possible(self, engine: Engine, until: float, seed: int, places: range, beside: Callable[[], None]) -> set[int]:
        """Return the places of those days that the engine does not rule out, or has not been asked about in time.

        What is beside is called before each question, so that the second engine is kept busy.
        """
        beside()
        if time.monotonic() >= until:
            return {*places}
        program = self._opening_on(places.start, places.stop)
        found = None if program is None else shrink(program)
        if found is None:
            return set()
        smaller, back = found
        if len(places) == 1:
            answer = engine.solve(SolveRequest(smaller, OPENING_SECONDS, seed))
            return set() if answer.status is SolveStatus.INFEASIBLE else {*places}
        within = _Together(smaller, columns_in(smaller, back)[self.columns])
        middle = (places.start + places.stop) // 2
        halves = (range(places.start, middle), range(middle, places.stop))
        return set().union(*(within.possible(engine, until, seed, half, beside) for half in halves))


class _RuledOut:
    """What an engine has ruled out, as claims that the second engine checks one after the other.

    Attributes:
        confirmed: days that both have ruled out, by meetings.
    """

    def __init__(self, second: CrossCheck, until: float, seed: int) -> None:
        self._second, self._until, self._seed = second, until, seed
        self._waiting: deque[tuple[Claim, tuple[int, ...], int]] = deque()
        self._asked: Claim | None = None
        self.confirmed: defaultdict[tuple[int, ...], set[int]] = defaultdict(set)

    def claim(self, claim: Claim, meetings: tuple[int, ...], day: int) -> None:
        """Take the claim that meetings cannot open on a day."""
        self._waiting.append((claim, meetings, day))

    def take(self, by: float) -> None:
        """Take the answers that come by then, and ask about one claim after the other."""
        while self._waiting:
            claim, meetings, day = self._waiting[0]
            if claim is not self._asked:
                if time.monotonic() >= self._until:
                    return
                self._second.ask(claim, min(self._until, time.monotonic() + RULED_OUT_SECONDS), self._seed)
                self._asked = claim
            answer = self._second.answer(claim, by, self._seed)
            if answer is None:
                return
            if answer.status is SolveStatus.INFEASIBLE:
                self.confirmed[meetings].add(day)
            self._waiting.popleft()
