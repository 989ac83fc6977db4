"""The days on which a region is there: those on which some municipality belongs to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from calendars.blackout import Blackout, Scope
from calendars.span import ONE_DAY, Span
from planner.network import Network


def while_region_exists(network: Network, blackout: Blackout) -> Iterator[Blackout]:
    """The blackout on the days on which its region is there; as it is if it is for others than a region.

    A joint meeting minds the closed days of every region, but not those of one that has been merged into another.
    """
    if blackout.scope is not Scope.REGION:
        yield blackout
        return
    yield from (replace(blackout, span=days) for days in _days(network, blackout.target, blackout.span))


def _days(network: Network, region: str, within: Span) -> list[Span]:
    changes = {change.from_day for change in network.region_changes}
    firsts = sorted({within.first, *(day for day in changes if day in within)})
    found: list[Span] = []
    for first, last in zip(firsts, [*(day - ONE_DAY for day in firsts[1:]), within.last], strict=True):
        if network.membership.municipalities_of(region, first):
            goes_on = bool(found) and found[-1].last + ONE_DAY == first
            found.append(Span(found.pop().first if goes_on else first, last))
    return found
