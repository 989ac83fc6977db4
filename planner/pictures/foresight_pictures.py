"""Draw what is foreseen (SVG): the worst days as a strip above a timeline, and what protection costs as a curve."""

from __future__ import annotations

from itertools import groupby, product
from typing import TYPE_CHECKING

from calendars.days import Span
from calendars.language import Locale, Message
from planner.pictures.svg import (
    BLUE,
    FONT_SIZES_PX,
    ORANGE,
    PAGE_STYLE,
    PURPLE,
    VERMILION,
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
MOVED = Message("foresight_pictures.trade_moved", "meetings expected")
MARK = Message(
    "foresight_pictures.trade_mark",
    "{moved} meetings and {told} people expected, {points} points ({more}% more), {money} {currency}",
)
LABEL = Message("foresight_pictures.trade_label", "{moved} · +{more}%")
TODAY = Message("foresight_pictures.trade_today", "today")
LOST_TITLE = Message(
    "foresight_pictures.trade_lost_mark",
    "{lost} meetings expected to be lost, {n} {n:day|days} in reserve for {rent} {currency}",
)
LOST_LABEL = Message("foresight_pictures.trade_lost_label", "{lost} · {rent} {currency}")
SERIES = {
    "hit": Message("foresight_pictures.trade_hit", "hit"),
    "lost": Message("foresight_pictures.trade_lost", "lost without days in reserve"),
    "saved": Message("foresight_pictures.trade_saved", "lost with days in reserve, and their price"),
}
"""What is drawn, by the class of its line."""

WIDTH_PX, HEIGHT_PX = 760.0, 500.0
LEFT_PX, RIGHT_PX, TOP_PX, BOTTOM_PX = 70.0, 40.0, 116.0, 76.0
"""Room around the axes."""
TICKS, TICK_DIGITS = 5, 3
TICK_PX, MARK_PX = 11.0, 6.0
"""Font size, as in the style, and half the size of a mark."""
STYLE = f"""
text {{ font-family: "Helvetica Neue", Arial, "Liberation Sans", sans-serif; fill: #1F2933; }}
.title {{ font-size: 20px; font-weight: bold; }}
.subtitle, .legend {{ font-size: 13px; }}
.tick {{ font-size: {TICK_PX:.0f}px; }}
.paper {{ fill: #FFFFFF; }}
.months {{ stroke: #CBD2D9; stroke-width: 0.5px; }}
.line {{ fill: none; stroke-width: 2px; }}
.line.hit {{ stroke: {BLUE}; }}
.line.lost {{ stroke: {VERMILION}; stroke-dasharray: 6 4; }}
.line.saved {{ stroke: {PURPLE}; stroke-dasharray: 2 3; }}
.mark {{ fill: {BLUE}; stroke: #FFFFFF; stroke-width: 1.5px; }}
.mark.lost {{ fill: {VERMILION}; }}
.mark.saved {{ fill: {PURPLE}; }}
.unproved {{ fill: {ORANGE}; }}
"""


def draw_trade_off(found: TradeOff, locale: Locale, *, style: bool = True) -> str:
    """Return the curve as SVG: percent of points to the right, meetings expected to be hit, and to be lost, upwards.

    Args:
        found: the plans of the curve.
        locale: language of what stands in it.
        style: whether the picture carries its style; not within a page, whose own stylesheet has it.
    """
    svg = root(WIDTH_PX, HEIGHT_PX, role="graphics-document document", lang=locale, aria_labelledby="title")
    add(svg, "title", TITLE.say(locale), id="title")
    if style:
        add(add(svg, "defs"), "style", STYLE + PAGE_STYLE)
    add(svg, "rect", class_="paper", width="100%", height="100%")
    add(svg, "text", TITLE.say(locale), class_="title", x=24, y=34)
    add(svg, "text", SUBTITLE.say(locale, day=found.as_of), class_="subtitle", x=24, y=56)
    sentence = shortened(found.sentence, FONT_SIZES_PX["legend"], WIDTH_PX - 48)
    add(svg, "text", sentence, found.sentence, class_="subtitle", x=24, y=76)
    axes = _Axes(found.plans)
    axes.draw(svg, locale)
    curve = [each for each in found.plans if each.on_curve]
    _line(svg, "hit", [axes.place(each, each.moved) for each in curve])
    for with_reserves, class_ in ((False, "lost"), (True, "saved")):
        known = [each for each in curve if each.meetings_lost is not None and bool(each.reserves) == with_reserves]
        _line(svg, class_, [axes.place(each, each.meetings_lost or 0.0) for each in known])
    labels = _Labels()
    for each in {(each.more_percent, each.moved): each for each in reversed(found.plans)}.values():
        place = axes.place(each, each.moved)
        labels.mark(place, _mark_hit(svg, each, place, found.currency, locale), first=each.today)
    for each in found.plans:
        if each.meetings_lost is not None:
            place = axes.place(each, each.meetings_lost)
            labels.mark(place, _mark_lost(svg, each, place, found.currency, locale))
    labels.write(svg)
    _key(svg, found, locale)
    return to_text(svg)


def _line(svg: Element, class_: str, places: Sequence[tuple[float, float]]) -> None:
    add(svg, "polyline", class_=f"line {class_}", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places))


