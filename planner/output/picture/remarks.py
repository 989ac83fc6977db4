"""Regions that begin or end within the picture: where their municipalities meet before and afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from calendars.language import Sentence
from planner.output.picture.palette import SIZES
from planner.output.picture.rows import MARK, Row
from planner.output.picture.scale import Scale, shortened, text_width
from planner.output.picture.svg import add

if TYPE_CHECKING:
    from constraints.problem import Meeting, Problem

BEFORE = Sentence(en="before: {regions}", da="før: {regions}")
AFTER = Sentence(en="then: {regions}", da="derefter: {regions}")
GAP = 12.0
"""Pixels between a window and the remark beside it."""
SHORTEST = 60.0
"""Pixels that a remark needs at least."""
PLATE = 16.0
"""Pixels of the height of the plate that keeps the closed days away from a remark."""
USUAL = 0.85
"""Share of its greatest width that a text usually takes."""


def draw_remarks(svg: Element, problem: Problem, row: Row, top: float, scale: Scale) -> None:
    """Write those of a row at the height of its marks, left and right of the windows in which its region meets."""
    if row.region is None:
        return
    own = [meeting for meeting in problem.meetings if meeting.region == row.region]
    begin, end = min(meeting.window.first for meeting in own), max(meeting.window.last for meeting in own)
    before = _regions(problem, own, [each for each in problem.meetings if each.window.last < begin])
    after = _regions(problem, own, [each for each in problem.meetings if each.window.first > end])
    if before:
        x = min(scale.begin(begin), *(label.extent.left for label in row.labels)) - GAP
        _remark(svg, BEFORE.say(problem.locale, regions=before), (x, top), x - scale.left, end=True)
    if after:
        x = max(scale.end(end), *(label.extent.right for label in row.labels)) + GAP
        _remark(svg, AFTER.say(problem.locale, regions=after), (x, top), scale.right - x, end=False)


def _regions(problem: Problem, own: list[Meeting], others: list[Meeting]) -> list[str]:
    """Names of the regions in whose other meetings the region's municipalities take part."""
    homes = set[int]().union(*(_homes(problem, meeting) for meeting in own))
    found = {each.region for each in others if each.region is not None and homes & _homes(problem, each)}
    return [problem.regions[region].name for region in sorted(found)]


def _homes(problem: Problem, meeting: Meeting) -> set[int]:
    return {problem.members[member].municipality for member in meeting.members}


def _remark(svg: Element, text: str, at: tuple[float, float], room: float, *, end: bool) -> None:
    if room < SHORTEST:
        return
    x, top = at
    shown = shortened(text, SIZES["remark"], room)
    width = USUAL * text_width(shown, SIZES["remark"])
    left = x - width if end else x
    add(svg, "rect", class_="closed", x=left - 4, y=top + MARK - PLATE / 2, width=width + 8, height=PLATE, rx=3)
    add(svg, "text", shown, text, class_="remark", x=x, y=top + MARK + 4, text_anchor="end" if end else "start")
