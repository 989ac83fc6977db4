"""The work of a solving process: model, relaxation, search, and a second engine's word on the proof."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from calendars.fenced.worker import peak_memory
from calendars.language import Said, Sentence
from constraints.engines.deepening import Claim, Deepening
from constraints.engines.engine import Engine, Word
from constraints.engines.highs import Highs
from constraints.engines.messages import Bound, Finished, Found, Phase
from constraints.engines.program import TINY
from constraints.engines.relaxation import Relaxation
from constraints.engines.second_opinion import SecondOpinion
from constraints.model import Model
from constraints.outcome import Limits, Status
from constraints.solution import plan_of

if TYPE_CHECKING:
    from constraints.linear import Floats
    from constraints.problem import Problem

Tell = Callable[[object], None]

BEST = Sentence(
    en="No plan costs less than {points} points: proved by {first}, confirmed by {second}.",
    da="Ingen plan koster mindre end {points} point: bevist af {first}, bekræftet af {second}.",
)
NONE = Sentence(
    en="No plan keeps all the rules: found by {first}, confirmed by {second}.",
    da="Ingen plan kan overholde alle reglerne: fundet af {first}, bekræftet af {second}.",
)
UNCONFIRMED = Sentence(
    en="{first} finds nothing better, but the time was too short for {second} to confirm it.",
    da="{first} finder intet bedre, men tiden var for kort til, at {second} kunne bekræfte det.",
)
DISAGREE = Sentence(
    en="{first} and {second} disagree on what is possible; that is an error in this program, please report it.",
    da="{first} og {second} er uenige om, hvad der er muligt; det er en fejl i programmet, som vi gerne vil høre om.",
)
TIME_UP = Sentence(en="The time was up before anything was proved.", da="Tiden gik, før noget var bevist.")


def run(problem: Problem, limits: Limits, tell: Tell) -> None:
    """Solve the problem and tell plans, bounds, phases and the end."""
    with SecondOpinion() as second:
        tell(Pipeline(limits, tell, Highs(), second).run(problem))


class Pipeline:
    """One solve by an engine whose claims a second engine is asked to deny."""

    def __init__(self, limits: Limits, tell: Tell, engine: Engine, second: SecondOpinion) -> None:
        self._limits = limits
        self._tell = tell
        self._engine = engine
        self._second = second
        self._deadline = time.monotonic() + limits.seconds
        self._bound = -math.inf

    def run(self, problem: Problem) -> Finished:
        """Solve, and say how sure it is."""
        if self._limits.workers > 1:
            self._second.get_ready()
        with self._phase("building"):
            model = Model(problem)
            matrix = model.matrix()
        with self._phase("relaxation"):
            relaxation = Relaxation(matrix)
        if not relaxation.feasible:
            return self._judged(Claim(relaxation.program, math.inf), math.inf)
        self.on_bound(relaxation.bound)
        self._model = model
        search = Deepening(relaxation, self._engine, self, deadline=self._deadline, seed=self._limits.seed)
        with self._phase("search"):
            claim = search.run()
        if claim is None:
            status = Status.FEASIBLE if math.isfinite(search.best) else Status.UNKNOWN
            return Finished(status, (Said(TIME_UP),), peak_memory())
        return self._judged(claim, search.best)

    def _judged(self, claim: Claim, best: float) -> Finished:
        """The claim as it stands after the second engine has tried to deny it."""
        none = math.isinf(best)
        unproved = Status.UNKNOWN if none else Status.FEASIBLE
        with self._phase("proof"):
            answer = self._second.answer(claim, self._deadline, self._limits.seed)
        names = {"first": self._engine.name, "second": self._second.name}
        if answer is None or answer.word is Word.STOPPED:
            return Finished(unproved, (Said(UNCONFIRMED, names),), peak_memory())
        if answer.word is not Word.INFEASIBLE:
            return Finished(unproved, (Said(DISAGREE, names),), peak_memory())
        if none:
            return Finished(Status.INFEASIBLE, (Said(NONE, names),), peak_memory())
        self.on_bound(best)
        return Finished(Status.OPTIMAL, (Said(BEST, {**names, "points": round(best)}),), peak_memory())

    def on_point(self, point: Floats, cost: int) -> None:
        """Tell the plan that a better solution stands for."""
        self._tell(Found(plan_of(self._model, point), cost))

    def on_bound(self, bound: float) -> None:
        """Tell a better bound."""
        if bound > self._bound and math.isfinite(bound):
            self._bound = bound
            self._tell(Bound(math.ceil(bound - TINY)))

    def on_claim(self, claim: Claim) -> None:
        """Have the second engine begin on the claim, if there is a processor for it."""
        if self._limits.workers > 1:
            self._second.ask(claim, self._deadline, self._limits.seed)

    @contextmanager
    def _phase(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self._tell(Phase(name, time.monotonic() - begun))
