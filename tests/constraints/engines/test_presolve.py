from itertools import product

import numpy as np
from hypothesis import given

from constraints.engines.engine import Task, Word
from constraints.engines.highs import Highs
from constraints.engines.presolve import shrink
from constraints.engines.program import Program
from tests.constraints.engines.choice_models import ChoiceModel, choice_models


def optimum(program: Program) -> float | None:
    """The least cost of a program of few whole columns, by trying everything."""
    ranges = [range(round(low), round(high) + 1) for low, high in zip(program.lower, program.upper, strict=True)]
    points = (np.array(point, dtype=np.float64) for point in product(*ranges))
    return min((program.value(point) for point in points if program.violation(point) == 0), default=None)


@given(choice_models())
def test_a_shrunk_program_has_the_same_optimum(model: ChoiceModel) -> None:
    program = Program.of(model.matrix)
    shrunk = shrink(program)
    assert optimum(program) == (None if shrunk is None else optimum(shrunk[0]))


@given(choice_models())
def test_the_way_back_leads_to_a_solution_of_equal_cost(model: ChoiceModel) -> None:
    program = Program.of(model.matrix)
    shrunk = shrink(program)
    if shrunk is None:
        return
    smaller, back = shrunk
    answer = Highs().solve(Task(smaller))
    if answer.word is Word.OPTIMAL and answer.point is not None:
        point = back(answer.point)
        assert program.violation(point) == 0
        assert program.value(point) == smaller.value(answer.point)
