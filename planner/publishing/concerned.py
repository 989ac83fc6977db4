"""Whom a meeting concerns, judged by nothing but what was announced: else entries could vanish without a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from planner.publishing.audiences import Kind
from planner.revisions.announced import Announced
from planner.store.feeds import Audience


class Wanted:
    """Audiences in question, found by their ids so that nobody else need be thought of."""

    def __init__(self, audiences: Iterable[Audience]) -> None:
        self._by_kind: dict[str, dict[str, Audience]] = {}
        for audience in audiences:
            self._by_kind.setdefault(audience.kind, {})[audience.target] = audience

    def of(self, kind: Kind, ids: Iterable[str]) -> Iterator[Audience]:
        """Those of a kind with these ids."""
        known: Mapping[str, Audience] = self._by_kind.get(kind, {})
        return map(known.__getitem__, known.keys() & ids)

    def every(self, kind: Kind) -> Iterator[Audience]:
        """All of a kind."""
        return iter(self._by_kind.get(kind, {}).values())


Concerned = Callable[[Announced, Wanted], frozenset[Audience]]
"""Those of the audiences in question whom a meeting concerns."""


def overview(announced: Announced, wanted: Wanted) -> frozenset[Audience]:
    """Those who see meetings of many regions: the network, and the staff of this meeting."""
    staff = wanted.of(Kind.STAFF, [person.id for person in announced.staff])
    return frozenset(chain(wanted.every(Kind.NETWORK), staff))


def participants(announced: Announced, wanted: Wanted) -> frozenset[Audience]:
    """Those who see the meetings of their region alone, and the joint ones: members, municipalities, regions."""
    regions = wanted.every(Kind.REGION) if announced.region is None else wanted.of(Kind.REGION, [announced.region.id])
    municipalities = wanted.of(Kind.MUNICIPALITY, [each.id for each in announced.municipalities])
    return frozenset(chain(regions, municipalities, wanted.of(Kind.MEMBER, announced.members)))


def house(announced: Announced, wanted: Wanted) -> frozenset[Audience]:
    """The venue."""
    return frozenset(wanted.of(Kind.VENUE, [announced.venue.id]))


def house_with_setup(announced: Announced, wanted: Wanted) -> frozenset[Audience]:
    """The venue, if it lets the rooms before the meeting too."""
    return house(announced, wanted) if announced.setup else frozenset()


def house_with_teardown(announced: Announced, wanted: Wanted) -> frozenset[Audience]:
    """The venue, if it lets the rooms after the meeting too."""
    return house(announced, wanted) if announced.teardown else frozenset()
