"""The plan as a picture: the years as a timeline, a row for each region, the closed days behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from calendars.language import Sentence
from calendars.span import Span
from planner.output.picture import axis
from planner.output.picture.backdrop import closures, draw_closures, draw_windows
from planner.output.picture.legend import Legend
from planner.output.picture.marks import draw_joint_lines, draw_row
from planner.output.picture.palette import SIZES, add_style
from planner.output.picture.reasons import Reasons
from planner.output.picture.remarks import draw_remarks
from planner.output.picture.rows import Row, rows
from planner.output.picture.scale import Scale, shortened, text_width
from planner.output.picture.svg import add, group, root, to_text

if TYPE_CHECKING:
    from constraints.held import Schedule
    from constraints.problem import Problem

SUBTITLE = Sentence(
    en="{n} {n:meeting|meetings} from {first:date} to {last:date}",
    da="{n} {n:møde|møder} fra {first:date} til {last:date}",
)
DESCRIPTION = Sentence(
    en="Timeline with a row for each of {regions}: the meetings with date and town, the windows of their rounds, and "
    "the days that are closed.",
    da="Tidslinje med en række for hver af {regions}: møderne med dato og by, vinduerne for deres runder og de dage, "
    "der er spærret.",
)
ROUNDS = Sentence(en="Rounds", da="Runder")
WINDOWS = Sentence(en="Windows of the rounds", da="Rundernes vinduer")
CLOSED = Sentence(en="Closed days", da="Spærrede dage")
LEGEND = Sentence(en="Legend", da="Signaturforklaring")
REASONS = Sentence(en="Dates to avoid", da="Datoer at undgå")

MARGIN = 24.0
HEAD = 66.0
"""Pixels of title and subtitle."""
GUTTER = (90.0, 240.0)
"""Fewest and most pixels for the names of the rows."""
BETWEEN = 1.5
"""Pixels between two rows."""
BELOW = 8.0
"""Pixels from the last row to the dates to avoid."""


def draw(schedule: Schedule) -> str:
    """The plan of a schedule with at least one meeting, as SVG in the network's language."""
    problem = schedule.problem
    scale = Scale(problem.horizon, MARGIN + _gutter(problem))
    picture = _Picture(schedule, scale)
    svg = root(
        scale.right + MARGIN,
        picture.height,
        role="graphics-document document",
        lang=problem.locale,
        aria_labelledby="title",
        aria_describedby="description",
    )
    picture.draw(svg)
    return to_text(svg)


class _Picture:
    """All parts with their places, from top to bottom."""

    def __init__(self, schedule: Schedule, scale: Scale) -> None:
        problem = schedule.problem
        self._schedule, self._scale, self._locale = schedule, scale, problem.locale
        self._closures = closures(schedule, problem.horizon)
        self._rounds = axis.Rounds(_windows(problem), scale)
        self._first_row = HEAD + axis.HEIGHT + self._rounds.height
        self._placed = _stacked(rows(schedule, scale), self._first_row)
        self._reasons = Reasons(self._closures, scale, self._locale)
        self._last_row = self._placed[-1][1] + self._placed[-1][0].height
        found = [row for row, _ in self._placed]
        self._legend = Legend(self._closures, found, self._locale, scale.right - scale.left)
        self._legend_top = self._last_row + BELOW + self._reasons.height + 14
        self.height = self._legend_top + self._legend.height + MARGIN / 2

    def draw(self, svg: Element) -> None:
        self._head(svg)
        scale, placed = self._scale, self._placed
        axis.draw_axis(svg, scale, HEAD, self._locale)
        draw_windows(self._part(svg, WINDOWS), self._schedule, placed, scale)
        axis.draw_grid(svg, scale, HEAD + axis.HEIGHT - 6, self._last_row)
        self._rounds.draw(self._part(svg, ROUNDS), HEAD + axis.HEIGHT)
        draw_closures(self._part(svg, CLOSED), self._closures, placed, scale, self._locale)
        draw_joint_lines(svg, placed, scale)
        for row, top in placed:
            part = group(svg, row.name)
            _name(part, row.name, top + row.height / 2 + 4, scale)
            draw_remarks(part, self._schedule.problem, row, top, scale)
            draw_row(part, self._schedule, row, top, scale)
        if self._reasons.height:
            part = self._part(svg, REASONS)
            _name(part, REASONS.say(self._locale), self._last_row + BELOW + 11, scale)
            self._reasons.draw(part, self._last_row + BELOW)
        self._legend.draw(self._part(svg, LEGEND), scale.left, self._legend_top)

    def _part(self, svg: Element, label: Sentence) -> Element:
        return group(svg, label.say(self._locale))

    def _head(self, svg: Element) -> None:
        problem, held = self._schedule.problem, self._schedule.held
        values = {"n": len(held), "first": held[0].span.first, "last": max(each.span.last for each in held)}
        names = [row.name for row, _ in self._placed]
        add(svg, "title", problem.name, id="title")
        add(svg, "desc", DESCRIPTION.say(self._locale, regions=names), id="description")
        add_style(svg)
        add(svg, "rect", width="100%", height="100%", fill="#FFFFFF")
        title = shortened(problem.name, SIZES["title"], self._scale.right - MARGIN)
        add(svg, "text", title, class_="title", x=MARGIN, y=34)
        add(svg, "text", SUBTITLE.say(self._locale, **values), class_="subtitle", x=MARGIN, y=54)


def _name(svg: Element, name: str, y: float, scale: Scale) -> None:
    room = scale.left - MARGIN - 10
    add(svg, "text", shortened(name, SIZES["row"], room), name, class_="row", x=MARGIN, y=y)


def _gutter(problem: Problem) -> float:
    names = [REASONS.say(problem.locale), *(region.name for region in problem.regions)]
    least, most = GUTTER
    return min(max(text_width(name, SIZES["row"]) + 14 for name in (*names, "")), most) if names else least


def _stacked(found: list[Row], top: float) -> list[tuple[Row, float]]:
    placed = []
    for row in found:
        placed.append((row, top))
        top += row.height + BETWEEN
    return placed


def _windows(problem: Problem) -> list[tuple[str, Span]]:
    """Title and window of each round that is held inside the horizon."""
    found = []
    for each in problem.rounds:
        windows = [problem.meetings[meeting].window for meeting in each.meetings]
        whole = Span(min(window.first for window in windows), max(window.last for window in windows))
        shown = whole.within(problem.horizon)
        if shown:
            found.append((each.title, shown))
    return found
