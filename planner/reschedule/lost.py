"""Meetings that an event would take for good: hit, with no plan in which they are held and nothing else moves."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from constraints.check import check
from constraints.problem.outcome import OutcomeStatus
from constraints.problem.waivers import without_soft_rules
from constraints.solve import solve_next
from planner.changes.kinds import apply_changes
from planner.network.problem import build_problem
from planner.reschedule.foresight import Hits, RiskAhead, runs
from planner.reschedule.in_reserve import bound_to_reserves, plan_on_reserves, reserves_left, with_reserves
from planner.reschedule.situation import RescheduleProblem, Situation, movable
from planner.reschedule.windows import windows_said, with_wider_windows
from planner.schemas.proposals import MayMove

if TYPE_CHECKING:
    from constraints.problem.problem import Problem
    from planner.network.network import Network
    from planner.reschedule.foresight import Event, Hit, PlanAhead, Run
    from planner.reschedule.search import SearchResources

ANSWER_SECONDS = 10.0
"""Most seconds to find out whether there is a plan after one event."""

Lost = Mapping["Run", "Hit | None"]
"""What is lost on each run of days on which an event hits meetings; None where that is not known."""


@dataclass(frozen=True)
class Losses:
    """Finds what of a plan is lost, for the day in the middle of each run of days, as long as the time lasts.

    Attributes:
        ahead: the plan, without days in reserve but those that stand in its network.
        percent: how long an event is supposed to take, as for `RiskAhead.event`.
        solving: the process that solves.
        until: when the time is up, as `time.monotonic` counts.
    """

    ahead: PlanAhead
    percent: int
    solving: SearchResources
    until: float

    def without_reserves(self) -> Lost:
        """Return what is lost of the plan as it is."""
        return {run: self._lost(self.ahead.network, run) for run in self._runs()}

    def with_reserves(self, network: Network, lost: Lost) -> Lost:
        """Return what of that is still lost where days in reserve are booked.

        Nothing else can be lost: a reserve that is in the way is released.
        """
        found: dict[Run, Hit | None] = {}
        for run, without in lost.items():
            left = self._lost(network, run) if without else without
            found[run] = without if left is None or without is None else left & without
        return found

    def _runs(self) -> Iterator[Run]:
        for risk in RiskAhead.all(self.ahead.network, self.ahead.as_of):
            yield from runs(risk, Hits(self.ahead, risk), self.percent)

    def _lost(self, network: Network, run: Run) -> Hit | None:
        left = self.until - time.monotonic()
        if left <= 0 or self.solving.stopped:
            return None
        limits = replace(self.solving.limits, seconds=min(left, ANSWER_SECONDS))
        return lost_if(network, self.ahead, run.middle, replace(self.solving, limits=limits))


def expected_lost(lost: Lost) -> float | None:
    """Return how many meetings are lost, on average; None if it is not known of every run of days."""
    known = [(run.chance, hit) for run, hit in lost.items() if hit is not None]
    return math.fsum(chance * len(hit) for chance, hit in known) if len(known) == len(lost) else None


def lost_if(network: Network, ahead: PlanAhead, event: Event, solving: SearchResources) -> Hit | None:
    """Return the meetings that are lost if an event comes; None if that was not found out in the time.

    If there is no plan for all that are hit, all are lost but those whose day in reserve still holds.

    Args:
        network: the network, with what is booked in reserve.
        ahead: the plan.
        event: the event.
        solving: what solves, and the limits of each solve.

    Raises:
        WrongPlanError, EngineFailedError: as for `constraints.solve.solve`.
    """
    changed = apply_changes(network, ahead.plan, [event.change], event.day)
    situation = with_reserves(Situation.of(ahead.plan, changed, build_problem(changed.network), event.day))
    free, said = movable(situation, MayMove.NOTHING), windows_said([event.change], network)
    question = RescheduleProblem.of(with_wider_windows(situation, free, said), free)
    hit, bound = frozenset(situation.hits), bound_to_reserves(question)
    if bound is not None:
        booked = plan_on_reserves(question)
        if (booked and not check(question.problem, booked).broken) or _has_plan(bound, solving):
            return frozenset()
    possible = _has_plan(question.problem, solving)
    if possible is None:
        return None
    return frozenset() if possible else hit - reserves_left(question).keys()


def _has_plan(problem: Problem, solving: SearchResources) -> bool | None:
    """Return whether any plan keeps all that must be kept; None if it was not found out in the time."""
    outcome = solve_next(without_soft_rules(problem), solving.limits, solving.turns, stop=solving.stop)
    if outcome.plan is not None:
        return True
    return False if outcome.status is OutcomeStatus.INFEASIBLE else None
