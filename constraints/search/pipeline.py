"""The pipeline that solves a problem: model, relaxation, exact search, cross-check.

It runs in a child process, which solves one problem or several in turn. While these differ only in the weights of their
rules, the model is built once.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from queue import Empty
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from calendars.child import children_memory, messages_from_parent, own_memory
from calendars.language import BoundMessage, Message
from constraints.engines.highs import Highs
from constraints.engines.program import TINY, Engine, SolveResult, SolveStatus
from constraints.engines.relaxation import LinearRelaxation
from constraints.model.model import MipModel, plan_of
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.search.cross_check import CrossCheck
from constraints.search.reduced_cost_search import Claim, ReducedCostSearch, SearchLimits
from constraints.search.sessions import Bound, Finished, PhaseDone, PlanFound
from constraints.search.small_sets import possible_openings

if TYPE_CHECKING:
    from constraints.model.linear import Floats
    from constraints.problem.problem import Problem


Tell = Callable[[object], None]

BEST = Message("pipeline.best", "No plan costs less than {points} points: proved by {first}, confirmed by {second}.")
OWN_BOUND = Message(
    "pipeline.own_bound",
    "No plan costs less than {points} points: proved from the prices of the relaxation, by this program's own sums.",
)
CASES = Message(
    "pipeline.cases",
    "No plan costs less than {points} points: shown case by case, by this program's own sums or by {first}, confirmed"
    " by {second}.",
)
NONE = Message("pipeline.none", "No plan keeps all the rules: found by {first}, confirmed by {second}.")
NONE_IN_CASES = Message(
    "pipeline.none_in_cases",
    "No plan keeps all the rules: shown case by case, by this program's own sums or by {first}, confirmed by {second}.",
)
UNCONFIRMED = Message(
    "pipeline.unconfirmed", "{first} finds nothing better, but the time was too short for {second} to confirm it."
)
NO_ANSWER = Message(
    "pipeline.no_answer",
    "{first} finds nothing better, but {second}, which was to confirm it, stopped without an answer.",
)
DISAGREE = Message(
    "pipeline.disagree",
    "{first} and {second} disagree on what is possible; that is an error in this program, please report it.",
)
TIME_UP = Message("pipeline.time_up", "The time was up before the proof was complete; with more time it may be.")

CORE_SECONDS, RELAXATIONS, CORE_COLUMNS = 8.0, 8.0, 12_000
"""Time of the engine for a core before it is divided, in seconds or in times of the relaxation, whichever is more (so a
slow machine divides no more than a fast one), and columns of the largest core that is not divided at once."""
OPENINGS_SHARE = 0.4
"""Greatest share of the time to find out on which days meetings can open together."""
SMALL_CORE_COLUMNS = 1_500
"""Columns of a core that is searched so fast that a cross-check in parallel gains nothing."""


def run(problem: Problem, limits: Limits, tell: Tell) -> None:
    """Solve a problem in a child process, and send plans, bounds, phases and the end (see `sessions`)."""
    with CrossCheck() as second:
        tell(Pipeline(limits, tell, Highs(), second, _best_from_parent).run(problem))


def _best_from_parent() -> float:
    """Return the least of the points that the parent has sent since the last call."""
    best = math.inf
    with suppress(Empty):
        while True:
            best = min(best, cast("int", messages_from_parent.get_nowait()))
    return best


class _Part(NamedTuple):
    """A claim about a part or a block that is not confirmed yet.

    Attributes:
        claim: the claim.
        bound: the bound known before.
        lasts: whether it is about a block, so that all rests on it from then on.
    """

    claim: Claim
    bound: float
    lasts: bool = False


class Pipeline:
    """One solve by an engine, whose claim a second engine checks.

    Args:
        limits: resources; the seconds count from the creation.
        tell: sends a message to the parent.
        engine: solves the cores.
        second: checks the claim.
        elsewhere: called regularly; returns the points of the best plan that was found elsewhere since the last call.
    """

    def __init__(
        self,
        limits: Limits,
        tell: Tell,
        engine: Engine,
        second: CrossCheck,
        elsewhere: Callable[[], float] = lambda: math.inf,
    ) -> None:
        self._limits = limits
        self._tell = tell
        self._engine = engine
        self._second = second
        self._elsewhere = elsewhere
        self._deadline = time.monotonic() + limits.seconds
        self._best = math.inf
        self._bound, self._proof = -math.inf, OWN_BOUND
        self._parts: deque[_Part] = deque()  # which are not confirmed yet
        self._asked = False  # whether the first of them has been sent
        self._confirmed = self._blocks = False  # whether any has been, and any about a block
        self._wrong: Message | None = None  # why one of them is not confirmed

    def run(self, problem: Problem, known: MipModel | None = None) -> Finished:
        """Solve a problem and return what is proved.

        Args:
            problem: the problem.
            known: a model of the problem that may differ in the weights of rules, or None to build one.
        """
        with self._phase("building"):
            self.model = known or self._built(problem)
            matrix = self.model.matrix(problem.weights)
        begun = time.monotonic()
        with self._phase("relaxation"):
            relaxation = LinearRelaxation(matrix, lambda bound: self._tell_bound(bound, self._rests_on))
        relaxed = time.monotonic() - begun
        if self._limits.workers > 1:
            self._second.get_ready()
        if not relaxation.feasible:
            return self._judged(Claim(relaxation.feasibility(), math.inf))
        most = max(CORE_SECONDS, RELAXATIONS * relaxed)
        limits = SearchLimits(
            self._deadline,
            self._limits.seed,
            best_known=self._best_known,
            core_seconds=most,
            core_columns=CORE_COLUMNS,
            threads=self._limits.workers,
        )
        search = ReducedCostSearch(relaxation, self._engine, self, limits)
        with self._phase("search"):
            claims = search.run()
        if claims is None:
            return self._finished(self._unproved, TIME_UP)
        if self._best <= self._bound:
            return self._finished(OutcomeStatus.OPTIMAL, self._proof)
        return self._judged_parts() if search.divided else self._judged(claims[0])

    def _built(self, problem: Problem) -> MipModel:
        """Return the model of a problem, without days on which both engines say that meetings cannot open together."""
        model = MipModel(problem)
        until = time.monotonic() + OPENINGS_SHARE * (self._deadline - time.monotonic())
        days = possible_openings(model, self._engine, self._second, self._limits, until)
        return model.opened_on(days) if days else model

    def _judged(self, claim: Claim) -> Finished:
        """Return what is proved after the second engine has tried to refute the claim."""
        with self._phase("proof"):
            answer = self._second.answer(claim, self._deadline, self._limits.seed)
        wrong = self._what_is_wrong(answer)
        if wrong is not None:
            return self._finished(self._unproved, wrong)
        best, none = (CASES, NONE_IN_CASES) if self.model.opening_days else (BEST, NONE)
        if math.isinf(claim.limit):
            return self._finished(OutcomeStatus.INFEASIBLE, none)
        self._tell_bound(claim.limit + 1, best)
        return self._finished(OutcomeStatus.OPTIMAL, best)

    def _judged_parts(self) -> Finished:
        """Return what is proved after the second engine has tried to refute the claims about parts."""
        with self._phase("proof"):
            while self._parts and self._wrong is None:
                self._settle(self._second.answer(self._parts[0].claim, self._deadline, self._limits.seed))
        if self._wrong is not None:
            return self._finished(self._unproved, self._wrong)
        if math.isinf(self._best):
            return self._finished(OutcomeStatus.INFEASIBLE, NONE_IN_CASES)
        self._tell_bound(self._best, self._rests_on)
        return self._finished(OutcomeStatus.OPTIMAL, self._proof)

    def _settle(self, answer: SolveResult | None) -> None:
        """Take the answer to the first claim about a part."""
        self._wrong = self._what_is_wrong(answer)
        if self._wrong is None:
            self._blocks |= self._parts.popleft().lasts
            self._asked, self._confirmed = False, True

    def _what_is_wrong(self, answer: SolveResult | None) -> Message | None:
        """Return why the second engine's answer does not confirm a claim, or None if it does."""
        if answer is None or (answer.status is SolveStatus.STOPPED and time.monotonic() >= self._deadline):
            return UNCONFIRMED
        if answer.status is SolveStatus.STOPPED:
            return NO_ANSWER
        return DISAGREE if answer.status is SolveStatus.OPTIMAL else None

    @property
    def _rests_on(self) -> Message:
        return CASES if self._confirmed or self.model.opening_days else OWN_BOUND

    def _finished(self, status: OutcomeStatus, sentence: Message) -> Finished:
        return Finished(status, (self._bound_message(sentence, self._best),), own_memory() + children_memory())

    def _bound_message(self, sentence: Message, points: float) -> BoundMessage:
        values: dict[str, object] = {"first": self._engine.name, "second": self._second.name}
        if math.isfinite(points):
            values["points"] = round(points)
        return BoundMessage(sentence, values)

    @property
    def _unproved(self) -> OutcomeStatus:
        return OutcomeStatus.UNKNOWN if math.isinf(self._best) else OutcomeStatus.FEASIBLE

    def _best_known(self) -> float:
        self._best = min(self._best, self._elsewhere())
        return self._best

    def on_point(self, point: Floats, cost: int) -> None:
        """Send the plan that a better solution stands for."""
        self._best = min(self._best, cost)
        self._tell(PlanFound(plan_of(self.model, point), cost))

    def on_claim(self, claim: Claim) -> None:
        """Start the cross-check of the claim, if there is a processor for it and the core is not small."""
        if self._limits.workers > 1 and not self._parts and len(claim.core.cost) > SMALL_CORE_COLUMNS:
            self._second.ask(claim, self._deadline, self._limits.seed)

    def on_division(self) -> None:
        """Forget claims about parts of an earlier core."""
        self._parts = deque(each for each in self._parts if each.lasts)  # these come first
        if not self._parts:
            self._asked, self._wrong = False, None
        self._confirmed = self._blocks

    def on_block(self, claim: Claim, bound: float) -> None:
        """Keep a claim about a block, to be confirmed beside the search."""
        self._keep(_Part(claim, bound, lasts=True))

    def on_part(self, claim: Claim, bound: float) -> None:
        """Keep a claim about a part, to be confirmed beside the search."""
        self._keep(_Part(claim, bound))

    def _keep(self, part: _Part) -> None:
        self._parts.append(part)
        self._confirm_beside()

    def on_bound(self, bound: float) -> None:
        """Send the bound, as far as the claims that it rests on are confirmed."""
        self._confirm_beside()
        self._tell_bound(min([bound, *(each.bound for each in self._parts)]), self._rests_on)

    def _confirm_beside(self) -> None:
        """Look for the answer to the first claim about a part, and send the next, if there is a processor for it."""
        if self._limits.workers == 1 or self._wrong is not None:
            return
        if self._asked:
            answer = self._second.answer(self._parts[0].claim, time.monotonic(), self._limits.seed)
            if answer is not None:
                self._settle(answer)
        if self._parts and not self._asked:
            self._second.ask(self._parts[0].claim, self._deadline, self._limits.seed)
            self._asked = True

    def _tell_bound(self, bound: float, sentence: Message) -> None:
        points = math.ceil(bound - TINY) if math.isfinite(bound) else -math.inf
        if points > self._bound:
            self._bound, self._proof = points, sentence
            self._tell(Bound(round(points), self._bound_message(sentence, points)))

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self._tell(PhaseDone(name, time.monotonic() - begun))


def run_sequence(problem: Problem, tell: Callable[[object], None]) -> None:
    """Run in the child process: solve the problem with each set of changed fields that the parent sends."""
    model: MipModel | None = None
    with CrossCheck() as second:
        while True:
            changed, limits = cast("tuple[dict[str, Any], Limits]", messages_from_parent.get())
            problem = replace(problem, **changed)
            pipeline = Pipeline(limits, tell, Highs(), second)
            tell(pipeline.run(problem, model if changed.keys() <= {"weights"} else None))
            model = pipeline.model
