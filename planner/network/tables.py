"""The tables of a network: the models of their rows, and the file, key and references of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)
from pydantic.dataclasses import dataclass as row_model
from pydantic.fields import FieldInfo

from calendars.blackouts import BlackoutKind, BlackoutScope
from calendars.days import Hours, Span
from calendars.language import BoundMessage, Message
from constraints.problem.busy import Busy
from constraints.problem.naming import AND_MORE, MOST_NAMES, WEEKDAY_TEXTS, WEEKDAYS, days_name
from constraints.problem.problem import BookingState
from constraints.problem.registrations import Answer
from planner.allocation.places import State
from planner.errors import rejected_value
from planner.network.closures import OwnKind, Week
from planner.network.fields import (
    ClockTime,
    ClosurePoints,
    Count,
    CurrencyCode,
    DayList,
    Id,
    Latitude,
    Longitude,
    Minutes,
    SuitingDays,
    Text,
    WebAddress,
    WeekdayNames,
    Whole,
    hours,
    span,
)
from planner.network.rounds import Layout, WantedParts

HALF_A_PLACE = Message("network.tables.half_a_place", "lat and lon belong together; give both or neither")
HALF_THE_HOURS = Message("network.tables.half_the_hours", "from and to belong together; give both or neither")
UNTIL_WHEN = Message(
    "network.tables.until_when", "a booking that is held needs a last day under until; one without is asked"
)
NOT_UNTIL = Message("network.tables.not_until", "until is for bookings that are held; this one is {state}")
WHOSE = Message("network.tables.whose", "give the person or the venue whose week it is, not both")
WHO = Message("network.tables.who", "a blackout for scope {scope} needs a target")
WHO_ANSWERS = Message("network.tables.who_answers", "give the member or the municipality that answers, not both")
PERSONS_OF_GUESTS = Message(
    "network.tables.persons_of_guests", "persons is how many guests come; say their group, or leave it out"
)
GUESTS_ANSWER = Message("network.tables.guests_answer", "guests answer as a group of a municipality, and without a day")
NOBODY = Message("network.tables.nobody", "a blackout for everyone has no target")
ROW_CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False, validate_by_name=True, validate_by_alias=True)
"""Pydantic configuration of all rows."""

OptionalText = Annotated[str, Field(max_length=500)]
PersonalText = Annotated[str, Field(max_length=500, exclude=True)]
"""Text about a person that stands in the files alone: no store, JSON document or calendar holds it."""


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class Municipality:
    """A municipality.

    Attributes:
        region: the region it belongs to until a region change says otherwise.
        extra_minutes: added to travel that is worked out from coordinates, for a ferry.
        weeks: weeks by name of the column, for school holidays that differ from place to place.
    """

    id: Id
    name: Text
    region: Id
    lat: Latitude | None = None
    lon: Longitude | None = None
    extra_minutes: Minutes = 0
    weeks: Mapping[Id, Week] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole_place(self) -> Self:
        check_place(self.lat, self.lon)
        return self


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class RegionChange:
    """A municipality belongs to another region from a day on."""

    municipality: Id
    region: Id
    from_day: date


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class Member:
    """A fixed participant of a municipality.

    Attributes:
        from_day, last_day: the time of taking part; from the beginning and to the end if they are left out.
        role: one, or several with commas between them.
        replaces: member whose place, and fee, this one took over.
        name, email: for the mail that brings the address of the calendar, and nothing else.
    """

    id: Id
    municipality: Id
    role: OptionalText = ""
    from_day: date | None = None
    last_day: date | None = None
    name: PersonalText = field(default="", compare=False, repr=False)
    email: PersonalText = field(default="", compare=False, repr=False)
    replaces: Id | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.from_day is not None:
            span(self.from_day, self.last_day)
        return self

    def takes_part_within(self, days: Span) -> bool:
        """Return whether the member takes part on some of these days."""
        return (self.from_day or days.last) <= days.last and days.first <= (self.last_day or days.first)


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class StaffPerson:
    """One of those who must be at meetings, by team.

    Attributes:
        email: for the mail that brings the address of the calendar, and nothing else.
    """

    id: Id
    team: Id
    name: OptionalText = ""
    email: PersonalText = field(default="", compare=False, repr=False)


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class BusyTime:
    """When somebody cannot come: whole days, or the same hours on each of them.

    Attributes:
        source: the calendar it was imported from; empty if it was written by hand.
    """

    first_day: date
    last_day: date | None = None
    start: ClockTime | None = Field(default=None, alias="from")
    end: ClockTime | None = Field(default=None, alias="to")
    source: OptionalText = ""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        self.spell()
        return self

    def spell(self) -> Busy:
        """Return days and hours as a busy spell.

        Raises:
            WrongValueError: if days or hours are in the wrong order, or only one of the two hours is given.
        """
        return busy_spell(self.first_day, self.last_day, self.start, self.end)


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class TravelTime:
    """Minutes one way from a municipality to a venue."""

    municipality: Id
    venue: Id
    minutes: Minutes


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class VenueTravelTime:
    """Minutes from a venue to another, the same both ways unless the way back has its own row."""

    venue: Id
    other: Id
    minutes: Minutes


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class BlackoutRow:
    """Days closed for someone."""

    scope: BlackoutScope
    target: Id | None = None
    first_day: date
    last_day: date | None = None
    reason: Text
    kind: OwnKind = BlackoutKind.OWN.value
    points: ClosurePoints | None = None
    source: OptionalText = ""

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        self.span()
        if (self.scope is BlackoutScope.EVERYONE) != (self.target is None):
            raise (
                rejected_value(NOBODY)
                if self.scope is BlackoutScope.EVERYONE
                else rejected_value(WHO, scope=self.scope.value)
            )
        return self

    def span(self) -> Span:
        """Return the days."""
        return span(self.first_day, self.last_day)


class WeeklyKind(StrEnum):
    """What a weekly pattern says of its weekdays and hours."""

    ONLY = "only"
    NEVER = "never"


_LAST_MINUTE = time(23, 59)


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class WeeklyTime:
    """A pattern of every week: when somebody can come or a venue is open (only), or when not (never).

    Attributes:
        person, venue: whose pattern it is; one of them.
        start, end: the hours it is about; from the beginning and to the end of the day if they are left out.
        first_day, last_day: the days it is in force; always if they are left out.
    """

    person: Id | None = None
    venue: Id | None = None
    kind: WeeklyKind
    weekdays: WeekdayNames
    start: ClockTime | None = Field(default=None, alias="from")
    end: ClockTime | None = Field(default=None, alias="to")
    first_day: date | None = None
    last_day: date | None = None
    reason: OptionalText = ""

    @model_validator(mode="after")
    def _somebodys(self) -> Self:
        if (self.person is None) == (self.venue is None):
            raise rejected_value(WHOSE)
        part_of_day(self.start, self.end)
        if self.first_day is not None:
            span(self.first_day, self.last_day)
        return self

    def in_force(self, day: date) -> bool:
        """Return whether the pattern holds on that day."""
        return (self.first_day or day) <= day <= (self.last_day or day)


def part_of_day(start: time | None, end: time | None) -> Hours | None:
    """Return the hours from start to end, each the limit of the day if it is None; None for a whole day.

    Raises:
        WrongValueError: if the end is not after the start.
    """
    if start is None and end is None:
        return None
    return hours(start or time.min, end or _LAST_MINUTE)


def busy_spell(first_day: date, last_day: date | None, start: time | None, end: time | None) -> Busy:
    """Return whole days, or the same hours on each of them, as a busy spell.

    Raises:
        WrongValueError: if days or hours are in the wrong order, or only one of the two hours is given.
    """
    return Busy(span(first_day, last_day), _hours(start, end))


def _hours(start: time | None, end: time | None) -> Hours | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise rejected_value(HALF_THE_HOURS)
    return hours(start, end)


def check_place(lat: float | None, lon: float | None) -> None:
    """Check that latitude and longitude are given together.

    Raises:
        WrongValueError: if only one of them is given.
    """
    if (lat is None) != (lon is None):
        raise rejected_value(HALF_A_PLACE)


LAYOUTS: tuple[str, ...] = get_args(Layout)

TWO_REGIONS = Message("network.tables.two_regions", "give the region or the municipality it lies in, not both")
HALF_DAYS_BY_CLOCK = Message(
    "network.tables.half_days_by_clock",
    "the rooms are let by the clock, so set-up and clearing are stated in minutes; or write half_day under let_by",
)
MINUTES_BY_HALF_DAY = Message(
    "network.tables.minutes_by_half_day",
    "the rooms are let by the half-day, so set-up and clearing are stated in half-days; or write clock under let_by",
)
HOUR_BY_HALF_DAY = Message(
    "network.tables.hour_by_half_day",
    "the rooms are let by the half-day, so their rate is for a day or a half-day; or write clock under let_by",
)
LINK_OF_HOUSE = Message(
    "network.tables.link_of_house", "a link is for meetings online; write yes under online, or leave it out"
)
NO_SEATS = Message("network.tables.no_seats", "the room has no seats in any layout; write 0 for a room that is not let")


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class Venue:
    """A house that lets rooms.

    Attributes:
        region, municipality: where it lies; the region of a venue with a municipality follows region changes.
        let_by: how its rooms are let; if left out, by the half-day where set-up or clearing is stated so, else by the
            clock.
        setup_half_days, teardown_half_days: half-days before and after a meeting that its rooms are let for too.
        setup_minutes, teardown_minutes: the same in minutes, for rooms that are let by the clock.
        price_per: what the rate of its rooms is for.
        moving_cancels: whether its terms take another day for a cancellation.
        online: whether it is no house: meetings are held online.
        link: address under which one joins a meeting online; {meeting} in it becomes the meeting's id.
        currency: of its prices; that of the network if left out.
        numbers_days, catering_days: days before a meeting on which it wants to know how many come, and what they eat.
    """

    id: Id
    name: Text
    town: OptionalText = ""
    address: OptionalText = ""
    region: Id | None = None
    municipality: Id | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    let_by: Literal["clock", "half_day"] | None = None
    setup_half_days: Annotated[int, Field(ge=0, le=28)] | None = None
    teardown_half_days: Annotated[int, Field(ge=0, le=28)] | None = None
    setup_minutes: Minutes | None = None
    teardown_minutes: Minutes | None = None
    price_per: Literal["day", "half_day", "hour"] = "day"
    moving_cancels: bool = False
    online: bool = False
    link: WebAddress | None = None
    currency: CurrencyCode | None = None
    numbers_days: Annotated[int, Field(ge=0, le=3660)] | None = None
    catering_days: Annotated[int, Field(ge=0, le=3660)] | None = None

    @model_validator(mode="after")
    def _link_is_online(self) -> Self:
        if self.link is not None and not self.online:
            raise rejected_value(LINK_OF_HOUSE)
        return self

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        check_place(self.lat, self.lon)
        if self.region is not None and self.municipality is not None:
            raise rejected_value(TWO_REGIONS)
        return self

    @property
    def by_clock(self) -> bool:
        """Whether its rooms are let by the clock."""
        half_days = (self.setup_half_days, self.teardown_half_days)
        return self.let_by == "clock" if self.let_by else half_days == (None, None)

    @model_validator(mode="after")
    def _one_way_to_let(self) -> Self:
        if self.by_clock and (self.setup_half_days or self.teardown_half_days):
            raise rejected_value(HALF_DAYS_BY_CLOCK)
        if not self.by_clock and (self.setup_minutes or self.teardown_minutes):
            raise rejected_value(MINUTES_BY_HALF_DAY)
        if not self.by_clock and self.price_per == "hour":
            raise rejected_value(HOUR_BY_HALF_DAY)
        return self


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class Room:
    """A room.

    Attributes:
        rate: price a day, half-day or hour, as the venue says.
        part_of: ids of the rooms of the same venue that it is a part of, with commas between them.
        theatre, classroom, ...: seats by layout; 0 if it is not let in it.
    """

    venue: Id
    id: Id
    name: OptionalText = ""
    rate: Whole = 0
    part_of: Text | None = None
    theatre: Whole | None = None
    classroom: Whole | None = None
    cabaret: Whole | None = None
    banquet: Whole | None = None
    boardroom: Whole | None = None
    u_shape: Whole | None = None
    reception: Whole | None = None

    @model_validator(mode="after")
    def _has_seats(self) -> Self:
        if all(getattr(self, layout) is None for layout in LAYOUTS):
            raise rejected_value(NO_SEATS)
        return self

    def seats(self) -> dict[str, int]:
        """Return the seats by layout, of the layouts it is used in."""
        return {layout: seats for layout in LAYOUTS if (seats := getattr(self, layout))}


def wholes(rooms: Iterable[Room]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return by venue and id of each room the ids of what it is directly a part of; they may be unknown."""
    rooms = tuple(rooms)
    known = {(room.venue, room.id) for room in rooms}

    def ids(room: Room) -> tuple[str, ...]:
        if room.part_of is None or (room.venue, room.part_of) in known:  # an id may hold a comma itself
            return () if room.part_of is None else (room.part_of,)
        return tuple(part.strip() for part in re.split("[,;]", room.part_of) if part.strip())

    return {(room.venue, room.id): ids(room) for room in rooms}


