"""SVG elements, the time axis, text widths, and the palette.

Source of the colours: Masataka Okabe and Kei Ito, Color Universal Design, https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from calendars.blackouts import BlackoutKind
from calendars.days import Span

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Attribute = str | float


def add(parent: Element, tag: str, content: str = "", title: str = "", **attributes: Attribute) -> Element:
    """Append an element to another, with `content` as its text and `title` as its tooltip, and return it.

    Attributes named `class_` and `stroke_width` become `class` and `stroke-width`.
    """
    element = SubElement(parent, tag, {_name(name): _value(value) for name, value in attributes.items()})
    if content:
        element.text = clean(content)
    if title:
        SubElement(element, "title").text = clean(title)
    return element


def group(parent: Element, label: str) -> Element:
    """Append a group that screen readers announce by its label."""
    return add(parent, "g", role="group", aria_label=clean(label))


def root(width: float, height: float, **attributes: Attribute) -> Element:
    """Return an empty picture of that size in pixels, which fills the width of what shows it."""
    attributes = {"viewBox": f"0 0 {_value(width)} {_value(height)}", "width": "100%", **attributes}
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg"})
    for name, value in attributes.items():
        svg.set(_name(name), _value(value))
    return svg


def to_text(svg: Element) -> str:
    """Return the picture as XML, one element per line."""
    indent(svg, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(svg, encoding="unicode")}\n'


def clean(text: str) -> str:
    """Remove the characters that XML does not allow."""
    return NOT_IN_XML.sub("�", text)


def _name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _value(value: Attribute) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


AXIS_WIDTH_PX = 1440.0
"""Width of the time axis, unless a year would get less than `YEAR_MIN_WIDTH_PX`."""
YEAR_MIN_WIDTH_PX = 360.0
"""Smallest width of a year, so that every month's name fits."""

NARROW_CHARACTERS = frozenset("fijlrtI.,:;'|!()[]· -")
BOLD_SHARE = 1.14
"""How much wider bold letters are at most."""
WIDE_CHARACTERS = frozenset("mwMWÆæŒœ@%—…")


@dataclass(frozen=True)
class Scale:
    """The time axis.

    Attributes:
        days: the days it shows.
        left: x coordinate of the begin of the first day.
        width: of the axis in pixels, unless a year would get too little.
    """

    days: Span
    left: float
    width: float = AXIS_WIDTH_PX

    @cached_property
    def day_width(self) -> float:
        """Width of a day in pixels."""
        return max(self.width / len(self.days), YEAR_MIN_WIDTH_PX / 366)

    @property
    def right(self) -> float:
        """X coordinate of the end of the last day."""
        return self.left + self.day_width * len(self.days)

    def begin(self, day: date) -> float:
        """Return the x coordinate of the begin of the day."""
        return self.left + self.day_width * (day - self.days.first).days

    def end(self, day: date) -> float:
        """Return the x coordinate of the end of the day."""
        return self.begin(day + timedelta(days=1))

    def middle(self, span: Span) -> float:
        """Return the x coordinate of the middle of the days."""
        return (self.begin(span.first) + self.end(span.last)) / 2


def text_width(text: str, size: float) -> float:
    """Return an upper bound of the text's width in pixels, in common sans-serif fonts of that size."""
    return size * sum(_width_share(letter) for letter in text)


def in_lines(widths: Iterable[float], most: float, gap: float, line: float) -> tuple[list[tuple[float, float]], float]:
    """Place parts one after another in lines.

    Args:
        widths: of the parts, in order.
        most: width of a line; a wider part has one of its own.
        gap: space between parts of a line.
        line: height of a line.

    Returns:
        The left upper corner of each part, and the height of all lines; one line if there are no parts.
    """
    placed, x, y = list[tuple[float, float]](), 0.0, 0.0
    for width in widths:
        if x and x + width > most:
            x, y = 0.0, y + line
        placed.append((x, y))
        x += width + gap
    return placed, y + line


