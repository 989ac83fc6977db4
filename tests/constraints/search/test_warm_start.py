"""Early plans: a few choices for each meeting, whose plans are plans of the whole problem."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from constraints.check import check
from constraints.model.domains import possible_candidates
from constraints.problem.outcome import Limits
from constraints.problem.problem import Problem
from constraints.rules.absent_member import AbsentMember
from constraints.rules.round_span import RoundSpan
from constraints.search import warm_start
from constraints.search.sessions import PlanFound, Refuted
from constraints.search.small_sets import is_refuted
from constraints.search.warm_start import LARGE_SAMPLE, _WarmStart, run_warm_start, sample_candidates
from tests.constraints.builders import JOINT, NORD, SYD, busy, days, domain_rules, meeting, problem, team
from tests.constraints.every_plan import EveryPlan
from tests.constraints.random_problems import problems


def test_the_cheapest_days_of_each_part_of_a_window_are_kept() -> None:
    asked = problem([meeting("a", window=days(0, 27))], *domain_rules(), AbsentMember(points=10))
    possible = possible_candidates(asked)
    kept = possible.where(sample_candidates(possible, *LARGE_SAMPLE))
    assert 0 < len(np.unique(kept.day)) <= LARGE_SAMPLE[0]
    assert np.bincount(kept.day).max() <= LARGE_SAMPLE[1]
    assert kept.points.min() == possible.points.min()


@given(problems())
@settings(max_examples=25, deadline=None)
def test_every_early_plan_passes_the_check_at_the_points_it_claims(asked: Problem) -> None:
    asked = replace(asked, rules=(*domain_rules(), AbsentMember(points=3)))
    told: list[object] = []
    run_warm_start(asked, Limits(seconds=30), told.append)
    if any(isinstance(found, Refuted) for found in told):
        every = EveryPlan(asked, domain_rules())
        assert all(every.least(choices, ()) is None for choices in every.choices())
        return
    for found in told:
        assert isinstance(found, PlanFound)
        verdict = check(asked, found.plan)
        assert not verdict.broken
        assert verdict.objective <= found.objective


def test_a_large_problem_grows_until_all_meetings_are_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    assert points_of_three_meetings(monkeypatch) == [0]  # what is told has all three, from the first on


def test_a_large_problem_that_cannot_grow_is_improved_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("constraints.search.warm_start._WarmStart._grow", lambda _self: None)
    monkeypatch.setattr(
        warm_start, "sample_candidates", lambda candidates, *_counts: np.isin(candidates.day, (0, 7, 14))
    )
    found = points_of_three_meetings(monkeypatch)
    assert (found[0], found[-1]) == (30, 0)


def points_of_three_meetings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Points of the plans that are told, with blocks of two; somebody is busy on the first day of each meeting."""
    monkeypatch.setattr(warm_start, "BLOCK_MEETINGS", 2)
    windows = {"a": days(0, 6), "b": days(7, 13), "c": days(14, 20)}
    asked = problem(
        [meeting(name, window=window) for name, window in windows.items()], *domain_rules(), AbsentMember(points=10),
        member_busy=busy(8, {0: [0], 1: [7], 2: [14]}),
    )  # fmt: skip
    told: list[object] = []
    run_warm_start(asked, Limits(seconds=30), told.append)
    return [found.objective for found in told if isinstance(found, PlanFound)]


def test_a_round_that_has_no_plan_is_told_with_what_it_rests_on() -> None:
    asked = short_of_staff()
    told: list[object] = []
    run_warm_start(asked, Limits(seconds=30), told.append)
    assert [type(each) for each in told] == [Refuted]
    assert isinstance(told[0], Refuted)
    assert told[0].proof.say("en") == (
        "No plan keeps all the rules, as some meetings alone have none: found by CP-SAT, confirmed by HiGHS."
        " They are Møde a, Nord and Møde b, Syd."
    )


def test_what_only_one_engine_denies_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    believed = is_refuted
    monkeypatch.setattr(warm_start, "is_refuted", lambda *args, shrunk: shrunk and believed(*args, shrunk=shrunk))
    run_warm_start(short_of_staff(), Limits(seconds=30), told.append)
    assert told == []


def test_a_plan_is_found_whatever_it_costs_where_samples_have_none(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = problem(
        [meeting("a"), meeting("b")], *domain_rules(), AbsentMember(points=10), member_busy=busy(8, {0: [3]})
    )
    monkeypatch.setattr(warm_start, "sample_candidates", lambda candidates, *_: np.zeros(len(candidates), dtype=bool))
    told: list[object] = []
    run_warm_start(asked, Limits(seconds=30), told.append)
    assert told
    for found in told:
        assert isinstance(found, PlanFound)
        assert check(asked, found.plan).objective == found.objective
    assert isinstance(told[-1], PlanFound)
    assert told[-1].objective == 0


def test_meetings_move_by_up_to_four_days_in_each_step_to_a_better_plan() -> None:
    assert approached(better_after=4, rounds=False) == 0
    assert approached(better_after=5, rounds=False) == 10


def test_meetings_of_one_round_may_move_anywhere_in_a_step() -> None:
    assert approached(better_after=11, rounds=True) == 0


def approached(*, better_after: int, rounds: bool) -> int:
    """Points of the last plan after one on the first day, where the days between that and better ones are worse."""
    absent = {0: range(better_after), 1: range(1, better_after)}
    asked = problem([meeting("a")], *domain_rules(), AbsentMember(points=10), member_busy=busy(8, absent))
    possible = possible_candidates(asked if rounds else replace(asked, rounds=()))
    told: list[object] = []
    search = _WarmStart(possible, Limits(seconds=30), told.append)
    search.best, search.chosen = 10**6, np.array([0])
    search.approach()
    assert isinstance(told[-1], PlanFound)
    return told[-1].objective


def short_of_staff() -> Problem:
    """Two meetings of a round on one day, for which there is one person; a third meeting has nothing to do with it."""
    return problem(
        [
            meeting("a", NORD, round="r", staff={"hold": 1}), meeting("b", SYD, round="r", staff={"hold": 1}),
            meeting("c", JOINT, window=days(0, 0)),
        ],
        *domain_rules(), RoundSpan(max_days=0), staff=team("hold", 1),
    )  # fmt: skip
