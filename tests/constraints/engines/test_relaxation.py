from hypothesis import assume, given
from hypothesis import strategies as st

from constraints.engines.program import TINY
from constraints.engines.relaxation import Relaxation
from tests.constraints.engines.choice_models import ChoiceModel, choice_models


@given(choice_models())
def test_no_solution_costs_less_than_the_bound(model: ChoiceModel) -> None:
    relaxation = Relaxation(model.matrix)
    best = model.optimum()
    if best is not None:
        assert relaxation.feasible
        assert relaxation.bound <= best + TINY


@given(choice_models(), st.integers(0, 40))
def test_a_core_keeps_every_column_of_every_solution_within_its_gap(model: ChoiceModel, gap: int) -> None:
    relaxation = Relaxation(model.matrix)
    assume(relaxation.feasible)
    core = relaxation.core(gap)
    for point in model.points():
        cost = model.cost(point)
        if cost is not None and cost <= relaxation.bound + gap:
            own = slice(0, len(point))
            assert (core.lower[own] <= point).all()
            assert (point <= core.upper[own]).all()


@given(choice_models())
def test_a_core_without_limit_is_the_whole_problem(model: ChoiceModel) -> None:
    relaxation = Relaxation(model.matrix)
    assume(relaxation.feasible)
    core = relaxation.core(float("inf"))
    pairs = sum(pair.cost.size for pair in model.matrix.pairs)
    assert (core.upper == 1).all()
    assert (core.lower == 0).all()
    assert len(core.cost) == model.matrix.columns + pairs
