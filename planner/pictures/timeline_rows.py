"""Rows of the timeline: the meetings of each region and joint meetings, with closed days behind them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from calendars.blackouts import Blackout, BlackoutKind, BlackoutScope
from calendars.days import Span
from calendars.language import Locale, Message, say_value
from planner.pictures.svg import FONT_SIZES_PX, Scale, add, clean, fill, shortened, text_width
from planner.text.plan import venue_name

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from planner.schemas.foresight import ForeseenRisk


LABEL_GAP_PX = 8.0
"""Smallest distance between two labels in one lane."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A horizontal range of pixels."""

    left: float
    right: float

    @classmethod
    def around(cls, middle: float, width: float, within: Extent) -> Extent:
        """Return the range of that width about `middle`, shifted to lie in `within`."""
        left = max(min(middle - width / 2, within.right - width), within.left)
        return cls(left, left + width)

    @property
    def middle(self) -> float:
        """X coordinate of the middle."""
        return (self.left + self.right) / 2

    def joined(self, other: Extent) -> Extent:
        """Return the smallest range that contains both."""
        return Extent(min(self.left, other.left), max(self.right, other.right))


def lanes(extents: Iterable[Extent]) -> list[int]:
    """Return for each extent, sorted by left end, the first lane in which it overlaps no other (greedy colouring)."""
    ends: list[float] = []
    found = []
    for extent in extents:
        lane = next((n for n, end in enumerate(ends) if end + LABEL_GAP_PX <= extent.left), len(ends))
        ends[lane : lane + 1] = [extent.right]
        found.append(lane)
    return found


JOINT = Message("timeline_rows.joint", "Joint")

MARK = 22.0
"""From the top of a row to the middle of its marks, in pixels."""
FIRST_BASELINE_PX = 44.0
"""From the top of a row to the baseline of its first text."""
LABEL_LANE_HEIGHT_PX = 27.0
"""Height of a label: date and town."""
TOWN_OFFSET_PX = 12.0
"""From the baseline of the date to that of the town."""
ROW_PADDING_PX = 9.0
"""From the baseline of the last town to the bottom of the row."""
TOWN_MAX_WIDTH_PX = 110.0
"""Width after which a town is cut."""


@dataclass(frozen=True, slots=True)
class Label:
    """The text beside a mark.

    Attributes:
        extent: upper bound of its horizontal range.
        lane: its lane, 0 at the top.
    """

    held: ScheduledMeeting
    date: str
    town: str
    extent: Extent
    lane: int


@dataclass(frozen=True)
class Row:
    """The meetings on one line.

    Attributes:
        region: index; None for joint meetings.
        homes: ids of the municipalities that take part in any of its meetings.
    """

    name: str
    region: int | None
    region_id: str
    homes: frozenset[str]
    labels: tuple[Label, ...]

    @cached_property
    def height(self) -> float:
        """Height in pixels."""
        return (
            FIRST_BASELINE_PX
            + LABEL_LANE_HEIGHT_PX * max((label.lane for label in self.labels), default=0)
            + TOWN_OFFSET_PX
            + ROW_PADDING_PX
        )

    def share_closed(self, blackouts: list[Blackout]) -> float:
        """Return the share of the row's height to fill for one blackout: 0, 0.5 (some municipalities) or 1."""
        scopes = {blackout.scope for blackout in blackouts}
        targets = {blackout.target for blackout in blackouts}
        if BlackoutScope.EVERYONE in scopes or (BlackoutScope.REGION in scopes and self.region_id in targets):
            return 1.0
        if self.region is None:
            return 0.5 if scopes & {BlackoutScope.REGION, BlackoutScope.MUNICIPALITY} else 0.0
        closed = self.homes & targets if BlackoutScope.MUNICIPALITY in scopes else frozenset()
        return 0.0 if not closed else 1.0 if closed == self.homes else 0.5


