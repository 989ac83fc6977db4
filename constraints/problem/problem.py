"""The problem: what there is to decide and everything the rules need to know, without files or solvers.

Days are indices into the horizon (`Problem.index`, `Problem.date`), people, venues and rooms are
indices into the tuples here; the ids that planners write stand in the objects themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NewType
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from calendars.days import Hours, Span
from calendars.language import Locale
from constraints.problem.busy import BusyTimes

if TYPE_CHECKING:
    from calendars.blackouts import Blackout
    from constraints.problem.rule import Rule


@dataclass(frozen=True, slots=True)
class Requirement:
    """One rule for one meeting, or for several that it ties together.

    Attributes:
        rule: its key.
        meetings: indices of the meetings; empty for everything the rule asks.
    """

    rule: str
    meetings: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class NoGood:
    """Where an earlier proposal has some meetings, and how many of these must lie otherwise.

    Attributes:
        places: first day and index of the venue, by index of the meeting.
        differing: fewest of them that must have another first day or another venue.
    """

    places: Mapping[int, tuple[date, int]]
    differing: int


Day = NewType("Day", int)
"""A day as its distance from the first day of the horizon."""

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Region:
    """A group of municipalities that meets on its own."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality; which region it belongs to is a matter of the day, so it stands on the meetings."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A fixed participant of a municipality."""

    id: str
    municipality: int
    role: str


@dataclass(frozen=True, slots=True)
class StaffPerson:
    """One of those who must be there, by team."""

    id: str
    team: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a venue asks for when a meeting is cancelled.

    Attributes:
        steps: (days of notice, percent of the rent), most days first: with fewer days' notice than that it asks for
            so much; with more than all of them, for nothing.
        moving: whether another day at the same venue counts as cancelling.
    """

    steps: tuple[tuple[int, int], ...]
    moving: bool = True


