"""The problem: the meetings to plan and everything that rules need to know, independent of files and solvers.

Days are indices into the horizon (`Problem.index`, `Problem.date`); people, venues and rooms are indices into the
tuples of `Problem`. The ids that planners write are attributes of the objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from fractions import Fraction
from functools import cache, cached_property
from typing import TYPE_CHECKING, NewType
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from calendars.days import Hours, Span
from calendars.language import Locale
from constraints.problem.busy import BusyTimes
from constraints.problem.registrations import Answer, Registration, standings

if TYPE_CHECKING:
    from calendars.blackouts import Blackout
    from calendars.language import BoundMessage
    from calendars.risks import PossibleClosure
    from constraints.problem.rule import Rule


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a rule requires of one meeting, or of several together.

    Attributes:
        rule: key of the rule.
        meetings: indices of the meetings; empty for the rule as a whole.
    """

    rule: str
    meetings: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class NoGood:
    """An assignment of some meetings that a plan must differ from, as made from an earlier proposal.

    Attributes:
        places: first day and index of the venue, by index of the meeting.
        differing: least number of these meetings that must have another first day or another venue.
    """

    places: Mapping[int, tuple[date, int]]
    differing: int


Day = NewType("Day", int)
"""Index of a day: the number of days since the first day of the horizon."""

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Region:
    """A group of municipalities with meetings of its own."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality; its region may change over time and follows from the meetings."""

    id: str
    name: str


@cache
def roles_of(role: str) -> frozenset[str]:
    """Return the roles in a text, one or several with commas between them, and the text itself."""
    return frozenset((role, *(part.strip() for part in role.split(",")))) - ({""} if role else frozenset())


@dataclass(frozen=True, slots=True)
class Member:
    """A permanent participant on behalf of a municipality (an index).

    Attributes:
        from_day, last_day: the time of taking part; from the beginning and to the end if they are None.
        share: of the price for the whole series that the member pays.
        role: one, or several with commas between them.
    """

    id: str
    municipality: int
    role: str
    from_day: date | None = None
    last_day: date | None = None
    share: Fraction = Fraction(1)

    @property
    def roles(self) -> frozenset[str]:
        """The roles of the member, and all of them as they are written."""
        return roles_of(self.role)

    def takes_part_within(self, days: Span) -> bool:
        """Return whether the member takes part on some of these days."""
        return (self.from_day or days.last) <= days.last and days.first <= (self.last_day or days.first)


@dataclass(frozen=True, slots=True)
class StaffPerson:
    """A person who works at meetings as one of a team."""

    id: str
    team: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class CancellationTerms:
    """The cancellation terms of a venue.

    Attributes:
        steps: pairs (days, percent), most days first: with fewer than `days` days' notice the fee is that percentage
            of the rent. The step of the fewest days that applies counts; if none applies there is no fee.
        moving: whether moving a meeting to another day at the same venue counts as cancelling.
    """

    steps: tuple[tuple[int, int], ...]
    moving: bool = True


class PricePer(Enum):
    """What the price of a room is for."""

    DAY = "day"
    HALF_DAY = "half_day"
    HOUR = "hour"


@dataclass(frozen=True, slots=True)
class Venue:
    """A place that lets rooms.

    Attributes:
        region: index of the region it lies in, or None if it lies in none.
        latitude, longitude: in degrees (WGS 84), or None if unknown.
        setup, teardown: number of half-days, or of minutes if it lets by the clock, before and after a meeting for
            which its rooms are let too.
        terms: cancellation terms, or None if cancelling is free.
        by_clock: whether it lets rooms by the clock; else by whole half-days, up to noon and from noon.
        price_per: what the prices of its rooms are for: a day of the meeting, or a half-day or an hour, begun ones
            included, for which a room is let.
        online: whether it is no house but a meeting on the network, which needs no rooms and no journey.
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
    terms: CancellationTerms | None = None
    by_clock: bool = False
    price_per: PricePer = PricePer.DAY
    online: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A room of a venue (an index).

    Attributes:
        seats: number of seats by layout ("theatre", "classroom", "cabaret", ...).
        rate: price per day, half-day or hour, as its venue counts, in whole units of the network's currency.
        parts: indices of the room itself and of every room that is a part of it; two rooms with a common part cannot
            be let at the same time (A consists of A1 and A2).
    """

    id: str
    venue: int
    name: str
    seats: Mapping[str, int]
    rate: int
    parts: frozenset[int]


@dataclass(frozen=True, slots=True)
class RoomClosure:
    """Days, or the same hours on each of them, on which a room (an index) cannot be had, nor what shares a part."""

    room: int
    span: Span
    reason: str
    hours: Hours | None = None

    def closes_during(self, hours: Hours) -> bool:
        """Return whether it closes any of these hours on its days; of a stay over night, those of whole days."""
        return self.hours is None or hours.overnight or (self.hours.start < hours.end and self.hours.end > hours.start)


