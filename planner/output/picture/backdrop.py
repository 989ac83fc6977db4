"""What lies behind the meetings: the windows of their rounds, and the days closed for someone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from calendars.blackout import Blackout, Kind, Scope
from calendars.language import Locale, Sentence
from calendars.span import Span
from planner.output.picture.palette import fill
from planner.output.picture.rows import Row
from planner.output.picture.scale import Scale
from planner.output.picture.svg import add

if TYPE_CHECKING:
    from constraints.held import Schedule

WINDOW = Sentence(
    en="{title}: window from {first:date} to {last:date}", da="{title}: vindue fra {first:date} til {last:date}"
)
DAYS = Sentence(en="{reason}, {first:date} to {last:date}", da="{reason}, {first:date} til {last:date}")
DAY = Sentence(en="{reason}, {first:date}", da="{reason}, {first:date}")
POINTS = Sentence(en=" ({points} points a meeting)", da=" ({points} point pr. møde)")

THINNEST = 1.5
"""Pixels of the shortest blackout."""
SHOWN = frozenset({Scope.EVERYONE, Scope.REGION, Scope.MUNICIPALITY})
"""Single persons' and venues' days are too many to see."""
ORDER = (Kind.SCHOOL_HOLIDAY, Kind.OWN, Kind.ELECTION, Kind.EVENT, Kind.PUBLIC_HOLIDAY)
"""From the back to the front: long ones first."""


@dataclass(frozen=True)
class Closure:
    """A blackout, with all those whom it closes the same days."""

    span: Span
    reason: str
    kind: Kind
    points: int
    blackouts: tuple[Blackout, ...]

    def title(self, locale: Locale) -> str:
        """Reason and days."""
        sentence = DAY if len(self.span) == 1 else DAYS
        text = sentence.say(locale, reason=self.reason, first=self.span.first, last=self.span.last)
        return text + POINTS.say(locale, points=self.points) if self.points else text


def closures(schedule: Schedule, days: Span) -> list[Closure]:
    """What is closed on those days, from the back of the picture to its front."""
    alike: dict[tuple[Span, str, Kind, int], list[Blackout]] = defaultdict(list)
    for blackout in schedule.problem.blackouts:
        span = blackout.span.within(days)
        if span and blackout.scope in SHOWN:
            alike[span, blackout.reason, blackout.kind, blackout.points].append(blackout)
    found = [Closure(*what, tuple(whom)) for what, whom in alike.items()]
    return sorted(found, key=lambda each: (ORDER.index(each.kind), each.span, each.reason, each.points))


def draw_closures(
    svg: Element, found: Sequence[Closure], placed: Sequence[tuple[Row, float]], scale: Scale, locale: Locale
) -> None:
    """Draw them: through all rows where everyone is closed, else in each row that they touch."""
    top, bottom = placed[0][1], placed[-1][1] + placed[-1][0].height
    for closure in found:
        title = closure.title(locale)
        if any(blackout.scope is Scope.EVERYONE for blackout in closure.blackouts):
            _area(svg, closure, scale, (top, bottom), title)
            continue
        for row, y in placed:
            share = row.share_closed(list(closure.blackouts))
            if share:
                _area(svg, closure, scale, (y + row.height * (1 - share), y + row.height), title)


def draw_windows(svg: Element, schedule: Schedule, placed: Sequence[tuple[Row, float]], scale: Scale) -> None:
    """Draw each row grey, with a light band where a round may be held."""
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


def _area(svg: Element, closure: Closure, scale: Scale, height: tuple[float, float], title: str) -> None:
    left = scale.begin(closure.span.first)
    width = max(scale.end(closure.span.last) - left, THINNEST)
    soft = {"class_": "soft"} if closure.points else {}
    top, bottom = height
    add(svg, "rect", title=title, x=left, y=top, width=width, height=bottom - top, fill=fill(closure.kind), **soft)
