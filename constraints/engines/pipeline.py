"""The work of a process that solves several problems in turn; the model is kept while only weights are different."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from calendars.child import children_memory, messages_from_parent, own_memory
from calendars.language import Message, Said
from constraints.engines.cross_check import CrossCheck
from constraints.engines.highs import Highs
from constraints.engines.program import TINY, Engine, SolveStatus
from constraints.engines.reduced_cost_search import Claim, Effort, ReducedCostSearch
from constraints.engines.relaxation import LinearRelaxation
from constraints.engines.sessions import Bound, Finished, Found, Phase
from constraints.model.model import MipModel, plan_of
from constraints.problem.outcome import Limits, Status

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

SMALL = 1_500
"""Columns of a core that is searched before a second engine could even be told of it."""


def run(problem: Problem, limits: Limits, tell: Tell) -> None:
    """Solve the problem and tell plans, bounds, phases and the end."""
    with CrossCheck() as second:
        tell(Pipeline(limits, tell, Highs(), second).run(problem))


class Pipeline:
    """One solve by an engine whose claims a second engine is asked to deny."""

    def __init__(self, limits: Limits, tell: Tell, engine: Engine, second: CrossCheck) -> None:
        self._limits = limits
        self._tell = tell
        self._engine = engine
        self._second = second
        self._deadline = time.monotonic() + limits.seconds
        self._best = math.inf
        self._bound = -math.inf

    def run(self, problem: Problem, known: MipModel | None = None) -> Finished:
        """Solve, and say how sure it is; `known` is a model of the problem, but for the weights of its rules."""
        with self._phase("building"):
            self.model = known or MipModel(problem)
            matrix = self.model.matrix(problem.weights)
        with self._phase("relaxation"):
            relaxation = LinearRelaxation(matrix, self._tell_bound)
        if self._limits.workers > 1:
            self._second.get_ready()
        if not relaxation.feasible:
            return self._judged(Claim(relaxation.program, math.inf))
        search = ReducedCostSearch(relaxation, self._engine, self, Effort(self._deadline, self._limits.seed))
        with self._phase("search"):
            claim = search.run()
        if self._best <= self._bound:
            return self._finished(Status.OPTIMAL, OWN_BOUND)
        return self._finished(self._unproved, TIME_UP) if claim is None else self._judged(claim)

    def _judged(self, claim: Claim) -> Finished:
        """The claim as it stands after the second engine has tried to deny it."""
        with self._phase("proof"):
            answer = self._second.answer(claim, self._deadline, self._limits.seed)
        if answer is None or (answer.word is SolveStatus.STOPPED and time.monotonic() >= self._deadline):
            return self._finished(self._unproved, UNCONFIRMED)
        if answer.word is SolveStatus.STOPPED:
            return self._finished(self._unproved, NO_ANSWER)
        if answer.word is SolveStatus.OPTIMAL:
            return self._finished(self._unproved, DISAGREE)
        if math.isinf(self._best):
            return self._finished(Status.INFEASIBLE, NONE)
        self._tell_bound(self._best)
        return self._finished(Status.OPTIMAL, BEST)

    def _finished(self, status: Status, sentence: Message) -> Finished:
        values: dict[str, object] = {"first": self._engine.name, "second": self._second.name}
        if math.isfinite(self._best):
            values["points"] = round(self._best)
        return Finished(status, (Said(sentence, values),), own_memory() + children_memory())

    @property
    def _unproved(self) -> Status:
        return Status.UNKNOWN if math.isinf(self._best) else Status.FEASIBLE

    def on_point(self, point: Floats, cost: int) -> None:
        """Tell the plan that a better solution stands for."""
        self._best = cost
        self._tell(Found(plan_of(self.model, point), cost))

    def on_bound(self, bound: float) -> None:
        """Tell a better bound; until it is confirmed that nothing is better, it stays below the best."""
        self._tell_bound(min(bound, self._best - 1))

    def on_claim(self, claim: Claim) -> None:
        """Have the second engine begin on the claim, if there is a processor for it and it takes a while."""
        if self._limits.workers > 1 and len(claim.core.cost) > SMALL:
            self._second.ask(claim, self._deadline, self._limits.seed)

    def _tell_bound(self, bound: float) -> None:
        points = math.ceil(bound - TINY) if math.isfinite(bound) else -math.inf
        if points > self._bound:
            self._bound = points
            self._tell(Bound(round(points)))

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self._tell(Phase(name, time.monotonic() - begun))


def run_sequence(problem: Problem, tell: Callable[[object], None]) -> None:
    """What the process runs: solve the problem, then as often as the parent says with other fields."""
    model: MipModel | None = None
    with CrossCheck() as second:
        while True:
            changed, limits = cast("tuple[dict[str, Any], Limits]", messages_from_parent.get())
            problem = replace(problem, **changed)
            pipeline = Pipeline(limits, tell, Highs(), second)
            tell(pipeline.run(problem, model if changed.keys() <= {"weights"} else None))
            model = pipeline.model
