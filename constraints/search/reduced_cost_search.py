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
from concurrent.futures import Future
from dataclasses import dataclass
from threading import RLock, Thread
from typing import TYPE_CHECKING, NamedTuple, Protocol

from constraints.engines.presolve import Back, shrink
from constraints.engines.program import Engine, MipProgram, SolveRequest, SolveResult, SolveStatus
from constraints.search.best_first import Divisible
from constraints.search.branching import Branching
from constraints.search.openings import OpeningBranching
from constraints.search.series import TightRelaxation

if TYPE_CHECKING:
    from constraints.engines.relaxation import LinearRelaxation
    from constraints.model.linear import Floats


FIRST_CHOICES = 25
"""Number of candidates in the first core for each meeting."""
WIDER = 2
"""Size of the first core that is divided while there is no plan, as a multiple of the first one."""
PLANLESS = 10
"""How many times larger a core may be that the engine gets whole while there is no plan: any plan is soon found."""
ALONE, SEEKING = 0.25, 0.5
"""Shares of the engine's time for a core, if there are several threads: before the core that proves the optimum is also
divided, beside the engine, and in all for a core that proves nothing, as its division finds plans too."""
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
        threads: number of threads.
    """

    deadline: float
    seed: int = 1
    enough: Callable[[], bool] = lambda: False
    best_known: Callable[[], float] = lambda: math.inf
    core_seconds: float = math.inf
    core_columns: float = math.inf
    threads: int = 1


class _WholeSearch(NamedTuple):
    """A search of a core by the engine: whether it is completed, once that is known, and what it is about."""

    completed: Future[bool]
    gap: float


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
        threads: number of threads.
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
        self.threads = effort.threads
        self.divided = False
        self._lock = RLock()
        self._whole_search: _WholeSearch | None = None
        self._tight: TightRelaxation | None = None  # found beside, and not used yet
        self._ended = False
        self._parts: list[Claim] = []
        self._gap = 0.0
        self._is_left = False  # whether the present core is left for another that is worth more
        self._improved = 0.0  # when the best plan was found here, as `time.monotonic` gives it

    def run(self) -> list[Claim] | None:
        """Search until no better solution can exist, and return the claims that prove it; None if stopped before."""
        try:
            return self._run()
        finally:
            with self._lock:
                self._ended = True  # for what is still done beside

    def _run(self) -> list[Claim] | None:
        choices, dividing = self._first(), False
        while True:
            self._hear()
            known = self._claims_so_far()
            if known is not None:
                return self._result(known)
            room, before = self._improvement_gap(), self.best
            gap = room if choices >= self._relaxation.choices else min(self._relaxation.gap_for(choices), room)
            shrunk = shrink(self._relaxation.core(gap))
            claim = self._claim(shrunk, gap) if gap >= room else None
            if shrunk is None or (not dividing and self._search_whole(shrunk, claim, gap)):
                if self._improvement_gap() <= gap:
                    return self._result([self._last(claim if self.best == before else None)])
                choices = math.ceil(choices * GROWTH)
            elif self.time_is_up() or math.isinf(self._effort.core_seconds):
                return None
            elif not dividing:
                dividing, choices = True, self._wider(choices)
            elif self._divide(*shrunk, gap):
                if self._improvement_gap() <= gap:
                    return [*self._blocks, *self._parts]
                choices = math.ceil(choices * GROWTH)
            else:
                following = self._following()
                if following is None:
                    return None
                dividing, choices = following

    def _claims_so_far(self) -> list[Claim] | None:
        """Return the claims that, with those about blocks, prove the optimum without another core, if any do."""
        if self._is_done_whole():
            return [self._last(None)]
        return [] if self._blocks and self._improvement_gap() < 0 else None

    def _following(self) -> tuple[bool, int] | None:
        """Return whether the next core is divided, and its candidates, after a division that was left; None to stop."""
        if self._tight is not None:
            self._use(self._tight)
            return False, self._first()
        if self.time_is_up() or not (self._is_done_whole() or self._is_left):
            return None
        return bool(self._relaxation.openings), self._relaxation.choices

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

    def _tighten(self) -> None:
        """Bound the blocks of the core that contains all better solutions, once, to use that if it says more."""
        whole = self._whole
        if self._tried or whole.openings or len(whole.series) < MANY or math.isinf(self.best):
            return
        shrunk = shrink(whole.core(self.best - 1 - whole.bound))
        if shrunk is None or len(shrunk[0].cost) > MOST_BOUNDED:
            return  # which may change with a better plan
        self._tried = True
        tight = TightRelaxation(whole, self, shrunk)
        if tight.claims and tight.bound - whole.bound >= WORTH * (self.best - whole.bound):
            self._tight = tight

    def _use(self, tight: TightRelaxation) -> None:
        """Go on with what the bounds of blocks say."""
        self._relaxation, self._tight, self._whole_search = tight, None, None
        self._blocks = [Claim(*each) for each in tight.claims]
        for each in self._blocks:
            self._listener.on_block(each, self._whole.bound)
        self._listener.on_bound(min(tight.bound, self.best))

    def bounded(self, program: MipProgram, limit: float, seconds: float) -> SolveResult:
        """Have the engine search one block for its best solution, if that costs at most the limit."""
        effort = self._effort
        seconds = min(effort.deadline - time.monotonic(), seconds)
        return self._engine.solve(SolveRequest(program, seconds, effort.seed, limit, enough=self._is_enough))

    def _wider(self, choices: int) -> int:
        """Return the number of candidates in the first core that is divided."""
        if math.isinf(self.best):
            return max(choices, WIDER * FIRST_CHOICES * self._relaxation.made)
        near = self._improvement_gap() <= NEAR_GAPS * self._relaxation.gap_for(choices)
        return self._relaxation.choices if near else choices

    def _search_whole(self, shrunk: tuple[MipProgram, Back], claim: Claim | None, gap: float) -> bool:
        """Have the engine search a core that is not too large, and return whether it has completed that."""
        if len(shrunk[0].cost) > self._effort.core_columns * (PLANLESS if math.isinf(self.best) else 1):
            return False
        if claim is not None:
            self._listener.on_claim(claim)
        most = min(self._effort.core_seconds, OPENINGS_SECONDS if self._relaxation.openings else math.inf)
        seconds = most * (1 if claim is None else LONGER)
        if self.threads == 1 or claim is None:
            return self.solve(*shrunk, seconds * (1 if self.threads == 1 else SEEKING))
        self._whole_search = running = _WholeSearch(Future(), gap)

        def search() -> None:
            try:
                running.completed.set_result(self.solve(*shrunk, seconds, lambda: self._whole_search is not running))
            except BaseException as error:  # noqa: BLE001 - raised again where the result is asked for
                running.completed.set_exception(error)

        Thread(target=search, daemon=True).start()
        try:
            return running.completed.result(ALONE * most)
        except TimeoutError:
            return False

    def _await_whole_search(self) -> None:
        """Wait until the engine has searched a core, or has had its time."""
        if self._whole_search is not None:
            self._whole_search.completed.result()

    def _is_done_whole(self) -> bool:
        """Return whether the engine has completed the search of a core that contains all better solutions."""
        found = self._whole_search
        return (
            found is not None
            and found.completed.done()
            and found.completed.result()
            and self._improvement_gap() <= found.gap
        )

    def _divide(self, core: MipProgram, back: Back, gap: float) -> bool:
        self._parts, self._gap, self._is_left, self.divided = [], gap, False, True
        self._listener.on_division()
        relaxation = self._relaxation
        whole = Divisible(relaxation.program, lambda point: point, relaxation.decisions, relaxation.openings)
        smaller = whole.smaller(core, back)
        beside = (self._await_whole_search, self._tighten)
        if smaller.openings:
            return OpeningBranching(smaller, self, relaxation.bound).run(beside)
        return Branching(smaller, self, (relaxation.bound, 0), threads=self.threads).run(beside)

    def _hear(self) -> None:
        with self._lock:
            self.best = min(self.best, self._effort.best_known())

    def is_over(self) -> bool:
        """Return whether there is no time left, or a plan that makes another core worth more."""
        with self._lock:
            self._hear()
            self._is_left |= self._has_other_core()
            return self._is_left or self._is_enough()

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
        return self._ended or time.monotonic() >= self._effort.deadline or self._effort.enough()

    def _is_enough(self) -> bool:
        """Return whether what is being done is of no use any more."""
        return self.time_is_up() or self._tight is not None or self._is_done_whole()

    def claim(self, program: MipProgram, bound: float) -> None:
        """Take the claim that a part of the core, which has that bound, has nothing better."""
        with self._lock:
            self._parts.append(Claim(program, self.best - 1))
            self._listener.on_part(self._parts[-1], bound)

    def has_bound(self, bound: float) -> None:
        """Take the least bound of the parts of the core that are left."""
        with self._lock:
            self._listener.on_bound(min(bound, self._relaxation.bound + self._gap, self.best))

    def _claim(self, shrunk: tuple[MipProgram, Back] | None, gap: float) -> Claim:
        if math.isinf(self.best):
            return Claim(self._whole.feasibility(), math.inf)
        return Claim(self._relaxation.core(gap) if shrunk is None else shrunk[0], self.best - 1)

    def _improvement_gap(self) -> float:
        """Return the gap of the cheapest improvement: its greatest cost above the bound of the relaxation."""
        return self.best - 1 - self._relaxation.bound

    def solve(
        self, program: MipProgram, back: Back, seconds: float, is_useless: Callable[[], bool] = lambda: False
    ) -> bool:
        """Search for the best solution of a core, and return whether the engine has completed the search.

        Args:
            program: the core.
            back: the way back from its points to those of the program of the relaxation.
            seconds: time of the engine.
            is_useless: called regularly; the engine stops when it returns True.
        """
        relaxation = self._relaxation

        def better(point: Floats) -> None:
            if not program.admits(point):
                return
            cost = round(program.value(point))
            with self._lock:
                if cost < self.best and not self._ended:
                    self.best, self._improved = cost, time.monotonic()
                    self._listener.on_point(relaxation.point(back(point)), cost)

        effort = self._effort
        seconds = min(effort.deadline - time.monotonic(), seconds)
        answer = self._engine.solve(
            SolveRequest(
                program, seconds, effort.seed, self.best - 1, better, lambda: is_useless() or self._is_enough()
            )
        )
        if answer.point is not None:
            better(answer.point)
        return answer.status is not SolveStatus.STOPPED
