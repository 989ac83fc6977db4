"""Meetings as marks with date and town."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from calendars.language import Sentence
from planner.output.names import venue_name
from planner.output.picture.palette import SIZES
from planner.output.picture.rows import FIRST_LABEL, LANE, MARK, TOWN, Label, Row
from planner.output.picture.scale import Scale, text_width
from planner.output.picture.svg import add

if TYPE_CHECKING:
    from constraints.held import Schedule

TITLE = Sentence(
    en="{meeting}: {day}, {start}–{end}, {venue}, {expected} expected",
    da="{meeting}: {day} kl. {start}–{end}, {venue}, {expected} ventes",
)
RADIUS = 6.0
PLATE = 9.0
"""Pixels of the plate under a line of text, above its base: closed days do not run through letters."""
UNDER = 3.0
"""Pixels of the plate below the base."""


def draw_row(svg: Element, schedule: Schedule, row: Row, top: float, scale: Scale) -> None:
    """Draw the meetings of a row, plates first and text last, so that no text lies under anything."""
    for label in row.labels:
        _plates(svg, label, top)
    for label in row.labels:
        if label.lane:
            _leader(svg, label, top, scale)
    for label in row.labels:
        at = (scale.middle(label.held.span), top + MARK)
        title = _title(schedule, label)
        draw_mark(svg, at, joint=row.region is None, length=_length(label, scale), title=title)
    for label in row.labels:
        base = top + FIRST_LABEL + LANE * label.lane
        x = label.extent.middle
        add(svg, "text", label.date, class_="date over", x=x, y=base, text_anchor="middle")
        add(svg, "text", label.town, class_="town over", x=x, y=base + TOWN, text_anchor="middle")


def draw_joint_lines(svg: Element, placed: Sequence[tuple[Row, float]], scale: Scale) -> None:
    """Draw a line through all regions on the day of each joint meeting."""
    bottom = placed[-1][1] + placed[-1][0].height
    for row, top in placed:
        for label in row.labels if row.region is None else ():
            x = scale.middle(label.held.span)
            add(svg, "line", class_="joint", x1=x, y1=top + row.height, x2=x, y2=bottom)


def draw_mark(svg: Element, at: tuple[float, float], *, joint: bool, length: float = 0.0, title: str = "") -> None:
    """Draw one mark: a diamond for joint meetings, else a dot, drawn out if it lasts longer than it is wide."""
    x, y = at
    role = {"role": "img"} if title else {}
    if joint:
        r = RADIUS + 3
        path = f"M{x:.1f} {y - r:.1f}l{r} {r}l-{r} {r}l-{r} -{r}z"
        add(svg, "path", title=title, class_="mark", d=path, **role)
        return
    width = max(length, 2 * RADIUS)
    left, top = x - width / 2, y - RADIUS
    add(
        svg, "rect", title=title, class_="mark", x=left, y=top, width=width, height=2 * RADIUS, rx=RADIUS, **role
    )  # fmt: skip


def _length(label: Label, scale: Scale) -> float:
    span = label.held.span
    return scale.end(span.last) - scale.begin(span.first)


def _plates(svg: Element, label: Label, top: float) -> None:
    base = top + FIRST_LABEL + LANE * label.lane
    for text, kind, y in ((label.date, "date", base), (label.town, "town", base + TOWN)):
        width = text_width(text, SIZES[kind])
        left = label.extent.middle - width / 2
        add(svg, "rect", class_="plate", x=left, y=y - PLATE, width=width, height=PLATE + UNDER, rx=2)


def _leader(svg: Element, label: Label, top: float, scale: Scale) -> None:
    x = scale.middle(label.held.span)
    base = top + FIRST_LABEL + LANE * label.lane - 10
    add(svg, "line", class_="leader", x1=x, y1=top + MARK, x2=x, y2=base)


def _title(schedule: Schedule, label: Label) -> str:
    held = label.held
    return TITLE.say(
        schedule.problem.locale, meeting=schedule.name(held), day=held.day, start=held.start, end=held.end,
        venue=venue_name(schedule.venue(held)), expected=held.expected,
    )  # fmt: skip
