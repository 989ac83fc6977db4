"""Draw a plan as a timeline (SVG): a row for each region, with windows, closed days, a legend and remarks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from calendars.blackouts import BlackoutKind
from calendars.days import Span
from calendars.language import Locale, Message, say_value
from planner.pictures.foresight_pictures import STRIP_HEIGHT_PX, draw_strip
from planner.pictures.svg import (
    BOLD_SHARE,
    FONT_SIZES_PX,
    Scale,
    add,
    add_style,
    fill,
    group,
    in_lines,
    root,
    shortened,
    text_width,
    to_text,
)
from planner.pictures.timeline_rows import (
    EVERYTHING,
    MARK,
    DrawnClosure,
    Extent,
    Row,
    View,
    closures,
    draw_closures,
    draw_joint_lines,
    draw_mark,
    draw_row,
    draw_windows,
    lanes,
    rows,
)

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Meeting, Problem


YEAR_BASELINE_PX = 16.0
"""From the top of the axis."""
MONTH_BASELINE_PX = 32.0
"""From the top of the axis."""
AXIS_HEIGHT_PX = 42.0
ROUND_LANE_HEIGHT_PX = 22.0
"""Height of a lane of round titles."""


def draw_axis(svg: Element, scale: Scale, top: float, locale: Locale) -> None:
    """Draw the years and months whose names fit."""
    years = [(span, str(span.first.year)) for span in _years(scale.days)]
    months = [(span, say_value(span.first, locale, "monthname")) for span in _months(scale.days)]
    for kind, y, parts in (("year", top + YEAR_BASELINE_PX, years), ("month", top + MONTH_BASELINE_PX, months)):
        for span, name in parts:
            if text_width(name, FONT_SIZES_PX[kind]) <= scale.day_width * len(span):
                add(svg, "text", name, class_=kind, x=scale.middle(span), y=y, text_anchor="middle")


def draw_grid(svg: Element, scale: Scale, top: float, bottom: float) -> None:
    """Draw a vertical line at the begin of each month and year."""
    for month in _months(scale.days):
        if month.first.day == 1:
            x = scale.begin(month.first)
            kind = "years" if month.first.month == 1 else "months"
            add(svg, "line", class_=kind, x1=x, y1=top, x2=x, y2=bottom)


class Rounds:
    """The titles of rounds in lanes, each above a bracket as long as its window."""

    def __init__(self, windows: Sequence[tuple[str, Span]], scale: Scale) -> None:
        whole = Extent(scale.left, scale.right)
        found = []
        for whole_title, window in windows:
            title = shortened(whole_title, FONT_SIZES_PX["round"], scale.right - scale.left)
            bracket = Extent(scale.begin(window.first), scale.end(window.last))
            text = Extent.around(bracket.middle, text_width(title, FONT_SIZES_PX["round"]), whole)
            found.append((title, bracket, text))
        self._shown = sorted(found, key=lambda each: (each[1].joined(each[2]).left, each[0]))
        self._lanes = lanes(bracket.joined(text) for _, bracket, text in self._shown)

    @property
    def height(self) -> float:
        """Height in pixels."""
        return ROUND_LANE_HEIGHT_PX * (1 + max(self._lanes, default=-1))

    def draw(self, svg: Element, top: float) -> None:
        """Draw the titles, the last lane nearest to the rows."""
        for (title, bracket, text), lane in zip(self._shown, self._lanes, strict=True):
            base = top + ROUND_LANE_HEIGHT_PX * lane + 12
            add(svg, "rect", class_="plate", x=text.left, y=base - 9, width=text.right - text.left, height=12)
            add(svg, "text", title, class_="round over", x=text.middle, y=base, text_anchor="middle")
            path = f"M{bracket.left:.1f} {base + 7:.1f}v-4H{bracket.right:.1f}v4"
            add(svg, "path", class_="bracket", d=path)


def _years(days: Span) -> Iterator[Span]:
    """Yield the shown days of each year."""
    for year in range(days.first.year, days.last.year + 1):
        yield Span(max(days.first, date(year, 1, 1)), min(days.last, date(year, 12, 31)))


def _months(days: Span) -> Iterator[Span]:
    """Yield the shown days of each month."""
    first = days.first
    while first <= days.last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        yield Span(first, min(following - timedelta(days=1), days.last))
        first = following


REGIONAL = Message("timeline.regional", "regional meeting")
JOINT = Message("timeline.joint", "joint meeting")
WINDOW = Message("timeline.window", "window of a round")
PART = Message("timeline.part", "half height: some municipalities only")
SOFT = Message("timeline.soft", "pale: costs points")
KINDS = {
    BlackoutKind.PUBLIC_HOLIDAY: Message("timeline.kinds.public_holiday", "public holiday"),
    BlackoutKind.SCHOOL_HOLIDAY: Message("timeline.kinds.school_holiday", "school holiday"),
    BlackoutKind.ELECTION: Message("timeline.kinds.election", "election"),
    BlackoutKind.EVENT: Message("timeline.kinds.event", "event"),
    BlackoutKind.OWN: Message("timeline.kinds.own", "own date"),
}
LEGEND_LINE_HEIGHT_PX = 24.0
LEGEND_SWATCH_WIDTH_PX = 22.0
LEGEND_ENTRY_GAP_PX = 20.0

Draw = Callable[[Element, float, float], object]


class Legend:
    """The legend, in lines no wider than the picture."""

    def __init__(self, found: Sequence[DrawnClosure], rows: Sequence[Row], locale: Locale, width: float) -> None:
        self._entries = [(sentence.say(locale), draw) for sentence, draw in _entries(found, rows)]
        size = FONT_SIZES_PX["legend"]
        needed = (LEGEND_SWATCH_WIDTH_PX + 6 + text_width(text, size) for text, _ in self._entries)
        self._places, self.height = in_lines(needed, width, LEGEND_ENTRY_GAP_PX, LEGEND_LINE_HEIGHT_PX)

    def draw(self, svg: Element, left: float, top: float) -> None:
        """Draw the legend."""
        for (x, y), (text, draw) in zip(self._places, self._entries, strict=True):
            draw(svg, left + x, top + y)
            add(svg, "text", text, class_="legend", x=left + x + LEGEND_SWATCH_WIDTH_PX + 6, y=top + y + 16)


def _entries(found: Sequence[DrawnClosure], rows: Sequence[Row]) -> list[tuple[Message, Draw]]:
    kinds = {closure.kind for closure in found}
    entries: list[tuple[Message, Draw]] = []
    if any(row.region is not None for row in rows):
        entries.append((REGIONAL, partial(_mark, joint=False)))
    if any(row.region is None for row in rows):
        entries.append((JOINT, partial(_mark, joint=True)))
    entries.append((WINDOW, _window))
    entries += [(sentence, partial(_swatch, kind=kind)) for kind, sentence in KINDS.items() if kind in kinds]
    part = [each.kind for each in found if any(0 < row.share_closed(list(each.blackouts)) < 1 for row in rows)]
    soft = [each.kind for each in found if each.points]
    if part:
        entries.append((PART, partial(_part, kind=part[0])))
    if soft:
        entries.append((SOFT, partial(_soft, kind=soft[0])))
    return entries


def _mark(svg: Element, x: float, y: float, *, joint: bool) -> None:
    draw_mark(svg, (x + LEGEND_SWATCH_WIDTH_PX / 2, y + LEGEND_LINE_HEIGHT_PX / 2), joint=joint)


def _window(svg: Element, x: float, y: float) -> None:
    add(svg, "rect", class_="closed", x=x, y=y + 4, width=LEGEND_SWATCH_WIDTH_PX, height=16)
    add(svg, "rect", class_="window", x=x + 5, y=y + 4, width=LEGEND_SWATCH_WIDTH_PX - 10, height=16)


def _swatch(svg: Element, x: float, y: float, *, kind: BlackoutKind) -> None:
    add(svg, "rect", x=x, y=y + 4, width=LEGEND_SWATCH_WIDTH_PX, height=16, fill=fill(kind))


def _part(svg: Element, x: float, y: float, *, kind: BlackoutKind) -> None:
    add(svg, "rect", class_="frame", x=x, y=y + 4, width=LEGEND_SWATCH_WIDTH_PX, height=16)
    add(svg, "rect", x=x, y=y + 12, width=LEGEND_SWATCH_WIDTH_PX, height=8, fill=fill(kind))


def _soft(svg: Element, x: float, y: float, *, kind: BlackoutKind) -> None:
    add(svg, "rect", class_="soft", x=x, y=y + 4, width=LEGEND_SWATCH_WIDTH_PX, height=16, fill=fill(kind))


NAMED_KINDS = frozenset({BlackoutKind.ELECTION, BlackoutKind.EVENT, BlackoutKind.OWN})
"""Kinds of closed days whose reasons are written out; public and school holidays are familiar."""
REASON_SWATCH_PX = 9.0
REASON_GAP_PX = 4.0
REASON_LANE_HEIGHT_PX = 15.0
REASON_MAX_WIDTH_PX = 420.0


class Reasons:
    """Names of closures in lanes, each with a swatch below its first day."""

    def __init__(self, found: Sequence[DrawnClosure], scale: Scale, locale: Locale) -> None:
        named = {(each.span, each.reason): each for each in found if each.kind in NAMED_KINDS}
        self._closures = [named[key] for key in sorted(named)]
        most = min(REASON_MAX_WIDTH_PX, (scale.right - scale.left) / 2 - REASON_SWATCH_PX - REASON_GAP_PX)
        self._texts = [shortened(each.reason, FONT_SIZES_PX["reason"], most) for each in self._closures]
        self._extents = [_extent(each, text, scale) for each, text in zip(self._closures, self._texts, strict=True)]
        order = sorted(range(len(self._extents)), key=lambda n: (self._extents[n].left, n))
        self._lanes = dict(zip(order, lanes(self._extents[n] for n in order), strict=True))
        self._scale, self._locale = scale, locale

    @property
    def height(self) -> float:
        """Height in pixels."""
        return REASON_LANE_HEIGHT_PX * (1 + max(self._lanes.values(), default=-1))

    def draw(self, svg: Element, top: float) -> None:
        """Draw the names."""
        for n, closure in enumerate(self._closures):
            swatch, y = self._scale.begin(closure.span.first), top + REASON_LANE_HEIGHT_PX * self._lanes[n]
            title = closure.title(self._locale)
            add(
                svg,
                "rect",
                title=title,
                x=swatch,
                y=y + 3,
                width=REASON_SWATCH_PX,
                height=REASON_SWATCH_PX,
                fill=fill(closure.kind),
            )
            extent = self._extents[n]
            end = extent.left < swatch
            x = swatch - REASON_GAP_PX if end else swatch + REASON_SWATCH_PX + REASON_GAP_PX
            anchor = "end" if end else "start"
            add(svg, "text", self._texts[n], title, class_="reason", x=x, y=y + 11, text_anchor=anchor)


def _extent(closure: DrawnClosure, text: str, scale: Scale) -> Extent:
    """Return the extent of swatch and text; the text is left of the swatch where it would leave the picture."""
    swatch = scale.begin(closure.span.first)
    width = text_width(text, FONT_SIZES_PX["reason"]) + REASON_GAP_PX
    fits = swatch + REASON_SWATCH_PX + width <= scale.right
    return (
        Extent(swatch, swatch + REASON_SWATCH_PX + width) if fits else Extent(swatch - width, swatch + REASON_SWATCH_PX)
    )


BEFORE = Message("timeline.before", "before: {regions}")
AFTER = Message("timeline.after", "then: {regions}")
REMARK_GAP_PX = 12.0
"""Distance between a window and the remark beside it."""
REMARK_MIN_WIDTH_PX = 60.0
"""Smallest width for a remark."""
REMARK_BACKGROUND_HEIGHT_PX = 16.0
"""Height of the background that separates a remark from closed days."""
USUAL_TEXT_WIDTH_SHARE = 0.85
"""Usual width of a text as a share of the upper bound `text_width`."""


def draw_remarks(svg: Element, problem: Problem, row: Row, top: float, scale: Scale) -> None:
    """Draw at a row's marks in which regions its municipalities met before its windows, and meet after them."""
    if row.region is None:
        return
    own = [meeting for meeting in problem.meetings if meeting.region == row.region]
    begin, end = min(meeting.window.first for meeting in own), max(meeting.window.last for meeting in own)
    before = _regions(problem, own, [each for each in problem.meetings if each.window.last < begin])
    after = _regions(problem, own, [each for each in problem.meetings if each.window.first > end])
    if before:
        x = min(scale.begin(begin), *(label.extent.left for label in row.labels)) - REMARK_GAP_PX
        _draw_remark(svg, BEFORE.say(problem.locale, regions=before), (x, top), x - scale.left, end=True)
    if after:
        x = max(scale.end(end), *(label.extent.right for label in row.labels)) + REMARK_GAP_PX
        _draw_remark(svg, AFTER.say(problem.locale, regions=after), (x, top), scale.right - x, end=False)


