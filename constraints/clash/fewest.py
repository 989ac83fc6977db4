"""A smallest set of items that is still too much (QuickXplain).

U. Junker, QUICKXPLAIN: Preferred explanations and relaxations for over-constrained problems, AAAI 2004: half of the
items are set aside at a time, so a small set among many is found with few questions.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
TooMuch = Callable[[Sequence[T]], bool]


class TooManyError(Exception):
    """More items are needed than were allowed."""


def fewest(items: Sequence[T], too_much: TooMuch[T], most: int = sys.maxsize) -> list[T]:
    """Items that are too much together, and not without any one of them, in the order given; earlier ones preferred.

    Args:
        items: too much together.
        too_much: whether some items are; more items are never less.
        most: more items than this are not looked for.

    Raises:
        TooManyError: if more are needed.
    """
    if not items or too_much(()):
        return []
    return sorted(_Search(too_much, most).fewest((), (), items), key=items.index)


class _Search(Generic[T]):
    def __init__(self, too_much: TooMuch[T], most: int) -> None:
        self._too_much = too_much
        self._left = most

    def fewest(self, kept: Sequence[T], new: Sequence[T], items: Sequence[T]) -> Sequence[T]:
        """The fewest of `items` that are too much with those kept; `new` were added since it was last asked."""
        if new and self._too_much(kept):
            return ()
        if len(items) == 1:
            self._left -= 1
            if self._left < 0:
                raise TooManyError
            return items
        first, second = items[: len(items) // 2], items[len(items) // 2 :]
        needed = self.fewest((*kept, *first), first, second)
        return (*self.fewest((*kept, *needed), needed, first), *needed)
