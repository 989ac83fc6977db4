"""Rows of the tables about venues, one class for each table; their fields are its columns."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self, get_args

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from calendars.language import Sentence
from calendars.span import Span
from planner.errors import refused
from planner.network.fields import Id, Latitude, Longitude, Text, Whole, span
from planner.network.rounds import Layout
from planner.network.rows import ROW, OptionalText, check_place

LAYOUTS: tuple[str, ...] = get_args(Layout)

TWO_REGIONS = Sentence(
    en="give the region or the municipality it lies in, not both",
    da="angiv enten region eller den kommune, det ligger i, ikke begge dele",
)
NO_SEATS = Sentence(
    en="the room has no seats in any layout; write 0 for a room that is not let",
    da="lokalet har ingen pladser i nogen opstilling; skriv 0 for et lokale, der ikke lejes ud",
)


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class Venue:
    """A house that lets rooms.

    Attributes:
        region, municipality: where it lies; the region of a venue with a municipality follows region changes.
        setup_half_days, teardown_half_days: half-days before and after a meeting that its rooms are let for too.
        moving_cancels: whether its terms take another day for a cancellation.
    """

    id: Id
    name: Text
    town: OptionalText = ""
    address: OptionalText = ""
    region: Id | None = None
    municipality: Id | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None
    setup_half_days: Annotated[int, Field(ge=0, le=28)] = 0
    teardown_half_days: Annotated[int, Field(ge=0, le=28)] = 0
    moving_cancels: bool = False

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        check_place(self.lat, self.lon)
        if self.region is not None and self.municipality is not None:
            raise refused(TWO_REGIONS)
        return self


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class Room:
    """A room.

    Attributes:
        rate: price a day.
        part_of: id of the room of the same venue that it is a part of.
        theatre, classroom, ...: seats by layout; 0 if it is not let in it.
    """

    venue: Id
    id: Id
    name: OptionalText = ""
    rate: Whole = 0
    part_of: Id | None = None
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
            raise refused(NO_SEATS)
        return self

    def seats(self) -> dict[str, int]:
        """Seats by layout, of the layouts it is used in."""
        return {layout: seats for layout in LAYOUTS if (seats := getattr(self, layout))}


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class VenueClosure:
    """Days on which a venue takes no meetings.

    Attributes:
        source: the calendar they were imported from; empty if they were written by hand.
    """

    venue: Id
    first_day: date
    last_day: date | None = None
    reason: OptionalText = ""
    source: OptionalText = ""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        self.span()
        return self

    def span(self) -> Span:
        """The days."""
        return span(self.first_day, self.last_day)


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class VenueTerm:
    """A step of what a venue asks for when a meeting is cancelled.

    Attributes:
        days: with fewer days' notice than that,
        percent: it asks for so much of the rent.
    """

    venue: Id
    days: Annotated[int, Field(ge=1, le=3660)]
    percent: Annotated[int, Field(ge=0, le=100)]
