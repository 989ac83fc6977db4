import math
import time
from threading import Event
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constraints.engines.highs import Highs
from constraints.engines.program import SolveRequest, SolveResult, SolveStatus
from constraints.engines.relaxation import LinearRelaxation
from constraints.model.linear import Floats
from constraints.search import reduced_cost_search
from constraints.search.reduced_cost_search import Claim, ReducedCostSearch, SearchLimits
from tests.constraints.engines.choice_models import ChoiceModel, choice_models
from tests.constraints.search.test_series import graphs


class Diary:
    """Writes down everything it is told."""

    def __init__(self) -> None:
        self.costs: list[int] = []
        self.points: list[Floats] = []
        self.claims: list[Claim] = []

    def on_point(self, point: Floats, cost: int) -> None:
        self.points.append(point)
        self.costs.append(cost)

    def on_claim(self, claim: Claim) -> None:
        self.claims.append(claim)

    def on_division(self) -> None:
        raise AssertionError

    def on_block(self, _claim: Claim, _bound: float) -> None:
        raise AssertionError

    def on_part(self, _claim: Claim, _bound: float) -> None:
        raise AssertionError

    def on_bound(self, _bound: float) -> None:
        raise AssertionError


class Stopped:
    """An engine whose time is always up."""

    name = "stopped"

    def solve(self, _task: SolveRequest) -> SolveResult:
        return SolveResult(SolveStatus.STOPPED)


def deepening(model: ChoiceModel, diary: Diary, decided: int = 0) -> ReducedCostSearch | None:
    relaxation = LinearRelaxation(model.matrix)
    if not relaxation.feasible:
        return None
    return ReducedCostSearch(relaxation, Highs(), diary, SearchLimits(time.monotonic() + 60), decided=decided)


@given(choice_models(most_late=4), st.integers(0, 5))
def test_it_ends_with_the_optimum_and_a_claim_that_nothing_is_better(model: ChoiceModel, decided: int) -> None:
    diary = Diary()
    search = deepening(model, diary, decided)
    best = model.optimum()
    if search is None:
        assert best is None
        return
    claims = search.run()
    assert claims is not None
    (claim,) = claims
    assert search.best == (math.inf if best is None else best)
    assert claim.limit == search.best - 1
    assert Highs().solve(SolveRequest(claim.core, limit=claim.limit)).status is SolveStatus.INFEASIBLE


@given(choice_models(most_late=4), st.integers(-1, 1))
def test_what_is_known_elsewhere_is_neither_sought_again_nor_missed(model: ChoiceModel, more: int) -> None:
    relaxation, best, diary = LinearRelaxation(model.matrix), model.optimum(), Diary()
    if best is None:
        return
    limits = SearchLimits(time.monotonic() + 60, best_known=lambda: best + more)
    search = ReducedCostSearch(relaxation, Highs(), diary, limits)
    claims = search.run()
    assert claims is not None
    assert diary.costs[-1:] == ([best] if more > 0 else [])
    assert search.best == min(best, best + more)
    assert claims[0].limit == search.best - 1
    assert Highs().solve(SolveRequest(claims[0].core, limit=claims[0].limit)).status is SolveStatus.INFEASIBLE


@given(choice_models(most_late=4))
def test_what_it_tells_is_better_every_time_and_true(model: ChoiceModel) -> None:
    diary = Diary()
    search, best = deepening(model, diary), model.optimum()
    if search is None or best is None:
        return
    search.run()
    assert diary.costs == sorted(set(diary.costs), reverse=True)
    assert all(model.cost(point) == cost for point, cost in zip(diary.points, diary.costs, strict=True))


@given(choice_models(most_late=4))
def test_without_time_it_claims_nothing(model: ChoiceModel) -> None:
    relaxation = LinearRelaxation(model.matrix)
    if relaxation.feasible:
        search = ReducedCostSearch(relaxation, Stopped(), Diary(), SearchLimits(time.monotonic()))
        claims = search.run() or []
        for claim in claims:
            answer = Highs().solve(SolveRequest(claim.core, limit=claim.limit))
            assert answer.status is SolveStatus.INFEASIBLE


@given(choice_models(most_late=4))
def test_without_a_plan_the_engine_gets_a_core_whole_that_is_up_to_ten_times_larger(model: ChoiceModel) -> None:
    relaxation, asked = LinearRelaxation(model.matrix), list[int]()

    class Counting(Stopped):
        def solve(self, task: SolveRequest) -> SolveResult:
            asked.append(len(task.program.cost))
            return super().solve(task)

    def run(columns: float) -> None:
        limits = SearchLimits(time.monotonic() + 60, core_columns=columns)
        ReducedCostSearch(relaxation, Counting(), Diary(), limits).run()

    if not relaxation.feasible:
        return
    run(math.inf)
    if asked:
        size = asked[0]
        run(size / 10)
        assert asked == [size, size]
        run(size / 10 - 0.1)
        assert asked == [size, size]


