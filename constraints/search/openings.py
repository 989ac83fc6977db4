"""Branch and bound over the days on which meetings open together, where they are within few days of each other.

Once it is decided when each round opens, little is left of the program. What is known of the whole beforehand says
little, since a relaxation takes half of one opening and half of another. So rounds, or two of them that have much in
common, are also bounded alone, for each opening or pair of openings: what ties them to others is priced by the duals of
the whole (Lagrangian decomposition), so that the bounds of all blocks and of what is left add up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from constraints.engines.part_relaxation import PartRelaxation
from constraints.engines.presolve import shrink
from constraints.search.best_first import BestFirst, Part
from constraints.search.blocks import Blocks, Places, Rounds
from constraints.search.branching import LEAF_SECONDS, Branching

if TYPE_CHECKING:
    from constraints.engines.program import MipProgram
    from constraints.problem.problem import Ints
    from constraints.search.best_first import Divisible, Solving
    from constraints.search.blocks import BlockBounds

CUT_ROUNDS, LEAST_GAIN = 10, 0.02
"""Greatest number of times that rows are made of bounds of blocks, and share of the gap that one has to close."""


@dataclass(order=True)
class OpeningPart(Part):
    """A part, with what is left: for each block its openings."""

    left: dict[Rounds, list[Places]] = field(compare=False)

    def of(self, one: int) -> list[int]:
        """Return the openings that are left to a round."""
        return sorted({each[block.index(one)] for block, found in self.left.items() if one in block for each in found})


class OpeningBranching(BestFirst[OpeningPart]):
    """Branch and bound of one program over its openings.

    Args:
        whole: the program, with openings.
        search: the search.
        bound: bound known before.

    Attributes:
        whole: the program.
        blocks: its blocks.
        tightened: the program with rows made of bounds of blocks, once the first part has been dealt with.
    """

    def __init__(self, whole: Divisible, search: Solving, bound: float) -> None:
        singles: dict[Rounds, list[Places]] = {
            (one,): [(place,) for place in _open_places(whole.program, columns)]
            for one, (columns, _) in enumerate(whole.openings)
        }
        super().__init__(search, OpeningPart(bound, 0, singles), threads=search.threads)
        self.whole, self.tightened = whole, whole.program
        self.blocks = Blocks(whole, search.threads)

    def _divider(self) -> Callable[[OpeningPart], list[OpeningPart]]:
        return _Divider(self).parts_of


class _Divider:
    """Deals with parts in one thread.

    Args:
        tree: the parts that are left.
    """

    def __init__(self, tree: OpeningBranching) -> None:
        self._tree, self._search, self._blocks = tree, tree.search, tree.blocks

    @cached_property
    def _relaxation(self) -> PartRelaxation:
        return PartRelaxation(self._tree.tightened)

    def parts_of(self, part: OpeningPart) -> list[OpeningPart]:
        """Deal with a part, and return what is left of it."""
        if self._tree.is_settled(part.bound) or not all(part.left.values()):
            return []
        if self._is_settled_by_relaxation(part):
            return []
        if part.number == 0:
            self._tighten(part)
        if self._tree.is_settled(part.bound):
            return []
        if all(len(found) == 1 for found in part.left.values()):
            self._search_in(part)
            return []
        return self._divided(part)

    def _is_settled_by_relaxation(self, part: OpeningPart) -> bool:
        """Relax a part, and return whether that settles it."""
        program = self._tree.whole.program
        for one, (columns, _) in enumerate(self._tree.whole.openings):
            places = part.of(one)
            program = program.opening_between(columns, places[0], places[-1])
        self._relaxation.solve(program.lower, program.upper, self._search.best)
        part.bound = max(part.bound, self._relaxation.bound)
        return self._tree.is_settled(part.bound)

    def _tighten(self, part: OpeningPart) -> None:
        """Add rows to the relaxation, made of bounds of blocks, as long as they raise the bound of the first part."""
        for _ in range(CUT_ROUNDS):
            before, bounds = part.bound, self._bounded(part)
            if bounds is None or not bounds.of:
                return
            room = self._tree.room(part.bound)
            rows = [self._blocks.cut(block, bounds, room, self._relaxation.values) for block in bounds.of]
            least = np.array([low for _, low in rows])
            self._relaxation.add_rows(sparse.csr_array(sparse.vstack([row for row, _ in rows])), least)
            whole = self._tree.whole.program
            self._tree.tightened = replace(self._relaxation.program, lower=whole.lower, upper=whole.upper)
            settled = self._is_settled_by_relaxation(part)
            if settled or part.bound - before < LEAST_GAIN * (self._search.best - part.bound):
                return

    def _search_in(self, part: OpeningPart) -> None:
        """Have a part searched in which it is decided when all open."""
        lower, upper = self._relaxation.within(self._tree.room(self._relaxation.bound))
        program = replace(self._tree.whole.program, lower=lower, upper=upper)  # without cuts
        smaller = shrink(program)
        if smaller is None:
            self._search.claim(program, part.bound)
            return
        inner = self._tree.whole.smaller(*smaller)
        if self._search.solve(inner.program, inner.back, LEAF_SECONDS):
            self._search.claim(inner.program, part.bound)
        elif not Branching(inner, self._search, (part.bound, 0), self._tree.without(part)).run():
            self._tree.complete = False

    def _bounded(self, part: OpeningPart) -> BlockBounds | None:
        """Bound the openings of all blocks, and leave only those that may be better.

        Returns:
            The bounds, or None if they settle the part or the time is up.
        """
        left = self._blocks.joined(part.left)
        bounds = self._blocks.bounds(left, self._relaxation, self._search.is_over)
        if bounds is None:
            self._tree.complete = False
            return None
        part.bound = max(part.bound, bounds.whole)
        if self._tree.is_settled(part.bound):
            return None
        better = {
            block: sorted(
                places for places, bound in bounds.by_opening(block).items() if not self._tree.is_settled(bound)
            )
            for block in bounds.of
        }
        part.left = left | better
        return bounds

    def _divided(self, part: OpeningPart) -> list[OpeningPart]:
        """Divide a part by the openings of a block."""
        bounds = self._bounded(part)
        if bounds is None:
            return []
        chosen = min(bounds.of, key=lambda block: (len(part.left[block]), block))
        by_opening = bounds.by_opening(chosen)
        return [
            OpeningPart(max(by_opening[places], part.bound), self._tree.number(), part.left | {chosen: [places]})
            for places in part.left[chosen]
        ]


def _open_places(program: MipProgram, columns: Ints) -> list[int]:
    """Return the places of the days on which the program lets meetings open that have these columns "opened by"."""
    lower, upper = (np.append(bounds, [0, 1])[columns] for bounds in (program.lower, program.upper))  # -2 is 0, -1 is 1
    can_open = np.logical_and.accumulate(upper[::-1] > 0)[::-1]
    is_open_before = np.append(False, np.logical_or.accumulate(lower > 0)[:-1])
    return np.flatnonzero(can_open & ~is_open_before).tolist()