@dataclass(frozen=True, slots=True)
class View:
    """What a picture shows of a plan, and where it leads.

    Attributes:
        days: the days that it shows; all if None.
        meetings: ids of the meetings that it shows; all if None.
        today: the day that is marked, if any.
        link: returns the address that a meeting leads to; None for a picture without links.
        foreseen: what may come, each drawn as a strip above the rows.
    """

    days: Span | None = None
    meetings: Collection[str] | None = None
    today: date | None = None
    link: Callable[[str], str] | None = None
    foreseen: tuple[ForeseenRisk, ...] = ()

    def shows(self, held: ScheduledMeeting) -> bool:
        """Return whether a meeting is shown."""
        in_time = self.days is None or held.span.within(self.days) is not None
        return in_time and (self.meetings is None or held.id in self.meetings)


EVERYTHING = View()


def rows(schedule: Schedule, scale: Scale, view: View = EVERYTHING) -> list[Row]:
    """Return a row for joint meetings, if any are shown, and one for each region with meetings that are."""
    problem = schedule.problem
    found = []
    for region in (None, *range(len(problem.regions))):
        meetings = [held for held in schedule if held.meeting.region == region and view.shows(held)]
        if meetings:
            name = JOINT.say(problem.locale) if region is None else problem.regions[region].name
            region_id = "" if region is None else problem.regions[region].id
            labels = tuple(_labels(schedule, meetings, scale))
            found.append(Row(name, region, region_id, _homes(schedule, meetings), labels))
    return found


def _homes(schedule: Schedule, meetings: list[ScheduledMeeting]) -> frozenset[str]:
    problem = schedule.problem
    homes = {problem.members[member].municipality for held in meetings for member in held.members}
    return frozenset(problem.municipalities[home].id for home in homes)


def _labels(schedule: Schedule, meetings: list[ScheduledMeeting], scale: Scale) -> Iterator[Label]:
    whole = Extent(scale.left, scale.right)
    texts = [_texts(schedule, held, schedule.problem.locale) for held in meetings]
    widths = [
        max(text_width(date, FONT_SIZES_PX["date"]), text_width(town, FONT_SIZES_PX["town"])) for date, town in texts
    ]
    extents = [
        Extent.around(scale.middle(held.span), width, whole) for held, width in zip(meetings, widths, strict=True)
    ]
    order = sorted(range(len(extents)), key=lambda n: (extents[n].left, n))
    for n, lane in zip(order, lanes(extents[n] for n in order), strict=True):
        yield Label(meetings[n], *texts[n], extents[n], lane)


def _texts(schedule: Schedule, held: ScheduledMeeting, locale: Locale) -> tuple[str, str]:
    venue = schedule.venue(held)
    first, last = (say_value(day, locale, "mark") for day in (held.span.first, held.span.last))
    town = shortened(venue.town or venue.name, FONT_SIZES_PX["town"], TOWN_MAX_WIDTH_PX)
    return (first if first == last else f"{first} – {last}"), town


WINDOW = Message("timeline_rows.window", "{title}: window from {first:date} to {last:date}")
DAYS = Message("timeline_rows.days", "{reason}, {first:date} to {last:date}")
DAY = Message("timeline_rows.day", "{reason}, {first:date}")
POINTS = Message("timeline_rows.points", " ({points} points a meeting)")

BLACKOUT_MIN_WIDTH_PX = 1.5
"""Smallest width of a blackout."""
SHOWN_SCOPES = frozenset({BlackoutScope.EVERYONE, BlackoutScope.REGION, BlackoutScope.MUNICIPALITY})
"""Scopes whose closed days are drawn; those of persons and venues are too many."""
BACK_TO_FRONT = (
    BlackoutKind.SCHOOL_HOLIDAY,
    BlackoutKind.OWN,
    BlackoutKind.ELECTION,
    BlackoutKind.EVENT,
    BlackoutKind.PUBLIC_HOLIDAY,
)
"""Drawing order of the kinds of closed days; long ones are at the back."""


