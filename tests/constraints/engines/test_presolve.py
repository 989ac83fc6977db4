from itertools import product
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from constraints.engines.highs import Highs
from constraints.engines.presolve import shrink
from constraints.engines.program import MipProgram, SolveRequest, SolveStatus
from tests.constraints.engines.choice_models import ChoiceModel, choice_models


def optimum(program: MipProgram) -> float | None:
    """The least cost of a program of few whole columns, by trying everything."""
    ranges = [range(round(low), round(high) + 1) for low, high in zip(program.lower, program.upper, strict=True)]
    points = (np.array(point, dtype=np.float64) for point in product(*ranges))
    return min((program.value(point) for point in points if program.violation(point) == 0), default=None)


@given(choice_models())
def test_a_shrunk_program_has_the_same_optimum(model: ChoiceModel) -> None:
    program = MipProgram.of(model.matrix)
    shrunk = shrink(program)
    assert optimum(program) == (None if shrunk is None else optimum(shrunk[0]))


@st.composite
def programs(draw: st.DrawFn) -> MipProgram:
    """A few columns of 0 or 1 in rows that often leave no solution."""
    columns = draw(st.integers(1, 6))
    rows = draw(st.lists(st.lists(st.integers(-2, 2), min_size=columns, max_size=columns), min_size=1, max_size=6))
    lower = np.array([draw(st.integers(-2, 2)) for _ in rows], dtype=np.float64)
    cost = np.array([draw(st.integers(-5, 5)) for _ in range(columns)], dtype=np.float64)
    return MipProgram(
        cost, np.zeros(columns), np.ones(columns), np.ones(columns, dtype=np.bool_),
        sparse.csr_array(np.array(rows, dtype=np.float64)), lower,
        lower + np.array([draw(st.integers(0, 2)) for _ in rows], dtype=np.float64),
    )  # fmt: skip


@pytest.mark.parametrize("links", range(1, 12))
def test_two_chains_that_force_too_much_leave_no_solution(links: int) -> None:
    """The last columns of both chains become 1 in the same round of tightening, and may not both be 1."""
    ends, count = (links - 1, 2 * links - 1), 2 * links
    rows = np.zeros((count + 1, count))
    for chain in (0, links):
        rows[chain, chain] = 1
        for link in range(chain + 1, chain + links):
            rows[link, [link - 1, link]] = -1, 1
    rows[count, list(ends)] = 1
    lower = np.zeros(count + 1)
    lower[[0, links]] = 1
    upper = np.append(np.ones(count), 1)
    free = np.zeros(count)
    program = MipProgram(
        free, free, np.ones(count), np.ones(count, dtype=np.bool_), sparse.csr_array(rows), lower, upper
    )
    assert shrink(program) is None


@given(programs())
def test_a_program_without_solution_does_not_get_one(program: MipProgram) -> None:
    shrunk = shrink(program)
    assert optimum(program) == (None if shrunk is None else optimum(shrunk[0]))


@pytest.mark.parametrize("alike", [False, True])
def test_rows_that_repeat_earlier_ones_are_dropped_and_no_others(
    alike: bool,  # noqa: FBT001 - a parameter of the test
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Rows are compared by sums first; here these tell nothing if `alike`."""
    if alike:
        monkeypatch.setattr(np.random, "default_rng", lambda _seed: SimpleNamespace(random=np.zeros))
    rows = [
        ([1, 2, 0, 2], 1, 3), ([1, 2, 0, 2], 1, 3),  # the second repeats the first
        ([1, 2, 2, 0], 1, 3), ([1, 2, 2, 2], 1, 3), ([1, 2, 0, 3], 1, 3), ([2, 2, 0, 2], 1, 3),  # other columns
        ([1, 2, 0, 2], 2, 4), ([1, 2, 0, 2], 1, 4),  # other bounds
        ([1, 2, 0, 2], 1, 3),  # repeats the first too
        ([3, 2, 1, 1], 2, 5), ([2, 3, 1, 1], 2, 5), ([3, 2, 1, 1], 2, 5),
    ]  # fmt: skip
    held = np.array([row for row, _, _ in rows], dtype=np.float64)
    low, high = (np.array(bounds, dtype=np.float64) for bounds in ([row[1] for row in rows], [row[2] for row in rows]))
    free = np.zeros(4)
    program = MipProgram(free, free, np.ones(4), np.ones(4, dtype=np.bool_), sparse.csr_array(held), low, high)
    shrunk = shrink(program)
    assert shrunk
    left = zip(shrunk[0].rows.toarray().tolist(), shrunk[0].row_lower, shrunk[0].row_upper, strict=True)
    found, distinct = [*left], [rows[number] for number in (0, 2, 3, 4, 5, 6, 7, 9, 10)]
    assert [each for each in distinct if each not in found] == []
    assert alike or found == distinct


@given(choice_models())
def test_the_way_back_leads_to_a_solution_of_equal_cost(model: ChoiceModel) -> None:
    program = MipProgram.of(model.matrix)
    shrunk = shrink(program)
    if shrunk is None:
        return
    smaller, back = shrunk
    answer = Highs().solve(SolveRequest(smaller))
    if answer.status is SolveStatus.OPTIMAL and answer.point is not None:
        point = back(answer.point)
        assert program.violation(point) == 0
        assert program.value(point) == smaller.value(answer.point)
