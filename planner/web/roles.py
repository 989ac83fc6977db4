"""The roles of API keys, and the caller of a request."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a key grants."""

    PLANNER = "planner"
    """Full access."""
    READER = "reader"
    """Read access."""
    FEED_MANAGER = "feed_manager"
    """Access to feeds and their addresses."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The sender of a request.

    Attributes:
        key: number of the key; 0 without one.
        role: the role of the key.
        network: id of the only network that the key grants access to; None for all.
    """

    key: int
    role: Role
    network: str | None = None

    def sees(self, network: str) -> bool:
        """Return whether the caller may know of that network, even that it does not exist."""
        return self.network in {None, network}


KEYLESS = Caller(0, Role.PLANNER)
"""A caller on this machine while there are no keys."""
