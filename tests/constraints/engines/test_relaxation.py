from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from constraints.engines.program import TINY, MipProgram
from constraints.engines.relaxation import LinearRelaxation, usable_duals
from constraints.model.linear import Floats
from tests.constraints.engines.choice_models import ChoiceModel, choice_models


@given(choice_models(most_late=4))
def test_no_solution_costs_less_than_any_bound(model: ChoiceModel) -> None:
    told: list[float] = []
    relaxation = LinearRelaxation(model.matrix, told.append)
    best = model.optimum()
    if best is not None:
        assert relaxation.feasible
        assert relaxation.bound == told[-1]
        assert all(bound <= best + TINY for bound in told)


@given(choice_models())
def test_a_bound_is_no_less_than_what_columns_cost_whatever_the_prices(model: ChoiceModel) -> None:
    def wrong(program: MipProgram, duals: Floats) -> Floats:
        return usable_duals(program, -9 * duals)

    with mock.patch("constraints.engines.relaxation.usable_duals", wrong):
        relaxation = LinearRelaxation(model.matrix)
    program = relaxation.program
    assume(relaxation.feasible)
    assert relaxation.bound >= program.cost @ program.lower + program.offset - TINY


@given(choice_models(most_late=4), st.integers(0, 40))
def test_a_core_keeps_every_column_of_every_solution_within_its_gap(model: ChoiceModel, gap: int) -> None:
    relaxation = LinearRelaxation(model.matrix)
    assume(relaxation.feasible)
    core = relaxation.core(gap)
    for point in model.points():
        cost = model.cost(point)
        if cost is not None and cost <= relaxation.bound + gap:
            own = slice(0, len(point))
            assert (core.lower[own] <= point).all()
            assert (point <= core.upper[own]).all()


@given(choice_models())
def test_late_columns_and_their_rows_cost_nothing_in_the_bound(model: ChoiceModel) -> None:
    matrix = model.matrix
    column = matrix.columns
    widened = replace(
        matrix, cost=np.append(matrix.cost, 7.0),
        lower=np.append(matrix.lower, 0.0), upper=np.append(matrix.upper, 1.0),
        integer=np.append(matrix.integer, True), late=np.append(matrix.late, True),
        starts=np.append(matrix.starts, matrix.starts[-1] + 2).astype(np.int32),
        index=np.append(matrix.index, [0, column]).astype(np.int32), value=np.append(matrix.value, [-1.0, 1.0]),
        row_lower=np.append(matrix.row_lower, 0.0), row_upper=np.append(matrix.row_upper, 0.0),
        owner=(*matrix.owner, ""),
    )  # fmt: skip
    narrow, wide = LinearRelaxation(matrix), LinearRelaxation(widened)
    assume(narrow.feasible)
    assert wide.bound == pytest.approx(narrow.bound)
    assert wide.core(float("inf")).rows.shape[0] == narrow.core(float("inf")).rows.shape[0] + 1


@given(choice_models(most_late=4))
def test_a_core_without_limit_is_the_whole_problem(model: ChoiceModel) -> None:
    relaxation = LinearRelaxation(model.matrix)
    assume(relaxation.feasible)
    core = relaxation.core(float("inf"))
    pairs = sum(pair.cost.size for pair in model.matrix.pairs)
    assert (core.upper == 1).all()
    assert (core.lower == 0).all()
    assert len(core.cost) == model.matrix.columns + pairs