class _DaysAndHours:
    """What rows with days, and perhaps hours on each of them, make of their cells."""

    __slots__ = ()

    first_day: date
    last_day: date | None
    start: time | None
    end: time | None

    def span(self) -> Span:
        """Return the days."""
        return span(self.first_day, self.last_day)

    def hours(self) -> Hours | None:
        """Return the hours of each day; None for whole days."""
        return part_of_day(self.start, self.end)


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class VenueClosure(_DaysAndHours):
    """Days, or the same hours on each of them, on which a venue takes no meetings, or one of its rooms is closed.

    Attributes:
        room: id of the room; None for the whole venue.
        start, end: the hours; from the beginning and to the end of the day if they are left out.
        source: the calendar they were imported from; empty if they were written by hand.
    """

    venue: Id
    room: Id | None = None
    first_day: date
    last_day: date | None = None
    start: ClockTime | None = Field(default=None, alias="from")
    end: ClockTime | None = Field(default=None, alias="to")
    reason: OptionalText = ""
    source: OptionalText = ""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        self.span()
        self.hours()
        return self


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class VenueOffer(_DaysAndHours):
    """Days, or the same hours on each of them, that a venue offers; it takes no meetings at any other time."""

    venue: Id
    first_day: date
    last_day: date | None = None
    start: ClockTime | None = Field(default=None, alias="from")
    end: ClockTime | None = Field(default=None, alias="to")

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        self.span()
        self.hours()
        return self


