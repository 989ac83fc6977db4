"""Draw what moves (SVG): for each meeting a hollow mark on its old day, and an arrow to a solid one on its new day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from calendars.days import Span
from calendars.language import Locale, Message, say_value
from planner.text.svg import FONT_SIZES_PX, Scale, add, group, root, shortened, text_width, to_text
from planner.text.timeline import draw_axis, draw_grid

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LABEL = Message("moves_picture.label", "What moves")
MOVED = Message("moves_picture.moved", "{name}: from {old} to {new}")
CANCELLED = Message("moves_picture.cancelled", "{name}: not held on {old}")
NEW = Message("moves_picture.new", "{name}: new on {new}")
SAME_DAY = Message("moves_picture.same_day", "{name}: {new}, changed on the same day")

NAMES_WIDTH_PX = 150.0
DAYS_WIDTH_PX = 460.0
AXIS_HEIGHT_PX = 42.0
ROW_HEIGHT_PX = 26.0
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
    scale = Scale(days, NAMES_WIDTH_PX, DAYS_WIDTH_PX)
    bottom = AXIS_HEIGHT_PX + ROW_HEIGHT_PX * len(moves)
    svg = root(
        scale.right + 12, bottom + 4, role="graphics-document document", lang=locale, aria_label=LABEL.say(locale)
    )
    draw_axis(svg, scale, 0, locale)
    draw_grid(svg, scale, AXIS_HEIGHT_PX - 6, bottom)
    for n, move in enumerate(moves):
        _draw(group(svg, move.title(locale)), move, AXIS_HEIGHT_PX + ROW_HEIGHT_PX * (n + 0.5), scale, locale)
    return to_text(svg)


def _draw(svg: Element, move: DrawnMove, y: float, scale: Scale, locale: Locale) -> None:
    size = FONT_SIZES_PX["legend"]
    add(svg, "text", shortened(move.name, size, NAMES_WIDTH_PX - 12), move.name, class_="legend", x=0, y=y + 4)
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
    """Write the new day beside the later mark, on the side where there is room."""
    day = move.after or move.before
    if day is None:
        return
    text = say_value(day, locale, "mark")
    ends = [scale.middle(Span(each, each)) for each in (move.before, move.after) if each is not None]
    right = max(ends) + RADIUS_PX + 4
    fits = right + text_width(text, FONT_SIZES_PX["date"]) <= scale.right
    x, anchor = (right, "start") if fits else (min(ends) - RADIUS_PX - 4, "end")
    add(svg, "text", text, class_="date over", x=x, y=y + 4, text_anchor=anchor)
