"""Several values dealt with at once by threads: of use where the work is done by a solver, which lets others run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Value = TypeVar("Value")
Result = TypeVar("Result")


def in_threads(threads: int, function: Callable[[Value], Result], values: Sequence[Value]) -> Iterator[Result]:
    """Apply a function to values, by several threads if that are more than one, and yield the results in order.

    A single thread does no more than what is asked for.
    """
    if threads == 1:
        yield from map(function, values)
    else:
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(function, values)