_BETWEEN_ROOMS = re.compile(r"\s*[,;+]\s*")


def _room_list(value: object) -> object:
    if isinstance(value, str):
        return [room for room in _BETWEEN_ROOMS.split(value.strip()) if room]
    return () if value is None else value


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class BookingRow(_DaysAndHours):
    """Days, or the same hours on each of them, booked at a venue.

    Attributes:
        rooms: ids of the rooms; empty if none are named.
        meeting: id of the meeting it is for; None if it is for any.
        until: the last day on which a held booking can be confirmed, or on which one in reserve is kept.
        staff: ids of the staff who keep the days free too.
        price: what it costs in all; None if the rates of the rooms say it.
        source: the plan whose dates are held with it; empty if it was written by hand.
    """

    venue: Id
    rooms: Annotated[tuple[Id, ...], BeforeValidator(_room_list)] = ()
    first_day: date
    last_day: date | None = None
    start: ClockTime | None = Field(default=None, alias="from")
    end: ClockTime | None = Field(default=None, alias="to")
    meeting: Text | None = None
    state: BookingState
    until: date | None = None
    staff: Annotated[tuple[Id, ...], BeforeValidator(_room_list)] = ()
    price: Whole | None = None
    note: OptionalText = ""
    source: OptionalText = ""

    @model_validator(mode="after")
    def _sound(self) -> Self:
        self.span()
        self.hours()
        if self.state is not BookingState.RESERVE and (self.state is BookingState.HELD) != (self.until is not None):
            raise (
                rejected_value(UNTIL_WHEN) if self.until is None else rejected_value(NOT_UNTIL, state=self.state.value)
            )
        return self


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class GuestRow:
    """Guests of a theme from a municipality, invited to the meetings of its region.

    Attributes:
        group: who they are, as the theme calls them.
        number: how many are expected, unless they answer.
    """

    theme: Id
    group: Text
    municipality: Id
    number: Whole = 1

    @property
    def audience(self) -> str:
        """What their calendar is called in lists of addresses."""
        return f"{self.municipality}:{self.group}"


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class RegistrationRow:
    """The answer of a member, or of a municipality for all its members, to a single meeting.

    Attributes:
        received: when it came, by the clock of the network; before all others, in the order of the rows, if left out.
        day: first day of the meeting that it is about; if left out it holds on whatever day the meeting is.
        group: the guests of the municipality who answer, rather than its members.
        persons: how many of them come; as many as guests.csv says if left out.
    """

    meeting: Text
    member: Id | None = None
    municipality: Id | None = None
    answer: Answer
    received: datetime | None = None
    day: date | None = None
    group: Text | None = None
    persons: Whole | None = None
    note: OptionalText = ""

    @model_validator(mode="after")
    def _somebodys(self) -> Self:
        if (self.member is None) == (self.municipality is None):
            raise rejected_value(WHO_ANSWERS)
        if self.group is None and self.persons is not None:
            raise rejected_value(PERSONS_OF_GUESTS)
        if self.group is not None and (self.municipality is None or self.day is not None):
            raise rejected_value(GUESTS_ANSWER)
        return self


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class VenueTerm:
    """A step of what a venue asks for when a meeting is cancelled.

    Attributes:
        days: with fewer days' notice than that,
        percent: it asks for so much of the rent.
    """

    venue: Id
    days: Annotated[int, Field(ge=1, le=3660)]
    percent: Annotated[int, Field(ge=0, le=100)]


