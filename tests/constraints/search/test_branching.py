import math
from collections.abc import Iterable
from dataclasses import replace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from constraints.engines.highs import Highs, loaded
from constraints.engines.part_relaxation import PartRelaxation
from constraints.engines.program import TINY, MipProgram, SolveRequest, SolveStatus
from constraints.engines.relaxation import linearise_pair_costs
from constraints.model.model import MipModel
from constraints.problem.busy import Busy
from constraints.problem.outcome import Limits, OutcomeStatus
from constraints.problem.problem import Problem
from constraints.rules.left_out_member import LeftOutMember
from constraints.rules.region_gap import RegionGap
from constraints.rules.round_span import RoundSpan
from constraints.rules.travel import Travel
from constraints.rules.venue_variety import VenueVariety
from constraints.search import branching, pipeline
from constraints.search.pipeline import CASES, NONE_IN_CASES, OWN_BOUND, Pipeline
from constraints.search.sessions import Bound
from tests.constraints.builders import SYD, busy, domain_rules, meeting, problem
from tests.constraints.engines.choice_models import ChoiceModel, choice_models, cover_models
from tests.constraints.engines.liars import LPS, Second


def program_of(model: ChoiceModel) -> MipProgram:
    return MipProgram.of(linearise_pair_costs(model.matrix))


@given(cover_models() | choice_models(most_late=4), st.sampled_from(["", *LPS]), st.integers(0, 40), st.data())
def test_bounds_hold_whatever_the_duals_are_and_within_whatever_bounds_of_columns(
    model: ChoiceModel, lp: str, gap: int, data: st.DataObject
) -> None:
    program, chosen = program_of(model), model.choices[0]
    upper = program.upper.copy()
    upper[list(chosen)] = data.draw(st.lists(st.integers(0, 1), min_size=len(chosen), max_size=len(chosen)))
    with patch("constraints.engines.part_relaxation.loaded", LPS[lp].loaded if lp else loaded):
        relaxation = PartRelaxation(program)
        relaxation.solve(program.lower, upper, math.inf)
        probed = relaxation.probe(chosen[0])
    costs = {
        tuple(point): cost
        for point in model.points()
        if (point <= upper[: len(point)]).all() and (cost := model.cost(point)) is not None
    }
    assert relaxation.bound <= min(costs.values(), default=math.inf) + TINY
    for value, bound in enumerate(probed):
        assert (
            bound <= min((cost for point, cost in costs.items() if point[chosen[0]] == value), default=math.inf) + TINY
        )
    least, most = relaxation.within(gap)
    for point, cost in costs.items():
        if cost <= relaxation.bound + gap:
            own = slice(0, len(point))
            assert (least[own] <= point).all()
            assert (point <= most[own]).all()


def network(*, days_apart: int = 5) -> Problem:
    """Two rounds of two meetings with prices on venues, journeys and members who miss both."""
    meetings = [
        meeting("a", round="r"), meeting("b", SYD, round="r"), meeting("c", round="s"), meeting("d", SYD, round="s"),
    ]  # fmt: skip
    busy_days: dict[int, Iterable[Busy | int]] = {
        0: [2, 3, 5],
        1: range(3, 18),
        2: range(8),
        3: range(8, 21),
        4: [1, 6],
        5: range(2, 9),
    }
    return problem(
        meetings, *domain_rules(), RoundSpan(max_days=2), RegionGap(min_days=days_apart), Travel(points=1),
        LeftOutMember(points=7), VenueVariety(few=9), member_busy=busy(8, busy_days),
    )  # fmt: skip


def optimum(of: Problem, *, decisions: bool) -> float | None:
    """Return the least points, as HiGHS alone says; with every column to branch on a whole number if `decisions`."""
    matrix = MipModel(of).matrix()
    program = MipProgram.of(linearise_pair_costs(matrix))
    if decisions:
        whole = program.whole.copy()
        whole[np.concatenate([group for groups in matrix.decisions for group in groups])] = True
        program = replace(program, whole=whole)
    found = Highs().solve(SolveRequest(program))
    return None if found.point is None else program.value(found.point)


def test_all_that_is_branched_on_is_whole_in_some_best_solution() -> None:
    of = network()
    assert len(MipModel(of).matrix().decisions[0]) > 2  # openings, and venues that are used
    assert optimum(of, decisions=True) == optimum(of, decisions=False)


@pytest.mark.parametrize("columns", [0, 20])
@pytest.mark.parametrize("days_apart", [5, 40])
def test_a_problem_that_is_divided_is_proved_with_its_bounds_confirmed(days_apart: int, columns: int) -> None:
    of, told, second = network(days_apart=days_apart), list[object](), Second()
    with (
        patch.object(pipeline, "CORE_COLUMNS", -1),
        patch.object(branching, "LEAF_COLUMNS", columns),
        patch.object(branching, "PLAN_COLUMNS", columns),
    ):
        finished = Pipeline(Limits(60), told.append, Highs(), second).run(of)
    best = optimum(of, decisions=False)
    (said,) = (each.message for each in finished.proof)
    if best is None:
        assert finished.status is OutcomeStatus.INFEASIBLE
        return
    assert finished.status is OutcomeStatus.OPTIMAL
    assert [each.points for each in told if isinstance(each, Bound)][-1] == best
    assert said is (CASES if second.confirmed else OWN_BOUND)
    assert all(
        Highs().solve(SolveRequest(c.core, limit=best - 1)).status is SolveStatus.INFEASIBLE for c in second.claims
    )
    assert said is not NONE_IN_CASES