@dataclass(frozen=True, slots=True)
class Venue:
    """A house that lets rooms.

    Attributes:
        region: the region it lies in, or None if in none of the network's.
        setup, teardown: half-days before and after a meeting for which its rooms are let too.
        terms: what cancelling costs, None for nothing.
    """

    id: str
    name: str
    town: str
    address: str = ""
    region: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    setup: int = 0
    teardown: int = 0
    terms: Terms | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room.

    Attributes:
        seats: seats by layout ("theatre", "classroom", "cabaret", ...).
        rate: price per day in whole units of the network's currency.
        parts: indices of the rooms it shares walls with when opened up, itself included; two rooms with a
            part in common are never let at the same time (A is A1 and A2).
    """

    id: str
    venue: int
    name: str
    seats: Mapping[str, int]
    rate: int
    parts: frozenset[int]


@dataclass(frozen=True, slots=True)
class RoomNeed:
    """One plenary room, and `breakouts` further rooms that each seat `share` of those expected.

    Attributes:
        headroom: seats to spare, in percent of those expected.
        short: seats that may be missing in the plenary room; group_short: in each breakout room.
    """

    layout: str = "theatre"
    breakouts: int = 0
    share: Fraction = Fraction(0)
    breakout_layout: str = "theatre"
    headroom: int = 0
    short: int = 0
    group_short: int = 0


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """One meeting as planned; everything by the ids that planners write.

    Attributes:
        meeting: id of the meeting.
        start, end: aware, in the network's zone; `end` on the last day of a meeting of several days.
        rooms: the plenary room first, then the breakout rooms.
        staff: those who must be there.
    """

    meeting: str
    start: datetime
    end: datetime
    venue: str
    rooms: tuple[str, ...]
    staff: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earliest:
    """A day before which a meeting may not begin, and why."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting to be given a day, a venue, rooms and staff.

    Attributes:
        region: index of the region, None for a joint meeting.
        year: the calendar year it counts in.
        days: length; a meeting of several days takes consecutive days at one venue.
        window: days on which it may be held, from its first to its last day.
        members: indices of those it is for.
        venues: indices of the venues it may be held at.
        guests: number expected besides the members.
        staff: number needed of each team.
        fixed_day, fixed_venue: decided beforehand, or None.
        forbidden_days: first days it may not have; forbidden_venues: indices.
        wanted: the day it should be close to, or None.
        price_limit: most that its rooms and meals may cost, or None.
        announced: as people were told it is held, or None; moving it has its price.
        settled: it is past: it stays as announced, and what it broke is not held against it.
    """

    id: str
    title: str
    round: str
    region: int | None
    year: int
    hours: Hours
    window: Span
    members: tuple[int, ...]
    venues: tuple[int, ...]
    days: int = 1
    guests: int = 0
    rooms: RoomNeed = RoomNeed()
    staff: Mapping[str, int] = field(default_factory=dict)
    fixed_day: date | None = None
    fixed_venue: int | None = None
    forbidden_days: frozenset[date] = frozenset()
    forbidden_venues: frozenset[int] = frozenset()
    earliest: tuple[Earliest, ...] = ()
    wanted: date | None = None
    price_limit: int | None = None
    announced: PlannedMeeting | None = None
    settled: bool = False

    @property
    def joint(self) -> bool:
        """Whether it is for all regions together."""
        return self.region is None


@dataclass(frozen=True, slots=True)
class Round:
    """Meetings that belong together, as indices; `regional` if there is one for each region."""

    id: str
    title: str
    regional: bool
    meetings: tuple[int, ...]


@dataclass(frozen=True)
class Problem:
    """A network as it is decided on; immutable, picklable, without files.

    Attributes:
        horizon: all days that anything may fall on.
        member_busy, staff_busy: when the members and the staff cannot come.
        travel: minutes one way, shape (municipalities, venues).
        venue_travel: minutes one way, shape (venues, venues).
        successive: pairs of meeting indices (earlier, later) of regional meetings that follow each other for
            somebody, who is asked to both and to none of the rounds between them.
        rules: the rules in force, with their parameters.
        price_per_member: what a member pays for the whole series, or None; in whole units of `currency`.
        meal: what food and drink cost per person and day.
        as_of: what is taken for today, or None; notice is counted from it.
        weights: factor on the points of a rule, by its key; 1 for the others.
        waived: what is not asked although a rule asks it, to see what would be possible without.
        otherwise: earlier proposals, which no plan may repeat.
    """

    name: str
    locale: Locale
    timezone: str
    currency: str
    horizon: Span
    regions: tuple[Region, ...]
    municipalities: tuple[Municipality, ...]
    members: tuple[Member, ...]
    staff: tuple[StaffPerson, ...]
    venues: tuple[Venue, ...]
    rooms: tuple[Room, ...]
    meetings: tuple[Meeting, ...]
    rounds: tuple[Round, ...]
    successive: tuple[tuple[int, int], ...]
    member_busy: BusyTimes
    staff_busy: BusyTimes
    travel: Ints
    venue_travel: Ints
    blackouts: tuple[Blackout, ...]
    rules: tuple[Rule, ...]
    price_per_member: int | None = None
    meal: int = 0
    as_of: date | None = None
    weights: Mapping[str, int] = field(default_factory=dict)
    waived: frozenset[Requirement] = frozenset()
    otherwise: tuple[NoGood, ...] = ()

    @property
    def days(self) -> int:
        """Number of days of the horizon."""
        return len(self.horizon)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of all clock times."""
        return ZoneInfo(self.timezone)

    def index(self, day: date) -> Day:
        """The day as a distance from the first day of the horizon; may lie outside it."""
        return Day((day - self.horizon.first).days)

    def date(self, day: int) -> date:
        """The date of a day index."""
        return self.horizon.first + timedelta(days=int(day))

    @cached_property
    def blackout_days(self) -> tuple[Ints, Ints]:
        """First and last day of each blackout as ordinals (`date.toordinal`)."""
        spans = [blackout.span for blackout in self.blackouts]
        first, last = [span.first.toordinal() for span in spans], [span.last.toordinal() for span in spans]
        return np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)

    @cached_property
    def municipality_of(self) -> Ints:
        """Municipality index of each member."""
        return np.array([member.municipality for member in self.members], dtype=np.int64)

    @property
    def rules_in_force(self) -> tuple[Rule, ...]:
        """The rules that are not waived as a whole."""
        return tuple(rule for rule in self.rules if Requirement(rule.key()) not in self.waived)

    def meeting(self, meeting_id: str) -> Meeting | None:
        """The meeting of that id, if there is one."""
        return self._by_id.get(meeting_id)

    @cached_property
    def _by_id(self) -> dict[str, Meeting]:
        return {meeting.id: meeting for meeting in self.meetings}
