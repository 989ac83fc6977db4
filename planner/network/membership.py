"""The region of each municipality by day, and the days on which a region exists."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from calendars.days import ONE_DAY, Span
from planner.network.tables import Municipality, RegionChange


class Membership:
    """The regions of municipalities by day.

    Args:
        municipalities: with the region each belongs to at first.
        changes: later changes of region, in any order.
    """

    def __init__(self, municipalities: Iterable[Municipality], changes: Iterable[RegionChange]) -> None:
        self._first = {municipality.id: municipality.region for municipality in municipalities}
        self._changes: dict[str, list[tuple[date, str]]] = defaultdict(list)
        for change in sorted(changes, key=lambda change: change.from_day):
            self._changes[change.municipality].append((change.from_day, change.region))
        self._known: dict[date, dict[str, frozenset[str]]] = {}

    def region_of(self, municipality: str, day: date) -> str:
        """Return the id of the region that the municipality belongs to on that day."""
        changes: Sequence[tuple[date, str]] = self._changes.get(municipality, ())
        past = bisect_right([since for since, _ in changes], day)
        return changes[past - 1][1] if past else self._first[municipality]

    def municipalities_of(self, region: str, day: date) -> frozenset[str]:
        """Return the ids of the municipalities that belong to the region on that day."""
        if day not in self._known:  # cached by day: called for every round and region, but for few days
            self._known[day] = self._by_region(day)
        return self._known[day].get(region, frozenset())

    def _by_region(self, day: date) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for name in self._first:
            found[self.region_of(name, day)].add(name)
        return {region: frozenset(names) for region, names in found.items()}

    def merged_into(self, region: str, day: date) -> str:
        """Return the region itself while it has municipalities, then the one all of them joined, if it is one."""
        if self.municipalities_of(region, day):
            return region
        heirs = {self.region_of(name, day) for name, first in self._first.items() if first == region}
        return heirs.pop() if len(heirs) == 1 else region

    def moves_within(self, window: Span) -> Iterator[tuple[str, Span]]:
        """Yield the municipalities that are in another region than on the first day of the window, with the days."""
        for name, changes in self._changes.items():
            for place, (since, region) in enumerate(changes):
                until = min([window.last, *(day - ONE_DAY for day, _ in changes[place + 1 :])])
                if window.first < since <= until and region != self.region_of(name, window.first):
                    yield name, Span(since, until)


def meeting_id(round_id: str, region: str | None) -> str:
    """Return the id of a meeting: that of its round, followed by the region if it is regional."""
    return round_id if region is None else f"{round_id}/{region}"
