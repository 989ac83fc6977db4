from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from constraints.engines.cuts import violated_rows
from constraints.engines.highs import Highs
from constraints.engines.program import SolveRequest
from constraints.engines.relaxation import LinearRelaxation
from constraints.model.linear import CaseTable, ModelBuilder
from constraints.problem.posting import LinearExpr

COUNTS = np.array([[0, 3], [1, 2], [2, 1], [3, 0]])


def table(least: list[int], constant: int = 0) -> CaseTable:
    """Of column 0 for the two sums of columns 1 and 2, and 3, of which the first has a constant."""
    first = LinearExpr.of([1, 2]) + constant
    return CaseTable(0, (first, LinearExpr.of([3])), COUNTS + np.array([constant, 0]), np.array(least))


@st.composite
def points(draw: st.DrawFn) -> np.ndarray:
    """A point whose sums are a mean of cases."""
    shares = np.array(draw(st.lists(st.integers(0, 9), min_size=4, max_size=4).filter(any)), dtype=float)
    first, second = shares @ COUNTS / shares.sum()
    part = draw(st.floats(0, 1))
    return np.array([draw(st.integers(-50, 250)), first * part, first * (1 - part), second])


@given(st.lists(st.integers(0, 200), min_size=4, max_size=4), points(), st.integers(0, 2))
def test_a_row_holds_in_every_case_and_not_at_the_point(least: list[int], point: np.ndarray, constant: int) -> None:
    rows, bounds = violated_rows([table(least, constant)], point)
    for row, bound in zip(rows.toarray(), bounds, strict=True):
        assert row @ point < bound
        for (one, other), value in zip(COUNTS, least, strict=True):
            assert row @ [value, one, 0, other] >= bound
            assert row @ [value, 0, one, other] >= bound


@given(st.lists(st.integers(0, 200), min_size=4, max_size=4), points())
def test_what_no_mean_of_cases_reaches_is_cut_off(least: list[int], point: np.ndarray) -> None:
    at = point[1] + point[2]
    cases = [
        left + (right - left) * (at - low) / (high - low)
        for low, left in enumerate(least) for high, right in enumerate(least) if low <= at <= high and low < high
    ]  # fmt: skip
    assume(abs(point[0] - min(cases)) > 0.02)
    rows, bounds = violated_rows([table(least)], point)
    assert (len(bounds) > 0) == (point[0] < min(cases))
    assert rows.shape == (len(bounds), 4)


def test_slopes_that_are_fractions_lose_little() -> None:
    of = replace(table([0, 100]), cases=np.array([[0, 7], [7, 0]]))
    rows, bounds = violated_rows([of], np.array([0.0, 3.0, 0.5, 3.5]))
    (row,) = rows.toarray()
    assert (bounds[0] - row[1:] @ [3.0, 0.5, 3.5]) / row[0] == pytest.approx(50, abs=0.1)


def three_meetings(*, late: bool, tables: bool) -> LinearRelaxation:
    """Three meetings at either of two venues; what costs is 100 times how many the fuller one has."""
    builder = ModelBuilder()
    builder.add_columns([0] * 6)
    if late:
        builder.add_columns([5], late=True)
    worst = LinearExpr.of([builder.add_columns([0], upper=1000, integer=False)])
    for meeting in range(3):
        builder.add_row(LinearExpr.of([2 * meeting, 2 * meeting + 1]), 1, 1)
    sums = LinearExpr.of([0, 2, 4]), LinearExpr.of([1, 3, 5])
    for each in sums:
        builder.add_row(worst - 100 * each, 0)
    builder.add_cost(worst)
    found = CaseTable(worst.columns[0], sums, COUNTS, np.array([300, 200, 200, 300]))
    return LinearRelaxation(replace(builder.matrix(6), tables=(found,) if tables else ()))


@pytest.mark.parametrize("late", [False, True])
def test_a_relaxation_with_tables_takes_nothing_between_the_cases(late: bool) -> None:  # noqa: FBT001
    assert three_meetings(late=late, tables=False).bound == pytest.approx(150, abs=0.01)
    relaxation = three_meetings(late=late, tables=True)
    assert relaxation.bound == pytest.approx(200, abs=0.01)
    answer = Highs().solve(SolveRequest(relaxation.core(1000)))
    assert answer.point is not None
    assert relaxation.program.value(answer.point) == pytest.approx(200)


def test_what_asks_whether_there_is_any_plan_holds_no_rows_of_tables() -> None:
    rows = [three_meetings(late=False, tables=tables).feasibility().rows.shape[0] for tables in (False, True)]
    assert rows == [5, 5]
