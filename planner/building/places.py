"""Venues and rooms of a problem."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from constraints.problem import Room, Terms, Venue
from planner import network as written
from planner.building.numbers import Numbers


def venue_region(network: written.Network, venue: written.Venue, day: date) -> str | None:
    """Id of the region it lies in on that day, or None if in none."""
    if venue.municipality is not None:
        return network.membership.region_of(venue.municipality, day)
    return None if venue.region is None else network.membership.merged_into(venue.region, day)


def venues(network: written.Network, numbers: Numbers) -> tuple[Venue, ...]:
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


def rooms(network: written.Network, numbers: Numbers) -> tuple[Room, ...]:
    """The rooms, each with those that are parts of it."""
    parts = _parts(network)
    return tuple(
        Room(each.id, numbers.venues[each.venue], each.name, each.seats(), each.rate, frozenset(parts[n]))
        for n, each in enumerate(network.rooms)
    )


def _parts(network: written.Network) -> list[set[int]]:
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