def _regions(problem: Problem, own: list[Meeting], others: list[Meeting]) -> list[str]:
    """Return the names of the regions in whose meetings the same municipalities take part."""
    homes = set[int]().union(*(_homes(problem, meeting) for meeting in own))
    found = {each.region for each in others if each.region is not None and homes & _homes(problem, each)}
    return [problem.regions[region].name for region in sorted(found)]


def _homes(problem: Problem, meeting: Meeting) -> set[int]:
    return {problem.members[member].municipality for member in meeting.members}


def _draw_remark(svg: Element, text: str, at: tuple[float, float], room: float, *, end: bool) -> None:
    if room < REMARK_MIN_WIDTH_PX:
        return
    x, top = at
    shown = shortened(text, FONT_SIZES_PX["remark"], room)
    width = USUAL_TEXT_WIDTH_SHARE * text_width(shown, FONT_SIZES_PX["remark"])
    left = x - width if end else x
    add(
        svg,
        "rect",
        class_="closed",
        x=left - 4,
        y=top + MARK - REMARK_BACKGROUND_HEIGHT_PX / 2,
        width=width + 8,
        height=REMARK_BACKGROUND_HEIGHT_PX,
        rx=3,
    )
    add(svg, "text", shown, text, class_="remark", x=x, y=top + MARK + 4, text_anchor="end" if end else "start")