def _mark_hit(svg: Element, plan: ProtectedPlan, place: tuple[float, float], currency: str, locale: Locale) -> str:
    """Draw how many meetings of a plan are hit, and return what may stand beside it."""
    more, moved = round(plan.more_percent, 2), round(plan.moved, 2)
    title = MARK.say(
        locale, moved=moved, told=round(plan.told, 1), points=plan.points, more=more, money=plan.money - plan.rent,
        currency=currency,
    )  # fmt: skip
    proved = "mark" if plan.proof.status == "optimal" else "mark unproved"
    add(svg, "circle", title=title, class_=proved, cx=place[0], cy=place[1], r=6)
    label = LABEL.say(locale, moved=moved, more=more)
    return f"{label} · {TODAY.say(locale)}" if plan.today else label


def _mark_lost(svg: Element, plan: ProtectedPlan, place: tuple[float, float], currency: str, locale: Locale) -> str:
    """Draw how many meetings of a plan are lost, and return what may stand beside it."""
    x, y = place
    lost, n = round(plan.meetings_lost or 0.0, 2), len(plan.reserves)
    title = LOST_TITLE.say(locale, lost=lost, n=n, rent=plan.rent, currency=currency)
    add(svg, "rect", title=title, class_="mark saved" if n else "mark lost", x=x - 5, y=y - 5, width=10, height=10)
    return LOST_LABEL.say(locale, lost=lost, rent=plan.rent, currency=currency) if n else ""


class _Labels:
    """Labels beside marks, where they hide neither a mark nor another label; elsewhere only the title says the same."""

    def __init__(self) -> None:
        self._marks: list[tuple[float, float, str]] = []
        self._taken: list[tuple[float, float, float, float]] = []

    def mark(self, place: tuple[float, float], label: str, *, first: bool = False) -> None:
        """Take a mark, with its label or "", to be written before those of all marks so far or after them."""
        x, y = place
        self._marks.insert(0 if first else len(self._marks), (x, y, label))
        self._taken.append((x - MARK_PX, y - MARK_PX, x + MARK_PX, y + MARK_PX))

    def write(self, svg: Element) -> None:
        """Write the labels for which there is room: above or below, to the right or to the left of their marks."""
        for x, y, label in self._marks:
            width = text_width(label, TICK_PX)
            for base, left in product((y - 8, y + 18), (x + 10, x - 10 - width) if label else ()):
                box = (left, base - TICK_PX, left + width, base)
                inside = left >= 0 and left + width <= WIDTH_PX and base < HEIGHT_PX - BOTTOM_PX
                if inside and not any(_overlap(box, each) for each in self._taken):
                    at, anchor = (left, "start") if left > x else (left + width, "end")
                    add(svg, "text", label, class_="tick", x=at, y=base, text_anchor=anchor)
                    self._taken.append(box)
                    break


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _key(svg: Element, found: TradeOff, locale: Locale) -> None:
    """Draw what each line stands for, below the axis."""
    x = LEFT_PX
    reserved = any(each.reserves for each in found.plans)
    for class_, said in SERIES.items():
        if reserved or class_ != "saved":
            text = said.say(locale)
            add(svg, "line", class_=f"line {class_}", x1=x, y1=HEIGHT_PX - 14, x2=x + 24, y2=HEIGHT_PX - 14)
            add(svg, "text", text, class_="tick", x=x + 30, y=HEIGHT_PX - 10)
            x += 30 + text_width(text, TICK_PX) + 16


class _Axes:
    """The axes: both begin at 0, so that lengths compare."""

    def __init__(self, plans: Sequence[ProtectedPlan]) -> None:
        self._right = _round_up(max((each.more_percent for each in plans), default=0.0))
        most = [n for each in plans for n in (each.moved, each.meetings_lost or 0.0)]
        self._top = _round_up(max(most, default=0.0))

    def place(self, plan: ProtectedPlan, meetings: float) -> tuple[float, float]:
        """Return the coordinates of a plan and a number of meetings."""
        return self._x(plan.more_percent), self._y(meetings)

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
                said = NUMBER.say(locale, n=round(text * n / TICKS, TICK_DIGITS))
                add(svg, "text", said, class_="tick", x=at[0], y=at[1], text_anchor=at[2])
        add(
            svg,
            "text",
            POINTS.say(locale),
            class_="legend",
            x=(left + right) / 2,
            y=HEIGHT_PX - 36,
            text_anchor="middle",
        )
        add(svg, "text", MOVED.say(locale), class_="legend", x=24, y=top - 12)


NUMBER = Message("foresight_pictures.number", "{n}")


def _round_up(value: float) -> float:
    """Return the least of a few round numbers times a power of ten that is not below the value; 1 for 0."""
    if value == 0:
        return 1.0
    step = 0.01
    while value > step * 10:
        step *= 10
    return next((step * each for each in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 7.5) if step * each >= value), step * 10)
