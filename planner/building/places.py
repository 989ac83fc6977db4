"""Venues and rooms of a problem."""

from __future__ import annotations

from datetime import date

from constraints.problem import Room, Venue
from planner import network as written
from planner.building.numbers import Numbers


def venue_region(network: written.Network, venue: written.Venue, day: date) -> str | None:
    """Id of the region it lies in on that day, or None if in none."""
    if venue.municipality is not None:
        return network.membership.region_of(venue.municipality, day)
    return venue.region


def venues(network: written.Network, numbers: Numbers) -> tuple[Venue, ...]:
    """The venues, each with its region at the start."""
    first = network.settings.first_day
    return tuple(_venue(each, venue_region(network, each, first), numbers) for each in network.venues)


def _venue(venue: written.Venue, region: str | None, numbers: Numbers) -> Venue:
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