@pytest.mark.parametrize(
    ("openings", "room", "waited", "left"),
    [
        (False, 30, 0, True), (False, 31, 0, False), (False, 4, 0, False), (False, 3.9, 0, True), (False, 10, 9, False),
        (True, 80, 3.1, True), (True, 80, 3, False), (True, 81, 9, False), (True, 11, 3.1, True), (True, 3.9, 0, True),
        (True, 4, 9, False), (True, 10, 9, False),
    ],
)  # fmt: skip
def test_a_divided_core_is_left_for_one_that_is_worth_more(
    openings: bool,  # noqa: FBT001 - a parameter of the test
    room: float,
    waited: float,
    left: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The gap of the core is 10; a better plan may cost so much, and the last was found here so many seconds ago."""
    monkeypatch.setattr(reduced_cost_search, "time", SimpleNamespace(monotonic=lambda: 100.0 + waited))
    relaxation = cast("LinearRelaxation", SimpleNamespace(bound=1000.0, openings=(1,) if openings else ()))
    search = ReducedCostSearch(relaxation, Stopped(), Diary(), SearchLimits(math.inf))
    search._gap, search._improved = 10.0, 100.0  # noqa: SLF001 - after a division
    search.best = 1001 + room
    assert search.is_over() == left


def test_a_core_that_was_left_stays_so_when_another_thread_finds_a_better_plan_meanwhile() -> None:
    relaxation = cast("LinearRelaxation", SimpleNamespace(bound=1000.0, openings=(), choices=7))
    search = ReducedCostSearch(relaxation, Stopped(), Diary(), SearchLimits(math.inf))
    search._gap, search.best = 10.0, 1031  # noqa: SLF001 - after a division
    assert search.is_over()
    search.best = 1010
    assert search.is_over()
    assert search._following() == (False, 7)  # noqa: SLF001


class Divided(Diary):
    """Writes down what a division tells too."""

    def __init__(self) -> None:
        super().__init__()
        self.divided = Event()
        self.parts: list[Claim] = []

    def on_division(self) -> None:
        self.divided.set()

    def on_part(self, claim: Claim, _bound: float) -> None:
        self.parts.append(claim)

    def on_bound(self, _bound: float) -> None:
        pass


class WholeLast:
    """HiGHS, which is done with the core that it is asked about first only when `go_on` is set or it is told to stop.

    With `alone` it answers nothing else.
    """

    name = "whole last"

    def __init__(self, go_on: Event, *, alone: bool) -> None:
        self._go_on, self._alone = go_on, alone
        self._asked = 0
        self.ended = Event()
        self.stopped = False

    def solve(self, task: SolveRequest) -> SolveResult:
        self._asked += 1
        if self._asked > 1 and self._alone:
            assert self.ended.wait(30)
            return SolveResult(SolveStatus.STOPPED)
        if self._asked > 1:
            return Highs().solve(task)
        until = time.monotonic() + 30
        while not self._go_on.wait(0.01) and time.monotonic() < until:
            if task.enough():
                self.stopped = True
                self.ended.set()
                return SolveResult(SolveStatus.STOPPED)
        answer = Highs().solve(task)
        self.ended.set()
        return answer


def test_a_core_that_is_divided_beside_the_engine_is_proved_by_its_parts_and_the_engine_stopped() -> None:
    model, diary, engine = graphs(5, 7), Divided(), WholeLast(Event(), alone=False)
    limits = SearchLimits(time.monotonic() + 60, core_seconds=0.04, threads=2)
    search = ReducedCostSearch(LinearRelaxation(model.matrix), engine, diary, limits)
    claims = search.run()
    assert claims == diary.parts
    assert search.divided
    assert search.best == model.optimum()
    assert engine.ended.wait(30)
    assert engine.stopped
    for claim in diary.parts:
        assert Highs().solve(SolveRequest(claim.core, limit=claim.limit)).status is SolveStatus.INFEASIBLE


def test_an_engine_that_completes_a_core_while_it_is_divided_proves_the_optimum() -> None:
    model, diary = graphs(5, 7), Divided()
    engine = WholeLast(diary.divided, alone=True)
    limits = SearchLimits(time.monotonic() + 60, core_seconds=0.04, threads=2)
    search = ReducedCostSearch(LinearRelaxation(model.matrix), engine, diary, limits)
    claims = search.run()
    assert claims is not None
    (claim,) = claims
    assert not search.divided
    assert search.best == model.optimum()
    assert claim.limit == search.best - 1
    assert Highs().solve(SolveRequest(claim.core, limit=claim.limit)).status is SolveStatus.INFEASIBLE


def test_an_engine_that_fails_beside_a_division_fails_the_search() -> None:
    class Failing(WholeLast):
        def solve(self, task: SolveRequest) -> SolveResult:
            first = self._asked == 0
            answer = super().solve(task)
            if first:
                message = "as it happens"
                raise MemoryError(message)
            return answer

    diary = Divided()
    limits = SearchLimits(time.monotonic() + 60, core_seconds=0.04, threads=2)
    relaxation = LinearRelaxation(graphs(5, 7).matrix)
    with pytest.raises(MemoryError, match="as it happens"):
        ReducedCostSearch(relaxation, Failing(diary.divided, alone=True), diary, limits).run()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_core_that_proves_nothing_has_half_the_time_if_there_are_several_threads(threads: int) -> None:
    seconds: list[float] = []

    class Timed(Stopped):
        def solve(self, task: SolveRequest) -> SolveResult:
            seconds.append(task.seconds)
            return super().solve(task)

    model = graphs(*range(5, 45))
    relaxation = LinearRelaxation(model.matrix)
    limits = SearchLimits(time.monotonic() + 60, core_seconds=8, threads=threads)
    search = ReducedCostSearch(relaxation, Timed(), Divided(), limits)
    search._search_whole((relaxation.program, lambda point: point), None, 5)  # noqa: SLF001 - a small core
    assert seconds == [8 / threads]
