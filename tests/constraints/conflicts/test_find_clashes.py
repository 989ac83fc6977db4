"""Clashes of small problems against brute force, and engines that lie."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings

from constraints.conflicts import search
from constraints.conflicts.conflict import COMPLETE, Conflict, Requirements
from constraints.conflicts.find import find_conflicts
from constraints.conflicts.oracle import ConfirmedOracle, EngineOracle, Oracle, UndecidedError
from constraints.conflicts.search import ConflictSearch
from constraints.engines.cp_sat import CpSat
from constraints.engines.highs import Highs
from constraints.problem.outcome import Limits
from constraints.problem.plan import Plan
from constraints.problem.problem import NoGood, Problem, Requirement
from constraints.problem.rule import Rule, all_rules
from constraints.problem.waivers import without_soft_rules
from constraints.rules.absent_member import AbsentMember
from constraints.rules.budget import Budget
from constraints.rules.otherwise import DiffersFromProposals
from constraints.rules.region_gap import RegionGap
from constraints.rules.staff_free import StaffFree
from constraints.rules.weekdays import Weekdays
from tests.constraints.builders import JOINT, SYD, busy, days, domain_rules, meeting, on, planned, problem, team
from tests.constraints.every_plan import EveryPlan
from tests.constraints.random_problems import problems
from tests.constraints.test_contract import ALWAYS, MOST_PLANS, sets_of_rules

HIGHS = EngineOracle(Highs(), shrunk=True)
CP_SAT = EngineOracle(CpSat(), shrunk=False)
MANY_PLANS = 5 * MOST_PLANS
Shown = tuple[str, tuple[str, ...]]


class Hesitant:
    """Has no answer about some problems."""

    name = "hesitant"

    def __init__(self, about: Callable[[Problem], bool]) -> None:
        self._about = about

    def plan(self, problem: Problem, deadline: float) -> Plan | None:
        if self._about(problem):
            raise UndecidedError
        return HIGHS.plan(problem, deadline)


class Liar:
    """Says of some problems that there is no plan, or shows a plan that breaks the rules."""

    name = "liar"

    def __init__(self, lie: Callable[[Problem], Plan | None], about: Callable[[Problem], bool]) -> None:
        self._lie = lie
        self._about = about
        self.lies = 0

    def plan(self, problem: Problem, deadline: float) -> Plan | None:
        if not self._about(problem):
            return HIGHS.plan(problem, deadline)
        self.lies += 1
        return self._lie(problem)


def found(of: Problem, first: Oracle = HIGHS, second: Oracle = CP_SAT) -> list[Conflict]:
    return [*ConflictSearch(ConfirmedOracle(first, second, time.monotonic() + 60)).clashes(of)]


def shown(of: Problem, clashes: Sequence[Conflict]) -> list[list[Shown]]:
    assert all(clash.confirmed for clash in clashes)
    return [
        sorted((each.rule, tuple(of.meetings[n].id for n in sorted(each.meetings))) for each in clash.requirements)
        for clash in clashes
    ]


def too_close() -> Problem:
    """Two meetings of Nord that cannot lie 10 days apart, and one of Syd with a day to itself."""
    meetings = [meeting("a", window=days(5, 9)), meeting("b", window=days(12, 16)), meeting("c", SYD)]
    return problem(meetings, *domain_rules(), RegionGap(min_days=12), AbsentMember(points=1))


CLOSE: list[Shown] = [("region_gap", ("a", "b")), ("window", ("a",)), ("window", ("b",))]


def test_a_possible_problem_has_no_clash() -> None:
    assert found(problem([meeting("a")], *domain_rules())) == []


def test_windows_too_close_for_a_gap_clash_with_it() -> None:
    of = too_close()
    assert shown(of, found(of)) == [CLOSE]


def test_each_step_shows_how_the_others_are_kept() -> None:
    (clash,) = found(too_close())
    assert [step.without for step in clash.steps] == [*clash.requirements]
    assert {planned.meeting for step in clash.steps for planned in step.plan.meetings} == {"a", "b"}


def three_clashes() -> Problem:
    weekend, large = meeting("d", JOINT, window=days(5, 6)), meeting("e", JOINT, guests=100)
    of = replace(too_close(), rules=(*too_close().rules, Weekdays()))
    return problem([*of.meetings, weekend, large], *of.rules)


def test_several_clashes_are_all_named() -> None:
    of = three_clashes()
    weekdays: list[Shown] = [("weekdays", ("d",)), ("window", ("d",))]
    rooms: list[Shown] = [("rooms_fit", ("e",))]
    assert sorted(shown(of, found(of))) == sorted([weekdays, rooms, CLOSE])


def test_what_is_wrong_in_one_region_is_seen_in_the_other() -> None:
    meetings = [
        meeting(name, region, round=of, window=window)
        for of, window in (("1", days(4, 6)), ("2", days(12, 14)))
        for name, region in ((f"n{of}", 0), (f"s{of}", SYD))
    ]
    of = problem(meetings, *domain_rules(), RegionGap(min_days=12))
    assert shown(of, found(of)) == [
        [("region_gap", (f"{one}1", f"{one}2")), ("window", (f"{one}1",)), ("window", (f"{one}2",))] for one in "ns"
    ]


def test_a_clash_that_shares_a_meeting_with_another_is_named_too() -> None:
    of = too_close()
    of = replace(of, meetings=(replace(of.meetings[0], guests=100), *of.meetings[1:]))
    rooms: list[Shown] = [("rooms_fit", ("a",))]
    assert sorted(shown(of, found(of))) == sorted([rooms, CLOSE])


def wanted_twice() -> Problem:
    """Two meetings that need a person who is free on only one day."""
    meetings = [meeting("a", staff={"KL": 1}, window=days(1)), meeting("b", SYD, staff={"KL": 1}, window=days(1, 2))]
    people = {"staff": team("KL", 1), "staff_busy": busy(1, {0: [2]})}
    return problem(meetings, *domain_rules(), StaffFree(), **people)


def test_a_person_wanted_twice_on_the_only_day_is_told_of_both_meetings() -> None:
    of = wanted_twice()
    assert shown(of, found(of)) == [[
        ("staff_free", ("b",)), ("staff_one_at_a_time", ()), ("staff_teams", ("a",)), ("staff_teams", ("b",)),
        ("window", ("a",)), ("window", ("b",)),
    ]]  # fmt: skip


def test_a_budget_too_small_for_many_meetings_is_told_of_all_of_them() -> None:
    meetings = [meeting(f"{n}", window=days(n)) for n in range(12)]
    of = problem(meetings, *domain_rules(), Budget(total=400))
    (clash,) = found(of)
    assert {("budget", ())} <= {*shown(of, [clash])[0]}
    assert clash.meetings == frozenset(range(12))


def of_the_restriction(of: Problem, clash: Conflict) -> Problem:
    """The meetings of the clash alone, with everything waived that the clash does not name."""
    whole = without_soft_rules(of)
    requirements = Requirements(whole, clash.meetings)
    return requirements.alone(clash.requirements, requirements.parts(clash.requirements))


drawn = settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])


def judged(network: Problem, rules: Sequence[Rule]) -> tuple[Problem, list[Conflict]]:
    """The network under these rules and its clashes, of which there are some exactly if brute force finds no plan."""
    always = [all_rules()[key]() for key in ALWAYS]
    plans = EveryPlan(network, always)
    assume(0 < plans.size <= MOST_PLANS)
    of = replace(network, rules=(*always, *rules))
    clashes = found(of)
    assert bool(clashes) == all(plans.least(choices, rules) is None for choices in plans.choices())
    assert all(clash.confirmed for clash in clashes)
    return of, clashes


def compared(network: Problem, rules: Sequence[Rule]) -> None:
    """By brute force a clash has no plan, without any of its requirements it has one, and without clashes all have."""
    of, clashes = judged(network, rules)
    for clash in clashes:
        assert not any_plan(of_the_restriction(of, clash))
        for requirement in clash.requirements:
            fewer = tuple(each for each in clash.requirements if each != requirement)
            assert any_plan(of_the_restriction(of, replace(clash, requirements=fewer))) is not False
    clashing = frozenset(requirement for clash in clashes for requirement in clash.requirements)
    assert any_plan(replace(without_soft_rules(of), waived=clashing)) is not False


@settings(drawn, max_examples=8)
@given(network=problems(), rules=sets_of_rules())
def test_clashes_are_as_brute_force_has_them(network: Problem, rules: tuple[Rule, ...]) -> None:
    compared(network, rules)


@pytest.mark.slow
@settings(drawn, max_examples=150)
@given(network=problems(), rules=sets_of_rules())
def test_clashes_are_as_brute_force_has_them_in_many_networks(network: Problem, rules: tuple[Rule, ...]) -> None:
    compared(network, rules)


def any_plan(of: Problem) -> bool | None:
    """Whether brute force finds a plan; None if there are too many to look at.

    At once sorted out is what breaks a rule that is always in force, or that looks at each meeting by itself.
    """
    alone = [rule for rule in of.rules if rule.key() in ALWAYS or type(rule).post is Rule.post]
    plans = EveryPlan(of, alone)
    if plans.size > MANY_PLANS:
        return None
    others = [rule for rule in of.rules if rule not in alone]
    return any(plans.least(choices, others) is not None for choices in plans.choices())


def test_an_engine_that_denies_what_is_possible_is_found_out_by_the_other() -> None:
    of = problem([meeting("a"), meeting("b")], *domain_rules(), RegionGap(min_days=5))
    liar = Liar(lambda _problem: None, about=lambda _problem: True)
    assert found(of, first=liar, second=HIGHS) == []
    assert liar.lies


def test_an_engine_that_leaves_too_little_of_a_clash_is_found_out_by_the_other() -> None:
    def without_windows(of: Problem) -> bool:
        return Requirement("window") in of.waived

    liar = Liar(lambda _problem: None, about=without_windows)
    of = too_close()
    assert shown(of, found(of, first=liar, second=CP_SAT)) == [CLOSE]
    assert liar.lies


def test_an_engine_whose_plan_breaks_a_rule_is_found_out_by_the_check() -> None:
    def all_on_one_day(of: Problem) -> Plan:
        return Plan.of([planned(of, each.id, 8) for each in of.meetings])

    liar = Liar(all_on_one_day, about=lambda of: len(of.meetings) == 3)
    of = too_close()
    assert shown(of, found(of, first=liar, second=HIGHS)) == [CLOSE]
    assert liar.lies


def test_what_is_not_known_to_be_needless_is_shown_but_not_confirmed() -> None:
    def without_rooms(of: Problem) -> bool:
        return any(each.rule == "rooms_fit" for each in of.waived)

    (clash,) = found(wanted_twice(), first=Hesitant(without_rooms))
    assert not clash.confirmed
    assert {"rooms_fit", "staff_one_at_a_time"} <= {each.rule for each in clash.requirements}


def test_an_earlier_proposal_that_rules_out_the_only_days_clashes() -> None:
    places = {0: (on(1), 0), 1: (on(6), 0)}
    meetings = [meeting("a", window=days(1), venues=(0,)), meeting("b", window=days(6), venues=(0,))]
    of = problem(meetings, *domain_rules(), DiffersFromProposals(), no_goods=(NoGood(places, differing=1),))
    (clash,) = shown(of, found(of))
    assert ("otherwise", ("a", "b")) in clash


def test_nothing_is_shown_if_both_engines_lie() -> None:
    of = problem([meeting("a"), meeting("b")], *domain_rules(), RegionGap(min_days=5))
    always = Liar(lambda _problem: None, about=lambda _problem: True)
    often = Liar(lambda _problem: None, about=lambda of: len(of.waived) < len(of.rules))
    assert found(of, always, often) == []


def test_clashes_are_searched_for_in_a_process_of_its_own() -> None:
    of = too_close()
    result = find_conflicts(of, Limits(seconds=60))
    assert shown(of, result.clashes) == [CLOSE]
    assert result.complete


@pytest.mark.parametrize("lie", ["wrong_core", "plan_that_breaks_the_clash"])
def test_a_clash_whose_plans_do_not_show_it_is_not_confirmed(lie: str) -> None:
    (clash,) = find_conflicts(too_close(), Limits(seconds=60), search=f"tests.constraints.conflicts.jobs:{lie}").clashes
    assert not clash.confirmed


def test_a_search_that_hangs_is_ended_at_its_limit() -> None:
    result = find_conflicts(too_close(), Limits(seconds=0.1), search="tests.constraints.engines.jobs:hang")
    assert result.clashes == ()


def test_a_search_that_crashes_keeps_what_it_had_found() -> None:
    result = find_conflicts(too_close(), Limits(seconds=60), search="tests.constraints.conflicts.jobs:crash_after_one")
    (clash,) = result.clashes
    assert not result.complete
    assert clash.requirements == (Requirement("region_gap", frozenset({0, 1})),)


def test_windows_of_several_meetings_in_a_long_horizon_are_taken_for_granted() -> None:
    def kinds(days_long: int, count: int) -> set[str]:
        asked = problem([meeting(str(n)) for n in range(count)], *domain_rules(), horizon=days(0, days_long - 1))
        return {each.rule for each in Requirements(asked, range(count)).rules}

    assert "window" in kinds(1_300, 3)
    assert "window" not in kinds(1_300, 4)
    assert "window" in kinds(900, 4)


@pytest.mark.parametrize(
    ("seconds", "times", "number", "complete"), [(60, 0, 3, True), (0, 1e6, 3, True), (0, 0, 1, False)]
)
def test_after_the_first_clash_others_are_looked_for_a_while(
    seconds: float, times: float, number: int, *, complete: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "OTHERS_SECONDS", seconds)
    monkeypatch.setattr(search, "OTHERS_TIMES", times)
    told: list[object] = []
    search.run_conflict_search(three_clashes(), Limits(seconds=60), told.append)
    assert sum(isinstance(each, Conflict) for each in told) == number
    assert (COMPLETE in told) == complete