@dataclass(frozen=True)
class DrawnClosure:
    """A blackout with all targets that it closes on the same days."""

    span: Span
    reason: str
    kind: BlackoutKind
    points: int
    blackouts: tuple[Blackout, ...]

    def title(self, locale: Locale) -> str:
        """Return reason and days."""
        sentence = DAY if len(self.span) == 1 else DAYS
        text = sentence.say(locale, reason=self.reason, first=self.span.first, last=self.span.last)
        return text + POINTS.say(locale, points=self.points) if self.points else text


def closures(schedule: Schedule, days: Span) -> list[DrawnClosure]:
    """Return what is closed on those days, in drawing order."""
    alike: dict[tuple[Span, str, BlackoutKind, int], list[Blackout]] = defaultdict(list)
    for blackout in schedule.problem.blackouts:
        span = blackout.span.within(days)
        if span and blackout.scope in SHOWN_SCOPES:
            alike[span, blackout.reason, blackout.kind, blackout.points].append(blackout)
    found = [DrawnClosure(*what, tuple(whom)) for what, whom in alike.items()]
    return sorted(found, key=lambda each: (BACK_TO_FRONT.index(each.kind), each.span, each.reason, each.points))


def draw_closures(
    svg: Element, found: Sequence[DrawnClosure], placed: Sequence[tuple[Row, float]], scale: Scale, locale: Locale
) -> None:
    """Draw closed days: across all rows if everyone is concerned, else in each row they concern."""
    top, bottom = placed[0][1], placed[-1][1] + placed[-1][0].height
    for closure in found:
        title = closure.title(locale)
        if any(blackout.scope is BlackoutScope.EVERYONE for blackout in closure.blackouts):
            _area(svg, closure, scale, (top, bottom), title)
            continue
        for row, y in placed:
            share = row.share_closed(list(closure.blackouts))
            if share:
                _area(svg, closure, scale, (y + row.height * (1 - share), y + row.height), title)


def draw_windows(svg: Element, schedule: Schedule, placed: Sequence[tuple[Row, float]], scale: Scale) -> None:
    """Draw the background of each row, with light bands for the windows of rounds."""
    top, bottom = placed[0][1], placed[-1][1] + placed[-1][0].height
    add(svg, "rect", class_="between", x=scale.left, y=top, width=scale.right - scale.left, height=bottom - top)
    for row, y in placed:
        add(svg, "rect", class_="closed", x=scale.left, y=y, width=scale.right - scale.left, height=row.height)
        for title, window in _windows(schedule, row, scale.days):
            left, right = scale.begin(window.first), scale.end(window.last)
            text = WINDOW.say(schedule.problem.locale, title=title, first=window.first, last=window.last)
            add(svg, "rect", title=text, class_="window", x=left, y=y, width=right - left, height=row.height)


def _windows(schedule: Schedule, row: Row, days: Span) -> Iterator[tuple[str, Span]]:
    for meeting in schedule.problem.meetings:
        window = meeting.window.within(days)
        if meeting.region == row.region and window:
            yield meeting.title, window


def _area(svg: Element, closure: DrawnClosure, scale: Scale, height: tuple[float, float], title: str) -> None:
    left = scale.begin(closure.span.first)
    width = max(scale.end(closure.span.last) - left, BLACKOUT_MIN_WIDTH_PX)
    soft = {"class_": "soft"} if closure.points else {}
    top, bottom = height
    add(svg, "rect", title=title, x=left, y=top, width=width, height=bottom - top, fill=fill(closure.kind), **soft)


TITLE = Message("timeline_rows.title", "{meeting}: {day}, {start}–{end}, {venue}, {expected} expected")
MARK_RADIUS_PX = 6.0
PLATE_ASCENT_PX = 9.0
"""Height above the baseline of the background that keeps closed days from crossing a text."""
PLATE_DESCENT_PX = 3.0
"""Its height below the baseline."""


