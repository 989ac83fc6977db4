"""Early plans: a few choices for each meeting, whose plans are plans of the whole problem."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from constraints.candidates import Candidates
from constraints.check import check
from constraints.engines import early
from constraints.engines.early import DAYS, VENUES, few, run
from constraints.engines.messages import Found
from constraints.outcome import Limits
from constraints.problem import Problem
from constraints.rules.absent_member import AbsentMember
from tests.constraints.builders import busy, days, domain_rules, meeting, problem
from tests.constraints.random_problems import problems


def test_the_cheapest_days_of_each_part_of_a_window_are_kept() -> None:
    asked = problem([meeting("a", window=days(0, 27))], *domain_rules(), AbsentMember(points=10))
    possible = Candidates.possible(asked)
    kept = possible.where(few(possible))
    assert 0 < len(np.unique(kept.day)) <= DAYS
    assert np.bincount(kept.day).max() <= VENUES
    assert kept.points.min() == possible.points.min()


@given(problems())
@settings(max_examples=25, deadline=None)
def test_every_early_plan_passes_the_check_at_the_points_it_claims(asked: Problem) -> None:
    asked = replace(asked, rules=(*domain_rules(), AbsentMember(points=3)))
    told: list[object] = []
    run(asked, Limits(seconds=30), told.append)
    for found in told:
        assert isinstance(found, Found)
        verdict = check(asked, found.plan)
        assert not verdict.broken
        assert verdict.objective <= found.objective


def test_a_large_problem_is_improved_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(early, "MOST", 1)
    monkeypatch.setattr(early, "few", lambda candidates: (candidates.day == 0) | (candidates.day == 11))
    asked = problem(
        [meeting("a", window=days(0, 10)), meeting("b", window=days(11, 20))], *domain_rules(), AbsentMember(points=10),
        member_busy=busy(8, {0: [0], 1: [11]}),
    )  # fmt: skip
    told: list[object] = []
    run(asked, Limits(seconds=30), told.append)
    points = [found.objective for found in told if isinstance(found, Found)]
    assert points == [20, 0]
