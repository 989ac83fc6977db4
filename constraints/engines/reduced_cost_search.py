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

from constraints.engines.branching import Branching, Divisible
from constraints.engines.openings import OpeningBranching
from constraints.engines.presolve import Back, shrink
from constraints.engines.program import Engine, MipProgram, SolveRequest, SolveResult, SolveStatus
from constraints.engines.series import TightRelaxation

if TYPE_CHECKING:
    from constraints.engines.relaxation import LinearRelaxation
    from constraints.model.linear import Floats


FIRST_CHOICES = 25
"""Number of candidates in the first core for each meeting."""
WIDER = 2
"""Size of the first core that is divided while there is no plan, as a multiple of the first one."""
PLANLESS = 10
"""How many times larger a core may be that the engine gets whole while there is no plan: any plan is soon found."""
LONGER = 2.0
"""Time of the engine for the core that proves the optimum, as a multiple of that for others."""
NEAR_GAPS = 3.0
"""Ratio of the gap of the best plan to that of a core up to which the core that proves the optimum is divided."""
NEAR_GAPS_OF_OPENINGS = 8.0
"""The same where openings are branched on, which leaves so little of a core that a larger one is no burden."""
PATIENCE_SECONDS = 3.0
"""How long a core in which openings are branched on has to have no better plan before a larger one is worth more."""
MUCH_SMALLER = 0.4
"""Ratio of gaps at which a smaller core is divided anew rather than the present one further."""
OPENINGS_SECONDS = 2.0
"""Time of the engine for one core where it is known on which days meetings can open: dividing by these is stronger."""
MANY = 2
"""Least number of regions of which each is bounded alone."""
MOST_BOUNDED = 80_000
"""Columns of the largest core of which regions are bounded alone."""
WORTH = 0.4
"""Share of the gap that the bounds of regions have to close to be of use."""
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

    def on_division(self) -> None:
        """Receive that a core is divided: what was told of parts of an earlier one is no longer needed."""

    def on_block(self, claim: Claim, bound: float) -> None:
        """Receive a claim about a block on which all rests from now on, and the bound known before."""

    def on_part(self, claim: Claim, bound: float) -> None:
        """Receive one of the claims on which the result rests if a core is divided, and the bound known before."""

    def on_bound(self, bound: float) -> None:
        """Receive a bound that holds if the claims about parts do."""


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """Limits of a search.

    Attributes:
        deadline: as `time.monotonic` gives it, in seconds.
        seed: seed of all random numbers.
        enough: called regularly; the search stops when it returns True.
        best_known: called regularly; returns the cost of the best solution known elsewhere, which is not searched for.
        core_seconds: time of the engine for one core, after which the core is divided.
        core_columns: columns of the largest core that is given to the engine whole where a plan is known.
    """

    deadline: float
    seed: int = 1
    enough: Callable[[], bool] = lambda: False
    best_known: Callable[[], float] = lambda: math.inf
    core_seconds: float = math.inf
    core_columns: float = math.inf


