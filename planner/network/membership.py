"""Which region a municipality belongs to on which day."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from calendars.span import Span
from planner.network.rows import Municipality, RegionChange


class Membership:
    """Regions of the municipalities by day.

    Args:
        municipalities: with the region each belongs to at first.
        changes: in any order.
    """

    def __init__(self, municipalities: Iterable[Municipality], changes: Iterable[RegionChange]) -> None:
        self._first = {municipality.id: municipality.region for municipality in municipalities}
        self._changes: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for change in sorted(changes, key=lambda change: change.from_day):
            self._changes[change.municipality].append((change.from_day, change.region))

    def region_of(self, municipality: str, day: date) -> str:
        """Id of the region it belongs to on that day."""
        changes: Sequence[tuple[date, str]] = self._changes.get(municipality, ())
        past = bisect_right([since for since, _ in changes], day)
        return changes[past - 1][1] if past else self._first[municipality]

    def municipalities_of(self, region: str, day: date) -> frozenset[str]:
        """Ids of the municipalities that belong to the region on that day."""
        return frozenset(name for name in self._first if self.region_of(name, day) == region)

    def merged_into(self, region: str, day: date) -> str:
        """The region itself while it has municipalities, then the one that all of them belong to, if there is one."""
        if self.municipalities_of(region, day):
            return region
        heirs = {self.region_of(name, day) for name, first in self._first.items() if first == region}
        return heirs.pop() if len(heirs) == 1 else region

    def changes_within(self, window: Span) -> list[tuple[str, date]]:
        """Municipalities that change region inside the window, after its first day, each with the day."""
        return [
            (name, since)
            for name, changes in self._changes.items()
            for since, _ in changes
            if since in window and self.region_of(name, since) != self.region_of(name, window.first)
        ]


def meeting_id(round_id: str, region: str | None) -> str:
    """Id of a meeting: that of its round, with the region if there is one for each."""
    return round_id if region is None else f"{round_id}/{region}"
