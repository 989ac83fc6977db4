"""Where the store keeps dates that are proposed and not decided.

They are announced, changed and released just as meetings are announced, changed and cancelled. So they are kept as the
meetings of a network of their own, whose id is made from that of the real one.
"""

from __future__ import annotations

_ENDING = "/held"
"""No folder's name contains a slash."""


def held_id(network: str) -> str:
    """The id under which the proposed dates of that network are kept."""
    return network + _ENDING


def is_held_id(network: str) -> bool:
    """Whether proposed dates are kept under that id."""
    return network.endswith(_ENDING)
