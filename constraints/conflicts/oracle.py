"""Oracles for feasibility: one engine, or two that check each other."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
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


MANY_CANDIDATES, SAMPLED_CANDIDATES = 800, 200
"""Of more than the first number of candidates of a meeting the second number are tried first."""


class UndecidedError(Exception):
    """It is not known whether there is a plan: the time was up, or the engine had no result."""


class Oracle(Protocol):
    """Answers whether a problem is feasible.

    Attributes:
        name: name in messages.
    """

    name: str

    def plan(self, problem: Problem, deadline: float) -> Plan | None:
        """Return any plan, whatever its cost, or None if there is none.

        Args:
            problem: the problem, without soft rules, which would only take time.
            deadline: as `time.monotonic` gives it, in seconds.

        Raises:
            UnsureError: if that is not known in time.
        """
        ...


class EngineOracle:
    """An oracle that has an engine find a solution without an objective.

    Args:
        engine: the engine.
        shrunk: whether to propagate bounds and presolve first. An oracle that is to check another one does not, so as
            to have less code in common with it.
    """

    def __init__(self, engine: Engine, *, shrunk: bool) -> None:
        self.name = engine.name
        self._engine = engine
        self._shrunk = shrunk

    def plan(self, problem: Problem, deadline: float) -> Plan | None:
        """Return any plan, or None; see `Oracle`."""
        possible = possible_candidates(problem, reachable=self._shrunk)
        some = _sample(possible)
        if not some.all():
            plan = self._plan(MipModel(problem, possible.where(some)), deadline)
            if plan is not None:
                return plan
        return self._plan(MipModel(problem, possible), deadline)

    def _plan(self, model: MipModel, deadline: float) -> Plan | None:
        program = MipProgram.of(model.matrix()).without_costs()
        found = shrink(program) if self._shrunk else (program, lambda point: point)
        if found is None:
            return None
        smaller, back = found
        answer = self._engine.solve(SolveRequest(smaller, deadline - time.monotonic()))
        if answer.point is not None:
            if not smaller.admits(answer.point):
                raise ContradictionError
            return plan_of(model, back(answer.point))
        if answer.status is not SolveStatus.INFEASIBLE:
            raise UndecidedError
        return None


def _sample(candidates: Candidates) -> Bools:
    """Return the mask of a sample of candidates, evenly spread for each meeting that has many, shape (candidates,).

    If much is waived, there is nearly always a plan among them, which is found in a fraction of the time.
    """
    kept = np.ones(len(candidates), dtype=np.bool_)
    for meeting in range(len(candidates.problem.meetings)):
        lines = candidates.of(meeting)
        if lines.stop - lines.start > MANY_CANDIDATES:
            kept[lines] = False
            kept[np.linspace(lines.start, lines.stop - 1, SAMPLED_CANDIDATES, dtype=np.int64)] = True
    return kept


P = ParamSpec("P")
R = TypeVar("R")


class ContradictionError(Exception):
    """An engine's result contradicts the check, the other engine, or an earlier result."""


class ConfirmedOracle:
    """A first oracle that searches, and a second one that checks its results.

    Args:
        first: the first oracle.
        second: the second oracle.
        deadline: as `time.monotonic` gives it, in seconds.
    """

    def __init__(self, first: Oracle, second: Oracle, deadline: float) -> None:
        self._first, self._second = first, second
        self._deadline = deadline
        self._counting = True

    @property
    def over(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() > self._deadline

    def end_by(self, deadline: float) -> None:
        """Let the deadline be no later than this one."""
        self._deadline = min(self._deadline, deadline)

    def plan(self, problem: Problem, patience: float = math.inf) -> Plan | None:
        """Return a plan of the first oracle, or None if it finds that there is none.

        Args:
            problem: the problem, without soft rules.
            patience: limit in seconds.

        Raises:
            LiedError: if the plan violates a rule according to the check.
            UnsureError: if there is no result in time.
        """
        return self._checked(self._first, problem, patience)

    def possible(self, problem: Problem, patience: float = math.inf) -> bool:
        """Return whether there is a plan, by quick checks or the first oracle; args and errors as for `plan`."""
        return not (self._counting and plainly_impossible(problem)) and self.plan(problem, patience) is not None

    def deny(self, problem: Problem) -> None:
        """Confirm by both oracles that there is no plan.

        Raises:
            LiedError: if one finds a plan.
            UnsureError: if there is no result in time.
        """
        undecided = False
        for oracle in (self._first, self._second):
            try:
                if self._checked(oracle, problem) is not None:
                    raise ContradictionError
            except UndecidedError:
                undecided = True  # the other one may have a plan all the same
        if undecided:
            raise UndecidedError

    def trusted(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Return the result of a function that uses this oracle.

        After a contradiction the function is called once more, with the oracles exchanged and without quick checks.

        Raises:
            UnsureError: if there is a contradiction again, or no result in time.
        """
        try:
            return function(*args, **kwargs)
        except ContradictionError:
            self._first, self._second = self._second, self._first
            self._counting = False
        try:
            return function(*args, **kwargs)
        except ContradictionError:
            raise UndecidedError from None

    def _checked(self, oracle: Oracle, problem: Problem, patience: float = math.inf) -> Plan | None:
        if self.over:
            raise UndecidedError
        plan = oracle.plan(problem, min(self._deadline, time.monotonic() + patience))
        if plan is not None and check(problem, plan).broken:
            raise ContradictionError
        return plan
