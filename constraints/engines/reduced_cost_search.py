"""Exact search in growing cores chosen by reduced costs.

An engine is believed in nothing: a point is judged by its program, and that there is nothing better is a claim, which
another engine has to confirm. Its bounds are not even asked for, as nobody could confirm them.

By the bound and the reduced costs of the relaxation, a solution that costs at most bound + gap uses only certain
columns (reduced cost fixing). The problem restricted to these columns, a core, contains every such solution. Cores are
solved exactly, first a small one, then larger ones, until one has a solution. After a solution of cost c has been found
a core with bound + gap >= c - 1 proves the optimum. No heuristics are needed besides, as the first core that has a
solution usually has one that is nearly optimal.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from constraints.engines.presolve import Back, shrink
from constraints.engines.program import Engine, MipProgram, SolveRequest, SolveStatus

if TYPE_CHECKING:
    from constraints.engines.relaxation import LinearRelaxation
    from constraints.model.linear import Floats


FIRST_CHOICES = 25
"""Number of candidates in the first core for each meeting."""
GROWTH = 2.0
"""Ratio of the sizes of successive cores."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The claim that no solution of `core` costs at most `limit`, on which the result of a search rests.

    By the reduced costs no solution outside the core costs at most `limit` either, so that the claim is true if and
    only if the model has no such solution.

    Attributes:
        core: the restricted program.
        limit: the cost; infinite for the claim that there is no solution at all, where `core` is the whole model
            without costs.
    """

    core: MipProgram
    limit: float


class Listener(Protocol):
    """A receiver of the progress of a search."""

    def on_point(self, point: Floats, cost: int) -> None:
        """Receive a better solution, by column of the model, and its cost."""

    def on_claim(self, claim: Claim) -> None:
        """Receive what will be claimed if the engine, which is still searching, finds nothing better."""


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """Limits of a search.

    Attributes:
        deadline: as `time.monotonic` gives it, in seconds.
        seed: seed of all random numbers.
        enough: called regularly; the search stops when it returns True.
    """

    deadline: float
    seed: int = 1
    enough: Callable[[], bool] = lambda: False


class ReducedCostSearch:
    """One search.

    Args:
        relaxation: the solved relaxation of the problem.
        engine: solves the cores.
        listener: receives better solutions and the claim.
        effort: limits.
        decided: number of meetings that have a single candidate.

    Attributes:
        best: cost of the best solution so far, or infinity.
    """

    def __init__(
        self,
        relaxation: LinearRelaxation,
        engine: Engine,
        listener: Listener,
        effort: SearchLimits,
        *,
        decided: int = 0,
    ) -> None:
        self._relaxation = relaxation
        self._engine = engine
        self._listener = listener
        self._effort = effort
        self._decided = decided
        self.best = math.inf

    def run(self) -> Claim | None:
        """Search until no better solution can exist, and return the claim that proves it; None if stopped before."""
        choices = self._decided + FIRST_CHOICES * max(self._relaxation.made - self._decided, 1)
        while True:
            room, before = self._improvement_gap(), self.best
            gap = room if choices >= self._relaxation.choices else min(self._relaxation.gap_for(choices), room)
            shrunk = shrink(self._relaxation.core(gap))
            claim = self._claim(shrunk, gap) if gap >= room else None
            if claim is not None:
                self._listener.on_claim(claim)
            if shrunk is not None and not self._search(*shrunk):
                return None
            if self._improvement_gap() <= gap:
                if claim is None or self.best < before:
                    claim = self._claim(shrink(self._relaxation.core(self._improvement_gap())), self._improvement_gap())
                return claim
            choices = math.ceil(choices * GROWTH)

    def _claim(self, shrunk: tuple[MipProgram, Back] | None, gap: float) -> Claim:
        if math.isinf(self.best):
            return Claim(self._relaxation.feasibility(), math.inf)
        return Claim(self._relaxation.core(gap) if shrunk is None else shrunk[0], self.best - 1)

    def _improvement_gap(self) -> float:
        """Return the gap of the cheapest improvement: its greatest cost above the bound of the relaxation."""
        return self.best - 1 - self._relaxation.bound

    def _search(self, core: MipProgram, back: Back) -> bool:
        """Search for the best solution of a core, and return whether the engine has completed the search."""

        def better(point: Floats) -> None:
            if not core.admits(point):
                return
            cost = round(core.value(point))
            if cost < self.best:
                self.best = cost
                self._listener.on_point(back(point)[: self._relaxation.columns], cost)

        effort = self._effort
        seconds = effort.deadline - time.monotonic()
        answer = self._engine.solve(SolveRequest(core, seconds, effort.seed, self.best - 1, better, effort.enough))
        if answer.point is not None:
            better(answer.point)
        return answer.status is not SolveStatus.STOPPED