def draw_row(  # noqa: PLR0913, PLR0917 - where it is drawn, and what
    svg: Element, schedule: Schedule, row: Row, top: float, scale: Scale, view: View = EVERYTHING
) -> None:
    """Draw the meetings of a row, backgrounds first and texts last, so that nothing covers a text.

    Where meetings are links, mark and text of each are in one.
    """
    parts: dict[str, Element] = {}
    for label in row.labels:
        _draw_backgrounds(svg, label, top)
    for label in row.labels:
        if label.lane:
            _draw_leader(svg, label, top, scale)
    for label in row.labels:
        at = (scale.middle(label.held.span), top + MARK)
        title = _title(schedule, label)
        parts[label.held.id] = svg if view.link is None else _link(svg, view.link(label.held.id), title)
        draw_mark(parts[label.held.id], at, joint=row.region is None, length=_length(label, scale), title=title)
    for label in row.labels:
        base = top + FIRST_BASELINE_PX + LABEL_LANE_HEIGHT_PX * label.lane
        x, part = label.extent.middle, parts[label.held.id]
        add(part, "text", label.date, class_="date over", x=x, y=base, text_anchor="middle")
        add(part, "text", label.town, class_="town over", x=x, y=base + TOWN_OFFSET_PX, text_anchor="middle")


def _link(svg: Element, address: str, title: str) -> Element:
    return add(svg, "a", href=address, class_="meeting", aria_label=clean(title))


def draw_joint_lines(svg: Element, placed: Sequence[tuple[Row, float]], scale: Scale) -> None:
    """Draw a line through all rows on the day of each joint meeting."""
    bottom = placed[-1][1] + placed[-1][0].height
    for row, top in placed:
        for label in row.labels if row.region is None else ():
            x = scale.middle(label.held.span)
            add(svg, "line", class_="joint", x1=x, y1=top + row.height, x2=x, y2=bottom)


def draw_mark(svg: Element, at: tuple[float, float], *, joint: bool, length: float = 0.0, title: str = "") -> None:
    """Draw a mark: a diamond for a joint meeting, else a dot, elongated if it lasts longer than its width."""
    x, y = at
    role = {"role": "img"} if title else {}
    if joint:
        r = MARK_RADIUS_PX + 3
        path = f"M{x:.1f} {y - r:.1f}l{r} {r}l-{r} {r}l-{r} -{r}z"
        add(svg, "path", title=title, class_="mark", d=path, **role)
        return
    width = max(length, 2 * MARK_RADIUS_PX)
    left, top = x - width / 2, y - MARK_RADIUS_PX
    add(
        svg, "rect", title=title, class_="mark", x=left, y=top, width=width, height=2 * MARK_RADIUS_PX,
        rx=MARK_RADIUS_PX, **role
    )  # fmt: skip


def _length(label: Label, scale: Scale) -> float:
    span = label.held.span
    return scale.end(span.last) - scale.begin(span.first)


def _draw_backgrounds(svg: Element, label: Label, top: float) -> None:
    base = top + FIRST_BASELINE_PX + LABEL_LANE_HEIGHT_PX * label.lane
    for text, kind, y in ((label.date, "date", base), (label.town, "town", base + TOWN_OFFSET_PX)):
        width = text_width(text, FONT_SIZES_PX[kind])
        left = label.extent.middle - width / 2
        add(
            svg,
            "rect",
            class_="plate",
            x=left,
            y=y - PLATE_ASCENT_PX,
            width=width,
            height=PLATE_ASCENT_PX + PLATE_DESCENT_PX,
            rx=2,
        )


def _draw_leader(svg: Element, label: Label, top: float, scale: Scale) -> None:
    x = scale.middle(label.held.span)
    base = top + FIRST_BASELINE_PX + LABEL_LANE_HEIGHT_PX * label.lane - 10
    add(svg, "line", class_="leader", x1=x, y1=top + MARK, x2=x, y2=base)


def _title(schedule: Schedule, label: Label) -> str:
    held = label.held
    return TITLE.say(
        schedule.problem.locale, meeting=schedule.name(held), day=held.day, start=held.start, end=held.end,
        venue=venue_name(schedule.venue(held)), expected=held.expected,
    )  # fmt: skip
