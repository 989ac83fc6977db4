"""Whatever network is drawn: it is planned, and the plan is right, or it is said that it cannot be."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from calendars.days import Span
from constraints.check import check
from constraints.conflicts.quick_checks import quick_check
from constraints.engines.highs import Highs
from constraints.engines.program import SolveResult, SolveStatus
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.problem import Problem
from constraints.search.cross_check import CrossCheck
from constraints.search.pipeline import Pipeline
from constraints.search.reduced_cost_search import Claim
from constraints.search.sessions import Finished, PlanFound
from planner.network.network import Network
from planner.network.problem import build_problem
from tests.planner.network_files import small_network, small_round, small_settings

FIRST = date(2023, 1, 1)


class Agrees(CrossCheck):
    """A second engine that finds nothing, so that small networks are quick."""

    def ask(self, claim: Claim, deadline: float, seed: int) -> None:
        """Do nothing yet."""

    def answer(self, _claim: Claim, _deadline: float, _seed: int) -> SolveResult:
        return SolveResult(SolveStatus.INFEASIBLE)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    """Two or three rounds of two regions, with rules that may be too much for them."""
    rounds = []
    for n in range(draw(st.integers(2, 3))):
        first = FIRST + timedelta(days=draw(st.integers(60 * n, 60 * n + 40)))
        window = Span(first, first + timedelta(days=draw(st.integers(0, 25))))
        kind = draw(st.sampled_from(["regional", "regional", "joint"]))
        rounds.append(small_round(id=f"r{n}", kind=kind, window=window, days=draw(st.sampled_from([1, 1, 2]))))
    rules: dict[str, dict[str, Any]] = {
        "region_gap": {"min_days": draw(st.integers(0, 90))},
        "round_span": {"max_days": draw(st.integers(0, 10))},
        "quorum": {"member_share": draw(st.sampled_from([0, 0.5, 1]))},
        "absent_member": {"points": 10},
        "weekday_points": {"monday": 3, "friday": 5},
        "travel": {"points": 1},
    }
    return small_network(settings=small_settings(rounds=tuple(rounds), rules=rules))


def solved(problem: Problem) -> tuple[Finished, list[PlanFound]]:
    told: list[object] = []
    with Agrees() as second:
        finished = Pipeline(Limits(seconds=60, workers=1), told.append, Highs(), second).run(problem)
    return finished, [message for message in told if isinstance(message, PlanFound)]


@settings(max_examples=40)
@given(networks())
def test_a_network_is_planned_or_said_to_be_impossible(network: Network) -> None:
    problem = build_problem(network)
    contradictions = quick_check(problem)
    finished, found = solved(problem)
    assert finished.status in {OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE}
    if finished.status is OutcomeStatus.INFEASIBLE:
        assert not found
        return
    assert not contradictions
    verdict = check(problem, found[-1].plan)
    assert not verdict.broken
    assert verdict.objective == found[-1].objective
