"""The rows of the picture: one for joint meetings, one for each region."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from calendars.blackout import Blackout, Scope
from calendars.language import Locale, Sentence, say_value
from planner.output.picture.lanes import Extent, lanes
from planner.output.picture.palette import SIZES
from planner.output.picture.scale import Scale, shortened, text_width

if TYPE_CHECKING:
    from constraints.held import Held, Schedule

JOINT = Sentence(en="Joint", da="Fælles")

MARK = 22.0
"""Pixels from the top of a row to the middle of its marks."""
FIRST_LABEL = 44.0
"""Pixels from the top of a row to the base of its first line of text."""
LANE = 27.0
"""Pixels of a label: date and town."""
TOWN = 12.0
"""Pixels from the base of the date to the base of the town."""
BELOW = 9.0
"""Pixels from the base of the last town to the bottom of the row."""
LONGEST_TOWN = 110.0
"""Pixels after which a town is cut short."""


@dataclass(frozen=True, slots=True)
class Label:
    """The text beside a mark.

    Attributes:
        extent: pixels it takes at most.
        lane: how far down it stands.
    """

    held: Held
    date: str
    town: str
    extent: Extent
    lane: int


@dataclass(frozen=True)
class Row:
    """Meetings on one line.

    Attributes:
        region: index, or None for joint meetings.
        homes: ids of the municipalities that take part in any of its meetings.
    """

    name: str
    region: int | None
    region_id: str
    homes: frozenset[str]
    labels: tuple[Label, ...]

    @cached_property
    def height(self) -> float:
        """Pixels."""
        return FIRST_LABEL + LANE * max((label.lane for label in self.labels), default=0) + TOWN + BELOW

    def share_closed(self, blackouts: list[Blackout]) -> float:
        """How much of the row the same blackout, given once for each of its targets, closes: 0, 1, or between."""
        scopes = {blackout.scope for blackout in blackouts}
        targets = {blackout.target for blackout in blackouts}
        if Scope.EVERYONE in scopes or (Scope.REGION in scopes and self.region_id in targets):
            return 1.0
        if self.region is None:
            return 0.5 if scopes & {Scope.REGION, Scope.MUNICIPALITY} else 0.0
        closed = self.homes & targets if Scope.MUNICIPALITY in scopes else frozenset()
        return 0.0 if not closed else 1.0 if closed == self.homes else 0.5


def rows(schedule: Schedule, scale: Scale) -> list[Row]:
    """The row of joint meetings, if there are any, and one for each region that meets."""
    problem = schedule.problem
    found = []
    for region in (None, *range(len(problem.regions))):
        meetings = [held for held in schedule if held.meeting.region == region]
        if meetings:
            name = JOINT.say(problem.locale) if region is None else problem.regions[region].name
            region_id = "" if region is None else problem.regions[region].id
            labels = tuple(_labels(schedule, meetings, scale))
            found.append(Row(name, region, region_id, _homes(schedule, meetings), labels))
    return found


def _homes(schedule: Schedule, meetings: list[Held]) -> frozenset[str]:
    problem = schedule.problem
    homes = {problem.members[member].municipality for held in meetings for member in held.meeting.members}
    return frozenset(problem.municipalities[home].id for home in homes)


def _labels(schedule: Schedule, meetings: list[Held], scale: Scale) -> Iterator[Label]:
    whole = Extent(scale.left, scale.right)
    texts = [_texts(schedule, held, schedule.problem.locale) for held in meetings]
    widths = [max(text_width(date, SIZES["date"]), text_width(town, SIZES["town"])) for date, town in texts]
    extents = [
        Extent.around(scale.middle(held.span), width, whole) for held, width in zip(meetings, widths, strict=True)
    ]
    order = sorted(range(len(extents)), key=lambda n: (extents[n].left, n))
    for n, lane in zip(order, lanes(extents[n] for n in order), strict=True):
        yield Label(meetings[n], *texts[n], extents[n], lane)


def _texts(schedule: Schedule, held: Held, locale: Locale) -> tuple[str, str]:
    venue = schedule.venue(held)
    first, last = (say_value(day, locale, "mark") for day in (held.span.first, held.span.last))
    town = shortened(venue.town or venue.name, SIZES["town"], LONGEST_TOWN)
    return (first if first == last else f"{first} – {last}"), town