@dataclass(frozen=True, slots=True)
class RoomPrice:
    """What a room (an index) costs instead of its rate, for meetings that begin on these days."""

    room: int
    span: Span
    rate: int


@dataclass(frozen=True, slots=True)
class RoomNeed:
    """The rooms that a meeting needs: a plenary room, and breakout rooms.

    Attributes:
        layout, breakout_layout: how the seats of the plenary room and of breakout rooms are arranged.
        breakouts: number of breakout rooms.
        share: fraction of the expected attendance that each breakout room must seat.
        headroom: spare seats, in percent of the expected attendance.
        short, group_short: number of seats that may be missing in the plenary room and in each breakout room.
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


class BookingState(StrEnum):
    """What a venue has said to a booking."""

    CONFIRMED = "confirmed"
    HELD = "held"
    ASKED = "asked"
    RESERVE = "reserve"


@dataclass(frozen=True, slots=True)
class Booking:
    """Days, or the same hours on each of them, booked at a venue (an index).

    Attributes:
        meeting: id of the meeting it is for; None if it is for any.
        rooms: indices of the rooms; empty if none are named.
        price: what it costs in all, in whole units of currency; None if the rates of the rooms say it.
        until: the last day on which a held booking can be confirmed, or on which one in reserve is kept.
        staff: indices of the staff who keep the days free too, as far as they are named.
    """

    venue: int
    span: Span
    state: BookingState
    meeting: str | None = None
    hours: Hours | None = None
    rooms: tuple[int, ...] = ()
    price: int | None = None
    until: date | None = None
    staff: tuple[int, ...] = ()

    def lapsed(self, today: date | None) -> bool:
        """Return whether it was held until a day that is past."""
        return self.until is not None and today is not None and self.until < today


@dataclass(frozen=True, slots=True)
class EarliestDay:
    """A day before which a meeting must not begin, and the reason."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class OnlineDays:
    """Days on which a meeting must be held online, and the reason."""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class After:
    """A round (an id) whose meetings come before a meeting, and the fewest days between them."""

    round: str
    days: int


@dataclass(frozen=True, slots=True)
class HomeShare:
    """How many join a hybrid meeting from home, in percent, of those who travel at least so many minutes to it."""

    minutes: int
    percent: int


@dataclass(frozen=True, slots=True)
class Host:
    """The municipality (an index) that holds a meeting itself, and what its application says.

    Attributes:
        days: first days that suit it; None for any.
        said: those days as the application has them; None if it names none.
        fewest, most: recommended number of participants; None for no limit.
        caters: whether it pays for food and drink.
    """

    municipality: int
    days: frozenset[date] | None = None
    said: BoundMessage | str | None = None
    fewest: int | None = None
    most: int | None = None
    caters: bool = False


@dataclass(frozen=True, slots=True)
class MeetingPart:
    """A part of a meeting, such as a talk or a break, with its length in minutes."""

    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting, to be assigned a day, a venue, rooms and staff.

    Attributes:
        round: id of the round.
        region: index of the region, or None for a joint meeting.
        year: the calendar year it counts in.
        hours: hours on each of its days, or of one continuous stay if they are overnight.
        other_hours: hours that it may have instead, overnight just if `hours` are.
        window: days within which all its days must lie.
        members: indices of the members who are invited if they take part on its first day (`Problem.invited`).
        venues: indices of the allowed venues.
        days: length in consecutive days, all at one venue.
        guests: number of expected participants besides the members.
        rooms: the rooms that it needs.
        staff: number of people needed, by team.
        speakers: those of the staff (indices) who must be there in person; each is one of the number of their team.
        fixed_day, fixed_venue: first day and index of the venue, if decided beforehand, or None.
        forbidden_days: first days that are not allowed.
        forbidden_venues: indices of venues that are not allowed.
        earliest: days before which it must not begin.
        wanted: preferred first day, or None.
        price_limit: greatest total price of rooms and meals, in whole units of currency, or None.
        published: day, venue, rooms and staff that people were told, or None; changing them has a cost.
        frozen: whether it is past: it stays as announced, and rules that it violates are ignored.
        online: whether it may be held online on every day; else only on `online_days`.
        online_points: what it costs in points to hold it online on a day on which it need not be.
        online_days: days on which it is held online or not at all.
        regions: indices of the regions that a joint meeting is for; None for all.
        after: what it comes after, besides the order of rounds.
        home_shares: who joins from home if it is hybrid, by rising minutes; the last that is reached counts.
        host: the municipality that holds it itself; None if none does.
        parts: what it consists of, in order, as people are told; its hours are as long as they are together.
        places: most members who come, or None; who answers when all places are taken waits.
        registrations: answers of members, in the order in which they came.
        apart: whether it may be held outside the span of its round, as a meeting that has moved to its reserve.
        stands_in: the place that it is a reserve of, for which it is held if an event takes that; else None.
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
    earliest: tuple[EarliestDay, ...] = ()
    wanted: date | None = None
    price_limit: int | None = None
    published: PlannedMeeting | None = None
    frozen: bool = False
    other_hours: tuple[Hours, ...] = ()
    online: bool = False
    online_points: int = 0
    online_days: tuple[OnlineDays, ...] = ()
    home_shares: tuple[HomeShare, ...] = ()
    regions: tuple[int, ...] | None = None
    after: tuple[After, ...] = ()
    host: Host | None = None
    parts: tuple[MeetingPart, ...] = ()
    places: int | None = None
    registrations: tuple[Registration, ...] = ()
    apart: bool = False
    stands_in: PlannedMeeting | None = None
    speakers: tuple[int, ...] = ()

    @property
    def choices(self) -> tuple[Meeting, ...]:
        """The meeting with each of the hours that it may have, as the only ones."""
        return tuple(replace(self, hours=each, other_hours=()) for each in (self.hours, *self.other_hours))

    @property
    def joint(self) -> bool:
        """Whether the meeting is for all regions together."""
        return self.region is None


