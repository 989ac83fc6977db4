"""Travel minutes between places: from the tables, else estimated from coordinates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from calendars.language import Message
from planner.errors import InputError, abbreviated
from planner.network.network import Network
from planner.network.numbers import Numbers, hall_owners, own_hall_id
from planner.network.settings import TravelEstimate
from planner.network.tables import Municipality, Venue

if TYPE_CHECKING:
    from constraints.problem.problem import Bools, Ints, Meeting


_EARTH_RADIUS_KM = 6371.0
"""Mean radius of the Earth (IUGG)."""

UNKNOWN_FROM = Message(
    "network.travel.unknown_from",
    "travel to {place} is not known: give it coordinates (lat, lon), or minutes from {names} in travel.csv",
)
UNKNOWN_TO = Message(
    "network.travel.unknown_to",
    "travel from {place} is not known: give it coordinates (lat, lon), or minutes to {names} in travel.csv",
)
UNKNOWN_BETWEEN = Message(
    "network.travel.unknown_between",
    "travel of the staff between {place} and {names} is not known: give it coordinates (lat, lon), or minutes in"
    " venue_travel.csv",
)

_UNKNOWN_MINUTES = -1


def travel(network: Network, numbers: Numbers) -> Ints:
    """Return the minutes one way, shape (municipalities, venues); -1 where unknown."""
    minutes = _estimate(network.municipalities, _houses(network), network.settings.travel)
    extra = np.array([each.extra_minutes for each in network.municipalities], dtype=np.int64)
    minutes = np.where(minutes == _UNKNOWN_MINUTES, _UNKNOWN_MINUTES, minutes + extra[:, np.newaxis])
    for row in network.travel:
        minutes[numbers.municipalities[row.municipality], numbers.venues[row.venue]] = row.minutes
    minutes[:, _online(network)] = 0
    for municipality in network.own_halls:  # no journey, and no ferry
        minutes[numbers.municipalities[municipality], numbers.venues[own_hall_id(municipality)]] = 0
    return minutes


def _houses(network: Network) -> list[Municipality | Venue]:
    """Return what has a position for each venue of the problem: the venue, or the owner of a hall."""
    return [*network.venues, *hall_owners(network)]


def venue_travel(network: Network, numbers: Numbers) -> Ints:
    """Return the minutes one way, shape (venues, venues); -1 where unknown."""
    houses = _houses(network)
    minutes = _estimate(houses, houses, network.settings.travel)
    np.fill_diagonal(minutes, 0)
    rows = [(numbers.venues[row.venue], numbers.venues[row.other], row.minutes) for row in network.venue_travel]
    for there, back, each in rows:
        minutes[back, there] = each
    for there, back, each in rows:
        minutes[there, back] = each
    online = _online(network)
    minutes[online], minutes[:, online] = 0, 0
    return minutes


def _online(network: Network) -> Bools:
    """Return which venues are online, where nobody travels to, shape (venues,)."""
    return np.array([isinstance(each, Venue) and each.online for each in _houses(network)], dtype=np.bool_)


def unknown_travel(network: Network, minutes: Ints, needed: Bools) -> Iterator[InputError]:
    """Yield an error for each place without coordinates whose journeys some meeting needs but no table gives."""
    from_venue, from_municipality, houses = defaultdict(list), defaultdict(list), _houses(network)
    for home, venue in np.argwhere(needed & (minutes == _UNKNOWN_MINUTES)).tolist():
        if houses[venue].lat is None:
            from_venue[venue].append(network.municipalities[home].name)
        else:
            from_municipality[home].append(houses[venue].name)
    yield from _missing_of_houses(network, UNKNOWN_FROM, from_venue)
    yield from _missing_coordinates(
        network, "municipalities", network.municipalities, UNKNOWN_TO, from_municipality.items()
    )


def unknown_venue_travel(network: Network, minutes: Ints, needed: Bools) -> Iterator[InputError]:
    """Yield an error for each venue without coordinates whose journeys of staff may be needed but no table gives."""
    unknown, houses = defaultdict(list), _houses(network)
    for venue, other in np.argwhere(needed & (minutes == _UNKNOWN_MINUTES)).tolist():
        if houses[venue].lat is None:
            unknown[venue].append(houses[other].name)
    yield from _missing_of_houses(network, UNKNOWN_BETWEEN, unknown)


def _missing_of_houses(network: Network, sentence: Message, unknown: Mapping[int, list[str]]) -> Iterator[InputError]:
    """Yield an error for each venue without coordinates, or for the municipality whose own hall it is."""
    owners, n = hall_owners(network), len(network.venues)
    of_venues = [each for each in unknown.items() if each[0] < n]
    yield from _missing_coordinates(network, "venues", network.venues, sentence, of_venues)
    homes = [network.municipalities.index(each) for each in owners]
    of_halls = [(homes[place - n], names) for place, names in unknown.items() if place >= n]
    yield from _missing_coordinates(network, "municipalities", network.municipalities, sentence, of_halls)


def journeys(network: Network, numbers: Numbers, meetings: Iterable[Meeting]) -> tuple[Bools, Bools]:
    """Return which journeys may be needed.

    Returns:
        Those of members, shape (municipalities, venues); those of staff, shape (venues, venues).
    """
    members = np.zeros((len(network.municipalities), len(numbers.venues)), dtype=np.bool_)
    staff = np.zeros(len(numbers.venues), dtype=np.bool_)
    members_of = [(numbers.municipalities[each.municipality], each) for each in network.members]
    for meeting in meetings:
        at = np.array(meeting.venues, dtype=np.int64)
        asked = (members_of[number] for number in meeting.members)
        homes = sorted({home for home, member in asked if member.takes_part_within(meeting.window)})
        members[np.ix_(np.array(homes, dtype=np.int64), at)] = True
        staff[at] |= any(meeting.staff.values())
    return members, staff[:, np.newaxis] & staff


def _missing_coordinates(
    network: Network,
    table: str,
    places: Sequence[Municipality] | Sequence[Venue],
    sentence: Message,
    unknown: Iterable[tuple[int, list[str]]],
) -> Iterator[InputError]:
    for place, names in unknown:
        yield network.lines.table_error(
            table, place, "lat", sentence, place=places[place].name, names=abbreviated(names)
        )


def _estimate(
    origins: Sequence[Municipality | Venue], ends: Sequence[Municipality | Venue], estimate: TravelEstimate
) -> Ints:
    minutes = np.rint(kilometres(radians(origins), radians(ends)) * estimate.detour / estimate.speed * 60)
    return np.asarray(np.where(np.isnan(minutes), _UNKNOWN_MINUTES, minutes), dtype=np.int64)


def radians(places: Sequence[Municipality | Venue]) -> NDArray[np.float64]:
    """Return latitude and longitude in radians, shape (places, 2); NaN where unknown."""
    degrees = [(np.nan, np.nan) if each.lat is None else (each.lat, each.lon) for each in places]
    return np.radians(np.array(degrees, dtype=np.float64).reshape(-1, 2))


def kilometres(origins: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return great-circle distances in kilometres, shape (origins, ends), by the haversine formula."""
    lat, lon = origins[:, np.newaxis, :].transpose(2, 0, 1)
    end_lat, end_lon = ends[np.newaxis, :, :].transpose(2, 0, 1)
    half_chord = np.sin((end_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(end_lat) * np.sin((end_lon - lon) / 2) ** 2
    return np.asarray(2 * _EARTH_RADIUS_KM * np.arcsin(np.sqrt(half_chord)))
