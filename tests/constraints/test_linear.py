from constraints.model.linear import ModelBuilder
from constraints.problem.posting import LinearExpr


def rows_of(left: LinearExpr) -> list[tuple[int, float]]:
    linear = ModelBuilder()
    linear.add_columns([0, 0, 0])
    linear.add_row(left, upper=1)
    matrix = linear.matrix(0)
    return [*zip(matrix.index.tolist(), matrix.value.tolist(), strict=True)]


def test_a_column_named_twice_is_in_a_row_once() -> None:
    assert rows_of(LinearExpr.of([0, 1, 0]) + 3 * LinearExpr.of([2])) == [(0, 2), (1, 1), (2, 3)]


def test_what_counts_for_nothing_is_not_in_a_row() -> None:
    assert rows_of(LinearExpr([0, 1, 2], [4, 0, 5])) == [(0, 4), (2, 5)]
    assert rows_of(LinearExpr.of([0, 1]) - LinearExpr.of([0])) == [(1, 1)]
