"""Ways out of impossible networks: the amounts are the least, the plans are plans, and every clash is ended."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from constraints.check import check
from constraints.conflicts.conflict import apply_concessions
from constraints.conflicts.oracle import EngineOracle, UndecidedError
from constraints.conflicts.repair_search import RepairSearch, cheapest_plan
from constraints.conflicts.repairs import explain_infeasibility, find_repairs
from constraints.engines.cp_sat import CpSat
from constraints.engines.highs import Highs
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.plan import Plan
from constraints.problem.problem import Problem
from constraints.problem.relaxations import Relaxation
from constraints.problem.rule import Rule, all_rules
from constraints.solve import solve
from tests.constraints.builders import SYD, busy, days, meeting, planned, problem, team
from tests.constraints.conflicts.test_contradictions import rules
from tests.constraints.every_plan import EveryPlan
from tests.constraints.random_problems import problems
from tests.constraints.test_contract import ALWAYS, MOST_PLANS, contract, sets_of_rules

MOST_STEPS = 8
"""Loosenings of a random problem that go further are tried by no more than so many steps."""
TRIED = 4
"""Loosenings of a random problem that are tried."""


def ways(of: Problem) -> list[tuple[tuple[int, ...], bool, list[str]]]:
    """The clashes that each way out ends, whether it is the least, and what it says; its plan is checked and solved."""
    found = explain_infeasibility(of, Limits(30))
    for way in found.repairs:
        others = [each for each in found.repairs if not {*each.clashes} & {*way.clashes}][:1]
        loose = apply_concessions(of, [*way.concessions, *(each for other in others for each in other.concessions)])
        assert not check(loose, way.plan).broken
        assert solve(loose, Limits(20, workers=1)).status is OutcomeStatus.OPTIMAL
    return [(way.clashes, way.least, [each.say("en") for each in way.told]) for way in found.repairs]


def test_any_one_of_several_loosenings_is_enough() -> None:
    of = problem(
        [meeting("a", window=days(1, 3)), meeting("b", window=days(4, 8))], *rules(region_gap={"min_days": 10})
    )
    assert ways(of) == [
        ((0,), True, ["Widen the window of Runde b by 3 days, to 17 March 2023."]),
        ((0,), True, ["Lower the least gap between a region's meetings from 10 to 7 days."]),
    ]


@pytest.mark.slow
def test_two_loosenings_together_where_no_single_one_is_enough() -> None:
    of = problem([meeting("a", venues=(0,), guests=30, staff={"KL": 1}, window=days(0, 3))], *rules())
    seats = "Accept 20 seats in the plenary room of Møde a, Nord (Lokale 0, Kroen), where 34 are needed."
    assert ways(replace(of, venues=of.venues[:1], rooms=of.rooms[:4])) == [
        ((0, 1), True, [seats, "Find 1 more person for KL."]),
        ((0, 1), True, [seats, "Hold Møde a, Nord without anybody from KL."]),
    ]


@pytest.mark.slow
def test_one_loosening_that_ends_all_clashes_comes_alone() -> None:
    of = problem([meeting("a", staff={"KL": 1}), meeting("b", SYD, staff={"KL": 1})], *rules())
    assert ways(of) == [((0, 1), True, ["Find 1 more person for KL."])]


def test_clashes_without_a_common_end_have_ways_out_of_their_own() -> None:
    crowded = meeting("b", SYD, guests=20, venues=(1,))
    of = problem([meeting("a", staff={"KL": 2}), crowded], *rules(), staff=team("KL", 1))
    assert ways(of) == [
        ((0,), True, ["Accept 20 seats in the plenary room of Møde b, Syd (Lokale 0, Hallen), where 24 are needed."]),
        ((1,), True, ["Find 1 more person for KL."]),
        ((1,), True, ["Hold Møde a, Nord with 1 from KL instead of 2."]),
    ]


def test_nothing_is_said_of_a_possible_network() -> None:
    assert find_repairs(problem([meeting("a")], *rules()), (), Limits(20)) == ()


@pytest.mark.slow
def test_whoever_it_is_enough_to_have_come_is_named_alone() -> None:
    taken = busy(3, {0: range(21), 1: range(21), 2: range(5)})
    of = problem([meeting("a", staff={"KL": 2}, window=days(0, 8))], *rules(), staff=team("KL", 3), staff_busy=taken)
    assert [each for _, least, (each,) in ways(of) if least and "busy" in each] == [
        f"Let KL-{n} come to Møde a, Nord although that person is busy in its window." for n in (1, 2)
    ]


def seeker(of: Problem, first: object | None = None) -> RepairSearch:
    """A seeker of this process, with the engines themselves."""
    engines = EngineOracle(Highs(), shrunk=True), EngineOracle(CpSat(), shrunk=False)
    return RepairSearch(of, first or engines[0], engines[1], time.monotonic() + 60, cheapest_plan)  # type: ignore[arg-type]


def solvable(of: Problem) -> bool | None:
    """By brute force; None if there are too many plans."""
    always = [all_rules()[key]() for key in ALWAYS]
    plans = EveryPlan(of, always)
    if plans.size > MOST_PLANS:
        return None
    hard = [rule for rule in of.rules if rule.hard]
    return any(plans.least(choices, hard) is not None for choices in plans.choices())


def compare(of: Problem, some: tuple[Rule, ...]) -> None:
    """The least amount of some relaxations with that by brute force."""
    whole = replace(of, rules=(*(all_rules()[key]() for key in ALWAYS), *some))
    assume(solvable(whole) is False)
    everything = frozenset(range(len(whole.meetings)))
    relaxations = [each for rule in whole.rules for each in rule.relaxations(whole, frozenset()) if each.most > 0]
    for loosening in relaxations[:TRIED]:
        steps = min(loosening.most, MOST_STEPS)
        found = seeker(whole).least([replace(loosening, most=steps)], everything)
        enough = [solvable(loosening.apply(whole, amount)) for amount in range(1, steps + 1)]
        if None not in enough:
            assert (found and found.amounts[0]) == (enough.index(True) + 1 if True in enough else None)
            assert found is None or not check(loosening.apply(whole, found.amounts[0]), found.plan).broken


@pytest.mark.slow
@settings(contract, max_examples=20)
@given(of=problems(), some=sets_of_rules())
def test_the_least_amount_is_what_brute_force_finds(of: Problem, some: tuple[Rule, ...]) -> None:
    compare(of, some)


TOO_CLOSE = problem(
    [meeting("a", window=days(0, 1)), meeting("b", window=days(1, 2))], *rules(region_gap={"min_days": 9})
)


def gap(of: Problem) -> Relaxation:
    """The loosening of the gap."""
    (found,) = next(rule for rule in of.rules if rule.key() == "region_gap").relaxations(of, frozenset({0, 1}))
    return found


class Forgetful:
    """An oracle that sees no plan with a gap of fewer than so many days."""

    name = "forgetful"

    def __init__(self, least: int) -> None:
        self._least = least
        self._honest = EngineOracle(Highs(), shrunk=True)

    def plan(self, of: Problem, deadline: float) -> Plan | None:
        gaps = [getattr(rule, "min_days", 0) for rule in of.rules if rule.key() == "region_gap"]
        return None if gaps and gaps[0] >= self._least else self._honest.plan(of, deadline)


class Careless:
    """An oracle whose plans break rules."""

    name = "careless"

    def plan(self, of: Problem, _deadline: float) -> Plan | None:
        return Plan.of([planned(of, each.id, 0) for each in of.meetings])


def test_an_oracle_that_sees_too_few_plans_is_not_believed_that_less_is_too_little() -> None:
    everything = frozenset({0, 1})
    honest, lied = (seeker(TOO_CLOSE, each).least([gap(TOO_CLOSE)], everything) for each in (None, Forgetful(1)))
    assert honest is not None
    assert lied is not None
    assert (honest.amounts, honest.least) == ((7,), True)
    assert (lied.amounts, lied.least) == ((8,), False)


def test_a_plan_that_the_check_does_not_accept_is_no_way_out() -> None:
    with pytest.raises(UndecidedError):
        seeker(TOO_CLOSE, Careless()).least([gap(TOO_CLOSE)], frozenset({0, 1}))
