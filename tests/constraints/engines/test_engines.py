"""One contract for every engine."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given

from constraints.engines import highs
from constraints.engines.cp_sat import CpSat
from constraints.engines.highs import Highs
from constraints.engines.program import Engine, MipProgram, SolveRequest, SolveStatus
from constraints.engines.relaxation import linearise_pair_costs
from constraints.model.linear import ModelBuilder
from constraints.problem.posting import LinearExpr
from tests.constraints.engines.choice_models import ChoiceModel, choice_models

ENGINES = [Highs(), CpSat()]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
@given(model=choice_models())
def test_an_engine_finds_the_optimum_or_that_there_is_none(engine: Engine, model: ChoiceModel) -> None:
    program = MipProgram.of(linearise_pair_costs(model.matrix))
    answer = engine.solve(SolveRequest(program))
    best = model.optimum()
    if best is None:
        assert answer.status is SolveStatus.INFEASIBLE
        return
    assert answer.status is SolveStatus.OPTIMAL
    assert answer.point is not None
    assert program.violation(answer.point) == 0
    assert program.value(answer.point) == best


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
@given(model=choice_models())
def test_an_engine_denies_anything_below_the_optimum(engine: Engine, model: ChoiceModel) -> None:
    best = model.optimum()
    if best is not None:
        answer = engine.solve(SolveRequest(MipProgram.of(linearise_pair_costs(model.matrix)), limit=best - 1))
        assert answer.status is SolveStatus.INFEASIBLE


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
@pytest.mark.parametrize(
    ("row_lower", "limit", "word"),
    [(0, 5, SolveStatus.OPTIMAL), (0, 4, SolveStatus.INFEASIBLE), (1, 5, SolveStatus.INFEASIBLE)],
    ids=["fits", "too dear", "row broken"],
)
def test_an_engine_answers_where_there_is_nothing_to_decide(
    engine: Engine, row_lower: int, limit: int, word: SolveStatus
) -> None:
    linear = ModelBuilder()
    linear.add_row(LinearExpr(), lower=row_lower)
    linear.add_cost(LinearExpr(constant=5))
    assert engine.solve(SolveRequest(MipProgram.of(linear.matrix(0)), limit=limit)).status is word


def test_cp_sat_starts_without_pandas() -> None:
    code = "import sys, constraints.engines.cp_sat; print('ortools' in sys.modules, 'pandas' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "False"]


def test_the_tolerance_of_the_solver_costs_nothing() -> None:
    builder = ModelBuilder()
    worst = builder.add_columns([1], upper=100, integer=False)
    builder.add_row(LinearExpr.of([worst]), 60)
    program = MipProgram.of(builder.matrix(1))
    assert highs._rounded(program, np.array([60 - 1e-7])).tolist() == [60]  # noqa: SLF001 - no solver errs when asked to
    halves = MipProgram.of(replace(builder.matrix(1), row_lower=np.array([60.5])))
    assert highs._rounded(halves, np.array([60.5])).tolist() == [60.5]  # noqa: SLF001
