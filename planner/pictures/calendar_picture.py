"""Draw the alternatives for one meeting as a calendar (SVG): every day of its months, coloured by its state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from calendars.language import Locale, Message, say_value
from constraints.explain.days import State
from planner.pictures.svg import (
    BLUE,
    ORANGE,
    PAGE_STYLE,
    SKY,
    VERMILION,
    add,
    group,
    in_lines,
    root,
    shortened,
    text_width,
    to_text,
)
from planner.text.console import signed
from planner.text.questions import IF_OTHERS_MOVE, PERHAPS, PLANNED, STATES, state_name

if TYPE_CHECKING:
    from planner.schemas.explanations import DayPossibility, Possibilities


SUBTITLE = Message(
    "calendar_picture.subtitle",
    "Planned on {day} at {venue}. Numbers are points more than the plan costs, the other meetings as planned.",
)
DESCRIPTION = Message(
    "calendar_picture.description",
    "Calendar from {first:date} to {last:date}: every day is free, costs points or is impossible.",
)
AT_VENUE = Message("calendar_picture.at_venue", "{day}: {state}, {venue}, {points} points")
BECAUSE = Message("calendar_picture.because", "{day}: {state}. {reason}")
LEGEND = Message("calendar_picture.legend", "Legend")
WEEKDAYS = tuple(date(2024, 1, 1) + timedelta(days=n) for n in range(7))
"""A Monday and the six days after it."""

CELL_WIDTH_PX = 46.0
CELL_HEIGHT_PX = 34.0
MONTH_WIDTH_PX = 7 * CELL_WIDTH_PX
MONTH_GAP_PX = 28.0
MARGIN_PX = 24.0
TITLE_HEIGHT_PX = 84.0
MONTH_HEADING_HEIGHT_PX = 40.0
"""Height of a month's name and weekdays."""
MONTHS_PER_ROW = 4
"""Months beside each other."""
WEEKS_PER_MONTH = 6
HATCHINGS = {"others": 4, "perhaps": 8}
"""Pixels from stripe to stripe of days that are possible if other meetings move, by whether that is sure."""

STYLE = f"""
text {{ font-family: "Helvetica Neue", Arial, "Liberation Sans", sans-serif; fill: #1F2933; }}
.title {{ font-size: 20px; font-weight: bold; }}
.subtitle, .legend {{ font-size: 13px; }}
.month {{ font-size: 14px; font-weight: bold; }}
.weekday {{ font-size: 10px; fill: #52606D; }}
.day {{ font-size: 12px; font-weight: bold; }}
.points {{ font-size: 10px; }}
.free {{ fill: {BLUE}; }}
.free-text {{ fill: #FFFFFF; }}
.costly {{ fill: {SKY}; }}
.dear {{ fill: {ORANGE}; }}
.others {{ fill: url(#planner-others); }}
.perhaps {{ fill: url(#planner-perhaps); }}
.impossible {{ fill: #E9ECEF; }}
.impossible-text {{ fill: #7B8794; }}
.paper {{ fill: #FFFFFF; }}
.gap {{ fill: #B8C1CB; }}
.planned {{ fill: none; stroke: {VERMILION}; stroke-width: 3px; }}
"""
LEGEND_SWATCH_PX, LEGEND_GAP_PX, LEGEND_LINE_PX = 28.0, 22.0, 24.0
CHEAPER = Message("calendar_picture.cheaper", "at a price, the cheaper half of them")
DEARER = Message("calendar_picture.dearer", "at a price, the dearer half of them")


def draw_possibilities(found: Possibilities, locale: Locale) -> str:
    """Return the calendar as SVG; the reason of a day is its tooltip."""
    sheets = [list(days) for _, days in groupby(found.days, key=lambda each: (each.day.year, each.day.month))]
    rows = -(-len(sheets) // MONTHS_PER_ROW)
    width = 2 * MARGIN_PX + min(max(len(sheets), 3), MONTHS_PER_ROW) * (MONTH_WIDTH_PX + MONTH_GAP_PX) - MONTH_GAP_PX
    bottom = TITLE_HEIGHT_PX + rows * (MONTH_HEADING_HEIGHT_PX + WEEKS_PER_MONTH * CELL_HEIGHT_PX + MONTH_GAP_PX)
    legend = _Legend({_kind(each, dear := _median_cost(found)) for each in found.days}, width - 2 * MARGIN_PX, locale)
    svg = root(
        width, bottom + legend.height + MARGIN_PX, role="graphics-document document", lang=locale,
        aria_labelledby="title",
    )  # fmt: skip
    _draw_heading(svg, found, width, locale)
    for place, days in enumerate(sheets):
        left = MARGIN_PX + place % MONTHS_PER_ROW * (MONTH_WIDTH_PX + MONTH_GAP_PX)
        top = TITLE_HEIGHT_PX + place // MONTHS_PER_ROW * (
            MONTH_HEADING_HEIGHT_PX + WEEKS_PER_MONTH * CELL_HEIGHT_PX + MONTH_GAP_PX
        )
        _draw_month(svg, days, (left, top), dear, locale)
    legend.draw(svg, bottom, locale)
    return to_text(svg)