ONE_PRICE = Message("network.tables.one_price", "give rate or percent, one of them")


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class VenuePrice:
    """What a venue, or one of its rooms, costs for meetings that begin on these days.

    Attributes:
        room: id of the room; None for all rooms for which no other row says the price of these days.
        rate: price a day, half-day or hour, as the venue says.
        percent: the price in percent of the usual one.
    """

    venue: Id
    room: Id | None = None
    first_day: date
    last_day: date | None = None
    rate: Whole | None = None
    percent: Annotated[int, Field(ge=0, le=1000)] | None = None

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        self.span()
        if (self.rate is None) == (self.percent is None):
            raise rejected_value(ONE_PRICE)
        return self

    def span(self) -> Span:
        """Return the days."""
        return span(self.first_day, self.last_day)


DAYS = Message("network.tables.days", "its application offers {days}")
DAYS_ON = Message("network.tables.days_on", "its application offers {days}, on {weekdays}")
WEEKDAYS_ONLY = Message("network.tables.weekdays_only", "its application offers {weekdays}")
NOT_DAYS = Message("network.tables.not_days", "its application rules out {days}")
BUT_NOT = Message("network.tables.but_not", "{sentence}, but not {days}")
TWO_PLACES = Message("network.tables.two_places", "give the venue or the seats of an own hall, not both")


