"""Sections of the settings about meetings: rounds, series that generate rounds, themes, and choices for one meeting."""

from __future__ import annotations

import string
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, field_validator, model_validator

from calendars.language import Message
from planner.errors import rejected_value
from planner.network.fields import (
    ClockText,
    Count,
    Id,
    Ids,
    MeetingHours,
    Section,
    Share,
    Text,
    Whole,
    Window,
    YearlyDay,
    as_written,
)

Kind = Literal["joint", "regional"]
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
HOURS_AND_STARTS = Message(
    "rounds.hours_and_starts", "hours and starts both say when the meeting begins; leave out one of them"
)
NOTHING_CHOSEN = Message(
    "rounds.nothing_chosen",
    "this section decides nothing; give dropped, window, fixed_day, fixed_venue, forbidden_days, forbidden_venues or"
    " wanted_day",
)
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
        default=None, description="Those of staff.csv who must be at each meeting in person, besides the teams."
    )
    places: Count | None = Field(
        default=None,
        description="Most members who come; who registers (registrations.csv) when all places are taken waits.",
    )
    notice_days: Annotated[int, Field(ge=0, le=3660)] | None = Field(
        default=None, description="Fewest days from the day the plan is announced to the meeting."
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
    """Meetings that belong together: one for all (joint) or one in each region (regional)."""

    id: Id = Field(description="Short name; meetings are called by it.")
    title: Text = Field(description="As people read it.")
    kind: Kind = Field(description="joint: one meeting for all; regional: one in each region.")
    window: Window = Field(description="First and last day it may be held on.")
    year: Year | None = Field(default=None, description="Year it counts in; that of the window if left out.")
    fixed_day: date | None = Field(default=None, description="The day it is held on (joint rounds).")
    wanted_day: date | None = Field(default=None, description="A day it should be close to.")

    @property
    def counts_in(self) -> int:
        """The calendar year it counts in."""
        return self.window.first.year if self.year is None else self.year

    @model_validator(mode="after")
    def _one_day_for_one_meeting(self) -> Self:
        if self.kind == "regional" and self.fixed_day is not None:
            raise rejected_value(REGIONAL_FIXED_DAY)
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


class Choice(Section):
    """What is decided beforehand for one meeting."""

    meeting: Text = Field(description="Id of the meeting: the round, with /region if it is regional.")
    dropped: bool = Field(default=False, description="Whether it is not held at all.")
    window: Window | None = Field(
        default=None, description="First and last day it may be held on, instead of those of its round."
    )
    fixed_day: date | None = Field(default=None, description="The day it is held on.")
    fixed_venue: Id | None = Field(default=None, description="The venue it is held at.")
    forbidden_days: tuple[date, ...] = Field(default=(), description="Days it does not begin on.")
    forbidden_venues: tuple[Id, ...] = Field(default=(), description="Venues it is not held at.")
    wanted_day: date | None = Field(default=None, description="A day it should be close to.")

    @property
    def decides(self) -> bool:
        """Whether it says anything about the meeting."""
        return any(getattr(self, name) for name in type(self).model_fields if name != "meeting")

    @model_validator(mode="after")
    def _chooses(self) -> Self:
        if not self.decides:
            raise rejected_value(NOTHING_CHOSEN)
        return self
