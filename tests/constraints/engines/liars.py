"""Engines that lie: each message that an engine can send, wrong in each way, for tests of what is believed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, repeat
from types import SimpleNamespace

import highspy
import numpy as np

from constraints.engines.cp_sat import CpSat
from constraints.engines.highs import Highs, loaded
from constraints.engines.program import MipProgram, SolveRequest, SolveResult, SolveStatus
from constraints.model.linear import Floats
from constraints.search.cross_check import CrossCheck
from constraints.search.reduced_cost_search import Claim

Lie = Callable[[SolveRequest], SolveResult]
"""What an engine says to a request."""


def honest(task: SolveRequest) -> SolveResult:
    """Return the truth."""
    return Highs().solve(task)


def best(task: SolveRequest) -> Floats:
    """Return the best point of a request, or a wrong one if there is none."""
    found = Highs().solve(replace(task, on_point=lambda _point: None)).point
    return zeros(task) if found is None else found


def worst(task: SolveRequest) -> Floats:
    """Return the dearest solution, or a wrong one if there is none."""
    found = Highs().solve(SolveRequest(replace(task.program, cost=-task.program.cost))).point
    return zeros(task) if found is None else found


def zeros(task: SolveRequest) -> Floats:
    """Return the point where everything is as small as it can be."""
    return task.program.lower.copy()


def random_point(task: SolveRequest) -> Floats:
    """Return whole numbers within the bounds of columns, whatever the rows say."""
    lower, upper = task.program.lower.astype(np.int64), task.program.upper.astype(np.int64)
    return np.random.default_rng(1).integers(lower, upper + 1).astype(np.float64)


def saying(status: SolveStatus, point: Callable[[SolveRequest], Floats] | None = None) -> Lie:
    """Return an engine that says this to everything."""
    return lambda task: SolveResult(status, point(task) if point else None)


def telling(point: Callable[[SolveRequest], Floats], then: Lie) -> Lie:
    """Return an engine that tells a point on the way."""

    def said(task: SolveRequest) -> SolveResult:
        task.on_point(point(task))
        return then(task)

    return said


OPTIMAL, INFEASIBLE, STOPPED = SolveStatus.OPTIMAL, SolveStatus.INFEASIBLE, SolveStatus.STOPPED
LIES: dict[str, Lie] = {
    "nothing is possible": saying(INFEASIBLE),
    "nothing is possible, with the best point": saying(INFEASIBLE, best),
    "optimal without a point": saying(OPTIMAL),
    "stopped": saying(STOPPED),
    "stopped with the best point": saying(STOPPED, best),
    "stopped with the worst point": saying(STOPPED, worst),
    "the worst called the best": saying(OPTIMAL, worst),
    "a point that violates rows": saying(OPTIMAL, zeros),
    "a point at random": saying(OPTIMAL, random_point),
    "half of a point": saying(OPTIMAL, lambda task: best(task) / 2),
    "a point far away": saying(OPTIMAL, lambda task: best(task) + 1e9),
    "no number": saying(OPTIMAL, lambda task: np.full(len(task.program.cost), math.nan)),
    "a point of another program": saying(OPTIMAL, lambda task: np.append(best(task), 1.0)),
    "wrong on the way": telling(zeros, honest),
    "wrong on the way, then nothing": telling(random_point, saying(INFEASIBLE)),
    "the worst on the way, then nothing": telling(worst, saying(INFEASIBLE)),
    "the best on the way, then the worst": telling(best, saying(OPTIMAL, worst)),
}


class Liar:
    """An engine that tells these lies in turn, and the truth when they are used up; `for_ever` begins again."""

    name = "liar"

    def __init__(self, lies: Sequence[Lie], *, for_ever: bool = False) -> None:
        self._lies: Iterator[Lie] = chain.from_iterable(repeat(lies)) if for_ever else chain(lies, repeat(honest))

    def solve(self, task: SolveRequest) -> SolveResult:
        return next(self._lies)(task)


Values = Callable[[Floats], Floats]
"""What is made of the true duals."""
DUALS: dict[str, Values] = {
    "none": lambda true: true[:0],
    "zero": np.zeros_like,
    "of no number": lambda true: np.full_like(true, math.nan),
    "infinite": lambda true: np.full_like(true, math.inf),
    "enormous": lambda true: (true + 1) * 1e300,
    "large": lambda true: (true + 1) * 1e11,
    "negative": lambda true: -true,
    "doubled": lambda true: true * 2,
    "a little off": lambda true: true + 1 / 3,
    "turned round": lambda true: true[::-1].copy(),
    "too many": lambda true: np.append(true, 7.0),
    "at random": lambda true: np.random.default_rng(1).integers(-50, 50, len(true)).astype(np.float64),
}


class LyingLp:
    """The LP solver of the relaxation, wrong in its duals, its point or its status.

    Args:
        duals: what is made of the duals.
        status: the status, or None for the true one.
        primal: the value of every column, or None for the true ones.
    """

    def __init__(
        self, duals: Values = lambda true: true, status: highspy.HighsModelStatus | None = None,
        primal: float | None = None,
    ) -> None:  # fmt: skip
        self._duals, self._status, self._primal = duals, status, primal

    def loaded(self, program: MipProgram, **options: str | float) -> object:
        """Stand in for `loaded`."""
        highs = loaded(program, **options)
        return _Proxy(highs, self._duals, self._status, self._primal)


class _Proxy:
    def __init__(
        self, highs: highspy.Highs, duals: Values, status: highspy.HighsModelStatus | None, primal: float | None
    ) -> None:
        self._highs, self._duals, self._status, self._primal = highs, duals, status, primal

    def __getattr__(self, name: str) -> object:
        return getattr(self._highs, name)

    def getModelStatus(self) -> object:  # noqa: N802 - HiGHS's own name
        return self._highs.getModelStatus() if self._status is None else self._status

    def getSolution(self) -> object:  # noqa: N802 - HiGHS's own name
        true = self._highs.getSolution()
        primal = np.array(true.col_value)
        if self._primal is not None:
            primal = np.full_like(primal, self._primal)
        return SimpleNamespace(row_dual=self._duals(np.array(true.row_dual)), col_value=primal)


LPS: dict[str, LyingLp] = {
    "infeasible": LyingLp(status=highspy.HighsModelStatus.kInfeasible),
    "feasible": LyingLp(status=highspy.HighsModelStatus.kOptimal),
    "stopped": LyingLp(status=highspy.HighsModelStatus.kTimeLimit),
    "a point of no number": LyingLp(primal=math.nan),
    "an enormous point": LyingLp(primal=1e300),
    "a negative point": LyingLp(primal=-5.0),
    **{f"duals: {name}": LyingLp(duals) for name, duals in DUALS.items()},
}


def refute(claim: Claim) -> SolveResult:
    """Return what CP-SAT truly says of a claim."""
    return CpSat().solve(SolveRequest(claim.core, limit=claim.limit))


class Second(CrossCheck):
    """A second engine in this process.

    Args:
        lies: what it says to successive claims, before it tells the truth; None is an answer that does not come.
        agreeing: whether it may confirm what is false.

    Attributes:
        claims: every claim that it was asked about, also ahead of the answer.
        confirmed: the claims that it confirmed.
    """

    def __init__(self, lies: Sequence[SolveResult | None] = (), *, agreeing: bool = True) -> None:
        super().__init__()
        self._lies = iter(lies)
        self._agreeing = agreeing
        self.claims: list[Claim] = []
        self.confirmed: list[Claim] = []

    def get_ready(self) -> None:
        pass

    def ask(self, claim: Claim, _deadline: float, _seed: int) -> None:
        self.claims.append(claim)

    def answer(self, claim: Claim, _deadline: float, _seed: int) -> SolveResult | None:
        self.claims.append(claim)
        true = refute(claim)
        said = next(self._lies, true)
        if said is not None and said.status is INFEASIBLE and not self._agreeing:
            said = true
        if said is not None and said.status is INFEASIBLE:
            self.confirmed.append(claim)
        return said
