"""The search for plans that answer the changes: one for each aim, then others that differ, in one process in turn."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from constraints.check import PLAN, Verdict
from constraints.held import Schedule
from constraints.outcome import Limits, Outcome, Progress, Status
from constraints.replanning import Aim, aimed, unlike
from constraints.solve import solve_next

if TYPE_CHECKING:
    from constraints.engines.turns import Turns
    from constraints.plan import Plan
    from constraints.problem import Problem
    from planner.rescheduling.answer import Answer
    from planner.rescheduling.situation import Question

LEAST_SECONDS = 0.5
"""Seconds that every solve is given, however little is left."""


@dataclass(frozen=True)
class Found:
    """A plan and how it was found.

    Attributes:
        verdict: on the problem as it is, every rule with its usual weight.
        aim: what weighed most, None for nothing.
        differs: whether plans like earlier ones were left out.
        sparing: whether what was announced weighed more than usual too.
    """

    plan: Plan
    verdict: Verdict
    outcome: Outcome
    aim: Aim | None
    differs: bool
    sparing: bool = False


@dataclass(frozen=True)
class Solving:
    """What the search may use: a process that solves in turn, limits for all of it, and whom to tell.

    Attributes:
        on_found: called after each plan with what makes the answer from those found so far, which takes a while.
    """

    turns: Turns
    limits: Limits
    on_progress: Callable[[Progress], None] = lambda _progress: None
    stop: threading.Event | None = None
    on_found: Callable[[Callable[[], Answer]], None] = lambda _so_far: None

    @property
    def stopped(self) -> bool:
        """Whether the caller wants it to end."""
        return self.stop is not None and self.stop.is_set()


class Search:
    """One search.

    Args:
        question: what is decided on; proposals are to differ in the meetings that are hit.
        wanted: how many proposals.
        sparing: whether what was announced weighs more than usual too: for questions in which meetings may move that
            need not.

    Attributes:
        found: every plan found, in the order they were found.
        status: INFEASIBLE if there is no plan, UNKNOWN if none was found.
    """

    def __init__(self, question: Question, wanted: int, solving: Solving, *, sparing: bool = False) -> None:
        self._wanted, self._solving, self._sparing = wanted, solving, sparing
        self._problem, self._hit = question.problem, question.situation.hits.keys()
        self._end = time.monotonic() + solving.limits.seconds
        self.found: list[Found] = []
        self.status = Status.UNKNOWN

    def run(self, on_found: Callable[[], None] = lambda: None) -> None:
        """Search until there are enough that differ, there can be no more, or the time is up.

        Args:
            on_found: called after each plan.
        """
        self._on_found = on_found
        aims = tuple(Aim)[: self._wanted] if self._wanted < len(Aim) - 1 else tuple(Aim)
        for aim in aims:
            self._try(aim, last=aim is aims[-1])
            if self.status is Status.INFEASIBLE or self._over():
                return
        for other in self._further(aims) if self._hit else ():
            if self._over() or not self._try(other, last=True, differs=True):
                return

    @property
    def distinct(self) -> list[Found]:
        """Those that really differ from all before them."""
        return distinct(self.found, self._hit)

    def _further(self, aims: Iterable[Aim]) -> Iterator[Aim | None]:
        """What to aim at while there are too few: what had no plan of its own, then nothing in particular."""
        own = {each.aim for each in self.distinct}
        for aim in [each for each in aims if each not in own]:
            if len(self.distinct) < self._wanted:
                yield aim
        while len(self.distinct) < self._wanted:
            yield None

    def _try(self, aim: Aim | None, *, last: bool, differs: bool = False) -> bool:
        """Whether a plan was found; all but the last solve may take half of the time that is left."""
        problem = self._problem if aim is None else aimed(self._problem, aim, sparing=self._sparing)
        if differs:
            problem = unlike(problem, [each.plan for each in self.distinct], self._hit)
        seconds = max((self._end - time.monotonic()) / (1 if last else 2), LEAST_SECONDS)
        limits = replace(self._solving.limits, seconds=seconds)
        outcome = solve_next(
            problem, limits, self._solving.turns, on_progress=self._solving.on_progress, stop=self._solving.stop
        )
        if outcome.plan is not None and outcome.verdict is not None:
            verdict = plain(self._problem, outcome.verdict)
            self.found.append(Found(outcome.plan, verdict, outcome, aim, differs, self._sparing))
            self._on_found()
        elif not self.found:
            self.status = outcome.status
        return outcome.plan is not None

    def _over(self) -> bool:
        return self._solving.stopped or time.monotonic() >= self._end


def distinct(found: Iterable[Found], hit: Collection[str]) -> list[Found]:
    """Those that really differ from all before them: half of the meetings hit, or more, on another day or venue."""
    chosen: list[Found] = []
    for each in found:
        if all(_differ(each.plan, other.plan, hit) for other in chosen):
            chosen.append(each)
    return chosen


def plain(problem: Problem, verdict: Verdict) -> Verdict:
    """The verdict on the same plan with every rule at its usual weight, and without rules that only an aim needed."""
    rules = {PLAN, *(rule.key() for rule in problem.rules)}
    return Verdict(
        Schedule(problem, verdict.schedule.held), tuple(each for each in verdict.findings if each.rule in rules)
    )


def _differ(plan: Plan, other: Plan, hit: Collection[str]) -> bool:
    places, others = _places(plan), _places(other)
    counted: Sequence[str] = [name for name in places if name in hit] or [*places]
    different = sum(places[name] != others.get(name) for name in counted)
    return different >= (math.ceil(len(counted) / 2) if hit else 1)


def _places(plan: Plan) -> dict[str, tuple[object, str]]:
    return {each.meeting: (each.start.date(), each.venue) for each in plan.meetings}