def _few(days: Sequence[BoundMessage | Message | date]) -> object:
    """Return all days for a sentence, or of many the first ones and the number of the others."""
    if len(days) <= MOST_NAMES:
        return [*days]
    return BoundMessage(AND_MORE, {"shown": [*days[:MOST_NAMES]], "n": len(days) - MOST_NAMES})


def day_items(days: DayList) -> list[BoundMessage | Message | date]:
    """Return the days of a list for a sentence."""
    return [*_spans(days), *_weekdays(days)]


def _spans(days: DayList) -> list[BoundMessage | date]:
    return [days_name(each) for each in days.spans]


def _weekdays(days: DayList) -> list[Message]:
    return [WEEKDAY_TEXTS[name] for name in WEEKDAYS if name in days.weekdays]


@row_model(frozen=True, slots=True, kw_only=True, config=ROW_CONFIG)
class ApplicationRow:
    """A municipality applies for a place of an offer.

    Attributes:
        offer: id of the offer; None where there is only one.
        received: day and time of the clock; a day alone is its first minute.
        persons: how many would come.
        parts: the parts it wants; all of the offer if there are none.
        days, not_days: days that suit it, any if there are none, and days that do not.
        venue: where it would hold the meeting; None for its own hall, or for a venue that lies in it.
        seats: seats of its own hall.
        decided_by, decided_on, reason: who decided on its state, when and why.
    """

    municipality: Id
    received: datetime
    persons: Count
    offer: Id | None = None
    parts: WantedParts = ()
    days: SuitingDays = DayList()
    not_days: SuitingDays = DayList()
    venue: Id | None = None
    seats: Count | None = None
    motivation: Annotated[str, Field(max_length=5000)] = ""
    state: State = State.APPLIED
    decided_by: OptionalText = ""
    decided_on: date | None = None
    reason: OptionalText = ""

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.venue is not None and self.seats is not None:
            raise rejected_value(TWO_PLACES)
        return self

    def suits(self, day: date) -> bool:
        """Return whether the day suits the municipality."""
        days, not_days = self.days, self.not_days
        within = (not days.spans or days.in_spans(day)) and (not days.weekdays or days.on_weekday(day))
        return within and not (not_days.in_spans(day) or not_days.on_weekday(day))

    def days_said(self) -> BoundMessage | None:
        """Return the days that suit it as the application has them; None for any."""
        spans, weekdays = _spans(self.days), _weekdays(self.days)
        out = day_items(self.not_days)
        said = None
        if spans and weekdays:
            said = BoundMessage(DAYS_ON, {"days": _few(spans), "weekdays": weekdays})
        elif spans:
            said = BoundMessage(DAYS, {"days": _few(spans)})
        elif weekdays:
            said = BoundMessage(WEEKDAYS_ONLY, {"weekdays": weekdays})
        if not out:
            return said
        if said is None:
            return BoundMessage(NOT_DAYS, {"days": _few(out)})
        return BoundMessage(BUT_NOT, {"sentence": said, "days": _few(out)})


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table.

    Attributes:
        name: name of the file without its suffix, and of the network's field.
        row: class of its rows, whose fields are the columns.
        key: columns that identify a row; empty if rows may repeat.
        refers: what the ids in a column refer to, as a key of `references.TARGETS`, by column.
        required: whether a network must have it.
        grouped_by: column with the owner of a row, which is not part of the row's model.
        open_columns: field that collects further columns, which the settings name.
    """

    name: str
    row: type[Any]
    key: tuple[str, ...] = ()
    refers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    required: bool = False
    grouped_by: str | None = None
    open_columns: str | None = None

    @property
    def file(self) -> str:
        """Name of the file."""
        return f"{self.name}.csv"


MUNICIPALITIES = Table(
    "municipalities", Municipality, ("id",), {"region": "regions"}, required=True, open_columns="weeks"
)
MEMBERS = Table("members", Member, ("id",), {"municipality": "municipalities", "replaces": "members"}, required=True)
VENUES = Table("venues", Venue, ("id",), {"region": "regions", "municipality": "municipalities"}, required=True)
ROOMS = Table("rooms", Room, ("venue", "id"), {"venue": "venues"}, required=True)
STAFF = Table("staff", StaffPerson, ("id",))
BUSY = Table("busy", BusyTime, (), {"person": "people"}, grouped_by="person")
WEEKLY = Table("weekly", WeeklyTime, (), {"person": "people", "venue": "venues"})
REGION_CHANGES = Table(
    "region_changes",
    RegionChange,
    ("municipality", "from_day"),
    {"municipality": "municipalities", "region": "regions"},
)
VENUE_CLOSED = Table("venue_closed", VenueClosure, (), {"venue": "venues"})
VENUE_OFFERED = Table("venue_offered", VenueOffer, (), {"venue": "venues"})
BOOKINGS = Table("bookings", BookingRow, (), {"venue": "venues"})
GUESTS = Table(
    "guests", GuestRow, ("theme", "group", "municipality"), {"theme": "themes", "municipality": "municipalities"}
)
REGISTRATIONS = Table("registrations", RegistrationRow, (), {"member": "members", "municipality": "municipalities"})
VENUE_TERMS = Table("venue_terms", VenueTerm, ("venue", "days"), {"venue": "venues"})
VENUE_PRICES = Table("venue_prices", VenuePrice, (), {"venue": "venues"})
TRAVEL = Table("travel", TravelTime, ("municipality", "venue"), {"municipality": "municipalities", "venue": "venues"})
VENUE_TRAVEL = Table("venue_travel", VenueTravelTime, ("venue", "other"), {"venue": "venues", "other": "venues"})
BLACKOUTS = Table("blackouts", BlackoutRow)
APPLICATIONS = Table(
    "applications",
    ApplicationRow,
    ("offer", "municipality"),
    {"municipality": "municipalities", "venue": "venues", "offer": "offers"},
)

TABLES = (
    MUNICIPALITIES,
    MEMBERS,
    VENUES,
    ROOMS,
    STAFF,
    BUSY,
    WEEKLY,
    REGION_CHANGES,
    VENUE_CLOSED,
    VENUE_OFFERED,
    BOOKINGS,
    GUESTS,
    REGISTRATIONS,
    VENUE_TERMS,
    VENUE_PRICES,
    TRAVEL,
    VENUE_TRAVEL,
    BLACKOUTS,
    APPLICATIONS,
)


@cache
def columns_of(table: Table) -> dict[str, FieldInfo]:
    """Return the fields of a table's rows by column name, including the column of the rows' owner."""
    fields: dict[str, FieldInfo] = table.row.__pydantic_fields__
    named = {info.alias or name: info for name, info in fields.items() if name != table.open_columns}
    return {table.grouped_by: FieldInfo.from_annotation(str), **named} if table.grouped_by else named
