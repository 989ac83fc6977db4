"""What is seen to be impossible without an engine, and what is not taken for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from constraints.conflicts.quick_checks import plainly_impossible
from constraints.problem.problem import Problem, Requirement
from constraints.rules.budget import Budget
from constraints.rules.region_gap import RegionGap
from constraints.rules.weekdays import Weekdays
from tests.constraints.builders import days, domain_rules, meeting, problem

EVERYTHING = frozenset({0, 1})


def two(total: int, gap: int = 1) -> Problem:
    """Two meetings within five days, whose cheapest rooms cost 40 each."""
    meetings = [meeting("a", window=days(0, 4)), meeting("b", window=days(0, 4))]
    return problem(meetings, *domain_rules(), Budget(total=total), RegionGap(min_days=gap), Weekdays())


def test_a_possible_problem_is_not() -> None:
    assert not plainly_impossible(two(total=80))


def test_less_money_than_the_cheapest_rooms_cost_is() -> None:
    assert plainly_impossible(two(total=79))


@pytest.mark.parametrize("meetings", [frozenset(), EVERYTHING])
def test_a_budget_that_is_waived_is_not_counted(meetings: frozenset[int]) -> None:
    assert not plainly_impossible(replace(two(total=79), waived=frozenset({Requirement("budget", meetings)})))


def test_a_gap_that_leaves_no_day_is_unless_it_is_waived() -> None:
    of = two(total=80, gap=5)
    assert plainly_impossible(of)
    assert not plainly_impossible(replace(of, waived=frozenset({Requirement("region_gap", EVERYTHING)})))
