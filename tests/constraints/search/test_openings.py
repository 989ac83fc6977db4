"""Branch and bound over openings ends in the optimum, and its bounds hold whatever the duals are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from constraints.engines.highs import Highs, loaded
from constraints.engines.part_relaxation import PartRelaxation
from constraints.engines.presolve import Back
from constraints.engines.program import DECIDED_AS_ONE, DECIDED_AS_ZERO, TINY, MipProgram, SolveRequest, SolveStatus
from constraints.engines.relaxation import linearise_pair_costs
from constraints.model.linear import Floats
from constraints.search.best_first import Divisible
from constraints.search.blocks import Blocks, Places, _worth
from constraints.search.openings import OpeningBranching, _open_places
from tests.constraints.engines.choice_models import OpeningModel, opening_models
from tests.constraints.engines.liars import LPS


class Search:
    """A search that writes down what it is told.

    Args:
        best: cost of a solution known before.
        steps: number of times that there is time left.
        stops: numbers of the questions to which the engine has no answer.
        threads: number of threads.
    """

    def __init__(
        self, best: float = math.inf, *, steps: float = math.inf, stops: Sequence[int] = (), threads: int = 1
    ) -> None:
        self.best, self.threads = best, threads
        self.steps, self.stops = steps, stops
        self.asked: list[MipProgram] = []
        self.points: list[Floats] = []
        self.claims: list[tuple[MipProgram, float, float]] = []
        self.bounds: list[float] = []

    def is_over(self) -> bool:
        self.steps -= 1
        return self.steps < 0

    def solve(self, program: MipProgram, back: Back, _seconds: float) -> bool:
        self.asked.append(program)
        if len(self.asked) - 1 in self.stops:
            return False
        found = Highs().solve(SolveRequest(program, limit=self.best - 1))
        if found.point is not None and program.value(found.point) < self.best - 0.5:
            self.best = round(program.value(found.point))
            self.points.append(back(found.point))
        return True

    def claim(self, program: MipProgram, bound: float) -> None:
        self.claims.append((program, self.best - 1, bound))

    def has_bound(self, bound: float) -> None:
        self.bounds.append(min(bound, self.best))


def divisible(model: OpeningModel) -> Divisible:
    matrix = model.matrix
    program = MipProgram.of(linearise_pair_costs(matrix))
    return Divisible(program, lambda point: point, matrix.decisions, matrix.openings)


def in_order(whole: Divisible) -> MipProgram:
    """Return the program in which a round has opened by a day if it has by the one before.

    To say so otherwise is of no use to a solution, so that a row may forbid it.
    """
    rows = np.zeros((0, len(whole.program.cost)))
    for columns, _ in whole.openings:
        unit = np.vstack([np.eye(len(whole.program.cost)), np.zeros((1, len(whole.program.cost)))])
        before, after = (unit[each] for each in (columns[:-1], columns[1:]))
        both = (columns[:-1] >= 0) & (columns[1:] >= 0)
        rows = np.vstack([rows, (after - before)[both]])
    return whole.program.with_rows(sparse.csr_array(rows), np.zeros(len(rows)))


def costs(model: OpeningModel) -> dict[tuple[int, ...], float]:
    """Return the least cost for each way in which the rounds open."""
    found: dict[tuple[int, ...], float] = {}
    for point in model.points():
        cost = model.cost(point)
        if cost is not None:
            opening = model.opening(point)
            found[opening] = min(cost, found.get(opening, math.inf))
    return found


@settings(max_examples=40)
@given(opening_models(), st.sampled_from([0, 6, 400]), st.sampled_from(["", *LPS]), st.integers(-1, 30))
def test_it_ends_with_the_optimum_and_true_claims(model: OpeningModel, pairs: int, lp: str, known: int) -> None:
    best = min(costs(model).values(), default=math.inf)
    search = Search(best + known if known >= 0 else math.inf)
    with (
        patch("constraints.search.blocks.MOST_PAIRS", pairs),
        patch("constraints.engines.part_relaxation.loaded", LPS[lp].loaded if lp else loaded),
    ):
        assert OpeningBranching(divisible(model), search, -math.inf).run()
    assert search.best == best
    if search.points:
        assert model.cost(np.round(search.points[-1][: model.matrix.columns])) == best
    else:
        assert known == 0 or best == math.inf
    assert all(bound <= best + TINY for bound in search.bounds)
    for program, limit, _ in search.claims:
        assert Highs().solve(SolveRequest(program, limit=limit)).status is SolveStatus.INFEASIBLE


@settings(max_examples=30)
@given(opening_models(), st.sampled_from([0, 400]), st.integers(0, 4), st.integers(0, 3))
def test_it_stops_in_time_with_a_bound_that_holds(model: OpeningModel, pairs: int, steps: int, stopped: int) -> None:
    best, told = min(costs(model).values(), default=math.inf), divisible(model)
    for search in (Search(steps=steps), Search(stops=range(stopped, 10**6))):
        with patch("constraints.search.blocks.MOST_PAIRS", pairs):
            done = OpeningBranching(told, search, -math.inf).run()
        assert not done or search.best == best
        assert len(search.bounds) <= steps or search.stops
        assert all(bound <= best + TINY for bound in search.bounds)
        if not search.stops:
            assert done == (search.steps >= 0)


@settings(max_examples=40)
@given(opening_models(), st.sampled_from(["", *LPS]), st.integers(0, 2**32 - 1), st.sampled_from([0, 400]))
def test_no_bound_is_above_the_optimum_of_its_opening(model: OpeningModel, lp: str, seed: int, pairs: int) -> None:
    with (
        patch("constraints.engines.part_relaxation.loaded", LPS[lp].loaded if lp else loaded),
        patch("constraints.search.blocks.MOST_PAIRS", pairs),
    ):
        whole, optima = divisible(model), costs(model)
        blocks, relaxation = Blocks(whole), PartRelaxation(whole.program)
        days = len(model.choices[0])
        left = blocks.joined({(one,): [(day,) for day in range(days)] for one in range(len(model.rounds))})
        relaxation.solve(whole.program.lower, whole.program.upper, math.inf)
        least, most = np.where(np.isinf([-whole.program.row_upper, whole.program.row_lower]), 0, [[-99], [99]])
        randomly = np.random.default_rng(seed).uniform(-30, 30, len(relaxation.duals))
        for duals in (relaxation.duals, np.clip(randomly, least, most), np.zeros_like(relaxation.duals)):
            relaxation.duals = duals
            bounded = blocks.bounds(left, relaxation, lambda: False)
            assert bounded
            found, total, _ = bounded
            assert total <= min(optima.values(), default=math.inf) + TINY
            for rounds, bounds in found.items():
                assert [*bounds] == left[rounds]
                lowest = min(bounds.values())
                for places, bound in bounds.items():
                    inside = [cost for days, cost in optima.items() if tuple(days[one] for one in rounds) == places]
                    if lowest < math.inf:
                        assert total - lowest + bound <= min(inside, default=math.inf) + TINY


X, Y, A0, A1, N, C, M, U, V, B0, B1, Z = range(12)
ROWS: list[tuple[dict[int, float], float, float]] = [
    ({X: 1, Y: 1}, 1, 1),
    ({X: 1, A0: -1}, 0, 0),
    ({X: 1, Y: 1, A1: -1}, 0, 0),
    ({N: 1, X: -4, Y: -7}, 0, 0),
    ({C: 1, X: 1}, -math.inf, 4),
    ({M: 1, X: -1}, 0, 0),
    ({U: 1, V: 1}, 1, 1),
    ({U: 1, B0: -1}, 0, 0),
    ({U: 1, V: 1, B1: -1}, 0, 0),
    ({X: 1, U: 1}, -math.inf, 1),
    ({Y: 1, V: 1, Z: -1}, -math.inf, 1),
]
AT_ONCE, AT_THE_END = len(ROWS) - 2, len(ROWS) - 1


@settings(max_examples=40)
@given(opening_models(), st.sampled_from(["", *LPS]), st.sampled_from([0, 400]))
def test_every_solution_keeps_the_rows_made_of_bounds(model: OpeningModel, lp: str, pairs: int) -> None:
    lying = LPS[lp].loaded if lp else loaded
    with (
        patch("constraints.engines.part_relaxation.loaded", lying),
        patch("constraints.search.blocks.loaded", lying),
        patch("constraints.search.blocks.MOST_PAIRS", pairs),
    ):
        whole = divisible(model)
        blocks, relaxation = Blocks(whole), PartRelaxation(whole.program)
        left = blocks.joined(
            {(one,): [(day,) for day in range(len(model.choices[0]))] for one in range(len(model.rounds))}
        )
        relaxation.solve(whole.program.lower, whole.program.upper, math.inf)
        found = blocks.bounds(left, relaxation, lambda: False)
        assert found
        for rounds, bounds in found.of.items():
            if min(bounds.values()) < math.inf:
                row, least = blocks.cut(rounds, found, math.inf, relaxation.values)
                program = replace(in_order(whole), cost=row.toarray()[0], offset=0.0)
                point = Highs().solve(SolveRequest(program)).point
                assert point is None or program.value(point) >= least - TINY
                # With little room only solutions that cost no more keep it.
                row, least = blocks.cut(rounds, found, 3.0, relaxation.values)
                if math.isinf(found.whole):
                    continue
                answer = Highs().solve(SolveRequest(in_order(whole), limit=math.floor(found.whole + 3.0)))
                if answer.point is not None and whole.program.value(answer.point) <= found.whole + 3.0:
                    assert float((row @ answer.point)[0]) >= least - TINY


@settings(max_examples=50)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**32 - 1), st.sampled_from(["", *LPS]))
def test_what_openings_are_worth_adds_up_to_no_more_than_the_table(one: int, other: int, seed: int, lp: str) -> None:
    random = np.random.default_rng(seed)
    table = random.integers(-50, 50, (one, other)).astype(np.float64)
    begins = [random.uniform(0, 1, one), random.uniform(0, 1, other)]
    with patch("constraints.search.blocks.loaded", LPS[lp].loaded if lp else loaded):
        first, second = _worth(table, begins)
    assert (first[:, None] + second[None, :] <= table + TINY).all()
    if not lp:
        shares = [each / each.sum() for each in begins]
        first, second = _worth(table, shares)
        assert shares[0] @ first + shares[1] @ second >= table.min() - TINY


def test_a_round_that_certainly_opens_on_one_day_is_worth_what_the_table_says() -> None:
    table = np.array([[7.0, 3.0], [2.0, 9.0]])
    for one, other in product(range(2), repeat=2):
        first, second = _worth(table, [np.eye(2)[one], np.eye(2)[other]])
        assert first[one] + second[other] == pytest.approx(table[one, other])
    assert _worth(np.array([4.0, 5.0]), [np.zeros(2)])[0].tolist() == [4, 5]


def by_hand() -> Divisible:
    """Two rounds of one meeting (X or Y, and U or V), which do not open on day 0 both, nor on day 1 unless Z.

    Round A also fixes a whole number at 4 or 7 and a quantity at 2.5, and has a column M that is merged with X.
    """
    rows = np.zeros((len(ROWS), Z + 1))
    for place, (row, _, _) in enumerate(ROWS):
        rows[place, [*row]] = [*row.values()]
    lower, upper = np.zeros(Z + 1), np.ones(Z + 1)
    upper[N], lower[C], upper[C] = 9, 2.5, 2.5
    low, high = np.array([row[1:] for row in ROWS], dtype=np.float64).T
    program = MipProgram(
        np.array([5, 3, 0, 0, 1, 2, 0.25, 1, 2, 0, 0, 6.0]), lower, upper,
        np.array([each not in {A0, A1, B0, B1, C, M} for each in range(Z + 1)]), sparse.csr_array(rows),
        low, high, 100.0,
    )  # fmt: skip
    opened = ((np.array([A0, A1]), np.array([X, Y])), (np.array([B0, B1]), np.array([U, V])))
    return Divisible(program, lambda point: point, (), opened)


def bounds_by_hand(
    at_once: float, at_the_end: float, left: dict[tuple[int, ...], list[Places]] | None = None
) -> tuple[dict[tuple[int, ...], dict[Places, float]], float]:
    """Return the bounds of the blocks at these duals of the rows between the rounds."""
    whole = by_hand()
    relaxation = PartRelaxation(whole.program)
    relaxation.duals = np.full(len(ROWS), 3.0)  # of rows in a block they must not matter
    relaxation.duals[[AT_ONCE, AT_THE_END]] = at_once, at_the_end
    found = Blocks(whole).bounds(left or {(0,): [(0,), (1,)], (1,): [(0,), (1,)]}, relaxation, lambda: False)
    assert found
    return found.of, found.whole


def test_bounds_of_rounds_are_what_they_cost_at_the_prices_of_rows_between_them() -> None:
    found, total = bounds_by_hand(-2, -1)
    assert found[0,] == pytest.approx({(0,): 5 + 2 + 4 + 5 + 0.25, (1,): 3 + 1 + 7 + 5})
    assert found[1,] == pytest.approx({(0,): 1 + 2, (1,): 2 + 1})
    assert total == pytest.approx(100 - 2 - 1 + 16 + 3)


def test_columns_outside_blocks_are_taken_where_they_are_cheapest() -> None:
    _, total = bounds_by_hand(0, -8)
    assert total == pytest.approx(100 - 8 + (6 - 8) + min(5 + 4 + 5 + 0.25, 3 + 8 + 7 + 5) + min(1, 2 + 8))


def test_a_pair_of_rounds_is_bounded_with_the_rows_between_them() -> None:
    found, total = bounds_by_hand(5, 5, {(0, 1): [*product(range(2), range(2))]})
    alone = {0: 5 + 4 + 5 + 0.25, 1: 3 + 7 + 5}
    assert found[0, 1] == pytest.approx({(0, 0): math.inf, (0, 1): alone[0] + 2, (1, 0): alone[1] + 1, (1, 1): 17 + 6})
    assert total == pytest.approx(100 + alone[1] + 1)


def test_a_round_of_which_the_opening_is_decided_is_priced_with_the_rest() -> None:
    found, total = bounds_by_hand(-2, -1, {(0,): [(0,), (1,)], (1,): [(1,)]})
    assert [*found] == [(0,)]
    assert found[0,] == pytest.approx({(0,): 16.25, (1,): 16})
    # The rest is V, U, B0, B1 at the duals of 3 of their three rows.
    assert total == pytest.approx(100 - 2 - 1 + 16 + 3 * 1 + (1 + 2 - 3 - 3 - 3) + (2 + 1 - 3 - 3))


def test_no_bound_is_told_after_a_part_that_the_engine_does_not_finish() -> None:
    search = Search(stops=range(10**6))
    assert not OpeningBranching(by_hand(), search, -math.inf).run()
    assert search.asked
    assert max(search.bounds) <= 116


@pytest.mark.parametrize("openings_asked_about", range(4))
def test_the_time_is_looked_at_before_each_opening_of_a_round(openings_asked_about: int) -> None:
    whole, search = by_hand(), Search(steps=1 + openings_asked_about)  # once for the whole
    assert not OpeningBranching(whole, search, -math.inf).run()
    assert search.bounds == [-math.inf]
    assert search.steps == -2  # at the opening, and when it stops


def test_what_certainly_has_no_solution_is_not_asked_about() -> None:
    whole, search = by_hand(), Search()
    whole.program.lower[[X, U]] = 1
    assert OpeningBranching(whole, search, -math.inf).run()
    assert not search.asked
    assert not search.claims


def test_what_is_better_by_one_is_found_and_what_is_better_by_less_is_not_asked_about() -> None:
    by_one, by_less = Search(117), Search(116.5)
    assert OpeningBranching(by_hand(), by_one, -math.inf).run()
    assert by_one.best == 116
    assert 115 in [limit for _, limit, _ in by_one.claims]
    assert OpeningBranching(by_hand(), by_less, -math.inf).run()
    assert not by_less.asked
    assert not by_less.claims


def places(lower: Sequence[float], upper: Sequence[float], columns: Sequence[int]) -> list[int]:
    size, bounds = len(lower), (np.array(lower, dtype=np.float64), np.array(upper, dtype=np.float64))
    program = MipProgram(
        np.zeros(size), *bounds, np.ones(size, dtype=np.bool_), sparse.csr_array((0, size)), np.zeros(0), np.zeros(0)
    )
    return _open_places(program, np.array(columns))


def test_meetings_can_open_on_each_day_by_which_they_may_and_before_which_they_need_not() -> None:
    assert places([0, 0, 0], [1, 1, 1], [0, 1, 2]) == [0, 1, 2]
    assert places([0, 0, 1], [0, 1, 1], [0, 1, 2]) == [1, 2]
    assert places([0, 1, 0], [1, 1, 1], [2, 0, 1]) == [0, 1, 2]
    assert places([1, 0, 0], [1, 1, 1], [0, 1, 2]) == [0]
    assert places([0, 0, 0], [1, 0, 1], [0, 1, 2]) == [2]
    zero, one = DECIDED_AS_ZERO, DECIDED_AS_ONE
    assert places([0, 0], [1, 1], [zero, 0, 1, one]) == [1, 2, 3]
    assert places([0, 0], [1, 1], [zero, 0, one, 1, one]) == [1, 2]
    assert places([0], [1], [zero, zero, one]) == [2]
    assert places([], [], [zero, one, one]) == [1]


def test_a_smaller_program_keeps_the_order_of_days_and_what_is_decided() -> None:
    model = by_hand().program
    zero, one = DECIDED_AS_ZERO, DECIDED_AS_ONE
    whole = Divisible(
        model, lambda point: point + 1, (), ((np.array([zero, B1, A1, B0, A0, one]), np.array([V, U, X])),)
    )

    def back(point: Floats) -> Floats:
        full = np.zeros(Z + 1)
        full[A0], full[A1], full[B0], full[U] = 1, point[2], point[0], point[1]
        full[X] = point[1]  # merged with U
        return full

    small = whole.smaller(model, back)
    ((columns, candidates),) = small.openings
    assert columns.tolist() == [zero, zero, 2, 0, one, one]
    assert candidates.tolist() == [1]
    assert small.back(np.array([7.0, 8, 9]))[[A0, A1, B0, U, V]].tolist() == [2, 10, 8, 9, 1]
