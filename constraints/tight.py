"""What holds a plan back: hard rules without slack, and what one step less of each would save."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from constraints.check import check
from constraints.outcome import Limits, Outcome, Status
from constraints.solve import EngineFailedError, solve

if TYPE_CHECKING:
    import threading

    from constraints.loosening import Loosening
    from constraints.plan import Plan
    from constraints.problem import Problem


@dataclass(frozen=True, slots=True)
class Saving:
    """What one step of a loosening would save.

    Attributes:
        loosening: of a rule without slack; its amount is 1.
        points: fewer points than the plan has, as a plan shows that was found.
        at_most: no plan saves more; None if that is not known.
        plan: the best plan found with it, or None if none was found or it saves nothing.
    """

    loosening: Loosening
    points: int
    at_most: int | None
    plan: Plan | None

    @property
    def proved(self) -> bool:
        """Whether it is exactly so many points."""
        return self.points == self.at_most


def tight(problem: Problem, plan: Plan) -> list[Loosening]:
    """The ways to loosen rules that have no slack in the plan: with one step more asked they would be broken."""
    clean = not check(problem, plan).broken
    return [each for each in _both_ways(problem) if clean and _breaks(each, problem, plan)]


def savings(problem: Problem, plan: Plan, limits: Limits, stop: threading.Event | None = None) -> tuple[Saving, ...]:
    """For every rule without slack what one step less would save, most first, each found by solving again.

    Args:
        problem: what the plan is for.
        plan: keeps every rule.
        limits: for each of the solves; as many run at a time as there are workers, each on one.
        stop: set it to end with what is known so far.
    """
    before = check(problem, plan).objective
    alone = replace(limits, workers=1)

    def saving(loosening: Loosening) -> Saving:
        try:
            outcome = solve(loosening.apply(problem, 1), alone, stop=stop)
        except EngineFailedError:
            return Saving(loosening, 0, None, None)
        return _saving(loosening, outcome, before)

    with ThreadPoolExecutor(max(limits.workers, 1)) as pool:
        return tuple(sorted(pool.map(saving, tight(problem, plan)), key=lambda each: -each.points))


def _both_ways(problem: Problem) -> Iterator[Loosening]:
    for rule in problem.rules:
        for loosening in rule.loosenings(problem, frozenset()):
            if loosening.both_ways and loosening.most > 0:
                yield loosening


def _breaks(loosening: Loosening, problem: Problem, plan: Plan) -> bool:
    """Whether the plan would break its rule if one step more were asked."""
    asked = replace(problem, rules=tuple(rule for rule in problem.rules if rule.key() == loosening.rule))
    return bool(check(loosening.apply(asked, -1), plan).broken)


def _saving(loosening: Loosening, outcome: Outcome, before: int) -> Saving:
    """A worse plan than the one there is, found in too short a time, saves nothing."""
    after = before if outcome.objective is None else min(outcome.objective, before)
    bound = outcome.objective if outcome.status is Status.OPTIMAL else outcome.bound
    at_most = None if bound is None else max(before - bound, 0)
    return Saving(loosening, before - after, at_most, outcome.plan if after < before else None)
