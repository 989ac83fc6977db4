"""Linear models in columns and rows, built piece by piece; independent of meetings and engines."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from constraints.problem.posting import LinearExpr
from constraints.problem.problem import Bools, Ints

Floats = NDArray[np.float64]
INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class PairCost:
    """A cost that depends on two choices together.

    Attributes:
        first, second: the columns of each option of the two choices, of which exactly one column becomes 1.
        cost: cost of each pair, shape (options of first, options of second), never negative.
    """

    first: tuple[Ints, ...]
    second: tuple[Ints, ...]
    cost: Ints


@dataclass(frozen=True, slots=True)
class CaseTable:
    """What a column is at least for each of all the values that some sums can have together.

    Attributes:
        column: the column.
        sums: the sums.
        cases: their values, shape (cases, sums).
        least: what the column is at least, shape (cases,).
    """

    column: int
    sums: tuple[LinearExpr, ...]
    cases: Ints
    least: Ints


@dataclass(frozen=True, slots=True)
class Matrix:
    """The model as arrays: minimise cost @ x + offset (+ pair costs) over row_lower <= A x <= row_upper.

    Attributes:
        cost, lower, upper, integer: one entry for each column.
        starts, index, value: A by rows (compressed sparse rows), `starts` one longer than the rows.
        row_lower, row_upper: one entry for each row, infinite where open.
        late: lazy columns, which are left out of relaxations together with all rows that contain one.
        owner: for each row, the key of the rule that required it ("" for definitions of the model itself).
        offset: constant term of the objective.
        choices: number of columns, from the first on, that are candidates.
        pairs: pair costs, which are added to the objective.
        decisions: columns to branch on, which are 0 or 1 in some best solution: sets of groups, those that decide most
            first; of a group one is as good as another.
        tables: what follows from the rows for columns that depend on few sums.
        openings: of meetings that open together, the columns "opened by" of each day on which they may, in order, and
            their candidates.
        series: the candidates of the meetings of each region.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    integer: Bools
    late: Bools
    starts: NDArray[np.int32]
    index: NDArray[np.int32]
    value: Floats
    row_lower: Floats
    row_upper: Floats
    owner: tuple[str, ...]
    offset: int
    choices: int
    pairs: tuple[PairCost, ...]
    decisions: tuple[tuple[Ints, ...], ...] = ()
    tables: tuple[CaseTable, ...] = ()
    openings: tuple[tuple[Ints, Ints], ...] = ()
    series: tuple[Ints, ...] = ()

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.cost)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.row_lower)


