"""The head of the picture: years, months, and the rounds with their windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from xml.etree.ElementTree import Element

from calendars.language import Locale, say_value
from calendars.span import Span
from planner.output.picture.lanes import Extent, lanes
from planner.output.picture.palette import SIZES
from planner.output.picture.scale import Scale, text_width
from planner.output.picture.svg import add

YEARS = 16.0
MONTHS = 32.0
"""Pixels from the top of the axis to the base of the years and of the months."""
HEIGHT = 42.0
LANE = 22.0
"""Pixels of a lane of rounds."""


def draw_axis(svg: Element, scale: Scale, top: float, locale: Locale) -> None:
    """Write years and months, each if it has room."""
    years = [(span, str(span.first.year)) for span in _years(scale.days)]
    months = [(span, say_value(span.first, locale, "monthname")) for span in _months(scale.days)]
    for kind, y, parts in (("year", top + YEARS, years), ("month", top + MONTHS, months)):
        for span, name in parts:
            if text_width(name, SIZES[kind]) <= scale.day_width * len(span):
                add(svg, "text", name, class_=kind, x=scale.middle(span), y=y, text_anchor="middle")


def draw_grid(svg: Element, scale: Scale, top: float, bottom: float) -> None:
    """Draw a line where each month and each year begins."""
    for month in _months(scale.days):
        if month.first.day == 1:
            x = scale.begin(month.first)
            kind = "years" if month.first.month == 1 else "months"
            add(svg, "line", class_=kind, x1=x, y1=top, x2=x, y2=bottom)


class Rounds:
    """The titles of rounds, each over a bracket as long as its window."""

    def __init__(self, windows: Sequence[tuple[str, Span]], scale: Scale) -> None:
        whole = Extent(scale.left, scale.right)
        found = []
        for title, window in windows:
            bracket = Extent(scale.begin(window.first), scale.end(window.last))
            text = Extent.around(bracket.middle, text_width(title, SIZES["round"]), whole)
            found.append((title, bracket, text))
        self._shown = sorted(found, key=lambda each: (each[1].joined(each[2]).left, each[0]))
        self._lanes = lanes(bracket.joined(text) for _, bracket, text in self._shown)

    @property
    def height(self) -> float:
        """Pixels."""
        return LANE * (1 + max(self._lanes, default=-1))

    def draw(self, svg: Element, top: float) -> None:
        """Draw them, the last lane nearest the rows."""
        for (title, bracket, text), lane in zip(self._shown, self._lanes, strict=True):
            base = top + LANE * lane + 12
            add(svg, "rect", class_="plate", x=text.left, y=base - 9, width=text.right - text.left, height=12)
            add(svg, "text", title, class_="round over", x=text.middle, y=base, text_anchor="middle")
            path = f"M{bracket.left:.1f} {base + 7:.1f}v-4H{bracket.right:.1f}v4"
            add(svg, "path", class_="bracket", d=path)


def _years(days: Span) -> Iterator[Span]:
    """The days of each year, as far as they are shown."""
    for year in range(days.first.year, days.last.year + 1):
        yield Span(max(days.first, date(year, 1, 1)), min(days.last, date(year, 12, 31)))


def _months(days: Span) -> Iterator[Span]:
    """The days of each month, as far as they are shown."""
    first = days.first
    while first <= days.last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield Span(first, min(following - timedelta(days=1), days.last))
        first = following
