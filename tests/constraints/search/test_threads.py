from itertools import islice
from threading import Barrier

import pytest

from constraints.search.threads import in_threads


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_the_order_of_the_values(threads: int) -> None:
    assert [*in_threads(threads, lambda value: value * 2, [3, 1, 2])] == [6, 2, 4]


def test_two_values_are_dealt_with_at_once() -> None:
    both = Barrier(2, timeout=30)
    assert {*in_threads(2, lambda _: both.wait(), ["a", "b"])} == {0, 1}


def test_one_thread_does_no_more_than_is_asked_for() -> None:
    done: list[int] = []
    assert [*islice(in_threads(1, done.append, [1, 2, 3]), 2)] == [None, None]
    assert done == [1, 2]


@pytest.mark.parametrize("threads", [1, 2])
def test_an_error_is_raised(threads: int) -> None:
    with pytest.raises(ZeroDivisionError):
        [*in_threads(threads, lambda value: 1 / value, [1, 0])]
