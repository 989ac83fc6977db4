"""Members, staff, venues and rooms of a problem, and the numbers that stand for their ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Protocol, Self

import numpy as np

from calendars.blackouts import Blackout, Scope
from constraints.problem.busy import Busy, BusyTimes, minutes
from constraints.problem.problem import Member, Room, StaffPerson, Terms, Venue
from planner.network import tables as written
from planner.network.network import Network


class _WithId(Protocol):
    @property
    def id(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Numbers:
    """For every kind of id its index in the problem's tuples, which are in the order of the network's."""

    regions: Mapping[str, int]
    municipalities: Mapping[str, int]
    members: Mapping[str, int]
    staff: Mapping[str, int]
    venues: Mapping[str, int]

    @classmethod
    def of(cls, network: Network) -> Self:
        """The numbers for that network."""
        return cls(
            _numbers(network.settings.regions),
            _numbers(network.municipalities),
            _numbers(network.members),
            _numbers(network.staff),
            _numbers(network.venues),
        )


def _numbers(things: Iterable[_WithId]) -> dict[str, int]:
    return {thing.id: number for number, thing in enumerate(things)}


def members(network: Network, numbers: Numbers) -> tuple[Member, ...]:
    """The members."""
    return tuple(Member(each.id, numbers.municipalities[each.municipality], each.role) for each in network.members)


def staff(network: Network) -> tuple[StaffPerson, ...]:
    """The staff."""
    return tuple(StaffPerson(each.id, each.team, each.name) for each in network.staff)


def busy_times(people: Iterable[str], busy: Mapping[str, Sequence[Busy]], blackouts: Iterable[Blackout]) -> BusyTimes:
    """When each of the people cannot come: by their own busy times, and by blackouts that forbid.

    The same spell is one object for everybody who has it, so each is turned into numbers once.
    """
    spells = [[*busy.get(person, ()), *closed] for person, closed in _closed_to(people, blackouts).items()]
    distinct = {id(spell): spell for spell in chain.from_iterable(spells)}
    place = {key: n for n, key in enumerate(distinct)}
    cells = np.array([_numbers_of_people(spell) for spell in distinct.values()], dtype=np.int64).reshape(-1, 4)
    order = np.array([place[id(spell)] for spell in chain.from_iterable(spells)], dtype=np.int64)
    person = np.repeat(np.arange(len(spells), dtype=np.int64), [len(each) for each in spells])
    return BusyTimes(len(spells), person, *cells[order].T)


def _closed_to(people: Iterable[str], blackouts: Iterable[Blackout]) -> dict[str, list[Busy]]:
    closed: dict[str, list[Busy]] = {person: [] for person in people}
    for blackout in blackouts:
        if blackout.scope is Scope.PERSON and blackout.hard and blackout.target in closed:
            closed[blackout.target].append(Busy(blackout.span))
    return closed


def _numbers_of_people(spell: Busy) -> tuple[int, int, int, int]:
    return (spell.span.first.toordinal(), spell.span.last.toordinal(), *minutes(spell.hours))


def venue_region(network: Network, venue: written.Venue, day: date) -> str | None:
    """Id of the region it lies in on that day, or None if in none."""
    if venue.municipality is not None:
        return network.membership.region_of(venue.municipality, day)
    return None if venue.region is None else network.membership.merged_into(venue.region, day)


def venues(network: Network, numbers: Numbers) -> tuple[Venue, ...]:
    """The venues, each with its region at the start."""
    first = network.settings.first_day
    steps: dict[str, list[tuple[int, int]]] = {}
    for row in sorted(network.venue_terms, key=lambda term: -term.days):
        steps.setdefault(row.venue, []).append((row.days, row.percent))
    return tuple(
        _venue(each, venue_region(network, each, first), numbers, steps.get(each.id)) for each in network.venues
    )


def _venue(
    venue: written.Venue, region: str | None, numbers: Numbers, steps: Sequence[tuple[int, int]] | None
) -> Venue:
    return Venue(
        venue.id,
        venue.name,
        venue.town,
        venue.address,
        None if region is None else numbers.regions[region],
        venue.lat,
        venue.lon,
        venue.setup_half_days,
        venue.teardown_half_days,
        None if steps is None else Terms(tuple(steps), venue.moving_cancels),
    )


def rooms(network: Network, numbers: Numbers) -> tuple[Room, ...]:
    """The rooms, each with those that are parts of it."""
    parts = _parts(network)
    return tuple(
        Room(each.id, numbers.venues[each.venue], each.name, each.seats(), each.rate, frozenset(parts[n]))
        for n, each in enumerate(network.rooms)
    )


def _parts(network: Network) -> list[set[int]]:
    """For each room itself and everything that is a part of it, of its parts, and so on."""
    place = {(room.venue, room.id): n for n, room in enumerate(network.rooms)}
    found = [{n} for n in range(len(network.rooms))]
    for n, room in enumerate(network.rooms):
        around = room.part_of
        while around is not None:
            whole = place[room.venue, around]
            found[whole].add(n)
            around = network.rooms[whole].part_of
    return found
