"""Draw where people come from and where they meet (SVG): municipalities, venues, and the ways between them."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from calendars.language import Message
from planner.text.svg import add, group, root, to_text

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from constraints.problem.plan import Schedule
    from planner.network.network import Network

LABEL = Message("map_picture.label", "Map of venues and municipalities")
VENUE = Message("map_picture.venue", "{venue}: {n} {n:meeting|meetings}")
HOME = Message("map_picture.home", "{municipality}: {n} {n:member|members}")

WIDTH_PX = 560.0
MARGIN_PX = 24.0
MEETING_AREA_PX = 26.0
"""Area of a venue's mark for each meeting, as the square of its radius."""

Point = tuple[float, float]


def draw_map(network: Network, schedule: Schedule) -> str | None:
    """Return the map without a style, as a page shows it; None without a venue and a municipality whose place is known.

    Longitudes are shortened by the cosine of the middle latitude (equirectangular projection).
    """
    locale = schedule.problem.locale
    meetings = Counter(schedule.venue(held).id for held in schedule)
    houses = {each.id: (each.lat, each.lon) for each in network.venues if each.id in meetings}
    homes = {each.id: (each.lat, each.lon) for each in network.municipalities}
    places = [(lat, lon) for lat, lon in (*houses.values(), *homes.values()) if lat is not None and lon is not None]
    if not any(lat is not None for lat, _ in houses.values()) or not places:
        return None
    middle = math.radians((min(lat for lat, _ in places) + max(lat for lat, _ in places)) / 2)
    flat = [(lon * math.cos(middle), -lat) for lat, lon in places]
    left, top = min(x for x, _ in flat), min(y for _, y in flat)
    wide, high = max(x for x, _ in flat) - left, max(y for _, y in flat) - top
    scale = (WIDTH_PX - 2 * MARGIN_PX) / max(wide, 0.6 * high, 0.2)

    def at(place: tuple[float | None, float | None]) -> Point | None:
        lat, lon = place
        if lat is None or lon is None:
            return None
        return MARGIN_PX + (lon * math.cos(middle) - left) * scale, MARGIN_PX + (-lat - top) * scale

    svg = root(WIDTH_PX, 2 * MARGIN_PX + high * scale, role="graphics-document document", lang=locale,
               aria_label=LABEL.say(locale))  # fmt: skip
    _draw_ways(svg, schedule, {name: at(place) for name, place in homes.items()}, {n: at(p) for n, p in houses.items()})
    members = Counter(each.municipality for each in network.members)
    people = group(svg, LABEL.say(locale))
    for each in network.municipalities:
        if (point := at((each.lat, each.lon))) is not None:
            title = HOME.say(locale, municipality=each.name, n=members[each.id])
            add(people, "circle", title=title, class_="home", cx=point[0], cy=point[1], r=2.5)
    for venue in network.venues:
        point = at((venue.lat, venue.lon)) if venue.id in meetings else None
        if point is not None:
            radius = math.sqrt(MEETING_AREA_PX * meetings[venue.id])
            title = VENUE.say(locale, venue=venue.name, n=meetings[venue.id])
            add(people, "circle", title=title, class_="house", cx=point[0], cy=point[1], r=min(radius, 16.0))
            end = point[0] > 0.72 * WIDTH_PX
            x = point[0] - 14 if end else point[0] + 14
            add(people, "text", venue.town or venue.name, x=x, y=point[1] + 4, text_anchor="end" if end else "start")
    return to_text(svg)


def _draw_ways(
    svg: Element, schedule: Schedule, homes: dict[str, Point | None], houses: dict[str, Point | None]
) -> None:
    """Draw a line from each municipality to each venue that it goes to."""
    problem = schedule.problem
    ways = {
        (problem.municipalities[problem.members[member].municipality].id, schedule.venue(held).id)
        for held in schedule
        if held.meeting.region is not None
        for member in held.members
    }
    for home, house in sorted(ways):
        start, end = homes.get(home), houses.get(house)
        if start is not None and end is not None:
            add(svg, "line", class_="way", x1=start[0], y1=start[1], x2=end[0], y2=end[1])