@dataclass(frozen=True, slots=True)
class Round:
    """A round of meetings (indices), one for each region if it is `regional`, else a single joint meeting.

    A round that is `hosted` is neither: it has one for each municipality that holds it itself, at any time of its own.
    """

    id: str
    title: str
    regional: bool
    meetings: tuple[int, ...]
    hosted: bool = False


@dataclass(frozen=True, slots=True)
class Risk:
    """An event that may come and close days.

    Attributes:
        reason: its name.
        when: when it may begin, and for how long.
        blackouts: whom it would close, and on which of all days that it may reach; of persons the staff alone.
    """

    reason: str
    when: PossibleClosure
    blackouts: tuple[Blackout, ...]


@dataclass(frozen=True)
class Problem:
    """A planning problem; immutable and picklable.

    Attributes:
        locale: language of the network.
        timezone: key of the time zone in the tz database.
        currency: code of the currency of all prices.
        horizon: all days that meetings and their preparations may fall on.
        member_busy, staff_busy: when members and staff are busy.
        travel: one-way travel in minutes, shape (municipalities, venues).
        venue_travel: one-way travel in minutes, shape (venues, venues); -1 where it is not known.
        blackouts: closed days, hard and soft.
        successive: pairs (earlier, later) of indices of meetings of regional rounds such that some member is invited
            to both and to none of the rounds between them.
        rules: the rules with their parameters.
        price_per_member: what a member pays for the whole series, in whole units of currency without VAT, or None.
        vat_percent: VAT on that, in percent.
        meal: price of food and drink per person and day, in whole units of currency.
        as_of: the date to take for today, from which notice is counted, or None.
        weights: factor on the points of a rule, by key; 1 where none is given.
        waived: requirements that are not enforced, to see what would be possible without them.
        no_goods: no-goods, from earlier proposals that must not be repeated.
        bookings: what is booked at the venues.
        room_closures: when single rooms are closed.
        room_prices: what rooms cost on days on which it is not their rate; of several for a day the last counts.
        risks: events that may come.
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
    no_goods: tuple[NoGood, ...] = ()
    bookings: tuple[Booking, ...] = ()
    room_closures: tuple[RoomClosure, ...] = ()
    room_prices: tuple[RoomPrice, ...] = ()
    risks: tuple[Risk, ...] = ()
    vat_percent: int = 0

    @cached_property
    def online(self) -> Bools:
        """Which venues are online, shape (venues,)."""
        return np.array([venue.online for venue in self.venues], dtype=np.bool_)

    def percent_from_home(self, meeting: Meeting) -> Ints:
        """Return how many of each municipality join a meeting from home, in percent, shape (municipalities, venues).

        Nobody comes to a meeting that is online.
        """
        percent = np.zeros_like(self.travel)
        for share in meeting.home_shares:
            percent[self.travel >= share.minutes] = share.percent
        percent[:, self.online] = 100
        return percent

    @cached_property
    def tariffs(self) -> tuple[list[tuple[int, ...]], Ints]:
        """The prices of all rooms, each list of them once, and the place of the one of each day, shape (days,)."""
        place: dict[tuple[int, ...], int] = {self._rates_on(None): 0}
        which = np.zeros(self.days, dtype=np.int64)
        for each in self.room_prices:
            which[max(self.index(each.span.first), 0) : max(self.index(each.span.last) + 1, 0)] = -1
        for n in np.flatnonzero(which).tolist():
            which[n] = place.setdefault(self._rates_on(self.horizon.first + timedelta(n)), len(place))
        return [*place], which

    def rates(self, day: date) -> tuple[int, ...]:
        """Return what each room costs per day, half-day or hour if a meeting begins on that day."""
        if day not in self.horizon:
            return self._rates_on(day)
        sheets, which = self.tariffs
        return sheets[int(which[self.index(day)])]

    def _rates_on(self, day: date | None) -> tuple[int, ...]:
        found = [room.rate for room in self.rooms]
        for each in self.room_prices:
            if day is not None and day in each.span:
                found[each.room] = each.rate
        return tuple(found)

    def fee(self, member: int) -> int:
        """Return what a member (an index) pays for the series, in whole units of currency without VAT, rounded down."""
        return int(self.members[member].share * (self.price_per_member or 0))

    @property
    def income(self) -> int | None:
        """What all members together pay for the series, without VAT; None if there is no price."""
        return None if self.price_per_member is None else sum(map(self.fee, range(len(self.members))))

    @property
    def paying(self) -> int:
        """The number of members who pay."""
        return sum(member.share > 0 for member in self.members)

    @property
    def days(self) -> int:
        """The number of days of the horizon."""
        return len(self.horizon)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of all local times."""
        return ZoneInfo(self.timezone)

    def invited(self, meeting: Meeting, day: date) -> frozenset[int]:
        """Return the members (indices) who are invited to a meeting if that is its first day."""
        return self.invited_within(meeting, Span(day, day))

    def invited_within(self, meeting: Meeting, days: Span) -> frozenset[int]:
        """Return the members (indices) who are invited to a meeting if it begins on some of these days."""
        return frozenset(meeting.members) - {n for n in self._temporary if not self.members[n].takes_part_within(days)}

    def standings(self, meeting: Meeting, day: date) -> Mapping[int, Answer]:
        """Return how each member (index) who answered stands if the meeting begins on that day, in order of answers."""
        if not meeting.registrations:
            return {}
        return standings(meeting.registrations, meeting.places, day, self.invited(meeting, day))

    def away(self, meeting: Meeting, day: date) -> frozenset[int]:
        """Return the members (indices) who declined the meeting, or wait for a place, if it begins on that day."""
        return frozenset(member for member, answer in self.standings(meeting, day).items() if answer is not Answer.YES)

    def absent(self, meeting: Meeting, start: datetime, end: datetime, *, overnight: bool) -> frozenset[int]:
        """Return the invited members (indices) who are busy from start to end, declined, or wait for a place."""
        day = start.date()
        busy = self.member_busy.during(start, end, overnight=overnight)
        return (busy & self.invited(meeting, day)) | self.away(meeting, day)

    def index(self, day: date) -> Day:
        """Return the index of a date, which may lie outside the horizon."""
        return Day((day - self.horizon.first).days)

    def date(self, day: int) -> date:
        """Return the date of a day index."""
        return self.horizon.first + timedelta(days=int(day))

    @cached_property
    def blackout_days(self) -> tuple[Ints, Ints]:
        """First and last day of each blackout as ordinals (`date.toordinal`), each of shape (blackouts,)."""
        spans = [blackout.span for blackout in self.blackouts]
        first, last = [span.first.toordinal() for span in spans], [span.last.toordinal() for span in spans]
        return np.array(first, dtype=np.int64), np.array(last, dtype=np.int64)

    @cached_property
    def municipality_of(self) -> Ints:
        """Index of the municipality of each member, shape (members,)."""
        return np.array([member.municipality for member in self.members], dtype=np.int64)

    @cached_property
    def _temporary(self) -> tuple[int, ...]:
        """The members who do not take part all the time."""
        return tuple(n for n, each in enumerate(self.members) if each.from_day is not None or each.last_day is not None)

    @cached_property
    def meals(self) -> Ints:
        """Price of food and drink per person and day at each meeting, shape (meetings,); 0 where its host pays."""
        return np.array([self.meal_at(each) for each in self.meetings], dtype=np.int64)

    def meal_at(self, meeting: Meeting) -> int:
        """Return the price of food and drink per person and day at a meeting; 0 if its host pays."""
        return 0 if meeting.host is not None and meeting.host.caters else self.meal

    @property
    def rules_in_force(self) -> tuple[Rule, ...]:
        """The rules that are not waived as a whole."""
        return tuple(rule for rule in self.rules if Requirement(rule.key()) not in self.waived)

    def meeting(self, meeting_id: str) -> Meeting | None:
        """Return the meeting of that id, or None."""
        return self._by_id.get(meeting_id)

    @cached_property
    def _by_id(self) -> dict[str, Meeting]:
        return {meeting.id: meeting for meeting in self.meetings}
