"""Parts of a tree are dealt with by any number of threads, until nothing is left or the search is over."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Barrier, Event, Lock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from constraints.engines.presolve import Back
from constraints.engines.program import MipProgram
from constraints.search.best_first import BestFirst, Part

SECONDS = 30.0
"""Time after which a thread that waits for another has waited in vain."""


class Search:
    """A search that writes down what it is told, and is over after some questions."""

    threads = 1

    def __init__(self, steps: float = math.inf) -> None:
        self.best = math.inf
        self.steps = steps
        self.bounds: list[float] = []
        self.lock = Lock()

    def is_over(self) -> bool:
        self.steps -= 1
        return self.steps < 0

    def has_bound(self, bound: float) -> None:
        self.bounds.append(min(bound, self.best))

    def solve(self, _program: MipProgram, _back: Back, _seconds: float) -> bool:
        raise AssertionError

    def claim(self, _program: MipProgram, _bound: float) -> None:
        raise AssertionError


@dataclass(order=True)
class Range(Part):
    """Some of the costs, and what may be near them."""

    costs: tuple[int, ...] = field(compare=False)
    kind: str = field(compare=False, default="")


class Halving(BestFirst[Range]):
    """The search for the least of some costs, which halves them."""

    def __init__(self, costs: tuple[int, ...], search: Search, threads: int = 1, rest: float = math.inf) -> None:
        super().__init__(search, Range(-math.inf, 0, costs), rest, threads)
        self.told, self.begun = search, list[tuple[int, ...]]()

    def _divider(self) -> Callable[[Range], list[Range]]:
        return self.halves

    def _is_near(self, part: Range, last: Range) -> bool:
        return part.kind == last.kind

    def halves(self, part: Range) -> list[Range]:
        self.begun.append(part.costs)
        if self.is_settled(part.bound):
            return []
        if len(part.costs) == 1:
            with self.told.lock:
                self.told.best = min(self.told.best, part.costs[0])
            return []
        middle = len(part.costs) // 2
        return [self.part(part.costs[:middle]), self.part(part.costs[middle:])]

    def part(self, costs: tuple[int, ...], kind: str = "") -> Range:
        return Range(min(costs), self.number(), costs, kind)


THREADS = st.integers(1, 3)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=12).map(tuple), THREADS, st.integers(0, 9))
def test_the_best_is_found_and_no_bound_is_above_it(costs: tuple[int, ...], threads: int, rest: int) -> None:
    search = Search()
    tree = Halving(costs, search, threads, rest)
    assert tree.run()
    assert search.best == min(costs)
    assert max(search.bounds) <= min(*costs, rest)


@given(st.lists(st.integers(0, 9), min_size=2, max_size=12, unique=True).map(tuple), THREADS, st.integers(0, 3))
def test_it_is_not_done_when_the_search_is_over(costs: tuple[int, ...], threads: int, steps: int) -> None:
    tree = Halving(costs, Search(steps), threads)
    assert tree.run() == (tree.told.steps >= 0)
    assert len(tree.begun) <= steps


@pytest.mark.parametrize("threads", [1, 2])
def test_it_is_not_done_after_a_search_that_the_engine_did_not_complete(threads: int) -> None:
    class Incomplete(Halving):
        def halves(self, part: Range) -> list[Range]:
            self.complete = False
            return super().halves(part)

    tree = Incomplete((1, 2, 3, 4), Search(), threads)
    assert not tree.run()
    assert tree.begun == [(1, 2, 3, 4)]
    tree = Incomplete((1,), Search(), threads)
    assert not tree.run()


def test_one_thread_goes_on_with_what_is_left_of_a_part_and_then_with_the_least_bound() -> None:
    tree = Halving((5, 3, 4, 8, 1, 9, 6, 2), Search())
    tree.run()
    whole, right, left = (5, 3, 4, 8, 1, 9, 6, 2), (1, 9, 6, 2), (5, 3, 4, 8)
    assert tree.begun == [whole, right, (1, 9), (1,), (6, 2), left, (9,)]


def test_a_thread_prefers_parts_near_its_last_one() -> None:
    class Kinds(Halving):
        def halves(self, part: Range) -> list[Range]:
            if len(self.begun) == 0:
                self.begun.append(part.costs)
                return [self.part((7,), "b"), self.part((5,), "b"), self.part((6,), "a")]
            self.begun.append(part.costs)
            return []

    tree = Kinds((0, 0, 0), Search())
    tree.run()
    assert tree.begun == [(0, 0, 0), (5,), (7,), (6,)]


def test_two_threads_deal_with_two_parts_at_once() -> None:
    both = Barrier(2, timeout=SECONDS)

    class Together(Halving):
        def halves(self, part: Range) -> list[Range]:
            if len(part.costs) == 1:
                both.wait()
            return super().halves(part)

    search = Search()
    assert Together((1, 2), search, 2).run()
    assert search.bounds == [-math.inf, 1, 1]  # the part that is being dealt with counts
    assert search.best == 1


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_an_error_of_one_thread_is_raised(threads: int) -> None:
    class Failing(Halving):
        def halves(self, part: Range) -> list[Range]:
            if len(part.costs) == 1:
                message = "as it happens"
                raise MemoryError(message)
            return super().halves(part)

    with pytest.raises(MemoryError, match="as it happens"):
        Failing((1, 2, 3), Search(), threads).run()


def test_one_thread_does_first_what_may_end_the_search() -> None:
    search = Search()
    tree = Halving((1, 2), search)

    def end() -> None:
        assert tree.begun == []
        search.steps = 0

    assert not tree.run([end])
    assert tree.begun == []


def test_what_may_end_the_search_is_done_beside_and_not_waited_for() -> None:
    begun, go_on = Event(), Event()

    class Waiting(Halving):
        def halves(self, part: Range) -> list[Range]:
            assert begun.wait(SECONDS)
            return super().halves(part)

    def beside() -> None:
        begun.set()
        assert go_on.wait(SECONDS)

    search = Search()
    assert Waiting((2, 1), search, 2).run([beside])
    assert search.best == 1
    go_on.set()


def test_the_bound_of_others_counts_all_parts_but_one() -> None:
    class Asking(Halving):
        def halves(self, part: Range) -> list[Range]:
            others.append(self.without(part))
            return super().halves(part)

    others: list[float] = []
    Asking((4, 3), Search(), rest=9).run()
    assert others == [9, 4, 9]
