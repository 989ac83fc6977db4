"""Labels that would overlap go into different lanes, one below the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

APART = 8.0
"""Pixels that stay free between two labels of one lane."""


@dataclass(frozen=True, slots=True)
class Extent:
    """From one pixel to another, left to right."""

    left: float
    right: float

    @classmethod
    def around(cls, middle: float, width: float, within: Extent) -> Extent:
        """As wide as that about the middle, pushed inward where it would stick out."""
        left = max(min(middle - width / 2, within.right - width), within.left)
        return cls(left, left + width)

    @property
    def middle(self) -> float:
        """The pixel half way."""
        return (self.left + self.right) / 2

    def joined(self, other: Extent) -> Extent:
        """From the leftmost to the rightmost of the two."""
        return Extent(min(self.left, other.left), max(self.right, other.right))


def lanes(extents: Iterable[Extent]) -> list[int]:
    """For each extent, ordered by its left end, the first lane in which it is apart from all others."""
    ends: list[float] = []
    found = []
    for extent in extents:
        lane = next((n for n, end in enumerate(ends) if end + APART <= extent.left), len(ends))
        ends[lane : lane + 1] = [extent.right]
        found.append(lane)
    return found