SUBTITLE = Message("timeline.subtitle", "{n} {n:meeting|meetings} from {first:date} to {last:date}")
DESCRIPTION = Message(
    "timeline.description",
    "Timeline with a row for each of {regions}: the meetings with date and town, the windows of their rounds, and "
    "the days that are closed.",
)
ROUNDS = Message("timeline.rounds", "Rounds")
WINDOWS = Message("timeline.windows", "Windows of the rounds")
CLOSED = Message("timeline.closed", "Closed days")
LEGEND = Message("timeline.legend", "Legend")
TODAY = Message("timeline.today", "Today, {day}")
REASONS = Message("timeline.reasons", "Dates to avoid")

MARGIN_PX = 24.0
HEADING_HEIGHT_PX = 66.0
"""Height of title and subtitle."""
ROW_NAME_WIDTH_RANGE_PX = (90.0, 240.0)
"""Smallest and largest width for the names of the rows."""
ROW_GAP_PX = 1.5
"""Distance between two rows."""
REASONS_GAP_PX = 8.0
"""Distance from the last row to the reasons of closed days."""


def draw(schedule: Schedule, view: View = EVERYTHING, *, style: bool = True) -> str:
    """Return the plan of a schedule with at least one meeting that is shown as SVG, in the network's language.

    Args:
        schedule: the plan.
        view: what is shown of it, and where it leads.
        style: whether the picture carries its style; not within a page, whose own stylesheet has it.
    """
    problem = schedule.problem
    scale = Scale(view.days or problem.horizon, MARGIN_PX + _gutter(problem))
    picture = _Picture(schedule, scale, view, style=style)
    svg = root(
        scale.right + MARGIN_PX,
        picture.height,
        role="graphics-document document",
        lang=problem.locale,
        aria_labelledby="title",
        aria_describedby="description",
    )
    picture.draw(svg)
    return to_text(svg)


