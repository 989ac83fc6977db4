"""Draw what is foreseen (SVG): the worst days as a strip above a timeline, and what protection costs as a curve."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from calendars.days import Span
from calendars.language import Locale, Message
from planner.pictures.svg import (
    BLUE,
    FONT_SIZES_PX,
    ORANGE,
    PAGE_STYLE,
    Scale,
    add,
    group,
    root,
    shortened,
    text_width,
    to_text,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from xml.etree.ElementTree import Element

    from planner.schemas.foresight import ForeseenRisk, ProtectedPlan, TradeOff

STRIP = Message("foresight_pictures.strip", "{reason}: what it would hit, by the day on which it comes")
BAR = Message("foresight_pictures.bar", "{days}: {n} {n:meeting|meetings}, {people} people")
DAYS = Message("foresight_pictures.days", "{first:date} to {last:date}")
DAY = Message("foresight_pictures.day", "{first:date}")
AT_MOST = Message("foresight_pictures.at_most", "up to {n} {n:meeting|meetings}")
NEVER = Message("foresight_pictures.never", "hits nothing")

STRIP_HEIGHT_PX = 46.0
"""Height of a strip with the room above it."""
BARS_HEIGHT_PX = 34.0
"""Height of the bar of the day that hits the most people."""


def draw_strip(svg: Element, risk: ForeseenRisk, corner: tuple[float, float], scale: Scale, locale: Locale) -> None:
    """Draw one risk: days in a row that hit the same meetings are a bar, as high as people would be told anew.

    Args:
        svg: where it is drawn.
        risk: what is foreseen of it.
        corner: x and y of its upper left corner, where its name begins.
        scale: of the days.
        locale: language of the tooltips.
    """
    left, top = corner
    part = group(svg, STRIP.say(locale, reason=risk.reason))
    base, most = top + STRIP_HEIGHT_PX - 4, max((each.people for each in risk.days), default=0)
    greatest = max((len(each.hits) for each in risk.days), default=0)
    name = shortened(risk.reason, 13, scale.left - left - 10, bold=True)
    add(part, "text", name, risk.assumption, class_="row", x=left, y=base - 16)
    said = AT_MOST.say(locale, n=greatest) if greatest else NEVER.say(locale)
    add(part, "text", shortened(said, 10, scale.left - left - 10), class_="reason", x=left, y=base - 2)
    for (hits, people), days in groupby(risk.days, key=lambda each: (each.hits, each.people)):
        same = [each.day for each in days]
        shown = Span(same[0], same[-1]).within(scale.days)
        if hits and shown:
            height = max(BARS_HEIGHT_PX * people / max(most, 1), 2.0)
            when = DAY if same[0] == same[-1] else DAYS
            title = BAR.say(locale, days=when.say(locale, first=same[0], last=same[-1]), n=len(hits), people=people)
            x = scale.begin(shown.first)
            add(
                part, "rect", title=title, class_="hit worst" if len(hits) == greatest else "hit", x=x,
                y=base - height, width=scale.end(shown.last) - x, height=height,
            )  # fmt: skip
    add(part, "line", class_="months", x1=scale.left, y1=base, x2=scale.right, y2=base)


TITLE = Message("foresight_pictures.trade_title", "What protection costs")
SUBTITLE = Message("foresight_pictures.trade_subtitle", "Each mark is a plan, as seen on {day:date}.")
POINTS = Message("foresight_pictures.trade_points", "more points than the cheapest plan, in percent")
MOVED = Message("foresight_pictures.trade_moved", "meetings expected to be moved")
MARK = Message(
    "foresight_pictures.trade_mark",
    "{moved} meetings and {told} people expected, {points} points ({more}% more), {money} {currency}",
)
LABEL = Message("foresight_pictures.trade_label", "{moved} · +{more}%")

WIDTH_PX, HEIGHT_PX = 760.0, 480.0
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 70.0, 40.0, 116.0, 56.0
"""Room around the axes."""
TICKS = 5
STYLE = f"""
text {{ font-family: "Helvetica Neue", Arial, "Liberation Sans", sans-serif; fill: #1F2933; }}
.title {{ font-size: 20px; font-weight: bold; }}
.subtitle, .legend {{ font-size: 13px; }}
.tick {{ font-size: 11px; }}
.paper {{ fill: #FFFFFF; }}
.months {{ stroke: #CBD2D9; stroke-width: 0.5px; }}
.curve {{ fill: none; stroke: {BLUE}; stroke-width: 2px; }}
.mark {{ fill: {BLUE}; stroke: #FFFFFF; stroke-width: 1.5px; }}
.unproved {{ fill: {ORANGE}; }}
"""


def draw_trade_off(found: TradeOff, locale: Locale) -> str:
    """Return the curve as SVG: percent of points to the right, meetings expected to be moved upwards."""
    svg = root(WIDTH_PX, HEIGHT_PX, role="graphics-document document", lang=locale, aria_labelledby="title")
    add(svg, "title", TITLE.say(locale), id="title")
    add(add(svg, "defs"), "style", STYLE + PAGE_STYLE)
    add(svg, "rect", class_="paper", width="100%", height="100%")
    add(svg, "text", TITLE.say(locale), class_="title", x=24, y=34)
    add(svg, "text", SUBTITLE.say(locale, day=found.as_of), class_="subtitle", x=24, y=56)
    sentence = shortened(found.sentence, FONT_SIZES_PX["legend"], WIDTH_PX - 48)
    add(svg, "text", sentence, found.sentence, class_="subtitle", x=24, y=76)
    axes = _Axes(found.plans)
    axes.draw(svg, locale)
    places = [axes.place(each) for each in found.plans]
    add(svg, "polyline", class_="curve", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places))
    for each, (x, y) in zip(found.plans, places, strict=True):
        more, moved = round(each.more_percent, 2), round(each.moved, 2)
        title = MARK.say(
            locale, moved=moved, told=round(each.told, 1), points=each.points, more=more, money=each.money,
            currency=found.currency,
        )  # fmt: skip
        proved = "mark" if each.proof.status == "optimal" else "mark unproved"
        add(svg, "circle", title=title, class_=proved, cx=x, cy=y, r=6)
        label = LABEL.say(locale, moved=moved, more=more)
        end = x + 10 + text_width(label, 11) > WIDTH_PX
        add(
            svg,
            "text",
            label,
            class_="tick",
            x=x - 10 if end else x + 10,
            y=y - 8,
            text_anchor="end" if end else "start",
        )
    return to_text(svg)


class _Axes:
    """The axes: both begin at 0, so that lengths compare."""

    def __init__(self, plans: Sequence[ProtectedPlan]) -> None:
        self._right = _round_up(max((each.more_percent for each in plans), default=0.0))
        self._top = _round_up(max((each.moved for each in plans), default=0.0))

    def place(self, plan: ProtectedPlan) -> tuple[float, float]:
        """Return the coordinates of a plan."""
        return self._x(plan.more_percent), self._y(plan.moved)

    def _x(self, percent: float) -> float:
        return LEFT_PX + (WIDTH_PX - LEFT_PX - RIGHT_PX) * percent / self._right

    def _y(self, moved: float) -> float:
        return HEIGHT_PX - BOTTOM_PX - (HEIGHT_PX - BOTTOM_PX - TOP_PX) * moved / self._top

    def draw(self, svg: Element, locale: Locale) -> None:
        """Draw lines with their values, and what is counted."""
        left, right, top, bottom = self._x(0), self._x(self._right), self._y(self._top), self._y(0)
        for n in range(TICKS + 1):
            x, y = self._x(self._right * n / TICKS), self._y(self._top * n / TICKS)
            add(svg, "line", class_="months", x1=x, y1=top, x2=x, y2=bottom)
            add(svg, "line", class_="months", x1=left, y1=y, x2=right, y2=y)
            for text, at in ((self._right, (x, bottom + 18, "middle")), (self._top, (left - 8, y + 4, "end"))):
                said = NUMBER.say(locale, n=round(text * n / TICKS, 2))
                add(svg, "text", said, class_="tick", x=at[0], y=at[1], text_anchor=at[2])
        add(
            svg,
            "text",
            POINTS.say(locale),
            class_="legend",
            x=(left + right) / 2,
            y=HEIGHT_PX - 16,
            text_anchor="middle",
        )
        add(svg, "text", MOVED.say(locale), class_="legend", x=24, y=top - 12)


NUMBER = Message("foresight_pictures.number", "{n}")


def _round_up(value: float) -> float:
    """Return the least of a few round numbers times a power of ten that is not below the value."""
    step = 0.01
    while value > step * 10:
        step *= 10
    return next((step * each for each in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7.5) if step * each >= value), step * 10)
