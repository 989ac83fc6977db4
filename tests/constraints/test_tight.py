"""Rules without slack, and what one step less of them saves."""

import pytest

from constraints.outcome import Limits
from constraints.plan import Plan
from constraints.problem import Problem
from constraints.solve import solve
from constraints.tight import savings, tight
from tests.constraints.builders import days, meeting, on, planned, problem
from tests.constraints.contradictions.test_contradictions import rules


def close_together() -> Problem:
    """Two meetings that are wanted close to each other, which their gap does not allow."""
    first, second = meeting("a", window=days(0, 5), wanted=on(8)), meeting("b", window=days(4, 14), wanted=on(4))
    return problem([first, second], *rules(region_gap={"min_days": 4}, wanted_day={"points": 3}))


def codes(of: Problem, first: int, second: int) -> list[str]:
    plan = Plan.of([planned(of, "a", first), planned(of, "b", second)])
    return [each.code for each in tight(of, plan)]


def test_a_gap_that_is_just_kept_has_no_slack() -> None:
    assert codes(close_together(), 0, 4) == ["min_days", "sooner"]
    assert codes(close_together(), 0, 8) == []


def test_nothing_is_tight_in_a_plan_that_breaks_a_rule() -> None:
    assert codes(close_together(), 0, 2) == []


def test_what_a_day_less_saves_is_found_by_solving_and_proved() -> None:
    of = close_together()
    plan = solve(of, Limits(20, workers=1)).plan
    assert plan is not None
    saved = {
        each.loosening.code: (each.points, each.proved, each.plan is not None) for each in savings(of, plan, Limits(20))
    }
    assert saved["min_days"] == (3, True, True)
    assert saved["sooner"] == (0, True, False)


@pytest.mark.parametrize("seconds", [0.0])
def test_without_time_nothing_is_claimed(seconds: float) -> None:
    of = close_together()
    plan = Plan.of([planned(of, "a", 0), planned(of, "b", 4)])
    assert not any(each.proved for each in savings(of, plan, Limits(seconds)))
