"""What loosening a limit by one unit would save, found by solving with it loosened, several at once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.language import Locale, Sentence
from constraints.outcome import Limits, Outcome, Status
from constraints.solve import EngineFailedError, solve
from planner.explaining.proof import ROUNDED
from planner.explaining.shapes import Proof

if TYPE_CHECKING:
    from constraints.check import Verdict
    from constraints.problem import Problem
    from constraints.why.tightness import Tight

SHORTEST = 1.0
"""Seconds under which a solve is not begun."""

PROVED = Sentence(
    en="Proved: both plans are the best there are.", da="Bevist: begge planer er de bedste, der findes."
)  # fmt: skip
AT_LEAST = Sentence(
    en="Not proved: a plan with that many points fewer was found, but there may be a better one.",
    da="Ikke bevist: der blev fundet en plan med så mange point færre, men der kan være en bedre.",
)
NOT_KNOWN = Sentence(
    en="Not known: the time was up before it was solved.", da="Vides ikke: tiden gik, før det var beregnet."
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Saving:
    """What came of loosening one limit.

    Attributes:
        points: fewer than the best plan without, None if it is not known.
        outcome: of the solve, None if there was no time for it.
        proved: whether both plans are proved to be the best.
    """

    tight: Tight
    points: int | None
    outcome: Outcome | None
    proved: bool

    def proof(self, locale: Locale) -> Proof:
        """How sure it is."""
        sentence = PROVED if self.proved else NOT_KNOWN if self.points is None else AT_LEAST
        status = self.outcome.status if self.outcome else Status.UNKNOWN
        seconds = round(self.outcome.seconds, ROUNDED) if self.outcome else 0.0
        return Proof(status=status, proved=self.proved, sentence=sentence.say(locale), seconds=seconds)


@dataclass(frozen=True, slots=True)
class Savings:
    """What came of loosening each of several limits.

    Attributes:
        best: points of the best plan with none of them loosened, as far as is known.
    """

    best: int | None
    of: tuple[Saving, ...]


def savings(verdict: Verdict, limits_tight: Sequence[Tight], limits: Limits) -> Savings:
    """Solve with each of them loosened in turn, and once with none, until the time is up."""
    problem = verdict.schedule.problem
    run = _Run(limits)
    problems = [problem, *(each.loosened(problem) for each in limits_tight)]
    with ThreadPoolExecutor(max_workers=limits.workers) as threads:
        base, *loosened = threads.map(run.solved, problems)
    known = [verdict.objective, *([base.objective] if base and base.objective is not None else [])]
    best, sure = min(known), base is not None and base.status is Status.OPTIMAL
    found = (_saving(each, outcome, best, sure=sure) for each, outcome in zip(limits_tight, loosened, strict=True))
    return Savings(best, tuple(found))


class _Run:
    """Solves that share their seconds; each has one processor."""

    def __init__(self, limits: Limits) -> None:
        self._limits = replace(limits, workers=1)
        self._deadline = time.monotonic() + limits.seconds

    def solved(self, problem: Problem) -> Outcome | None:
        """What comes of one, None if there is no time left or its process failed."""
        left = self._deadline - time.monotonic()
        if left < SHORTEST:
            return None
        try:
            return solve(problem, replace(self._limits, seconds=left))
        except EngineFailedError:
            return None


def _saving(tight: Tight, outcome: Outcome | None, best: int, *, sure: bool) -> Saving:
    if outcome is None or outcome.objective is None:
        return Saving(tight, None, outcome, proved=False)
    return Saving(tight, max(best - outcome.objective, 0), outcome, sure and outcome.status is Status.OPTIMAL)
