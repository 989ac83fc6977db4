"""Draw the gap over time (SVG): a line for each run, both axes logarithmic, a dot where optimality was proved."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from planner.pictures.svg import BLUE, GREY, ORANGE, VERMILION, add, root, to_text

WIDTH, HEIGHT = 900.0, 460.0
LEFT, RIGHT, TOP, BOTTOM = 70.0, 870.0, 60.0, 400.0
SECONDS_RANGE = (0.1, 100.0)
PERCENT_RANGE = (0.01, 100.0)
"""Ends of the axes; values beyond are drawn at the ends, and a gap of 0 below the smallest."""
PROVED_OFFSET_PX = 20.0
"""Distance of a gap of 0 from the smallest gap on the axis."""
LINE_STYLES = ((BLUE, ""), (VERMILION, "6 3"), (ORANGE, "2 2"), (GREY, "8 3 2 3"))
"""Colour and dash pattern for each name."""
STYLE = """
text { font-family: "Helvetica Neue", Arial, "Liberation Sans", sans-serif; font-size: 12px; fill: #1F2933; }
.title { font-size: 17px; font-weight: bold; }
.grid { stroke: #CBD2D9; stroke-width: 0.5px; }
.run { fill: none; stroke-width: 1.6px; }
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One run: its name, and (seconds, gap in percent or None) in order of time."""

    name: str
    steps: Sequence[tuple[float, float | None]]


def draw(title: str, lines: Sequence[Line]) -> str:
    """Return the picture as SVG; lines of one name have the same style."""
    svg = root(WIDTH, HEIGHT, role="img", lang="en", aria_labelledby="title")
    add(svg, "title", title, id="title")
    add(add(svg, "defs"), "style", STYLE)
    add(svg, "rect", width="100%", height="100%", fill="#FFFFFF")
    add(svg, "text", title, class_="title", x=LEFT, y=28)
    _axes(svg)
    names = list(dict.fromkeys(line.name for line in lines))
    for place, name in enumerate(names):
        colour, dashes = LINE_STYLES[place % len(LINE_STYLES)]
        _legend(svg, name, place, colour, dashes)
        for line in (each for each in lines if each.name == name):
            _run(svg, line, colour, dashes)
    return to_text(svg)


def _axes(svg: Element) -> None:
    for seconds in _decades(*SECONDS_RANGE):
        x = _x(seconds)
        add(svg, "line", class_="grid", x1=x, y1=TOP, x2=x, y2=BOTTOM + PROVED_OFFSET_PX)
        add(svg, "text", f"{seconds:g} s", x=x, y=BOTTOM + PROVED_OFFSET_PX + 18, text_anchor="middle")
    for percent in (*_decades(*PERCENT_RANGE), 0.0):
        y = _y(percent)
        add(svg, "line", class_="grid", x1=LEFT, y1=y, x2=RIGHT, y2=y)
        add(svg, "text", f"{percent:g} %", x=LEFT - 8, y=y + 4, text_anchor="end")


def _legend(svg: Element, name: str, place: int, colour: str, dashes: str) -> None:
    x = LEFT + 200.0 * place
    add(svg, "line", class_="run", x1=x, y1=44, x2=x + 28, y2=44, stroke=colour, stroke_dasharray=dashes)
    add(svg, "text", name, x=x + 34, y=48)


def _run(svg: Element, line: Line, colour: str, dashes: str) -> None:
    """Draw a step line from the first plan to the end."""
    known = [(_x(seconds), _y(gap)) for seconds, gap in line.steps if gap is not None]
    if not known:
        return
    path = f"M{known[0][0]:.1f} {known[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in known[1:])
    proved = known[-1][1] > BOTTOM
    end = "" if proved else f"H{_x(line.steps[-1][0]):.1f}"
    add(svg, "path", title=line.name, class_="run", d=path + end, stroke=colour, stroke_dasharray=dashes)
    if proved:
        add(svg, "circle", cx=known[-1][0], cy=known[-1][1], r=4, fill=colour)


def _decades(least: float, most: float) -> Iterator[float]:
    return (10.0**power for power in range(round(math.log10(least)), round(math.log10(most)) + 1))


def _x(seconds: float) -> float:
    return LEFT + (RIGHT - LEFT) * _share(seconds, *SECONDS_RANGE)


def _y(percent: float) -> float:
    if percent <= 0:
        return BOTTOM + PROVED_OFFSET_PX
    return BOTTOM - (BOTTOM - TOP) * _share(percent, *PERCENT_RANGE)


def _share(value: float, least: float, most: float) -> float:
    """Return the position of a value between two others on a logarithmic scale, 0 to 1."""
    return math.log(min(max(value, least), most) / least) / math.log(most / least)
