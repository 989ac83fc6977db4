"""Remarks about a network that is valid, but hardly what was meant: nobody asked, places far from all others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.resources import files

import numpy as np

from calendars.language import BoundMessage, Message
from constraints.problem.problem import roles_of
from planner.errors import InputError, abbreviated
from planner.network.membership import meeting_id
from planner.network.network import Network
from planner.network.tables import Municipality, Venue
from planner.network.travel import kilometres, radians

NO_MUNICIPALITY = Message("remarks.no_municipality", "no municipality belongs to {region}, so it has no meetings")
NOBODY = Message("remarks.nobody", "nobody is asked to {meetings}: {region} has no members who belong to {n:it|them}")
FAR = Message("remarks.far", "{place} lies {km} km from every other place; are lat and lon right?")
SWAPPED = Message("remarks.swapped", "{place} lies {km} km from every other place; lat and lon seem to be swapped")
ALL_SWAPPED = Message(
    "remarks.all_swapped",
    "lat {lat} and lon {lon} of {place} lie {km} km from {city}; lat and lon seem to be swapped{more}",
)
IN_OTHER_ROWS = Message("remarks.in_other_rows", ", in {n} other {n:row|rows} too")
ONLY_HERE = Message("remarks.only_here", "")
STAFF_ADDED = Message(
    "remarks.staff_added",
    "{others} of [meetings] must be there too, as staff here only adds to it; write staff_replaces = true if only"
    " {teams} must be, or staff_replaces = false if it is meant so",
)

_FAR_KM = 300
"""Kilometres as the crow flies, about five hours by road, beyond which a place is remarked."""
_ABROAD_KM = 1_000
"""Kilometres from the city after which the time zone is named, from which lat and lon may well be swapped."""
_NEARER = 3
"""How many times nearer to that city a place would be if they are."""
_PLACES_MAX = 3_000
"""Places that are compared with each other; with more it would take seconds."""


def remarks(network: Network) -> Iterator[InputError]:
    """Yield what the planner should look at, though it is no error."""
    yield from _empty_regions(network)
    far = [*_far_places(network)]
    yield from far
    yield from _swapped_tables(network, {(each.file, each.path[0]) for each in far})
    yield from _staff_added(network)


def _staff_added(network: Network) -> Iterator[InputError]:
    """Yield a remark for each section whose staff adds to the general one, unless it says that this is meant.

    Versions before this one took it to replace the general staff.
    """
    general = {team for team, number in (network.settings.meetings.staff or {}).items() if number}
    sections = (("rounds", network.settings.rounds), ("series", network.settings.series))
    for key, written in sections:
        for number, section in enumerate(written):
            others = sorted(general - {*(section.staff or {})})
            if section.staff is not None and section.staff_replaces is None and others:
                path = (key, number, "staff")
                yield network.lines.settings_error(path, STAFF_ADDED, others=others, teams=sorted(section.staff))


def _empty_regions(network: Network) -> Iterator[InputError]:
    """Yield a remark for each region without municipalities, and for each with meetings to which nobody is asked."""
    joined = {each.region for each in network.municipalities} | {each.region for each in network.region_changes}
    roles: dict[str, set[str]] = defaultdict(set)
    for member in network.members:
        roles[member.municipality] |= roles_of(member.role)
    deserted: dict[str, list[str]] = defaultdict(list)
    for round_, region in network.meetings:
        name = meeting_id(round_.id, region)
        if region is not None and name not in network.dropped:
            homes = network.membership.municipalities_of(region, round_.window.first)
            found = {role for home in homes for role in roles[home]}
            if not (found if round_.roles is None else found & {*round_.roles}):
                deserted[region].append(name)
    for number, region_ in enumerate(network.settings.regions):
        path = ("regions", number)
        names = deserted.get(region_.id)
        if region_.id not in joined:
            yield network.lines.settings_error(path, NO_MUNICIPALITY, region=region_.name)
        elif names:
            yield network.lines.settings_error(
                path, NOBODY, region=region_.name, meetings=abbreviated(names), n=len(names)
            )


def _far_places(network: Network) -> Iterator[InputError]:
    """Yield a remark for each place that lies far from all others."""
    places = [(table, *each) for table in ("municipalities", "venues") for each in _places(network, table)]
    if len(places) > _PLACES_MAX or len(places) <= 1:
        return
    points = radians([each for _, _, each in places])
    distances = kilometres(points, points)
    swapped = kilometres(points[:, ::-1], points)
    city = _zone_cities().get(network.settings.timezone)
    at_city, swapped_at_city = (kilometres(np.radians([city or (0, 0)]), each)[0] for each in (points, points[:, ::-1]))
    for all_distances in (distances, swapped):
        np.fill_diagonal(all_distances, np.inf)
    for number, (table, row, place) in enumerate(places):
        nearest = float(distances[number].min())
        if nearest > _FAR_KM:
            sentence = SWAPPED if swapped[number].min() <= _FAR_KM else FAR
            if sentence is SWAPPED and city is not None and at_city[number] <= swapped_at_city[number]:
                continue  # the place it is compared with has them swapped
            yield network.lines.table_error(table, row, "lat", sentence, place=place.name, km=round(nearest))


def _swapped_tables(network: Network, told: Collection[tuple[str, object]]) -> Iterator[InputError]:
    """Yield a remark for each table with rows that would lie in the network's time zone were lat and lon swapped.

    Args:
        network: the network.
        told: file and row of what was remarked before.
    """
    zone = network.settings.timezone
    city = _zone_cities().get(zone)
    if city is None:
        return
    for table in ("municipalities", "venues"):
        places = [each for each in _places(network, table) if (f"{table}.csv", each[0]) not in told]
        points = radians([each for _, each in places])
        found, swapped = (kilometres(np.radians([city]), each)[0] for each in (points, points[:, ::-1]))
        wrong = np.flatnonzero((found > _ABROAD_KM) & (found > _NEARER * swapped))
        if wrong.size:
            row, place = places[wrong[0]]
            others = wrong.size - 1
            yield network.lines.table_error(
                table, row, "lat", ALL_SWAPPED, place=place.name, lat=place.lat, lon=place.lon,
                km=round(float(found[wrong[0]])), city=zone.rpartition("/")[2].replace("_", " "),
                more=BoundMessage(IN_OTHER_ROWS if others else ONLY_HERE, {"n": others}),
            )  # fmt: skip


def _places(network: Network, table: str) -> list[tuple[int, Municipality | Venue]]:
    """Return the rows of a table that have coordinates, each with its number from 0."""
    rows: tuple[Municipality | Venue, ...] = getattr(network, table)
    return [(row, each) for row, each in enumerate(rows) if each.lat is not None]


@cache
def _zone_cities() -> Mapping[str, tuple[float, float]]:
    """Return latitude and longitude, in degrees, of the city of each time zone, from the tz database (zone.tab)."""
    text = (files("tzdata.zoneinfo") / "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {
        name: (_degrees(place[: len(place) // 2]), _degrees(place[len(place) // 2 :])) for _, place, name, *_ in rows
    }


def _degrees(text: str) -> float:
    """Return an angle of ISO 6709, such as +5540 or -0734607 (degrees, minutes, perhaps seconds), in degrees."""
    digits = text[1:]
    whole = len(digits) - 2 * ((len(digits) - 2) // 2)
    parts = [digits[:whole], *(digits[place : place + 2] for place in range(whole, len(digits), 2))]
    size: float = sum(int(part) / 60.0**power for power, part in enumerate(parts))
    return -size if text.startswith("-") else size