def shortened(text: str, size: float, width: float, *, bold: bool = False) -> str:
    """Return the text, cut with an ellipsis if it is wider than `width` pixels."""
    width = width / BOLD_SHARE if bold else width
    if text_width(text, size) <= width:
        return text
    while text and text_width(f"{text}…", size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def _width_share(letter: str) -> float:
    """Return an upper bound of a letter's width as a share of the font size."""
    if letter in NARROW_CHARACTERS:
        return 0.42
    if letter in WIDE_CHARACTERS:
        return 1.0
    if east_asian_width(letter) in {"W", "F"} or (not letter.isascii() and not letter.isalpha()):
        return 1.3
    return 0.7 if letter.isupper() else 0.64


BLUE = "#0072B2"
VERMILION = "#D55E00"
SKY = "#56B4E9"
PURPLE = "#CC79A7"
ORANGE = "#E69F00"
GREY = "#7A7A7A"

FILL = {
    BlackoutKind.PUBLIC_HOLIDAY: VERMILION,
    BlackoutKind.SCHOOL_HOLIDAY: SKY,
    BlackoutKind.ELECTION: PURPLE,
    BlackoutKind.EVENT: ORANGE,
    BlackoutKind.OWN: GREY,
}

PAGE_STYLE = """
@media print { @page { size: A4 landscape; margin: 8mm; } svg:root { width: 100%; max-height: 100vh; } }
@media screen and (prefers-color-scheme: dark) {
text, .subtitle, .legend { fill: #E4E7EB; }
.month, .round, .remark, .weekday { fill: #B8C1CB; }
.paper, .plate, .window, .frame { fill: #1F2933; }
.over { stroke: #1F2933; }
.mark { fill: #56B4E9; stroke: #1F2933; }
.joint, .leader { stroke: #56B4E9; }
.closed, .impossible { fill: #323F4B; }
.between { fill: #52606D; }
.months { stroke: #52606D; }
.impossible-text { fill: #9AA5B1; }
.free-text { fill: #FFFFFF; }
.costly-text, .dear-text { fill: #1F2933; }
.gap { fill: #52606D; }
}
"""
"""Style of every picture: whole on a sheet of paper, and dark where the reader's screen is."""

STYLE = f"""
text {{ font-family: "Helvetica Neue", Arial, "Liberation Sans", sans-serif; fill: #1F2933; }}
.title {{ font-size: 20px; font-weight: bold; }}
.subtitle, .legend {{ font-size: 13px; }}
.year {{ font-size: 14px; font-weight: bold; }}
.month {{ font-size: 10px; fill: #52606D; }}
.row {{ font-size: 13px; font-weight: bold; }}
.round {{ font-size: 11px; fill: #3E4C59; }}
.date {{ font-size: 11px; font-weight: bold; }}
.town {{ font-size: 10px; }}
.reason {{ font-size: 10px; }}
.remark {{ font-size: 11px; font-style: italic; fill: #3E4C59; }}
.paper {{ fill: #FFFFFF; }}
.plate {{ fill: #FFFFFF; opacity: 0.88; }}
.over {{ paint-order: stroke; stroke: #FFFFFF; stroke-width: 3px; stroke-linejoin: round; }}
.mark {{ fill: {BLUE}; stroke: #FFFFFF; stroke-width: 1.5px; }}
.joint {{ stroke: {BLUE}; stroke-width: 1px; stroke-dasharray: 2 3; opacity: 0.6; }}
.leader {{ stroke: {BLUE}; stroke-width: 1px; opacity: 0.5; }}
.closed {{ fill: #E9ECEF; }}
.between {{ fill: #B8C1CB; }}
.frame {{ fill: #FFFFFF; stroke: #B8C1CB; stroke-width: 1px; }}
.window {{ fill: #FFFFFF; }}
.bracket {{ stroke: #7B8794; stroke-width: 1px; fill: none; }}
.months {{ stroke: #CBD2D9; stroke-width: 0.5px; }}
.years {{ stroke: #7B8794; stroke-width: 1px; }}
.hollow {{ fill: #FFFFFF; stroke: {BLUE}; stroke-width: 2px; }}
.arrow {{ stroke: {BLUE}; stroke-width: 1.5px; }}
.struck {{ stroke: {VERMILION}; stroke-width: 2px; }}
.today {{ stroke: {VERMILION}; stroke-width: 1.5px; stroke-dasharray: 5 3; }}
.soft {{ opacity: 0.45; }}
.hit {{ fill: {ORANGE}; }}
.worst {{ fill: {VERMILION}; }}
"""

FONT_SIZES_PX = {
    "title": 20.0, "subtitle": 13.0, "legend": 13.0, "year": 14.0, "month": 10.0, "row": 13.0, "round": 11.0,
    "date": 11.0, "remark": 11.0, "town": 10.0, "reason": 10.0,
}  # fmt: skip
"""Font size in pixels of each text class, as in the style."""


def add_style(svg: Element, *, style: bool = True) -> None:
    """Add the style unless a page has it, and a pattern for each kind of blackout."""
    definitions = add(svg, "defs")
    if style:
        add(definitions, "style", STYLE + PAGE_STYLE)
    for kind in BlackoutKind:
        _PATTERN[kind](definitions, kind)


def fill(kind: BlackoutKind) -> str:
    """Return the fill attribute for areas of that kind."""
    return f"url(#planner-{kind.value})"


def _plain(definitions: Element, kind: BlackoutKind) -> None:
    tile = _tile(definitions, kind, 8)
    add(tile, "rect", width=8, height=8, fill=FILL[kind], opacity="0.85")


def _pale(definitions: Element, kind: BlackoutKind) -> None:
    tile = _tile(definitions, kind, 8)
    add(tile, "rect", width=8, height=8, fill=FILL[kind], opacity="0.4")


def _diagonal(definitions: Element, kind: BlackoutKind) -> None:
    tile = _tile(definitions, kind, 6, patternTransform="rotate(45)")
    add(tile, "rect", width=6, height=6, fill=FILL[kind], opacity="0.35")
    add(tile, "rect", width=2.5, height=6, fill=FILL[kind])


def _horizontal(definitions: Element, kind: BlackoutKind) -> None:
    tile = _tile(definitions, kind, 5)
    add(tile, "rect", width=5, height=5, fill=FILL[kind], opacity="0.35")
    add(tile, "rect", width=5, height=2.5, fill=FILL[kind])


def _dotted(definitions: Element, kind: BlackoutKind) -> None:
    tile = _tile(definitions, kind, 5)
    add(tile, "rect", width=5, height=5, fill=FILL[kind], opacity="0.25")
    add(tile, "circle", cx=2.5, cy=2.5, r=1.4, fill=FILL[kind])


def _tile(definitions: Element, kind: BlackoutKind, size: int, **more: str) -> Element:
    return add(
        definitions,
        "pattern",
        id=f"planner-{kind.value}",
        width=size,
        height=size,
        patternUnits="userSpaceOnUse",
        **more,
    )


_PATTERN = {
    BlackoutKind.PUBLIC_HOLIDAY: _plain,
    BlackoutKind.SCHOOL_HOLIDAY: _pale,
    BlackoutKind.ELECTION: _diagonal,
    BlackoutKind.EVENT: _horizontal,
    BlackoutKind.OWN: _dotted,
}
