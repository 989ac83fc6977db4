"""Which houses are let, for a search that never puts two meetings into one house at a time.

Its plans are plans like any other, and it needs no columns for rooms: every meeting has the cheapest ones that fit.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from constraints.linear import Sum
from constraints.room_use import contested, let_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from constraints.candidates import Candidates
    from constraints.linear import Floats
    from constraints.room_sets import RoomSet


class HouseUse:
    """The same words as `RoomUse`, where nobody shares a house."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates
        self.contested: list[int] = []

    def rent(self, _meeting: int) -> Sum:
        """Nothing beyond the cheapest rooms."""
        return Sum()

    def clashes(self) -> Iterator[list[int]]:
        """Candidates of which at most one may be chosen: all that want one house in one half-day."""
        several = contested(self._candidates)
        first, after = let_of(self._candidates, np.array(several, dtype=np.int64))
        wanted: dict[tuple[int, int], list[int]] = defaultdict(list)
        for candidate, start, stop in zip(several, first.tolist(), after.tolist(), strict=True):
            for half_day in range(start, stop):
                wanted[int(self._candidates.venue[candidate]), half_day].append(candidate)
        yield from (list(columns) for columns in {tuple(each) for each in wanted.values()} if len(columns) > 1)

    def chosen(self, candidate: int, _values: Floats) -> RoomSet:
        """The rooms of a chosen candidate."""
        return self._candidates.sets[int(self._candidates.room_set[candidate])]
