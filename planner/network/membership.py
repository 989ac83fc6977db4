"""Which region municipalities belong to on which day, and which of them have a place of what is offered."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from calendars.days import ONE_DAY, Span
from planner.allocation.places import Applicant, Decision, Given, Outcome, give_places
from planner.network.rounds import Offer
from planner.network.tables import ApplicationRow, Municipality, RegionChange


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


def rows_of(offer: Offer, offers: Sequence[Offer], rows: Iterable[ApplicationRow]) -> Iterator[ApplicationRow]:
    """Yield the applications for an offer; where there is only one, those that name none are for it."""
    for row in rows:
        if row.offer == offer.id or (row.offer is None and len(offers) == 1):
            yield row


def places(
    offer: Offer,
    rows: Iterable[ApplicationRow],
    regions: Mapping[str, str],
    municipalities: Iterable[Municipality],
    membership: Membership,
) -> tuple[Given, ...]:
    """Return what comes of the applications for an offer.

    Args:
        offer: the offer.
        rows: its applications, in the order of the table.
        regions: names by id.
        municipalities: all there are; others are passed over.
        membership: the regions of municipalities.
    """
    names = {each.id: each.name for each in municipalities}
    found: dict[str, Applicant] = {}
    for row in rows:
        if row.municipality in names:
            region = membership.region_of(row.municipality, row.received.date())
            decision = Decision(row.decided_by, row.decided_on, row.reason)
            found.setdefault(row.municipality, Applicant(
                row.municipality, names[row.municipality], region, row.received, row.persons, row.state, decision
            ))  # fmt: skip
    return give_places(offer.terms(regions), [*found.values()])


def hosts(given: Iterable[Given], rows: Iterable[ApplicationRow]) -> list[ApplicationRow]:
    """Return the applications that have a place, in the order in which the places are given."""
    by_municipality = {row.municipality: row for row in reversed([*rows])}
    return [by_municipality[each.applicant.id] for each in given if each.outcome is Outcome.PLACE]
