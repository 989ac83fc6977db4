"""What a caller may do, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a key is for."""

    PLANNER = "planner"
    """Everything."""
    READER = "reader"
    """Reading."""
    FEED_MANAGER = "feed_manager"
    """Calendars and their addresses."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks.

    Attributes:
        key: number of the key, 0 without one.
        network: id of the only network that the key is for, None for all.
    """

    key: int
    role: Role
    network: str | None = None

    def sees(self, network: str) -> bool:
        """Whether anything may be said of that network, even that it does not exist."""
        return self.network in {None, network}


KEYLESS = Caller(0, Role.PLANNER)
"""Whoever asks on this machine while there are no keys."""
