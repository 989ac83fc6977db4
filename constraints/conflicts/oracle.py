"""Whether a problem can be solved at all: one engine, or two that never believe each other."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, ParamSpec, Protocol, TypeVar

import numpy as np

from constraints.check import check
from constraints.conflicts.quick_checks import plainly_impossible
from constraints.engines.presolve import shrink
from constraints.engines.program import Engine, MipProgram, SolveRequest, SolveStatus
from constraints.model.domains import possible_candidates
from constraints.model.model import MipModel, plan_of
from constraints.problem.candidates import Candidates

if TYPE_CHECKING:
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Bools, Problem


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
        possible = possible_candidates(problem, reachable=self._shrunk)
        some = _some(possible)
        if not some.all():
            plan = self._plan(MipModel(problem, possible.where(some)), deadline)
            if plan is not None:
                return plan
        return self._plan(MipModel(problem, possible), deadline)

    def _plan(self, model: MipModel, deadline: float) -> Plan | None:
        program = MipProgram.of(model.matrix())
        program = replace(program, cost=np.zeros_like(program.cost), offset=0.0)
        found = shrink(program) if self._shrunk else (program, lambda point: point)
        if found is None:
            return None
        smaller, back = found
        answer = self._engine.solve(SolveRequest(smaller, deadline - time.monotonic()))
        if answer.point is not None:
            return plan_of(model, back(answer.point))
        if answer.word is not SolveStatus.INFEASIBLE:
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


P = ParamSpec("P")
R = TypeVar("R")


class LiedError(Exception):
    """An engine's word did not stand up to the check, to the other engine or to its own."""


class ConfirmedOracle:
    """A first engine that searches, and a second one that is asked to deny what comes of it.

    Args:
        deadline: on the clock of `time.monotonic`, in seconds.
    """

    def __init__(self, first: Oracle, second: Oracle, deadline: float) -> None:
        self._first, self._second = first, second
        self._deadline = deadline
        self._counting = True

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() > self._deadline

    def plan(self, problem: Problem, patience: float = math.inf) -> Plan | None:
        """A plan by the first engine, or None if it says that there is none.

        Args:
            problem: without soft rules.
            patience: most seconds to wait for the answer.

        Raises:
            LiedError: if the check finds that the plan breaks a rule.
            UnsureError: if there is no answer in time.
        """
        return self._checked(self._first, problem, patience)

    def possible(self, problem: Problem, patience: float = math.inf) -> bool:
        """Whether there is a plan, by simple counting or the first engine; otherwise as `plan`."""
        return not (self._counting and plainly_impossible(problem)) and self.plan(problem, patience) is not None

    def deny(self, problem: Problem) -> None:
        """Have both engines look for the plan that there seems not to be.

        Raises:
            LiedError: if one finds it.
            UnsureError: if there is no answer in time.
        """
        if any(self._checked(oracle, problem) is not None for oracle in (self._first, self._second)):
            raise LiedError

    def trusted(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """What the function finds out by asking.

        If somebody has lied, it is asked once more with the engines changed about and without counting.

        Raises:
            UnsureError: if one lies again, or if there is no answer in time.
        """
        try:
            return function(*args, **kwargs)
        except LiedError:
            self._first, self._second = self._second, self._first
            self._counting = False
        try:
            return function(*args, **kwargs)
        except LiedError:
            raise UnsureError from None

    def _checked(self, oracle: Oracle, problem: Problem, patience: float = math.inf) -> Plan | None:
        if self.over:
            raise UnsureError
        plan = oracle.plan(problem, min(self._deadline, time.monotonic() + patience))
        if plan is not None and check(problem, plan).broken:
            raise LiedError
        return plan
