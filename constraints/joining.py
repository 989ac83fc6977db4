"""Groups of what is joined in pairs; scipy.sparse.csgraph has the same, but takes a tenth of a second to import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from constraints.problem import Ints


def joined(count: int, first: Ints, second: Ints) -> tuple[Ints, int]:
    """Numbers of groups such that first[n] and second[n] are always in one, and how many there are."""
    group, before = np.arange(count), None
    while before is None or (group != before).any():
        before = group
        least = np.minimum(group[first], group[second])
        group = group.copy()
        for ends in (first, second):
            np.minimum.at(group, before[ends], least)  # at the head of each end's group, so long chains join quickly
            np.minimum.at(group, ends, least)
        group = group[group]
    heads, group = np.unique(group, return_inverse=True)
    return group, len(heads)
