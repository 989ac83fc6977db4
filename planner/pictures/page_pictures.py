"""Pictures that pages show (SVG, without a style): what moves, and where people meet.

What moves has a hollow mark on its old day, and an arrow to a solid one on its new day. The map has municipalities,
venues and the ways between them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from calendars.days import Span
from calendars.language import Locale, Message, say_value
from planner.pictures.svg import FONT_SIZES_PX, Scale, add, group, root, shortened, text_width, to_text
from planner.pictures.timeline import draw_axis, draw_grid

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from constraints.problem.plan import Schedule
    from planner.network.network import Network

LABEL = Message("moves_picture.label", "What moves")
MOVED = Message("moves_picture.moved", "{name}: from {old} to {new}")
CANCELLED = Message("moves_picture.cancelled", "{name}: not held on {old}")
NEW = Message("moves_picture.new", "{name}: new on {new}")
SAME_DAY = Message("moves_picture.same_day", "{name}: {new}, changed on the same day")

MARGIN_LEFT_PX = 12.0
DAYS_WIDTH_PX = 580.0
AXIS_HEIGHT_PX = 42.0
ROW_HEIGHT_PX = 46.0
"""Height of the name of a meeting and of its marks, which stand below it."""
MARK_Y_PX = 32.0
"""From the top of a row to the middle of its marks."""
RADIUS_PX = 6.0
MARGIN_DAYS = 20


@dataclass(frozen=True, slots=True)
class DrawnMove:
    """A meeting with its first day before and after; None where it is not held."""

    name: str
    before: date | None
    after: date | None

    def title(self, locale: Locale) -> str:
        """Return the move in words."""
        if self.before is None:
            return NEW.say(locale, name=self.name, new=self.after)
        if self.after is None:
            return CANCELLED.say(locale, name=self.name, old=self.before)
        sentence = SAME_DAY if self.before == self.after else MOVED
        return sentence.say(locale, name=self.name, old=self.before, new=self.after)


def days_of(moves: Sequence[DrawnMove]) -> Span | None:
    """Return the days that a picture of these moves shows, with some around them; None if nothing moves."""
    days = [day for each in moves for day in (each.before, each.after) if day is not None]
    around = timedelta(days=MARGIN_DAYS)
    return Span(min(days) - around, max(days) + around) if days else None


def draw_moves(moves: Sequence[DrawnMove], days: Span, locale: Locale) -> str:
    """Return the picture without a style; several pictures with the same days have the same scale."""
    scale = Scale(days, MARGIN_LEFT_PX, DAYS_WIDTH_PX)
    bottom = AXIS_HEIGHT_PX + ROW_HEIGHT_PX * len(moves)
    svg = root(
        scale.right + 12, bottom + 4, role="graphics-document document", lang=locale, aria_label=LABEL.say(locale)
    )
    draw_axis(svg, scale, 0, locale)
    draw_grid(svg, scale, AXIS_HEIGHT_PX - 6, bottom)
    for n, move in enumerate(moves):
        _draw(group(svg, move.title(locale)), move, AXIS_HEIGHT_PX + ROW_HEIGHT_PX * n + MARK_Y_PX, scale, locale)
    return to_text(svg)


def _draw(svg: Element, move: DrawnMove, y: float, scale: Scale, locale: Locale) -> None:
    name = shortened(move.name, FONT_SIZES_PX["legend"], scale.right)
    add(svg, "text", name, move.name, class_="legend over", x=0, y=y - 16)
    old, new = (None if day is None else scale.middle(Span(day, day)) for day in (move.before, move.after))
    if old is not None and new is not None and old != new:
        ahead = 1 if new > old else -1
        add(svg, "line", class_="arrow", x1=old + ahead * RADIUS_PX, y1=y, x2=new - ahead * RADIUS_PX, y2=y)
    if old is not None and old != new:
        add(svg, "circle", class_="hollow", cx=old, cy=y, r=RADIUS_PX)
    if new is not None:
        add(svg, "circle", class_="mark", cx=new, cy=y, r=RADIUS_PX)
    if old is not None and new is None:
        add(svg, "path", class_="struck", d=f"M{old - 9:.1f} {y + 9:.1f}l18 -18")
    _label(svg, move, y, scale, locale)


def _label(svg: Element, move: DrawnMove, y: float, scale: Scale, locale: Locale) -> None:
    """Write the new day beside the later mark, on the side where there is room, or between the two."""
    day = move.after or move.before
    if day is None:
        return
    text = say_value(day, locale, "mark")
    ends = [scale.middle(Span(each, each)) for each in (move.before, move.after) if each is not None]
    width, away = text_width(text, FONT_SIZES_PX["date"]), RADIUS_PX + 4
    if max(ends) + away + width <= scale.right:
        x, anchor = max(ends) + away, "start"
    else:
        x, anchor = (min(ends) if min(ends) - away - width >= 0 else max(ends)) - away, "end"
    add(svg, "text", text, class_="date over", x=x, y=y + 4, text_anchor=anchor)


MAP = Message("map_picture.label", "Map of venues and municipalities")
VENUE = Message("map_picture.venue", "{venue}: {n} {n:meeting|meetings}")
HOME = Message("map_picture.home", "{municipality}: {n} {n:member|members}")

WIDTH_PX = 560.0
MARGIN_PX = 24.0
MAP_FONT_PX = 11.0
"""Font size of the names of venues, as in the stylesheet of the pages."""
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
               aria_label=MAP.say(locale))  # fmt: skip
    _draw_ways(svg, schedule, {name: at(place) for name, place in homes.items()}, {n: at(p) for n, p in houses.items()})
    members = Counter(each.municipality for each in network.members)
    people = group(svg, MAP.say(locale))
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
            name = venue.town or venue.name
            shown = shortened(name, MAP_FONT_PX, x if end else WIDTH_PX - x)
            add(people, "text", shown, name, x=x, y=point[1] + 4, text_anchor="end" if end else "start")
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
