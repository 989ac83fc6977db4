"""What protection from events that may come costs: plans with fewer and fewer meetings expected to be hit.

The curve is the lower convex hull of points and expected disruption: each of its plans is the best for some price of
disruption, and is proved to be. It is found from its two ends inwards, by the slope between two neighbours.

Source: Y. P. Aneja and K. P. K. Nair, Bicriteria Transportation Problem, Management Science 25 (1979), 73-78.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from calendars.risks import MILLION
from constraints.check import check
from constraints.problem.outcome import Outcome, OutcomeStatus
from constraints.problem.rule import all_rules
from constraints.solve import solve_next

if TYPE_CHECKING:
    from constraints.problem.outcome import Verdict
    from constraints.problem.plan import Plan
    from constraints.problem.problem import Problem
    from constraints.problem.rule import Rule
    from planner.reschedule.search import SearchResources

DEAREST = 20
"""At the end of the curve a meeting that is hit for sure costs so many times the points of the cheapest plan."""
PLAN_MIN_SECONDS = 2.0
"""Seconds that each plan may take at least, if so many are left."""


@dataclass(frozen=True, eq=False)
class CurvePlan:
    """A plan of the curve.

    Attributes:
        price: the rule that it is best under; None where disruption costs nothing.
        disruption: expected, in meetings hit, or as the network's own rule weighs meetings and members.
        verdict: of the check, without that rule.
        outcome: of the solve, with that rule.
        searched: whether it was found for the curve.
    """

    price: Rule | None
    plan: Plan
    verdict: Verdict
    disruption: float
    outcome: Outcome
    searched: bool = True

    @property
    def points(self) -> int:
        """Points without what the rule charges."""
        return self.verdict.objective

    @property
    def charge(self) -> int:
        """Points that the rule charges, which the proof counts too."""
        return (self.outcome.objective or self.points) - self.points if self.price else 0

    @property
    def proved(self) -> bool:
        """Whether it is proved that no plan is better at its price."""
        return self.outcome.status is OutcomeStatus.OPTIMAL


@dataclass(frozen=True)
class Curve:
    """The plans of the curve, the cheapest first, which has the greatest disruption.

    Attributes:
        complete: whether it is proved that no plan lies below the lines between neighbours.
    """

    plans: tuple[CurvePlan, ...]
    complete: bool


class CurveSearch:
    """Searches for the curve.

    Args:
        problem: what is planned; a rule exposure of its own says how meetings and members are weighed.
        solving: the process that solves, and the limits of all plans together.
        on_plans: told, before each further plan is searched for, those of the curve so far.

    Attributes:
        problem: what is planned, without that rule.
    """

    def __init__(
        self,
        problem: Problem,
        solving: SearchResources,
        on_plans: Callable[[Sequence[CurvePlan]], None] = lambda _plans: None,
    ) -> None:
        usual = next(rule for rule in all_rules().values() if rule.weighs_risks)
        self._rule = next((rule for rule in problem.rules if rule.weighs_risks), usual())
        self.problem = replace(problem, rules=tuple(rule for rule in problem.rules if not rule.weighs_risks))
        self._solving, self._on_plans = solving, on_plans
        self._begun = time.monotonic()
        self._found: list[CurvePlan] = []

    def curve(self, most: int) -> Curve:
        """Return the curve, or as many plans of it as the time allows.

        Args:
            most: most plans.

        Raises:
            WrongPlanError, EngineFailedError: as for `constraints.solve.solve`.
        """
        cheapest = self._solved(0.0)
        if cheapest is None or most == 1:
            return Curve((cheapest,) if cheapest else (), complete=False)
        safest = self._solved(float(DEAREST * max(cheapest.points, 1))) if cheapest.disruption else cheapest
        if safest is None:
            return Curve((cheapest,), complete=False)
        plans, open_ = _efficient(cheapest, safest), not (cheapest.proved and safest.proved)
        closed: set[tuple[int, int]] = set()
        while len(plans) < most and (gap := _widest(plans, closed)) is not None:
            dear, cheap = gap
            found = self._solved((dear.points - cheap.points) / (cheap.disruption - dear.disruption))
            if found is None:
                break
            known = {(each.points, each.disruption) for each in plans}
            if (found.points, found.disruption) in known:
                open_ |= not found.proved
                closed.add((cheap.points, dear.points))
            else:
                better = _efficient(*plans, found)
                if found not in better:  # it was not found in time that one of the two is better
                    open_ = True
                    closed.add((cheap.points, dear.points))
                plans = better
        done = not open_ and _widest(plans, closed) is None and all(each.proved for each in plans)
        return Curve(tuple(plans), complete=done)

    def _solved(self, dear: float) -> CurvePlan | None:
        """Return the best plan if disruption of 1 costs so many points; None if none was found in the time left."""
        left = self._solving.limits.seconds - (time.monotonic() - self._begun)
        if self._solving.stopped or (self._found and left <= 0):
            return None
        self._on_plans(_efficient(*self._found))
        rule = self._rule.at_price(round(dear)) if dear else None
        rules = sorted((*self.problem.rules, rule), key=lambda each: each.key()) if rule else self.problem.rules
        problem = replace(self.problem, rules=tuple(rules))
        limits = replace(self._solving.limits, seconds=max(left / 2, min(left, PLAN_MIN_SECONDS)))
        outcome = solve_next(problem, limits, self._solving.turns, stop=self._solving.stop)
        if outcome.plan is None:
            return None
        verdict = check(self.problem, outcome.plan)
        self._found.append(CurvePlan(rule, outcome.plan, verdict, self.disruption(outcome.plan), outcome))
        return self._found[-1]

    def judged(self, plan: Plan) -> CurvePlan | None:
        """Return a plan that was not searched for, as one beside the curve; None if it breaks a rule."""
        verdict = check(self.problem, plan)
        if verdict.broken:
            return None
        outcome = Outcome(OutcomeStatus.FEASIBLE, plan, verdict, verdict.objective)
        return CurvePlan(None, plan, verdict, self.disruption(plan), outcome, searched=False)

    def disruption(self, plan: Plan) -> float:
        """Return the expected disruption of a plan."""
        rule = self._rule.at_price(MILLION)
        return check(replace(self.problem, rules=(rule,)), plan).points.get(rule.key(), 0) / MILLION


def _widest(plans: list[CurvePlan], closed: set[tuple[int, int]]) -> tuple[CurvePlan, CurvePlan] | None:
    """Return the two neighbours, the dearer first, between which there is most room for another plan; None if none."""
    found = [
        (dear, cheap) for cheap, dear in pairwise(plans)
        if (cheap.points, dear.points) not in closed
    ]  # fmt: skip
    return max(
        found,
        key=lambda each: (each[0].points - each[1].points) * (each[1].disruption - each[0].disruption),
        default=None,
    )


def _efficient(*plans: CurvePlan) -> list[CurvePlan]:
    """Return the plans without those that another one equals or beats, in order of points."""
    found: list[CurvePlan] = []
    for each in sorted(plans, key=lambda each: (each.points, each.disruption)):
        if not found or each.disruption < found[-1].disruption:
            found.append(each)
    return found
