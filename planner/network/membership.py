"""Which region a municipality belongs to on a day, and the days on which a region exists."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from calendars.days import Span
from planner.network.tables import Municipality, RegionChange


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
        self._known: dict[date, dict[str, frozenset[str]]] = {}

    def region_of(self, municipality: str, day: date) -> str:
        """Id of the region it belongs to on that day."""
        changes: Sequence[tuple[date, str]] = self._changes.get(municipality, ())
        past = bisect_right([since for since, _ in changes], day)
        return changes[past - 1][1] if past else self._first[municipality]

    def municipalities_of(self, region: str, day: date) -> frozenset[str]:
        """Ids of the municipalities that belong to the region on that day."""
        if day not in self._known:  # asked for every round and region, and there are far fewer days
            self._known[day] = self._by_region(day)
        return self._known[day].get(region, frozenset())

    def _by_region(self, day: date) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name in self._first:
            found[self.region_of(name, day)].add(name)
        return {region: frozenset(names) for region, names in found.items()}

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
