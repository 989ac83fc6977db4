"""Exact search by deepening on reduced costs.

The relaxation's bound and reduced costs say which columns a solution can use that costs at most bound + gap. So the
problem restricted to these columns (a core) holds every such solution, and a core is solved exactly: first a small
one, then larger ones until one has a solution. A solution of cost c makes bound + gap >= c - 1 enough, and the last
core proves the optimum. No search for good plans is needed besides: the first core that has one nearly has the best.
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
"""Choices (candidates) in the first core for each one that is made (meeting)."""
GROWTH = 2.0
"""How much larger each core is than the one before."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a search comes down to: no solution of `core` costs at most `limit`, and none outside it does either.

    Attributes:
        limit: infinite if the claim is that there is no solution whatever; `core` is then the whole problem.
    """

    core: MipProgram
    limit: float


class Listener(Protocol):
    """Who is told how a search goes."""

    def on_point(self, point: Floats, cost: int) -> None:
        """A better solution, in the columns of the model."""

    def on_bound(self, bound: float) -> None:
        """No solution costs less."""

    def on_claim(self, claim: Claim) -> None:
        """What will be claimed if the engine finds nothing better; it is still looking."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a search goes on.

    Attributes:
        deadline: on the clock of `time.monotonic`, in seconds.
        seed: of everything drawn.
        enough: asked while it goes on whether what has been found will do.
    """

    deadline: float
    seed: int = 1
    enough: Callable[[], bool] = lambda: False


class ReducedCostSearch:
    """One search; `best` falls and the bound rises until they meet.

    Args:
        relaxation: of the problem that is searched.
        engine: solves the cores.
        listener: is told how it goes.
        effort: how long it goes on.
        decided: how many of the choices that are made are decided beforehand.
    """

    def __init__(
        self, relaxation: LinearRelaxation, engine: Engine, listener: Listener, effort: Effort, *, decided: int = 0
    ) -> None:
        self._relaxation = relaxation
        self._engine = engine
        self._listener = listener
        self._effort = effort
        self._decided = decided
        self.best = math.inf

    def run(self) -> Claim | None:
        """Search until nothing better can exist, and say what that rests on; None if the time is up."""
        choices = self._decided + FIRST_CHOICES * max(self._relaxation.made - self._decided, 1)
        while True:
            room, before = self._room(), self.best
            gap = room if choices >= self._relaxation.choices else min(self._relaxation.gap_for(choices), room)
            shrunk = shrink(self._relaxation.core(gap))
            claim = self._claim(shrunk, gap) if gap >= room else None
            if claim is not None:
                self._listener.on_claim(claim)
            if shrunk is not None and not self._search(*shrunk, gap):
                return None
            self._listener.on_bound(min(self.best, self._relaxation.bound + gap))
            if self._room() <= gap:
                if claim is None or self.best < before:
                    claim = self._claim(shrink(self._relaxation.core(self._room())), self._room())
                return claim
            choices = math.ceil(choices * GROWTH)

    def _claim(self, shrunk: tuple[MipProgram, Back] | None, gap: float) -> Claim:
        if shrunk is None or not math.isfinite(self.best):
            return Claim(self._relaxation.core(gap), self.best - 1)
        return Claim(shrunk[0], self.best - 1)

    def _room(self) -> float:
        """How much a better solution may cost above the relaxation's bound."""
        return self.best - 1 - self._relaxation.bound

    def _search(self, core: MipProgram, back: Back, gap: float) -> bool:
        """Look for the best solution of a core; whether the engine got to the end of it."""

        def better(point: Floats) -> None:
            cost = round(core.value(point))
            if cost < self.best:
                self.best = cost
                self._listener.on_point(back(point)[: self._relaxation.columns], cost)

        def higher(bound: float) -> None:
            self._listener.on_bound(min(bound, self._relaxation.bound + gap))

        effort = self._effort
        seconds = effort.deadline - time.monotonic()
        answer = self._engine.solve(
            SolveRequest(core, seconds, effort.seed, self.best - 1, better, higher, effort.enough)
        )
        if answer.point is not None:
            better(answer.point)
        return answer.word is not SolveStatus.STOPPED
