"""What a rule asks of some meetings: the unit in which requirements clash and are waived."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Requirement:
    """One rule for one meeting, or for several that it ties together.

    Attributes:
        rule: its key.
        meetings: indices of the meetings; empty for everything the rule asks.
    """

    rule: str
    meetings: frozenset[int] = frozenset()
