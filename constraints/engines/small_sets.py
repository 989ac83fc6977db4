"""Small sets of meetings that may have no common plan, and the proof of it by two engines.

Where a few meetings have no plan, the whole has none. A round, a region or two successive rounds are settled in a
fraction of the time that the whole takes, so that they are asked about first.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from constraints.engines.presolve import shrink
from constraints.engines.program import Engine, MipProgram, SolveRequest, SolveStatus
from constraints.model.domains import possible_candidates
from constraints.model.model import MipModel
from constraints.problem.relaxations import restricted
from constraints.problem.waivers import without_soft_rules

if TYPE_CHECKING:
    from constraints.problem.problem import Problem


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
    program = MipProgram.of(MipModel(part, possible_candidates(part, reachable=shrunk)).matrix())
    program = replace(program, cost=np.zeros_like(program.cost), offset=0.0)
    found = shrink(program) if shrunk else (program, None)
    if found is None:
        return True
    left = seconds - (time.monotonic() - begun)
    return left > 0 and engine.solve(SolveRequest(found[0], left)).status is SolveStatus.INFEASIBLE
