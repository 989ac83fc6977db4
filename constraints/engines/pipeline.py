"""The pipeline that solves a problem: model, relaxation, exact search, cross-check.

It runs in a child process, which solves one problem or several in turn. While these differ only in the weights of their
rules, the model is built once.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from calendars.child import children_memory, messages_from_parent, own_memory
from calendars.language import BoundMessage, Message
from constraints.engines.cross_check import CrossCheck
from constraints.engines.highs import Highs
from constraints.engines.program import TINY, Engine, SolveStatus
from constraints.engines.reduced_cost_search import Claim, ReducedCostSearch, SearchLimits
from constraints.engines.relaxation import LinearRelaxation
from constraints.engines.sessions import Bound, Finished, PhaseDone, PlanFound
from constraints.model.model import MipModel, plan_of
from constraints.problem.outcome import Limits, OutcomeStatus

if TYPE_CHECKING:
    from constraints.model.linear import Floats
    from constraints.problem.problem import Problem


Tell = Callable[[object], None]

BEST = Message("pipeline.best", "No plan costs less than {points} points: proved by {first}, confirmed by {second}.")
OWN_BOUND = Message(
    "pipeline.own_bound",
    "No plan costs less than {points} points: proved from the prices of the relaxation, by this program's own sums.",
)
NONE = Message("pipeline.none", "No plan keeps all the rules: found by {first}, confirmed by {second}.")
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
TIME_UP = Message("pipeline.time_up", "The time was up before anything was proved.")

SMALL_CORE_COLUMNS = 1_500
"""Columns of a core that is searched so fast that a cross-check in parallel gains nothing."""


def run(problem: Problem, limits: Limits, tell: Tell) -> None:
    """Solve a problem in a child process, and send plans, bounds, phases and the end (see `sessions`)."""
    with CrossCheck() as second:
        tell(Pipeline(limits, tell, Highs(), second).run(problem))


class Pipeline:
    """One solve by an engine, whose claim a second engine checks.

    Args:
        limits: resources; the seconds count from the creation.
        tell: sends a message to the parent.
        engine: solves the cores.
        second: checks the claim.
    """

    def __init__(self, limits: Limits, tell: Tell, engine: Engine, second: CrossCheck) -> None:
        self._limits = limits
        self._tell = tell
        self._engine = engine
        self._second = second
        self._deadline = time.monotonic() + limits.seconds
        self._best = math.inf
        self._bound = -math.inf

    def run(self, problem: Problem, known: MipModel | None = None) -> Finished:
        """Solve a problem and return what is proved.

        Args:
            problem: the problem.
            known: a model of the problem that may differ in the weights of rules, or None to build one.
        """
        with self._phase("building"):
            self.model = known or MipModel(problem)
            matrix = self.model.matrix(problem.weights)
        with self._phase("relaxation"):
            relaxation = LinearRelaxation(matrix, lambda bound: self._tell_bound(bound, OWN_BOUND))
        if self._limits.workers > 1:
            self._second.get_ready()
        if not relaxation.feasible:
            return self._judged(Claim(relaxation.feasibility(), math.inf))
        search = ReducedCostSearch(relaxation, self._engine, self, SearchLimits(self._deadline, self._limits.seed))
        with self._phase("search"):
            claim = search.run()
        if self._best <= self._bound:
            return self._finished(OutcomeStatus.OPTIMAL, OWN_BOUND)
        return self._finished(self._unproved, TIME_UP) if claim is None else self._judged(claim)

    def _judged(self, claim: Claim) -> Finished:
        """Return what is proved after the second engine has tried to refute the claim."""
        with self._phase("proof"):
            answer = self._second.answer(claim, self._deadline, self._limits.seed)
        if answer is None or (answer.status is SolveStatus.STOPPED and time.monotonic() >= self._deadline):
            return self._finished(self._unproved, UNCONFIRMED)
        if answer.status is SolveStatus.STOPPED:
            return self._finished(self._unproved, NO_ANSWER)
        if answer.status is SolveStatus.OPTIMAL:
            return self._finished(self._unproved, DISAGREE)
        if math.isinf(claim.limit):
            return self._finished(OutcomeStatus.INFEASIBLE, NONE)
        self._tell_bound(claim.limit + 1, BEST)
        return self._finished(OutcomeStatus.OPTIMAL, BEST)

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

    def on_point(self, point: Floats, cost: int) -> None:
        """Send the plan that a better solution stands for."""
        self._best = cost
        self._tell(PlanFound(plan_of(self.model, point), cost))

    def on_claim(self, claim: Claim) -> None:
        """Start the cross-check of the claim, if there is a processor for it and the core is not small."""
        if self._limits.workers > 1 and len(claim.core.cost) > SMALL_CORE_COLUMNS:
            self._second.ask(claim, self._deadline, self._limits.seed)

    def _tell_bound(self, bound: float, sentence: Message) -> None:
        points = math.ceil(bound - TINY) if math.isfinite(bound) else -math.inf
        if points > self._bound:
            self._bound = points
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