class ReducedCostSearch:
    """One search.

    Args:
        relaxation: the solved relaxation of the problem.
        engine: solves the cores.
        listener: receives better solutions and the claim.
        effort: limits.
        decided: number of meetings that have a single candidate.

    Attributes:
        best: cost of the best solution known so far, here or elsewhere, or infinity.
        divided: whether the result rests on claims about parts and blocks, which the listener has received.
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
        self._relaxation: LinearRelaxation | TightRelaxation = relaxation
        self._whole, self._tried = relaxation, False
        self._blocks: list[Claim] = []
        self._engine = engine
        self._listener = listener
        self._effort = effort
        self._decided = decided
        self.best = math.inf
        self.divided = False
        self._parts: list[Claim] = []
        self._gap = 0.0
        self._improved = 0.0  # when the best plan was found here, as `time.monotonic` gives it

    def run(self) -> list[Claim] | None:
        """Search until no better solution can exist, and return the claims that prove it; None if stopped before."""
        choices = self._first()
        dividing = False
        while True:
            self._hear()
            room, before = self._improvement_gap(), self.best
            if self._blocks and room < 0:
                return self._result([])
            gap = room if choices >= self._relaxation.choices else min(self._relaxation.gap_for(choices), room)
            shrunk = shrink(self._relaxation.core(gap))
            claim = self._claim(shrunk, gap) if gap >= room else None
            whole = shrunk is None or (not dividing and self._search_whole(shrunk, claim))
            if shrunk is not None and not whole:
                if self.time_is_up() or math.isinf(self._effort.core_seconds):
                    return None
                if not dividing:
                    dividing, choices = (False, self._first()) if self._is_tighter() else (True, self._wider(choices))
                    continue
                if not self._divide(*shrunk, gap):
                    if self.time_is_up() or not self._has_other_core():
                        return None
                    dividing, choices = bool(self._relaxation.openings), self._relaxation.choices
                    continue
            if self._improvement_gap() <= gap:
                if whole:
                    return self._result([self._last(claim if self.best == before else None)])
                return [*self._blocks, *self._parts]
            choices = math.ceil(choices * GROWTH)

    def _first(self) -> int:
        """Return the number of candidates in the first core."""
        return self._decided + FIRST_CHOICES * max(self._relaxation.made - self._decided, 1)

    def _last(self, claim: Claim | None) -> Claim:
        """Return the claim that the last core has nothing better; it is made anew if a better plan was found."""
        room = self._improvement_gap()
        return self._claim(shrink(self._relaxation.core(room)), room) if claim is None else claim

    def _result(self, claims: list[Claim]) -> list[Claim]:
        """Return the claims on which the result rests: these about the last core, and those about blocks."""
        self.divided = bool(self._blocks)
        if self.divided:
            self._listener.on_division()
            for each in claims:
                self._listener.on_part(each, self._relaxation.bound)
        return [*self._blocks, *claims]

    def _is_tighter(self) -> bool:
        """Bound the blocks of the core that contains all better solutions, once, and return whether that says more."""
        whole = self._whole
        if self._tried or whole.openings or len(whole.series) < MANY or math.isinf(self.best):
            return False
        shrunk = shrink(whole.core(self._improvement_gap()))
        if shrunk is None or len(shrunk[0].cost) > MOST_BOUNDED:
            return False  # which may change with a better plan
        self._tried = True
        tight = TightRelaxation(whole, self, shrunk)
        if not tight.claims or tight.bound - whole.bound < WORTH * (self.best - whole.bound):
            return False
        self._relaxation = tight
        self._blocks = [Claim(*each) for each in tight.claims]
        for each in self._blocks:
            self._listener.on_block(each, whole.bound)
        self._listener.on_bound(min(tight.bound, self.best))
        return True

    def bounded(self, program: MipProgram, limit: float, seconds: float) -> SolveResult:
        """Have the engine search one block for its best solution, if that costs at most the limit."""
        effort = self._effort
        seconds = min(effort.deadline - time.monotonic(), seconds)
        return self._engine.solve(SolveRequest(program, seconds, effort.seed, limit, enough=effort.enough))

    def _wider(self, choices: int) -> int:
        """Return the number of candidates in the first core that is divided."""
        if math.isinf(self.best):
            return max(choices, WIDER * FIRST_CHOICES * self._relaxation.made)
        near = self._improvement_gap() <= NEAR_GAPS * self._relaxation.gap_for(choices)
        return self._relaxation.choices if near else choices

    def _search_whole(self, shrunk: tuple[MipProgram, Back], claim: Claim | None) -> bool:
        """Have the engine search a core that is not too large, and return whether it has completed that."""
        if len(shrunk[0].cost) > self._effort.core_columns * (PLANLESS if math.isinf(self.best) else 1):
            return False
        if claim is not None:
            self._listener.on_claim(claim)
        most = min(self._effort.core_seconds, OPENINGS_SECONDS if self._relaxation.openings else math.inf)
        return self.solve(*shrunk, most * (1 if claim is None else LONGER))

    def _divide(self, core: MipProgram, back: Back, gap: float) -> bool:
        self._parts, self._gap, self.divided = [], gap, True
        self._listener.on_division()
        relaxation = self._relaxation
        whole = Divisible(relaxation.program, lambda point: point, relaxation.decisions, relaxation.openings)
        smaller = whole.smaller(core, back)
        if smaller.openings:
            return OpeningBranching(smaller, self, relaxation.bound).run()
        return Branching(smaller, self, (relaxation.bound, 0)).run()

    def _hear(self) -> None:
        self.best = min(self.best, self._effort.best_known())

    def is_over(self) -> bool:
        """Return whether there is no time left, or a plan that makes another core worth more."""
        self._hear()
        return self.time_is_up() or self._has_other_core()

    def _has_other_core(self) -> bool:
        """Return whether the core that proves the optimum is worth more than the present one.

        It is if it is much smaller, or not much larger: then a better plan is not worth waiting for.
        """
        room, gap = max(self._improvement_gap(), 0.0), max(self._gap, 0.0)
        if room <= gap:
            return room < MUCH_SMALLER * gap
        if not self._relaxation.openings:
            return room <= NEAR_GAPS * gap
        return room <= NEAR_GAPS_OF_OPENINGS * gap and time.monotonic() > self._improved + PATIENCE_SECONDS

    def time_is_up(self) -> bool:
        """Return whether there is no time left."""
        return time.monotonic() >= self._effort.deadline or self._effort.enough()

    def claim(self, program: MipProgram, bound: float) -> None:
        """Take the claim that a part of the core, which has that bound, has nothing better."""
        self._parts.append(Claim(program, self.best - 1))
        self._listener.on_part(self._parts[-1], bound)

    def has_bound(self, bound: float) -> None:
        """Take the least bound of the parts of the core that are left."""
        self._listener.on_bound(min(bound, self._relaxation.bound + self._gap, self.best))

    def _claim(self, shrunk: tuple[MipProgram, Back] | None, gap: float) -> Claim:
        if math.isinf(self.best):
            return Claim(self._whole.feasibility(), math.inf)
        return Claim(self._relaxation.core(gap) if shrunk is None else shrunk[0], self.best - 1)

    def _improvement_gap(self) -> float:
        """Return the gap of the cheapest improvement: its greatest cost above the bound of the relaxation."""
        return self.best - 1 - self._relaxation.bound

    def solve(self, program: MipProgram, back: Back, seconds: float) -> bool:
        """Search for the best solution of a core, and return whether the engine has completed the search."""

        def better(point: Floats) -> None:
            if not program.admits(point):
                return
            cost = round(program.value(point))
            if cost < self.best:
                self.best, self._improved = cost, time.monotonic()
                self._listener.on_point(self._relaxation.point(back(point)), cost)

        effort = self._effort
        seconds = min(effort.deadline - time.monotonic(), seconds)
        answer = self._engine.solve(SolveRequest(program, seconds, effort.seed, self.best - 1, better, effort.enough))
        if answer.point is not None:
            better(answer.point)
        return answer.status is not SolveStatus.STOPPED