class ModelBuilder:
    """Builder of a `Matrix`; all coefficients and costs are integers.

    Attributes:
        owner: key of the rule to which rows and costs that are added belong.
    """

    def __init__(self) -> None:
        self.owner = ""
        self._cost = array("d")
        self._lower = array("d")
        self._upper = array("d")
        self._integer = array("b")
        self._late = array("b")
        self._starts = array("i", [0])
        self._index = array("i")
        self._value = array("d")
        self._row_lower = array("d")
        self._row_upper = array("d")
        self._owner: list[str] = []
        self._charges: list[tuple[str, LinearExpr]] = []
        self._pairs: list[tuple[str, PairCost]] = []

    def add_columns(
        self, costs: Sequence[int] | Ints, *, upper: float = 1, integer: bool = True, late: bool = False
    ) -> int:
        """Add columns from 0 to `upper`, one for each cost, and return the index of the first.

        Args:
            costs: objective coefficients.
            upper: upper bound.
            integer: whether the columns must be integers.
            late: whether they are lazy columns (see `Matrix`).
        """
        first = len(self._cost)
        count = len(costs)
        self._cost.extend(costs)
        self._lower.extend([0.0] * count)
        self._upper.extend([upper] * count)
        self._integer.extend([integer] * count)
        self._late.extend([late] * count)
        return first

    def forbid(self, columns: Iterable[int]) -> None:
        """Fix these columns at 0."""
        for column in columns:
            self._upper[column] = 0.0

    def settle(self, columns: Iterable[int]) -> None:
        """Fix these columns at 1."""
        for column in columns:
            self._lower[column] = 1.0

    def is_forbidden(self, column: int) -> bool:
        """Return whether the column is fixed at 0."""
        return self._upper[column] == 0.0

    def is_settled(self, column: int) -> bool:
        """Return whether the column is fixed at 1."""
        return self._lower[column] == 1.0

    def add_row(self, left: LinearExpr, lower: float = -INFINITY, upper: float = INFINITY) -> None:
        """Add the row lower <= left <= upper; repeated columns of `left` are merged, and zeros dropped."""
        columns, coefficients = left.columns, left.coefficients
        if len(set(columns)) != len(columns) or 0 in coefficients:
            columns, coefficients = _merged(left)
        self._index.extend(columns)
        self._value.extend(coefficients)
        self._starts.append(len(self._index))
        self._row_lower.append(lower - left.constant)
        self._row_upper.append(upper - left.constant)
        self._owner.append(self.owner)

    def define(self, left: LinearExpr) -> None:
        """Add the row left = 0, owned by no rule, as it defines what columns mean."""
        asking, self.owner = self.owner, ""
        self.add_row(left, 0, 0)
        self.owner = asking

    def define_each(self, row: Ints, columns: Ints, coefficients: Ints) -> None:
        """Add many rows like `define` at once.

        Args:
            row: number of the new row of each nonzero, from 0 in rising order without gaps, shape (nonzeros,).
            columns: column of each nonzero, shape (nonzeros,).
            coefficients: value of each nonzero, shape (nonzeros,).
        """
        ends = len(self._index) + np.flatnonzero(np.diff(row, append=-1)) + 1
        self._index.frombytes(columns.astype(np.int32).tobytes())
        self._value.frombytes(coefficients.astype(np.float64).tobytes())
        self._starts.frombytes(ends.astype(np.int32).tobytes())
        self._row_lower.extend([0.0] * len(ends))
        self._row_upper.extend([0.0] * len(ends))
        self._owner += [""] * len(ends)

    def add_cost(self, of: LinearExpr) -> None:
        """Add an expression to the objective."""
        self._charges.append((self.owner, of))

    def add_pair_cost(self, pair: PairCost) -> None:
        """Add a pair cost to the objective."""
        if pair.cost.any():
            self._pairs.append((self.owner, pair))

    def matrix(self, choices: int, weights: Mapping[str, int] | None = None) -> Matrix:
        """Return the model as arrays.

        Args:
            choices: number of columns, from the first on, that are candidates.
            weights: factors on expressions and pair costs in the objective, by their owner; 1 where none is given.
        """
        weights = weights or {}
        cost, offset = self._weighed(weights)
        return Matrix(
            cost=cost,
            lower=np.array(self._lower, dtype=np.float64),
            upper=np.array(self._upper, dtype=np.float64),
            integer=np.array(self._integer, dtype=np.bool_),
            late=np.array(self._late, dtype=np.bool_),
            starts=np.array(self._starts, dtype=np.int32),
            index=np.array(self._index, dtype=np.int32),
            value=np.array(self._value, dtype=np.float64),
            row_lower=np.array(self._row_lower, dtype=np.float64),
            row_upper=np.array(self._row_upper, dtype=np.float64),
            owner=tuple(self._owner),
            offset=offset,
            choices=choices,
            pairs=tuple(_weighed(pair, weights.get(owner, 1)) for owner, pair in self._pairs if weights.get(owner, 1)),
        )

    def _weighed(self, weights: Mapping[str, int]) -> tuple[Floats, int]:
        """Return the weighted cost of each column, shape (columns,), and the constant term of the objective."""
        cost, offset = np.array(self._cost, dtype=np.float64), 0
        for owner, charged in self._charges:
            weight = weights.get(owner, 1)
            offset += weight * charged.constant
            np.add.at(cost, charged.columns, weight * np.array(charged.coefficients, dtype=np.int64))
        return cost, offset


def _weighed(pair: PairCost, weight: int) -> PairCost:
    return pair if weight == 1 else replace(pair, cost=weight * pair.cost)


def _merged(left: LinearExpr) -> tuple[list[int], list[int]]:
    by_column: dict[int, int] = {}
    for column, coefficient in zip(left.columns, left.coefficients, strict=True):
        by_column[column] = by_column.get(column, 0) + coefficient
    kept = {column: coefficient for column, coefficient in by_column.items() if coefficient}
    return list(kept), list(kept.values())


def connected_groups(count: int, first: Ints, second: Ints) -> tuple[Ints, int]:
    """Return the connected components of a graph, found by union-find on arrays.

    Args:
        count: number of nodes.
        first: one end node of each edge, shape (edges,).
        second: the other end node of each edge, shape (edges,).

    Returns:
        The number of the component of each node, shape (nodes,), and the number of components.
    """
    group, before = np.arange(count), None
    while before is None or (group != before).any():
        before = group
        least = np.minimum(group[first], group[second])
        group = group.copy()
        for ends in (first, second):
            # At the root of each end's component too, so that long chains merge fast.
            np.minimum.at(group, before[ends], least)
            np.minimum.at(group, ends, least)
        group = group[group]
    heads, group = np.unique(group, return_inverse=True)
    return group, len(heads)
