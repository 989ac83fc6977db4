"""Colours after Okabe and Ito, which colour-blind people can tell apart, and a pattern beside each.

Source of the colours: Masataka Okabe and Kei Ito, Color Universal Design, https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from calendars.blackout import Kind
from planner.output.picture.svg import add

BLUE = "#0072B2"
VERMILION = "#D55E00"
SKY = "#56B4E9"
PURPLE = "#CC79A7"
ORANGE = "#E69F00"
GREY = "#7A7A7A"

FILL = {
    Kind.PUBLIC_HOLIDAY: VERMILION,
    Kind.SCHOOL_HOLIDAY: SKY,
    Kind.ELECTION: PURPLE,
    Kind.EVENT: ORANGE,
    Kind.OWN: GREY,
}

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
.soft {{ opacity: 0.45; }}
"""

SIZES = {
    "title": 20.0, "subtitle": 13.0, "legend": 13.0, "year": 14.0, "month": 10.0, "row": 13.0, "round": 11.0,
    "date": 11.0, "remark": 11.0, "town": 10.0, "reason": 10.0,
}  # fmt: skip
"""Pixels of the text of each class, as in the style."""


def add_style(svg: Element) -> None:
    """Put the style and a pattern for each kind of blackout into the picture."""
    definitions = add(svg, "defs")
    add(definitions, "style", STYLE)
    for kind in Kind:
        _PATTERN[kind](definitions, kind)


def fill(kind: Kind) -> str:
    """What to fill an area of that kind with."""
    return f"url(#planner-{kind.value})"


def _plain(definitions: Element, kind: Kind) -> None:
    tile = _tile(definitions, kind, 8)
    add(tile, "rect", width=8, height=8, fill=FILL[kind], opacity="0.85")


def _pale(definitions: Element, kind: Kind) -> None:
    tile = _tile(definitions, kind, 8)
    add(tile, "rect", width=8, height=8, fill=FILL[kind], opacity="0.4")


def _diagonal(definitions: Element, kind: Kind) -> None:
    tile = _tile(definitions, kind, 6, patternTransform="rotate(45)")
    add(tile, "rect", width=6, height=6, fill=FILL[kind], opacity="0.35")
    add(tile, "rect", width=2.5, height=6, fill=FILL[kind])


def _horizontal(definitions: Element, kind: Kind) -> None:
    tile = _tile(definitions, kind, 5)
    add(tile, "rect", width=5, height=5, fill=FILL[kind], opacity="0.35")
    add(tile, "rect", width=5, height=2.5, fill=FILL[kind])


def _dotted(definitions: Element, kind: Kind) -> None:
    tile = _tile(definitions, kind, 5)
    add(tile, "rect", width=5, height=5, fill=FILL[kind], opacity="0.25")
    add(tile, "circle", cx=2.5, cy=2.5, r=1.4, fill=FILL[kind])


def _tile(definitions: Element, kind: Kind, size: int, **more: str) -> Element:
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
    Kind.PUBLIC_HOLIDAY: _plain,
    Kind.SCHOOL_HOLIDAY: _pale,
    Kind.ELECTION: _diagonal,
    Kind.EVENT: _horizontal,
    Kind.OWN: _dotted,
}
