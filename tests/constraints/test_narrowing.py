"""What is struck out beforehand is what no plan can have."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constraints.model.domains import candidate_grid, possible_candidates
from constraints.problem.problem import HomeShare, Problem, Requirement
from constraints.problem.rule import Rule, all_rules
from constraints.rules.choices import Choices
from constraints.rules.joint_gap import JointGap
from constraints.rules.region_gap import RegionGap
from constraints.rules.round_span import RoundSpan
from tests.constraints.builders import JOINT, SYD, days, meeting, on, problem
from tests.constraints.every_plan import EveryPlan
from tests.constraints.random_problems import problems
from tests.constraints.test_contract import ALWAYS, MOST_PLANS


def days_left(of: Problem, number: int) -> list[int]:
    found = possible_candidates(of, reachable=True)
    return sorted({*found.day[found.of(number)].tolist()})


def test_a_fixed_meeting_leaves_its_neighbours_the_days_that_its_gaps_allow() -> None:
    of = problem(
        [meeting("a"), meeting("b", fixed_day=on(10), days=2), meeting("c")],
        Choices(),
        RegionGap(min_days=4, max_days=6),
    )
    assert [days_left(of, number) for number in range(3)] == [[4, 5, 6], [10], [15, 16, 17]]


def test_days_are_passed_on_from_one_meeting_to_the_next() -> None:
    of = problem(
        [meeting("a", window=days(5, 9)), meeting("b", SYD, round="a"), meeting("c", JOINT)],
        RoundSpan(max_days=2), JointGap(min_days_before=3),
    )  # fmt: skip
    assert [days_left(of, number) for number in range(3)] == [[5, 6, 7, 8, 9], [*range(3, 12)], [*range(8, 21)]]


def test_what_is_waived_strikes_nothing_out() -> None:
    of = problem(
        [meeting("a", fixed_day=on(2)), meeting("b")], Choices(), RegionGap(min_days=10),
        waived=frozenset({Requirement("region_gap", frozenset({0, 1}))}),
    )  # fmt: skip
    assert days_left(of, 1) == [*range(21)]


def test_a_contradiction_leaves_some_meeting_nothing() -> None:
    of = problem([meeting("a", window=days(5, 9)), meeting("b", window=days(0, 10))], RegionGap(min_days=6))
    assert [] in [days_left(of, number) for number in range(2)]


def rules() -> st.SearchStrategy[list[Rule]]:
    few = st.integers(0, 4)
    return st.tuples(few, few, few).map(
        lambda drawn: [
            Choices(), RoundSpan(max_days=drawn[0]), RegionGap(min_days=min(drawn[1:]), max_days=max(*drawn[1:], 1)),
            JointGap(min_days_after=drawn[1], min_days_before=drawn[2]),
        ]
    )  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(of=problems(), tied=rules())
def test_every_plan_there_is_uses_only_what_is_left(of: Problem, tied: list[Rule]) -> None:
    always = [all_rules()[key]() for key in ALWAYS]
    plans = EveryPlan(of, always)
    if plans.size > MOST_PLANS // 4:
        return
    found = possible_candidates(problem_with(of, [*always, *tied]), reachable=True)
    columns = (found.meeting, found.day, found.hours, found.venue)
    left = {*zip(*(each.tolist() for each in columns), strict=True)}
    for choices in plans.choices():
        if plans.least(choices, tied) is not None:
            assert {(number, *choice) for number, choice in enumerate(choices)} <= left


def problem_with(of: Problem, rules: list[Rule]) -> Problem:
    return replace(of, rules=tuple(rules))


def test_a_hybrid_meeting_without_a_venue_has_no_candidates() -> None:
    found = problem([meeting("a", venues=(), home_shares=(HomeShare(0, 50),))])
    assert len(candidate_grid(found)) == 0
