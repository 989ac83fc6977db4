"""Whether a problem can be solved at all, by one engine."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from constraints.candidates import Candidates
from constraints.engines.engine import Engine, Task, Word
from constraints.engines.presolve import shrink
from constraints.engines.program import Program
from constraints.model import Model
from constraints.solution import plan_of

if TYPE_CHECKING:
    from constraints.plan import Plan
    from constraints.problem import Bools, Problem


MANY, SOME = 800, 200
"""Of so many candidates of one meeting so many are tried first."""


class UnsureError(Exception):
    """The time was up, or the engine gave no answer that could be used."""


class Oracle(Protocol):
    """Who is asked."""

    name: str

    def plan(self, problem: Problem, deadline: float) -> Plan | None:
        """Any plan, whatever it costs; None if there is none.

        Args:
            problem: without soft rules, which would only cost time.
            deadline: on the clock of `time.monotonic`, in seconds.

        Raises:
            UnsureError: if neither is known in time.
        """
        ...


class EngineOracle:
    """Asks an engine, with nothing to minimise.

    Args:
        shrunk: whether what no plan can have is left out first, candidates and columns; a second opinion does
            without, so as to share less with the first.
    """

    def __init__(self, engine: Engine, *, shrunk: bool) -> None:
        self.name = engine.name
        self._engine = engine
        self._shrunk = shrunk

    def plan(self, problem: Problem, deadline: float) -> Plan | None:
        """See `Oracle`."""
        possible = Candidates.possible(problem, reachable=self._shrunk)
        some = _some(possible)
        if not some.all():
            plan = self._plan(Model(problem, possible.where(some)), deadline)
            if plan is not None:
                return plan
        return self._plan(Model(problem, possible), deadline)

    def _plan(self, model: Model, deadline: float) -> Plan | None:
        program = Program.of(model.matrix())
        program = replace(program, cost=np.zeros_like(program.cost), offset=0.0)
        found = shrink(program) if self._shrunk else (program, lambda point: point)
        if found is None:
            return None
        smaller, back = found
        answer = self._engine.solve(Task(smaller, deadline - time.monotonic()))
        if answer.point is not None:
            return plan_of(model, back(answer.point))
        if answer.word is not Word.INFEASIBLE:
            raise UnsureError
        return None


def _some(candidates: Candidates) -> Bools:
    """A few hundred candidates of each meeting that has many more, spread over all its days and venues.

    Where much is waived a plan is nearly always found among them, in a fraction of the time.
    """
    kept = np.ones(len(candidates), dtype=np.bool_)
    for meeting in range(len(candidates.problem.meetings)):
        lines = candidates.of(meeting)
        if lines.stop - lines.start > MANY:
            kept[lines] = False
            kept[np.linspace(lines.start, lines.stop - 1, SOME, dtype=np.int64)] = True
    return kept
