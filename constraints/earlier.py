"""An earlier proposal, which later ones are to differ from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Earlier:
    """Where an earlier proposal has some meetings, and how many of these must lie otherwise.

    Attributes:
        places: first day and index of the venue, by index of the meeting.
        differing: fewest of them that must have another first day or another venue.
    """

    places: Mapping[int, tuple[date, int]]
    differing: int