def _draw_heading(svg: Element, found: Possibilities, width: float, locale: Locale) -> None:
    planned = found.planned
    add(svg, "title", found.meeting.name, id="title")
    if found.days:
        add(svg, "desc", DESCRIPTION.say(locale, first=found.days[0].day, last=found.days[-1].day))
    definitions = add(svg, "defs")
    add(definitions, "style", STYLE + PAGE_STYLE)
    for kind, size in HATCHINGS.items():
        tile = add(
            definitions, "pattern", id=f"planner-{kind}", width=size, height=size, patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        )  # fmt: skip
        add(tile, "rect", class_="paper", width=size, height=size)
        add(tile, "rect", class_="gap", width=2, height=size)
    add(svg, "rect", class_="paper", width="100%", height="100%")
    add(
        svg,
        "text",
        shortened(found.meeting.name, 20, width - 2 * MARGIN_PX, bold=True),
        class_="title",
        x=MARGIN_PX,
        y=36,
    )
    subtitle = SUBTITLE.say(locale, day=planned.day, venue=planned.venue.name)
    add(svg, "text", shortened(subtitle, 13, width - 2 * MARGIN_PX), subtitle, class_="subtitle", x=MARGIN_PX, y=58)


def _draw_month(
    svg: Element, days: list[DayPossibility], corner: tuple[float, float], dear: int, locale: Locale
) -> None:
    left, top = corner
    month = say_value(days[0].day, locale, "month")
    sheet = group(svg, month)
    add(sheet, "text", month, class_="month", x=left, y=top + 14)
    for column, weekday in enumerate(WEEKDAYS):
        x, name = left + (column + 0.5) * CELL_WIDTH_PX, say_value(weekday, locale, "weekdayname")
        add(sheet, "text", name, class_="weekday", x=x, y=top + 32, text_anchor="middle")
    first = days[0].day.replace(day=1).weekday()
    for each in days:
        week, column = divmod(first + each.day.day - 1, 7)
        _draw_day(
            sheet,
            each,
            (left + column * CELL_WIDTH_PX, top + MONTH_HEADING_HEIGHT_PX + week * CELL_HEIGHT_PX),
            dear,
            locale,
        )


def _draw_day(svg: Element, each: DayPossibility, corner: tuple[float, float], dear: int, locale: Locale) -> None:
    x, y = corner
    kind = _kind(each, dear)
    add(
        svg,
        "rect",
        title=_text(each, locale),
        class_=kind,
        x=x + 1,
        y=y + 1,
        width=CELL_WIDTH_PX - 2,
        height=CELL_HEIGHT_PX - 2,
        rx=3,
    )
    if each.planned:
        add(svg, "rect", class_="planned", x=x + 1, y=y + 1, width=CELL_WIDTH_PX - 2, height=CELL_HEIGHT_PX - 2, rx=3)
    ink = f" {kind}-text"
    add(svg, "text", str(each.day.day), class_=f"day{ink}", x=x + CELL_WIDTH_PX / 2, y=y + 15, text_anchor="middle")
    if each.points is not None:
        points = _short(each.points, locale)
        add(svg, "text", points, class_=f"points{ink}", x=x + CELL_WIDTH_PX / 2, y=y + 28, text_anchor="middle")


def _kind(each: DayPossibility, dear: int) -> str:
    if each.points is None:
        if not each.others_could_move:
            return "impossible"
        return "others" if each.plan_exists else "perhaps"
    if each.state is State.FREE:
        return "free"
    return "dear" if each.points > dear else "costly"


def _text(each: DayPossibility, locale: Locale) -> str:
    """Return the tooltip of a day: its state and why."""
    name = state_name(each)
    day = say_value(each.day, locale)
    if each.points is not None and each.venue is not None:
        points = signed(each.points, locale)
        return AT_VENUE.say(locale, day=day, state=name, venue=each.venue.name, points=points)
    reasons = each.reasons or ((each.first_reason,) if each.first_reason else ())
    return BECAUSE.say(locale, day=day, state=name, reason=" ".join(reason.sentence for reason in reasons))


def _median_cost(found: Possibilities) -> int:
    """Return the median of the points of those days that cost any."""
    costly = sorted(each.points for each in found.days if each.points is not None and each.state is State.COSTLY)
    return costly[(len(costly) - 1) // 2] if costly else 0


def _short(points: int, locale: Locale) -> str:
    """Return a difference that fits into a cell, from 10,000 on in thousands."""
    if abs(points) < 10_000:  # noqa: PLR2004 - five signs
        return signed(points, locale)
    return f"{signed(round(points / 1000), locale)}k"


class _Legend:
    """The legend, in lines no wider than the months."""

    def __init__(self, drawn: set[str], width: float, locale: Locale) -> None:
        self._kinds = [each for each in _kinds(locale) if each[0] not in HATCHINGS or each[0] in drawn]
        needed = (LEGEND_SWATCH_PX + text_width(name, 13) for _, name in self._kinds)
        self._places, self.height = in_lines(needed, width, LEGEND_GAP_PX, LEGEND_LINE_PX)

    def draw(self, svg: Element, top: float, locale: Locale) -> None:
        """Draw the legend."""
        part = group(svg, LEGEND.say(locale))
        for (left, down), (kind, name) in zip(self._places, self._kinds, strict=True):
            x, y = MARGIN_PX + left, top + down
            if kind == "planned":
                add(part, "rect", class_=kind, x=x + 1, y=y + 1, width=20, height=14, rx=3)
            else:
                edge = {"stroke": "#B8C1CB"} if kind in HATCHINGS else {}
                add(part, "rect", class_=kind, x=x, y=y, width=22, height=16, rx=3, **edge)
            add(part, "text", name, class_="legend", x=x + LEGEND_SWATCH_PX, y=y + 13)


def _kinds(locale: Locale) -> Iterator[tuple[str, str]]:
    yield "planned", PLANNED.say(locale)
    yield "free", STATES[State.FREE].say(locale)
    yield "costly", CHEAPER.say(locale)
    yield "dear", DEARER.say(locale)
    yield "others", IF_OTHERS_MOVE.say(locale)
    yield "perhaps", PERHAPS.say(locale)
    yield "impossible", STATES[State.IMPOSSIBLE].say(locale)