class _Picture:
    """The parts of the picture with their places, from top to bottom."""

    def __init__(self, schedule: Schedule, scale: Scale, view: View, *, style: bool) -> None:
        problem = schedule.problem
        self._schedule, self._scale, self._locale = schedule, scale, problem.locale
        self._view, self._style = view, style
        self._closures = closures(schedule, scale.days)
        self._rounds = Rounds(_windows(problem, scale.days), scale)
        self._axis = HEADING_HEIGHT_PX + STRIP_HEIGHT_PX * len(view.foreseen)
        self._first_row = self._axis + AXIS_HEIGHT_PX + self._rounds.height
        self._placed = _stacked(rows(schedule, scale, view), self._first_row)
        self._reasons = Reasons(self._closures, scale, self._locale)
        self._last_row = self._placed[-1][1] + self._placed[-1][0].height
        found = [row for row, _ in self._placed]
        self._legend = Legend(self._closures, found, self._locale, scale.right - scale.left)
        self._legend_top = self._last_row + REASONS_GAP_PX + self._reasons.height + 14
        self.height = self._legend_top + self._legend.height + MARGIN_PX / 2

    def draw(self, svg: Element) -> None:
        self._head(svg)
        scale, placed = self._scale, self._placed
        for n, risk in enumerate(self._view.foreseen):
            draw_strip(svg, risk, (MARGIN_PX, HEADING_HEIGHT_PX + STRIP_HEIGHT_PX * n), scale, self._locale)
        draw_axis(svg, scale, self._axis, self._locale)
        draw_windows(self._part(svg, WINDOWS), self._schedule, placed, scale)
        draw_grid(svg, scale, self._axis + AXIS_HEIGHT_PX - 6, self._last_row)
        self._rounds.draw(self._part(svg, ROUNDS), self._axis + AXIS_HEIGHT_PX)
        draw_closures(self._part(svg, CLOSED), self._closures, placed, scale, self._locale)
        draw_joint_lines(svg, placed, scale)
        self._draw_today(svg)
        for row, top in placed:
            part = group(svg, row.name)
            _name(part, row.name, top + row.height / 2 + 4, scale)
            if self._view.days is None:
                draw_remarks(part, self._schedule.problem, row, top, scale)
            draw_row(part, self._schedule, row, top, scale, self._view)
        if self._reasons.height:
            part = self._part(svg, REASONS)
            _name(part, REASONS.say(self._locale), self._last_row + REASONS_GAP_PX + 11, scale)
            self._reasons.draw(part, self._last_row + REASONS_GAP_PX)
        self._legend.draw(self._part(svg, LEGEND), scale.left, self._legend_top)

    def _draw_today(self, svg: Element) -> None:
        today = self._view.today
        if today is not None and today in self._scale.days:
            x, title = self._scale.begin(today), TODAY.say(self._locale, day=today)
            add(svg, "line", title=title, class_="today", x1=x, y1=HEADING_HEIGHT_PX, x2=x, y2=self._last_row)

    def _part(self, svg: Element, label: Message) -> Element:
        return group(svg, label.say(self._locale))

    def _head(self, svg: Element) -> None:
        problem, held = self._schedule.problem, [each for each in self._schedule if self._view.shows(each)]
        values = {"n": len(held), "first": held[0].span.first, "last": max(each.span.last for each in held)}
        names = [row.name for row, _ in self._placed]
        add(svg, "title", problem.name, id="title")
        add(svg, "desc", DESCRIPTION.say(self._locale, regions=names), id="description")
        add_style(svg, style=self._style)
        add(svg, "rect", class_="paper", width="100%", height="100%")
        title = shortened(problem.name, FONT_SIZES_PX["title"], self._scale.right - MARGIN_PX, bold=True)
        add(svg, "text", title, class_="title", x=MARGIN_PX, y=34)
        add(svg, "text", SUBTITLE.say(self._locale, **values), class_="subtitle", x=MARGIN_PX, y=54)


def _name(svg: Element, name: str, y: float, scale: Scale) -> None:
    room = scale.left - MARGIN_PX - 10
    add(svg, "text", shortened(name, FONT_SIZES_PX["row"], room, bold=True), name, class_="row", x=MARGIN_PX, y=y)


def _gutter(problem: Problem) -> float:
    names = [REASONS.say(problem.locale), *(region.name for region in problem.regions)]
    least, most = ROW_NAME_WIDTH_RANGE_PX
    return (
        min(max(BOLD_SHARE * text_width(name, FONT_SIZES_PX["row"]) + 14 for name in names), most) if names else least
    )


def _stacked(found: list[Row], top: float) -> list[tuple[Row, float]]:
    placed = []
    for row in found:
        placed.append((row, top))
        top += row.height + ROW_GAP_PX
    return placed


def _windows(problem: Problem, days: Span) -> list[tuple[str, Span]]:
    """Return title and window of each round within those days."""
    found = []
    for each in problem.rounds:
        windows = [problem.meetings[meeting].window for meeting in each.meetings]
        whole = Span(min(window.first for window in windows), max(window.last for window in windows))
        shown = whole.within(days)
        if shown:
            found.append((each.title, shown))
    return found
