"""The work of a process that tries ways out: it answers one question after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from calendars.fenced import inbox
from constraints.clash.concession import Concession, given_up, loosenings_of
from constraints.clash.oracle import EngineOracle, UnsureError
from constraints.clash.seeking import Amounts, Enough, Seeker
from constraints.engines.cp_sat import CpSat
from constraints.engines.engine import Task, Word
from constraints.engines.highs import Highs
from constraints.engines.presolve import shrink
from constraints.engines.program import Program
from constraints.model import Model
from constraints.solution import plan_of

if TYPE_CHECKING:
    from constraints.clash.clash import Clash
    from constraints.plan import Plan
    from constraints.problem import Problem


@dataclass(frozen=True, slots=True)
class Trial:
    """A question: how much of some loosenings is enough?

    Attributes:
        places: of the loosenings among all of those for the clashes.
        at_least: amounts below which it is known that there is no plan.
        meetings: indices of the meetings that are asked about.
        besides: what is given up anyway: place and amount of each.
    """

    places: tuple[int, ...]
    at_least: Amounts
    meetings: frozenset[int]
    besides: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """The answer: what is enough, or None if nothing is or it could not be told in time."""

    trial: Trial
    enough: Enough | None


def run(problem: Problem, clashes: Sequence[Clash], seconds: float, tell: Callable[[object], None]) -> None:
    """Answer every trial that comes in."""
    trials = Trials(problem, clashes, time.monotonic() + seconds)
    while True:
        tell(trials.tried(cast("Trial", inbox.said.get())))


class Trials:
    """Answers trials; what is given up besides makes a problem of its own, which is kept for the next trial."""

    def __init__(self, problem: Problem, clashes: Sequence[Clash], deadline: float) -> None:
        self._problem = problem
        self._loosenings = loosenings_of(problem, clashes)
        self._deadline = deadline
        self._seekers: dict[tuple[tuple[int, int], ...], Seeker] = {}

    def tried(self, trial: Trial) -> Tried:
        """The answer to one trial."""
        loosenings = [self._loosenings[place] for place in trial.places]
        try:
            enough = self._seeker(trial.besides).least(loosenings, trial.meetings, trial.at_least)
        except UnsureError:
            enough = None
        return Tried(trial, enough)

    def _seeker(self, besides: tuple[tuple[int, int], ...]) -> Seeker:
        if besides not in self._seekers:
            given = [Concession(self._loosenings[place], amount) for place, amount in besides]
            oracles = EngineOracle(Highs(), shrunk=True), EngineOracle(CpSat(), shrunk=False)
            loose = given_up(self._problem, given)
            self._seekers[besides] = Seeker(loose, *oracles, self._deadline, cheapest_plan)
        return self._seekers[besides]


def cheapest_plan(problem: Problem, deadline: float) -> Plan | None:
    """The plan with the fewest points; None if that is not proved by the deadline."""
    model = Model(problem)
    program = Program.of(model.matrix())
    found = shrink(program)
    if found is None:
        return None
    smaller, back = found
    answer = Highs().solve(Task(smaller, deadline - time.monotonic()))
    if answer.word is not Word.OPTIMAL or answer.point is None:
        return None
    return plan_of(model, back(answer.point))
