"""Of engines that lie nothing wrong is believed, and each claim that is handed over is what has to be confirmed."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import cast
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from constraints.check import check
from constraints.engines.highs import Highs
from constraints.engines.program import TINY, Engine, SolveRequest, SolveResult, SolveStatus
from constraints.engines.relaxation import LinearRelaxation
from constraints.model.linear import Floats, Matrix, ModelBuilder
from constraints.model.model import MipModel
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.posting import LinearExpr
from constraints.problem.problem import Problem
from constraints.rules import worst_travel
from constraints.rules.absent_member import AbsentMember
from constraints.rules.left_out_member import LeftOutMember
from constraints.rules.region_gap import RegionGap
from constraints.search import branching, pipeline
from constraints.search.pipeline import BEST, CASES, NONE, NONE_IN_CASES, OWN_BOUND, Pipeline
from constraints.search.sessions import Bound, Finished, PlanFound
from tests.constraints.builders import between_two_houses, busy, domain_rules, meeting, problem
from tests.constraints.engines.choice_models import (
    ChoiceModel,
    choice_models,
    cover_models,
    opening_models,
    series_models,
)
from tests.constraints.engines.liars import LIES, LPS, Liar, Lie, LyingLp, Second, honest

OPTIMAL, INFEASIBLE = OutcomeStatus.OPTIMAL, OutcomeStatus.INFEASIBLE


@dataclass
class Told:
    """What a solve told, in order, and what its second engine was asked."""

    finished: Finished
    messages: list[object]
    second: Second

    @property
    def plans(self) -> list[PlanFound]:
        return [message for message in self.messages if isinstance(message, PlanFound)]

    @property
    def bounds(self) -> list[Bound]:
        return [message for message in self.messages if isinstance(message, Bound)]


class Stated:
    """A model that is given as its arrays; a solution stands for itself."""

    opening_days: Mapping[tuple[int, ...], Collection[int]] = MappingProxyType({})

    def __init__(self, matrix: Matrix) -> None:
        self._matrix = matrix

    def matrix(self, _weights: object) -> Matrix:
        return self._matrix


@contextmanager
def lying(lp: str) -> Iterator[None]:
    """Have the relaxation solved by a liar, or by HiGHS if none is named."""
    if not lp:
        yield
        return
    with (
        patch("constraints.engines.relaxation.loaded", LPS[lp].loaded),
        patch("constraints.engines.cuts.loaded", LPS[lp].loaded),
        patch("constraints.engines.part_relaxation.loaded", LPS[lp].loaded),
    ):
        yield


@contextmanager
def dividing(columns: int | None) -> Iterator[None]:
    """Have every core divided, into parts of at most so many columns, without searches for plans in between."""
    if columns is None:
        yield
        return
    with (
        patch.object(pipeline, "CORE_COLUMNS", -1),
        patch.object(branching, "LEAF_COLUMNS", columns),
        patch.object(branching, "PLAN_TRIES", 0),
    ):
        yield


@contextmanager
def planned(points: float) -> Iterator[None]:
    """Have a plan known that was found elsewhere."""
    with patch.object(Pipeline.__init__, "__defaults__", (lambda: points,)):
        yield


def solved(  # noqa: PLR0913, PLR0917 - all that a solve depends on
    model: ChoiceModel, engine: Engine | None = None, second: Second | None = None, lp: str = "",
    divided: int | None = None, workers: int = 2,
) -> Told:  # fmt: skip
    """Solve a model, with every claim also told ahead; `divided` into parts of at most so many columns.

    One worker bounds regions before it divides, of two one does each.
    """
    told: list[object] = []
    second = second or Second()
    with (
        lying(lp),
        dividing(divided),
        patch.object(pipeline, "plan_of", lambda _model, point: point),
        patch.object(pipeline, "SMALL_CORE_COLUMNS", -1),
    ):
        solving = Pipeline(Limits(60, workers=workers), told.append, engine or Highs(), second)
        finished = solving.run(problem([]), cast("MipModel", Stated(model.matrix)))
    return Told(finished, told, second)


def nothing_wrong(told: Told, model: ChoiceModel, *, anew: bool = False) -> None:
    """Hold what was told to brute force, and each proof to what it says it rests on.

    `anew` is whether claims that were confirmed may not be needed in the end: because they were given up with the core
    that was divided, or because a better plan was found, by another thread, before they were.
    """
    optimum = model.optimum()
    for found in told.plans:
        assert model.cost(cast("Floats", found.plan)) == found.objective
    assert all(optimum is None or bound.points <= optimum for bound in told.bounds)
    (proof,) = (said.message for said in told.finished.proof)
    assert (told.finished.status is OPTIMAL) == (proof in {BEST, CASES, OWN_BOUND})
    assert (told.finished.status is INFEASIBLE) == (proof in {NONE, NONE_IN_CASES})
    if told.finished.status is OPTIMAL:
        assert min(found.objective for found in told.plans) == told.bounds[-1].points == optimum
        assert told.bounds[-1].proof == told.finished.proof[0]
        if proof is BEST:
            assert told.second.confirmed[-1].limit == told.bounds[-1].points - 1
        elif proof is CASES:
            assert told.second.confirmed
        else:
            assert anew or not told.second.confirmed
    if told.finished.status is INFEASIBLE:
        assert optimum is None
    if told.finished.status is INFEASIBLE and proof is NONE:
        assert told.second.confirmed[-1].limit == math.inf


PARTED = cover_models() | choice_models(most_late=2) | opening_models()
DIVIDED = st.sampled_from([0, 4, 8])
LYING_ENGINES = st.lists(st.sampled_from([honest, *LIES.values()]), max_size=6)
LYING_LPS = st.sampled_from(["", *LPS])


@st.composite
def answers(draw: st.DrawFn) -> list[SolveResult | None]:
    """Draw what a second engine says to successive claims."""
    said: list[SolveResult | None] = [None, *(SolveResult(status, point) for status in SolveStatus for point in POINTS)]
    return draw(st.lists(st.sampled_from(said), max_size=3))


POINTS = None, np.zeros(0), np.zeros(3), np.full(5, math.nan)


@given(choice_models(most_late=4))
def test_engines_that_tell_the_truth_prove_the_optimum_or_that_there_is_none(model: ChoiceModel) -> None:
    told = solved(model)
    nothing_wrong(told, model)
    assert told.finished.status is (INFEASIBLE if model.optimum() is None else OPTIMAL)


@given(choice_models(most_late=4), LYING_ENGINES, LYING_LPS)
def test_every_claim_is_false_exactly_if_brute_force_refutes_it(
    model: ChoiceModel, lies: Sequence[Lie], lp: str
) -> None:
    told = solved(model, Liar(lies), lp=lp)
    costs = [cost for point in model.points() if (cost := model.cost(point)) is not None]
    for claim in told.second.claims:
        refuted = any(cost <= claim.limit for cost in costs)
        answer = Highs().solve(SolveRequest(claim.core, limit=claim.limit))
        assert answer.status is (SolveStatus.OPTIMAL if refuted else SolveStatus.INFEASIBLE)


@given(choice_models(most_late=4), LYING_ENGINES, LYING_LPS)
def test_a_first_engine_that_lies_proves_nothing_wrong(model: ChoiceModel, lies: Sequence[Lie], lp: str) -> None:
    for engine in (Liar(lies), Liar(lies or [honest], for_ever=True)):
        nothing_wrong(solved(model, engine, lp=lp), model)


@given(choice_models(most_late=4), answers())
def test_a_second_engine_that_lies_proves_nothing_wrong(model: ChoiceModel, said: list[SolveResult | None]) -> None:
    nothing_wrong(solved(model, second=Second(said)), model)


@given(choice_models(most_late=4), LYING_ENGINES, LYING_LPS, answers())
def test_two_engines_that_lie_but_disagree_prove_nothing_wrong(
    model: ChoiceModel, lies: Sequence[Lie], lp: str, said: list[SolveResult | None]
) -> None:
    nothing_wrong(solved(model, Liar(lies), Second(said, agreeing=False), lp), model)


@settings(max_examples=40)
@given(PARTED, DIVIDED)
def test_the_truth_about_parts_proves_the_optimum_or_that_there_is_none(model: ChoiceModel, columns: int) -> None:
    told = solved(model, divided=columns)
    nothing_wrong(told, model, anew=True)
    assert told.finished.status is (INFEASIBLE if model.optimum() is None else OPTIMAL)


@settings(max_examples=40)
@given(PARTED, LYING_ENGINES, LYING_LPS, answers(), DIVIDED)
def test_lies_about_parts_prove_nothing_wrong(
    model: ChoiceModel, lies: Sequence[Lie], lp: str, said: list[SolveResult | None], columns: int
) -> None:
    nothing_wrong(solved(model, Liar(lies), Second(said, agreeing=False), lp, columns), model, anew=True)


@settings(max_examples=40)
@given(series_models(), DIVIDED, st.integers(1, 12), st.integers(1, 2))
def test_the_truth_about_regions_proves_the_optimum(model: ChoiceModel, columns: int, above: int, workers: int) -> None:
    optimum = model.optimum()
    if optimum is not None:
        with planned(optimum + above):
            told = solved(model, divided=columns, workers=workers)
        nothing_wrong(told, model, anew=True)
        assert told.finished.status is OPTIMAL


@settings(max_examples=40)
@given(series_models(), LYING_ENGINES, LYING_LPS, answers(), st.tuples(DIVIDED, st.integers(1, 12), st.integers(1, 2)))
def test_lies_about_regions_prove_nothing_wrong(
    model: ChoiceModel, lies: Sequence[Lie], lp: str, said: list[SolveResult | None], sizes: tuple[int, int, int]
) -> None:
    (columns, above, workers), optimum = sizes, model.optimum()
    if optimum is not None:
        with planned(optimum + above):
            told = solved(model, Liar(lies), Second(said, agreeing=False), lp, columns, workers)
        nothing_wrong(told, model, anew=True)


@given(choice_models(most_late=4), st.sampled_from(sorted(LPS)), st.integers(0, 40))
def test_bounds_and_cores_hold_whatever_the_duals_are(model: ChoiceModel, lp: str, gap: int) -> None:
    told: list[float] = []
    with lying(lp):
        relaxation = LinearRelaxation(model.matrix, told.append)
    costs = {tuple(point): cost for point in model.points() if (cost := model.cost(point)) is not None}
    assert all(bound <= min(costs.values(), default=math.inf) + TINY for bound in told)
    if not relaxation.feasible:
        return
    core = relaxation.core(gap)
    for point, cost in costs.items():
        if cost <= relaxation.bound + gap:
            own = slice(0, len(point))
            assert (core.lower[own] <= point).all()
            assert (point <= core.upper[own]).all()


@given(st.lists(st.floats(0, 2.0**40), min_size=3, max_size=3))
def test_a_bound_holds_for_all_errors_of_rounding(duals: list[float]) -> None:
    linear = ModelBuilder()
    for column in [linear.add_columns([10]) for _ in duals]:
        linear.add_row(LinearExpr.of([column]), 1, 1)
    with patch("constraints.engines.relaxation.loaded", LyingLp(lambda _true: np.array(duals)).loaded):
        assert LinearRelaxation(linear.matrix(3)).bound <= 30


def two_meetings(*, days_apart: int = 5) -> Problem:
    """Two meetings with a price on people who miss both.

    Who is busy all the time misses both (25 points). Of two others each misses one (10 and 10), if one meeting is
    before day 8 and the other after; else one of them misses both.
    """
    return problem(
        [meeting("a"), meeting("b")], *domain_rules(), RegionGap(min_days=days_apart), AbsentMember(points=10),
        LeftOutMember(points=5), member_busy=busy(8, {0: range(21), 1: [3], 2: range(8), 3: range(8, 21)}),
    )  # fmt: skip


WITHOUT_TABLES = "two houses without tables"
NETWORKS = {
    "two houses": (between_two_houses(), 60),
    WITHOUT_TABLES: (between_two_houses(), 60),
    "two meetings": (two_meetings(), 45),
    "too far apart": (two_meetings(days_apart=40), None),
}


def truth(network: str, engine: Engine, lp: str = "") -> Finished:
    """Solve a network and hold everything that is told to the check and the known optimum."""
    asked, optimum = NETWORKS[network]
    told: list[object] = []
    most = 0 if network == WITHOUT_TABLES else worst_travel.MOST_COUNTS
    with lying(lp), patch.object(worst_travel, "MOST_COUNTS", most):
        finished = Pipeline(Limits(60), told.append, engine, Second()).run(asked)
    plans = [message for message in told if isinstance(message, PlanFound)]
    for found in plans:
        verdict = check(asked, found.plan)
        assert not verdict.broken
        assert verdict.objective <= found.objective
    assert all(optimum is None or bound.points <= optimum for bound in told if isinstance(bound, Bound))
    if finished.status is OPTIMAL:
        assert min(found.objective for found in plans) == optimum
    if finished.status is INFEASIBLE:
        assert optimum is None
    return finished


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("lie", LIES)
def test_no_lie_of_the_search_is_believed(network: str, lie: str) -> None:
    truth(network, Liar([LIES[lie]], for_ever=True))
    truth(network, Liar([LIES[lie]]))


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("lp", LPS)
def test_no_lie_about_the_relaxation_is_believed(network: str, lp: str) -> None:
    finished = truth(network, Highs(), lp)
    optimum = NETWORKS[network][1]
    # Only a relaxation that is wrongly called infeasible ends the search; all else is made good by it.
    if lp != "infeasible":
        assert finished.status is (INFEASIBLE if optimum is None else OPTIMAL)
    elif optimum is not None:
        assert finished.status is OutcomeStatus.UNKNOWN
