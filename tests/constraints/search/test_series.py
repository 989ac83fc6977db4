"""Bounds of what the meetings of each region cost alone."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from constraints.engines.highs import Highs
from constraints.engines.presolve import shrink
from constraints.engines.program import MipProgram, SolveRequest, SolveResult, SolveStatus
from constraints.engines.relaxation import LinearRelaxation
from constraints.model.linear import ModelBuilder
from constraints.problem.outcome import OutcomeStatus
from constraints.problem.posting import LinearExpr
from constraints.search import reduced_cost_search
from constraints.search.blocks import groups_of_columns, rows_inside
from constraints.search.series import SCALE, TightRelaxation
from tests.constraints.engines.choice_models import ChoiceModel, nodes, series_models
from tests.constraints.engines.liars import LIES, Liar, Lie, honest, saying, worst
from tests.constraints.search.test_liars import nothing_wrong, planned, solved

INFEASIBLE, OPTIMAL = SolveStatus.INFEASIBLE, SolveStatus.OPTIMAL


class Search:
    """Has an engine bound blocks, and writes down the limits."""

    def __init__(self, points: float, said: Lie = honest, over_after: int = 100) -> None:
        self.best, self.threads = points, 1
        self._said, self._left = said, over_after
        self.limits: list[float] = []

    def time_is_up(self) -> bool:
        self._left -= 1
        return self._left < 0

    def bounded(self, program: MipProgram, limit: float, seconds: float) -> SolveResult:
        self.limits.append(limit)
        return self._said(SolveRequest(program, seconds, limit=limit))


def graphs(*costs: int, at_most: int = 100) -> ChoiceModel:
    """Return triangles whose nodes cost so much, each a region, of which at most so many nodes in all are chosen."""
    linear = ModelBuilder()
    choices = nodes(linear, [cost for cost in costs for _ in range(3)])
    for first in range(0, 6 * len(costs), 6):
        for one, other in ((0, 2), (2, 4), (0, 4)):
            linear.add_row(LinearExpr.of([first + one, first + other]), 1)
    linear.add_row(LinearExpr.of(range(0, 6 * len(costs), 2)), upper=at_most)
    found = linear.matrix(6 * len(costs))
    return ChoiceModel(replace(found, series=tuple(np.arange(6 * n, 6 * n + 6) for n in range(len(costs)))), choices)


def tight(model: ChoiceModel, search: Search) -> TightRelaxation:
    """Bound the regions of a model of which some solution is better than the plan."""
    relaxation = LinearRelaxation(model.matrix)
    shrunk = shrink(relaxation.core(search.best - 1 - relaxation.bound))
    assert shrunk is not None
    return TightRelaxation(relaxation, search, shrunk)


def test_a_column_belongs_to_the_groups_with_which_it_shares_rows() -> None:
    rows = sparse.csr_array(np.array([[1, 0, 1, 0, 0], [0, 1, 0, 1, 0], [0, 0, 1, 1, 1]], dtype=np.float64))
    found = groups_of_columns(rows, [np.array([0]), np.array([1])], 5)
    assert found.tolist() == [[True, False], [False, True], [True, False], [False, True], [True, True]]
    assert rows_inside(rows, found[:, 0] & ~found[:, 1]).tolist() == [0]


def test_a_column_that_no_group_reaches_belongs_to_none() -> None:
    rows = sparse.csr_array(np.array([[1, 1, 0, 0], [0, 0, 1, 1]], dtype=np.float64))
    found = groups_of_columns(rows, [np.array([0]), np.array([], dtype=np.int64)], 4)
    assert found.tolist() == [[True, False], [True, False], [False, False], [False, False]]


def test_regions_alone_say_what_the_relaxation_of_the_whole_does_not() -> None:
    search = Search(25)
    found = tight(graphs(5, 7), search)
    assert found.bound == pytest.approx(24, abs=1e-6)  # the relaxation takes a half of each: 18
    assert len(found.claims) == 2
    for program, limit in found.claims:
        assert Highs().solve(SolveRequest(program, limit=limit)).status is INFEASIBLE
        assert Highs().solve(SolveRequest(program, limit=limit + 1)).status is OPTIMAL


def test_what_regions_share_is_priced() -> None:
    search = Search(40)
    model = graphs(5, 7, at_most=4)
    assert tight(model, search).bound == pytest.approx(24, abs=1e-6) == model.optimum()


@pytest.mark.parametrize("lie", ["stopped", "optimal without a point", "half of a point"])
def test_a_region_that_is_not_finished_has_the_bound_of_its_relaxation(lie: str) -> None:
    search = Search(25, LIES[lie])
    found = tight(graphs(5, 7), search)
    assert found.bound == pytest.approx(18, abs=1e-6)
    assert found.claims == []


def test_a_region_that_costs_more_than_the_limit_costs_at_least_one_more() -> None:
    search = Search(20, saying(INFEASIBLE))
    found = tight(graphs(5, 7), search)
    assert found.bound > 19
    assert [limit for _, limit in found.claims] == search.limits


def test_what_was_begun_when_time_is_over_says_nothing() -> None:
    search = Search(25, over_after=1)
    assert tight(graphs(5, 7), search).bound == pytest.approx(18, abs=1e-6)


@given(series_models(), st.integers(1, 12), st.integers(0, 12))
def test_a_core_holds_every_solution_up_to_its_gap(model: ChoiceModel, above: int, gap: int) -> None:
    optimum = model.optimum()
    if optimum is None:
        return
    search = Search(optimum + above)
    found = tight(model, search)
    assert found.bound <= optimum + 1e-6
    core = shrink(found.core(gap))
    answer = None if core is None else Highs().solve(SolveRequest(core[0], limit=optimum))
    if found.bound + gap >= optimum:
        assert core is not None
        assert answer is not None
        assert answer.point is not None
        point = found.point(core[1](answer.point))
        assert model.cost(np.round(point)) == optimum


def test_what_is_proved_rests_on_the_claims_about_regions() -> None:
    model = graphs(5, 7)
    with planned(25):
        told = solved(model, divided=0, workers=1)
    nothing_wrong(told, model, anew=True)
    assert told.finished.status is OutcomeStatus.OPTIMAL
    assert len(told.second.confirmed) >= 2


def test_a_region_said_to_cost_more_than_it_does_proves_nothing() -> None:
    model = graphs(5, 7)
    with planned(25):
        told = solved(model, Liar([saying(OPTIMAL, worst)], for_ever=True), divided=0, workers=1)
    nothing_wrong(told, model, anew=True)
    assert told.finished.status is not OutcomeStatus.OPTIMAL
    assert math.isfinite(told.bounds[-1].points)


@pytest.mark.parametrize(("costs", "most", "times"), [([5], 100, 0), ([5, 7], 3, 0), ([5, 7], 100, 1)])
def test_several_regions_of_a_core_that_is_not_too_large_are_bounded(
    costs: list[int], most: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def bounded(*given: Any) -> TightRelaxation:
        made.append(given)
        return TightRelaxation(*given)

    monkeypatch.setattr(reduced_cost_search, "MOST_BOUNDED", most)
    monkeypatch.setattr(reduced_cost_search, "TightRelaxation", bounded)
    model = graphs(*costs)
    with planned(2 * sum(costs) + 1):
        told = solved(model, divided=0, workers=1)
    nothing_wrong(told, model, anew=True)
    assert told.finished.status is OutcomeStatus.OPTIMAL
    assert len(made) == times


@pytest.mark.parametrize(("worth", "times"), [(0.85, 1), (0.87, 0)])
def test_bounds_of_regions_count_if_they_close_enough_of_the_gap(
    worth: float, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reduced_cost_search, "WORTH", worth)  # 6 of 7 points are closed
    model = graphs(5, 7)
    with planned(25):
        told = solved(model, divided=0, workers=1)
    nothing_wrong(told, model, anew=True)
    assert told.finished.status is OutcomeStatus.OPTIMAL
    assert sum(claim.limit == 2 * 5 * SCALE - 1 for claim in told.second.confirmed) == times
