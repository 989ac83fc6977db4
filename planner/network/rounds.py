"""Sections of the settings about meetings: rounds, series that generate rounds, themes, and choices for one meeting."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, field_validator, model_validator

from calendars.days import Hours
from calendars.language import Message
from planner.allocation.places import Method, Terms
from planner.errors import rejected_value
from planner.network.fields import (
    ClockText,
    Count,
    Days,
    Id,
    Ids,
    MeetingHours,
    Minutes,
    Percent,
    Section,
    Share,
    Text,
    Whole,
    Window,
    YearlyDay,
    as_written,
    span,
)

Kind = Literal["joint", "regional"]
RoundKind = Literal["joint", "regional", "host"]
Layout = Literal["theatre", "classroom", "cabaret", "banquet", "boardroom", "u_shape", "reception"]
_YEARS = range(1900, 2201)

Year = Annotated[int, Field(ge=_YEARS[0], le=_YEARS[-1])]

TEMPLATE = Message("rounds.template", "only {names} can stand in braces here; write a brace itself twice")
YEARS = Message(
    "rounds.years", "{found} was found where two years were expected, the first and the last, such as [2023, 2025]"
)
YEARS_BACKWARDS = Message("rounds.years_backwards", "the last year, {last}, lies before the first, {first}")
REGIONAL_FIXED_DAY = Message(
    "rounds.regional_fixed_day",
    "a regional round has one meeting in each region; fix the day of one of them under [[choices]]",
)
HOST_FIXED_DAY = Message(
    "rounds.host_fixed_day",
    "a round of hosts has one meeting at each of them; fix the day of one of them under [[choices]]",
)
NO_OFFER = Message("rounds.no_offer", "a round of kind host needs the id of an offer under `offer`")
NOT_OFFERED = Message("rounds.not_offered", "`offer` is for rounds of kind host")
HOURS_AND_STARTS = Message(
    "rounds.hours_and_starts", "hours and starts both say when the meeting begins; leave out one of them"
)
NOTHING_CHOSEN = Message(
    "rounds.nothing_chosen",
    "this section decides nothing; give dropped, window, fixed_day, fixed_venue, forbidden_days, forbidden_venues,"
    " wanted_day or online",
)
JOINT_TOGETHER = Message(
    "rounds.joint_together", "a joint round has one meeting; write `regions` for the regions that it is for"
)
REGIONS_TWICE = Message("rounds.regions_twice", "write `regions` or `regions_in_turn`, not both")
NO_STAFF_HERE = Message(
    "rounds.no_staff_here", "staff_replaces says what becomes of the general staff; it needs `staff` beside it"
)

TEMPLATE_NAMES = ("id", "n", "season", "year")


def to_years(value: object) -> tuple[int, int]:
    """Convert a pair of years to a tuple of the first and the last.

    Raises:
        WrongValueError: if it is anything else, or in the wrong order.
    """
    match value:
        case [int(first), int(last)] if {first, last} <= {*_YEARS}:
            if last < first:
                raise rejected_value(YEARS_BACKWARDS, first=str(first), last=str(last))
            return first, last
        case _:
            raise rejected_value(YEARS, found=as_written(value))


Years = Annotated[
    tuple[int, int],
    PlainValidator(to_years),
    PlainSerializer(list),
    WithJsonSchema({"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}),
]


Online = Literal["never", "allowed", "always"]
"""Whether a meeting is held online: not at all, if that is better, or in any case."""


class Breakouts(Section):
    """Rooms for work in groups."""

    rooms: Count = Field(description="Number of breakout rooms.")
    share: Share = Field(description='Share of those present that each must seat, such as "1/4".')
    layout: Layout = Field(default="theatre", description="How their chairs stand.")


class Part(Section):
    """A part of a meeting: a talk, a break, a workshop."""

    title: Text = Field(description="As people read it.")
    minutes: Annotated[int, Field(ge=1, le=24 * 60 - 1)] = Field(description="How long it takes.")


class MeetingDefaults(Section):
    """What holds for every meeting unless its round says otherwise."""

    hours: MeetingHours | None = Field(default=None, description="Start and end on the clock.")
    other_hours: Annotated[tuple[MeetingHours, ...], Field(max_length=8)] | None = Field(
        default=None, description="Hours that it may have instead, to be decided with the day, such as an afternoon."
    )
    days: Annotated[int, Field(ge=1, le=14)] | None = Field(
        default=None, description="Length in consecutive days at one venue; 1 if left out."
    )
    overnight: bool | None = Field(
        default=None,
        description="Whether several days are one continuous stay, from the start on the first to the end on the last, "
        "nights included; else they have the same hours each day. If left out, only where the end is no later in the "
        "day than the start.",
    )
    layout: Layout | None = Field(default=None, description="How the chairs of the plenary stand; theatre if left out.")
    headroom: Annotated[int, Field(ge=0, le=500)] | None = Field(
        default=None, description="Seats to spare, in percent of those expected."
    )
    breakouts: Breakouts | None = Field(default=None, description="Rooms for work in groups; none if left out.")
    staff: dict[Id, Whole] | None = Field(default=None, description="How many of each team must be there.")
    venues: Ids | None = Field(
        default=None, description="Venues it may be held at; if left out those of its region, for joint meetings all."
    )
    theme: Id | None = Field(default=None, description="Id of a theme.")
    price_limit: Whole | None = Field(default=None, description="Most that rooms and meals of one meeting may cost.")
    roles: Ids | None = Field(default=None, description="Only members with these roles take part.")
    speakers: Ids | None = Field(
        default=None, description="Those of staff.csv who must be at each meeting in person, among those of their team."
    )
    places: Count | None = Field(
        default=None,
        description="Most members who come; who registers (registrations.csv) when all places are taken waits.",
    )
    notice_days: Annotated[int, Field(ge=0, le=3660)] | None = Field(
        default=None, description="Fewest days from the day the plan is announced to the meeting."
    )
    online: Online | None = Field(
        default=None, description="Whether it is held online: never (if left out), allowed, or always."
    )
    online_points: Whole | None = Field(default=None, description="What it costs in points to hold it online.")
    from_home: dict[Minutes, Percent] | None = Field(
        default=None,
        description="How many join from home, in percent, by the fewest minutes that they would travel: { 60 = 30 }.",
    )
    register_days: Annotated[int, Field(ge=0, le=3660)] | None = Field(
        default=None, description="Days before the meeting on which registration ends."
    )
    parts: tuple[Part, ...] | None = Field(
        default=None, description="What the meeting consists of, in order, with the minutes of each; they give its end."
    )
    starts: Annotated[tuple[ClockText, ...], Field(min_length=1, max_length=9)] | None = Field(
        default=None,
        description="Clock times at which it may begin, instead of hours where it has parts; of several, one is decided"
        " with the day.",
    )

    @model_validator(mode="after")
    def _one_beginning(self) -> Self:
        if self.starts is not None and (self.hours is not None or self.other_hours is not None):
            raise rejected_value(HOURS_AND_STARTS)
        return self

    @property
    def length(self) -> int:
        """Minutes that its parts take together."""
        return sum(part.minutes for part in self.parts or ())


class MeetingSection(MeetingDefaults):
    """What holds for the meetings of a round or series, and what becomes of the general staff."""

    staff_replaces: bool | None = Field(
        default=None,
        description="true: only the teams under `staff` here must be there; otherwise they are added to those of"
        " [meetings], where the number given here counts for a team that both name.",
    )

    regions: Ids | None = Field(
        default=None, description="Only these regions: they have the meetings, or the joint meeting is for them."
    )
    hosts: Ids | None = Field(
        default=None,
        description="Regions that host joint meetings in turn, at venues of theirs; a round has the first.",
    )

    @model_validator(mode="after")
    def _replaced_by_something(self) -> Self:
        if self.staff_replaces is not None and self.staff is None:
            raise rejected_value(NO_STAFF_HERE)
        return self

    def staff_with(self, general: Mapping[str, int] | None) -> Mapping[str, int] | None:
        """Return how many of each team must be there, given what `[meetings]` asks."""
        if self.staff is None:
            return general
        return self.staff if self.staff_replaces else {**(general or {}), **self.staff}


class Round(MeetingSection):
    """Meetings that belong together: one for all (joint), one in each region, or one at each host of an offer."""

    id: Id = Field(description="Short name; meetings are called by it.")
    title: Text = Field(description="As people read it.")
    kind: RoundKind = Field(
        description="joint: one meeting for all; regional: one in each region; host: one at each municipality that has"
        " a place of an offer."
    )
    window: Window = Field(description="First and last day it may be held on.")
    year: Year | None = Field(default=None, description="Year it counts in; that of the window if left out.")
    fixed_day: date | None = Field(default=None, description="The day it is held on (joint rounds).")
    wanted_day: date | None = Field(default=None, description="A day it should be close to.")
    together: Annotated[tuple[Id, ...], Field(min_length=2)] | None = Field(
        default=None, description="Regions of a regional round that have one meeting together; the others meet alone."
    )
    after: dict[Id, Days] | None = Field(
        default=None, description="Rounds it comes after, each with the fewest days between them."
    )
    offer: Id | None = Field(default=None, description="Id of the offer (rounds of kind host).")

    @property
    def counts_in(self) -> int:
        """The calendar year it counts in."""
        return self.window.first.year if self.year is None else self.year

    @property
    def meeting_together(self) -> tuple[Id, ...] | None:
        """The regions that have one meeting together; None if it is for all, or none of them do."""
        return self.regions if self.kind == "joint" else self.together

    @model_validator(mode="after")
    def _one_day_for_one_meeting(self) -> Self:
        if self.kind == "regional" and self.fixed_day is not None:
            raise rejected_value(REGIONAL_FIXED_DAY)
        if self.kind == "joint" and self.together is not None:
            raise rejected_value(JOINT_TOGETHER)
        if self.kind == "host" and self.fixed_day is not None:
            raise rejected_value(HOST_FIXED_DAY)
        if (self.kind == "host") != (self.offer is not None):
            raise rejected_value(NO_OFFER if self.offer is None else NOT_OFFERED)
        return self


class Season(Section):
    """A part of each year in which a round is held."""

    name: Text = Field(description="As people read it.")
    first: YearlyDay = Field(alias="from", description='First day, such as "01-16".')
    last: YearlyDay = Field(alias="to", description="Last day; in the next year if it comes before the first.")


class Series(MeetingSection):
    """A rule that makes rounds: one in each season of each year."""

    id: Id = Field(description="Short name.")
    round_id: Text = Field(
        default="{id}-{year}-{n}", description="Ids of its rounds, with {id}, {year}, {season} and {n} (1, 2, ...)."
    )
    title: Text = Field(description="Titles of its rounds, with the same places.")
    kind: Kind = Field(description="joint: one meeting for all; regional: one in each region.")
    years: Years = Field(description="First and last year.")
    seasons: Annotated[tuple[Season, ...], Field(min_length=1)] = Field(description="The seasons of each year.")
    regions_in_turn: Annotated[tuple[Ids, ...], Field(min_length=2)] | None = Field(
        default=None,
        description="Regions that have the rounds of the first year, those of the next, and so on in turn; instead of"
        " regions.",
    )

    @field_validator("round_id", "title")
    @classmethod
    def _only_known_places(cls, template: str) -> str:
        try:
            places = [place for place in string.Formatter().parse(template) if place[1] is not None]
        except ValueError:
            raise rejected_value(TEMPLATE, names=TEMPLATE_NAMES) from None
        if any(name not in TEMPLATE_NAMES or spec or conversion for _, name, spec, conversion in places):
            raise rejected_value(TEMPLATE, names=TEMPLATE_NAMES)
        return template

    @model_validator(mode="after")
    def _either_regions(self) -> Self:
        if self.regions is not None and self.regions_in_turn is not None:
            raise rejected_value(REGIONS_TWICE)
        return self

    def regions_in(self, year: int) -> tuple[Id, ...] | None:
        """Return the regions that the rounds of a year are for; None if for all."""
        turns = self.regions_in_turn
        return self.regions if turns is None else turns[(year - self.years[0]) % len(turns)]


class GuestGroup(Section):
    """People invited to single meetings for their theme."""

    group: Text = Field(description="Who they are.")
    number: Whole = Field(description="How many are expected at each meeting.")


class Theme(Section):
    """What a round is about."""

    id: Id = Field(description="Short name.")
    title: Text = Field(description="As people read it.")
    guests: tuple[GuestGroup, ...] = Field(default=(), description="Who is invited besides the members.")
    in_force: date | None = Field(default=None, description="No meeting on the theme before this day.")
    in_force_reason: Text | None = Field(default=None, description="Why: the law that enters into force.")


class Together(Section):
    """What counts instead of `together` of a regional round, such as one that a series makes."""

    round: Text = Field(description="Id of the round.")
    regions: tuple[Id, ...] = Field(
        default=(), description="Regions that have one meeting together; if left out every region meets alone."
    )


class OnlineTime(Section):
    """Days on which meetings are held online or not at all, such as while people may not gather."""

    reason: Text = Field(description="Why, such as Forsamlingsforbud.")
    first_day: date = Field(description="First day.")
    last_day: date | None = Field(default=None, description="Last day; that of what is planned if left out.")
    rounds: tuple[Text, ...] | None = Field(default=None, description="Only meetings of these rounds.")
    regions: Ids | None = Field(default=None, description="Only meetings of these regions, and joint ones.")

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        span(self.first_day, self.last_day)
        return self


class Choice(Section):
    """What is decided beforehand for one meeting."""

    meeting: Text = Field(
        description="Id of the meeting: the round, with /region if it is regional, or /municipality that holds it."
    )
    dropped: bool = Field(default=False, description="Whether it is not held at all.")
    window: Window | None = Field(
        default=None, description="First and last day it may be held on, instead of those of its round."
    )
    fixed_day: date | None = Field(default=None, description="The day it is held on.")
    fixed_venue: Id | None = Field(default=None, description="The venue it is held at.")
    forbidden_days: tuple[date, ...] = Field(default=(), description="Days it does not begin on.")
    forbidden_venues: tuple[Id, ...] = Field(default=(), description="Venues it is not held at.")
    wanted_day: date | None = Field(default=None, description="A day it should be close to.")
    online: Online | None = Field(
        default=None, description="Whether it is held online, instead of what its round says."
    )
    apart: bool = Field(
        default=False,
        description="Whether it may be held outside the span of its round (rules.round_span), as one that has moved to "
        "its reserve.",
    )

    @property
    def decides(self) -> bool:
        """Whether it says anything about the meeting."""
        return any(getattr(self, name) for name in type(self).model_fields if name != "meeting")

    @model_validator(mode="after")
    def _chooses(self) -> Self:
        if not self.decides:
            raise rejected_value(NOTHING_CHOSEN)
        return self


_PART = re.compile(r"(.*?)(?:[\s:]+(\d{1,4})(?:\s*(?:min\.?|minutes?|minutter))?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WantedPart:
    """A part of a meeting that a municipality wants, by id, and how long; as long as usual if minutes are None."""

    part: str
    minutes: int | None = None

    @classmethod
    def of(cls, text: str) -> WantedPart:
        """Read "workshop" or "workshop 180"."""
        match = _PART.fullmatch(text.strip())
        part, minutes = match.groups() if match else (text, None)
        return cls(part, None if minutes is None else int(minutes))

    def __str__(self) -> str:
        return self.part if self.minutes is None else f"{self.part} {self.minutes}"


def _wanted_parts(value: object) -> tuple[WantedPart, ...]:
    texts = re.split("[,;+]", value) if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    found = (each if isinstance(each, WantedPart) else WantedPart.of(str(each)) for each in texts)
    return tuple(each for each in found if each.part)


WantedParts = Annotated[
    tuple[WantedPart, ...],
    PlainValidator(_wanted_parts),
    PlainSerializer(lambda found: [str(each) for each in found]),
    WithJsonSchema({"type": "array", "items": {"type": "string"}}),
]


NO_SEED = Message("offers.no_seed", "a lot needs `seed`, a number that is stated before it is drawn, such as 2016")
LIMITS = Message("offers.limits", "the most, {most}, is less than the fewest, {fewest}")
SHORTEST = Message(
    "offers.shortest", "the part usually takes {minutes} minutes, which is not between {shortest} and {longest}"
)

PartMinutes = Annotated[int, Field(ge=5, le=24 * 60)]


class OfferPart(Section):
    """A part that a municipality may choose."""

    id: Id = Field(description="Short name; applications call it by it, or by its title.")
    title: Text = Field(description="As people read it.")
    minutes: PartMinutes = Field(description="How long it usually takes.")
    shortest: PartMinutes | None = Field(default=None, description="Least minutes it may take; as usual if left out.")
    longest: PartMinutes | None = Field(default=None, description="Most minutes it may take; as usual if left out.")

    @property
    def limits(self) -> tuple[int, int]:
        """Least and most minutes."""
        return self.shortest or self.minutes, self.longest or self.minutes

    @model_validator(mode="after")
    def _between(self) -> Self:
        shortest, longest = self.limits
        if not shortest <= self.minutes <= longest:
            raise rejected_value(SHORTEST, minutes=self.minutes, shortest=shortest, longest=longest)
        return self


class Offer(Section):
    """Something that municipalities can apply for, such as a theme day held at their place."""

    id: Id = Field(description="Short name.")
    title: Text = Field(description="As people read it.")
    places: Count = Field(description="How many places there are.")
    places_by_region: dict[Id, Whole] = Field(default_factory=dict, description="Most places of a region.")
    allocation: Literal["first_come", "lot", "by_region", "chosen"] = Field(
        default="first_come",
        description="How places are given: in the order received; by lot; the regions in turn, each in the order"
        " received; or by the organiser, who writes accepted into applications.csv.",
    )
    seed: Annotated[int, Field(ge=0, le=10**12)] | None = Field(
        default=None, description="Number with which lots are drawn, those between ties too."
    )
    region_order: Ids | None = Field(
        default=None, description="The regions in the order in which they take turns; as above if left out."
    )
    regions: Ids | None = Field(default=None, description="Only municipalities of these may apply.")
    municipalities: Ids | None = Field(default=None, description="Only these may apply.")
    deadline: date | None = Field(default=None, description="Last day on which an application counts.")
    conditions: Text | None = Field(default=None, description="What a municipality agrees to, as people read it.")
    fewest: Count | None = Field(default=None, description="Fewest participants.")
    most: Count | None = Field(default=None, description="Most participants.")
    limits: Literal["recommended", "required"] = Field(
        default="recommended",
        description="recommended: other numbers cost points ([rules.group_size]); required: they get no place.",
    )
    per_municipality: Count | None = Field(default=None, description="Most persons of one municipality.")
    host_caters: bool = Field(default=True, description="Whether the host pays for food and drink.")
    parts: tuple[OfferPart, ...] = Field(default=(), description="Parts that can be chosen, in their order.")

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.allocation == "lot" and self.seed is None:
            raise rejected_value(NO_SEED)
        if self.fewest is not None and self.most is not None and self.most < self.fewest:
            raise rejected_value(LIMITS, fewest=self.fewest, most=self.most)
        return self

    def part(self, name: str) -> OfferPart | None:
        """Return the part of that id or title, in capitals or not; None if there is none."""
        said = name.casefold()
        return next((each for each in self.parts if said in {each.id.casefold(), each.title.casefold()}), None)

    def chosen(self, wanted: Iterable[WantedPart]) -> list[tuple[OfferPart, int]]:
        """Return the parts that somebody wants, in their order, each with its minutes."""
        asked = [*wanted]
        minutes = {part.id: each.minutes or part.minutes for each in asked if (part := self.part(each.part))}
        return [(part, minutes.get(part.id, part.minutes)) for part in self.parts if part.id in minutes or not asked]

    def minutes(self, wanted: Iterable[WantedPart]) -> int | None:
        """Return how long the parts take that somebody wants; None if the offer has none."""
        return sum(minutes for _, minutes in self.chosen(wanted)) or None

    def hours(self, wanted: Iterable[WantedPart], within: Hours) -> Hours:
        """Return the hours of the host's meeting: from the beginning of those of the round, as long as its parts."""
        minutes = self.minutes(wanted)
        if minutes is None or within.overnight:
            return within
        # Parts that take longer than the hours of the round are an error of the network.
        end = datetime.combine(date.min, within.start) + timedelta(minutes=min(minutes, within.minutes))
        return replace(within, end=end.time())

    def recommended(self) -> tuple[int | None, int | None]:
        """Return the fewest and the most participants that are recommended."""
        return (self.fewest, self.most) if self.limits == "recommended" else (None, None)

    def terms(self, regions: Mapping[str, str]) -> Terms:
        """Return on what terms places are given; `regions` are names by id."""
        required = self.limits == "required"
        order = dict.fromkeys([*(self.region_order or ()), *regions])
        most = [each for each in (self.most if required else None, self.per_municipality) if each is not None]
        return Terms(
            self.id, self.places, Method(self.allocation), self.places_by_region,
            {each: regions.get(each, each) for each in order}, self.regions or (), self.municipalities or (),
            self.deadline, self.fewest if required else None, min(most, default=None), self.seed,
        )  # fmt: skip
