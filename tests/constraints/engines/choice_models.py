"""Small random models, each with a few choices of one option among several, and their optimum by enumeration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

import numpy as np
from hypothesis import strategies as st

from constraints.model.linear import Floats, Matrix, ModelBuilder, PairCost
from constraints.problem.posting import LinearExpr
from constraints.problem.problem import Ints

POINTS = st.integers(0, 30)


@dataclass(frozen=True)
class ChoiceModel:
    """A model with its choices, as lists of columns, and lazy columns that each equal a column of a choice."""

    matrix: Matrix
    choices: tuple[tuple[int, ...], ...]
    copied: tuple[int, ...] = ()

    def points(self) -> Iterator[Floats]:
        """Yield every assignment, feasible or not."""
        for chosen in product(*self.choices):
            point = np.zeros(self.matrix.columns)
            point[list(chosen)] = 1
            point[self.matrix.late] = point[list(self.copied)]
            yield point

    def cost(self, point: Floats) -> float | None:
        """Return the cost of an assignment including pairs; None if it violates a row."""
        matrix = self.matrix
        for row in range(matrix.rows):
            part = slice(matrix.starts[row], matrix.starts[row + 1])
            activity = matrix.value[part] @ point[matrix.index[part]]
            if not matrix.row_lower[row] <= activity <= matrix.row_upper[row]:
                return None
        pairs = sum(
            int(pair.cost[option_of(pair.first, point), option_of(pair.second, point)]) for pair in matrix.pairs
        )
        return float(matrix.cost @ point) + matrix.offset + pairs

    def optimum(self) -> float | None:
        """Return the smallest cost; None if no assignment is feasible."""
        return min((cost for point in self.points() if (cost := self.cost(point)) is not None), default=None)


def option_of(options: tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], ...], point: Floats) -> int:
    """Return the index of the option that is chosen."""
    return next(place for place, columns in enumerate(options) if point[columns].sum() > 0)


@st.composite
def choice_models(draw: st.DrawFn, most_late: int = 0) -> ChoiceModel:
    """Draw two to four choices of two to four options, a few rows across them, and at most two pair costs."""
    linear = ModelBuilder()
    sizes = draw(st.lists(st.integers(2, 4), min_size=2, max_size=4))
    choices = []
    for size in sizes:
        first = linear.add_columns(draw(st.lists(POINTS, min_size=size, max_size=size)))
        choices.append(tuple(range(first, first + size)))
    count = sum(sizes)
    for choice in choices:
        linear.add_row(LinearExpr.of(choice), 1, 1)
    copied = draw(st.lists(st.integers(0, count - 1), max_size=most_late, unique=True))
    late = linear.add_columns(draw(st.lists(POINTS, min_size=len(copied), max_size=len(copied))), late=True)
    for place, column in enumerate(copied):
        linear.define(LinearExpr.of([late + place]) - LinearExpr.of([column]))
    total = count + len(copied)
    for _ in range(draw(st.integers(0, 4))):
        columns = draw(st.lists(st.integers(0, total - 1), min_size=2, max_size=total, unique=True))
        coefficients = draw(st.lists(st.sampled_from([-2, -1, 1, 2]), min_size=len(columns), max_size=len(columns)))
        linear.add_row(LinearExpr(columns, coefficients), upper=draw(st.integers(-1, 3)))
    for _ in range(draw(st.integers(0, 2))):
        linear.add_pair_cost(draw(_pair_costs(choices)))
    linear.add_cost(LinearExpr(constant=draw(POINTS)))
    groups = tuple(np.array(choice) for choice in choices[: draw(st.integers(0, len(choices)))])
    return ChoiceModel(replace(linear.matrix(count), decisions=(groups,)), tuple(choices), tuple(copied))


def nodes(linear: ModelBuilder, costs: list[int]) -> tuple[tuple[int, ...], ...]:
    """Add nodes of a graph that cost so much if they are chosen, as choices between that and not."""
    linear.add_columns([each for cost in costs for each in (cost, 0)])
    choices = tuple((2 * node, 2 * node + 1) for node in range(len(costs)))
    for choice in choices:
        linear.add_row(LinearExpr.of(choice), 1, 1)
    return choices


@st.composite
def cover_models(draw: st.DrawFn) -> ChoiceModel:
    """Draw a graph of which nodes are chosen, at least one end of each edge, and perhaps only so many.

    Around an odd circle the relaxation takes one half of each node, so that it says little.
    """
    linear, size = ModelBuilder(), draw(st.integers(3, 8))
    choices = nodes(linear, draw(_list_of(st.integers(5, 9), size)))
    pairs = st.tuples(st.integers(0, size - 1), st.integers(0, size - 1)).filter(lambda ends: ends[0] < ends[1])
    for one, other in draw(st.lists(pairs, min_size=size, max_size=3 * size, unique=True)):
        linear.add_row(LinearExpr.of([2 * one, 2 * other]), 1)
    linear.add_row(LinearExpr.of(range(0, 2 * size, 2)), upper=draw(st.integers(size // 2, size)))
    groups = tuple(np.array(choice) for choice in choices[: draw(st.integers(0, size))])
    return ChoiceModel(replace(linear.matrix(2 * size), decisions=(groups,)), choices)


@st.composite
def series_models(draw: st.DrawFn) -> ChoiceModel:
    """Draw two or three graphs as in `cover_models`, of which all nodes together are limited and dear in pairs."""
    linear, sizes = ModelBuilder(), draw(st.lists(st.sampled_from([1, 3, 3, 4]), min_size=2, max_size=3))
    count = sum(sizes)
    choices = nodes(linear, draw(_list_of(st.integers(5, 9), count)))
    ends = np.cumsum([0, *sizes]).tolist()
    for first, last in pairwise(ends):
        for one, other in combinations(range(first, last), 2):
            if draw(st.integers(0, 3)):
                linear.add_row(LinearExpr.of([2 * one, 2 * other]), 1)
    linear.add_row(LinearExpr.of(range(0, 2 * count, 2)), upper=draw(st.integers(count // 2, count)))
    if draw(st.booleans()):
        linear.add_pair_cost(draw(_pair_costs([*choices])))
    series = tuple(np.arange(2 * first, 2 * last) for first, last in pairwise(ends))
    return ChoiceModel(replace(linear.matrix(2 * count), decisions=(series,), series=series), choices)


@dataclass(frozen=True)
class OpeningModel(ChoiceModel):
    """A model of meetings on days, in rounds of which all meetings are within few days of the first.

    Attributes:
        rounds: the meetings of each round, as places among the choices.
    """

    rounds: tuple[tuple[int, ...], ...] = ()

    def points(self) -> Iterator[Floats]:
        for point in super().points():
            for (columns, _), place in zip(self.matrix.openings, self.opening(point), strict=True):
                point[columns[place:]] = 1
            yield point

    def opening(self, point: Floats) -> tuple[int, ...]:
        """Return the day on which each round opens."""
        on = [int(point[[*choice]].argmax()) for choice in self.choices]
        return tuple(min(on[each] for each in meetings) for meetings in self.rounds)


@st.composite
def opening_models(draw: st.DrawFn) -> OpeningModel:
    """Draw two or three rounds of one or two meetings on days, rows and pair costs across them."""
    linear, days, span = ModelBuilder(), draw(st.integers(2, 4)), draw(st.integers(0, 2))
    choices, rounds = list[tuple[int, ...]](), list[tuple[int, ...]]()
    for size in draw(st.lists(st.integers(1, 2), min_size=2, max_size=3)):
        rounds.append(tuple(range(len(choices), len(choices) + size)))
        for _ in range(size):
            first = linear.add_columns(draw(_list_of(POINTS, days)))
            choices.append(tuple(range(first, first + days)))
    for choice in choices:
        linear.add_row(LinearExpr.of(choice), 1, 1)
    count, openings = len(choices) * days, []
    for meetings in rounds:
        opened = _opened_by(linear, [choices[each] for each in meetings], span)
        openings.append((opened, np.concatenate([choices[each] for each in meetings])))
    for one, other in pairwise(choices[meetings[0]] for meetings in rounds):
        if draw(st.booleans()):  # one meeting is held before the other
            for day in range(days):
                linear.add_row(LinearExpr.of(other[: day + 1]) - LinearExpr.of(one[:day]), upper=0)
    for _ in range(draw(st.integers(0, 4))):
        columns = draw(st.lists(st.integers(0, count - 1), min_size=2, max_size=count, unique=True))
        linear.add_row(LinearExpr.of(columns), upper=draw(st.integers(1, 2)))
    for one, other in draw(st.lists(st.sampled_from([*combinations(choices, 2)]), max_size=2, unique=True)):
        cost = np.array(draw(_list_of(POINTS, days * days)), dtype=np.int64).reshape(days, days)
        linear.add_pair_cost(PairCost(_options(one), _options(other), cost))
    found = replace(linear.matrix(count), openings=tuple(openings))
    return OpeningModel(found, tuple(choices), rounds=tuple(rounds))


def _opened_by(linear: ModelBuilder, meetings: list[tuple[int, ...]], span: int) -> Ints:
    """Add columns "opened by" for meetings within so many days of the first."""
    first = linear.add_columns([0] * len(meetings[0]), integer=False)
    for day, held in product(range(len(meetings[0])), meetings):
        by = LinearExpr.of([first + day])
        linear.add_row(LinearExpr.of(held[: day + 1]) - by, upper=0)
        linear.add_row(by - LinearExpr.of(held[: day + span + 1]), upper=0)
    return np.arange(first, first + len(meetings[0]))


def _list_of(values: st.SearchStrategy[int], size: int) -> st.SearchStrategy[list[int]]:
    return st.lists(values, min_size=size, max_size=size)


@st.composite
def _pair_costs(draw: st.DrawFn, choices: list[tuple[int, ...]]) -> PairCost:
    first, second = draw(st.lists(st.sampled_from(choices), min_size=2, max_size=2, unique=True))
    size = len(first) * len(second)
    cost = np.array(draw(st.lists(POINTS, min_size=size, max_size=size)), dtype=np.int64).reshape(len(first), -1)
    return PairCost(_options(first), _options(second), cost)


def _options(columns: tuple[int, ...]) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.int64]], ...]:
    return tuple(np.array([column], dtype=np.int64) for column in columns)
