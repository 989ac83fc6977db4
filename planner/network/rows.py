"""Rows of the tables, one class for each table; their fields are its columns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Self

from pydantic import ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

from calendars.blackout import Kind, Scope
from calendars.language import Sentence
from calendars.span import Hours, Span
from constraints.busy import Busy
from planner.errors import refused
from planner.network.closures import OwnKind, Week
from planner.network.fields import ClosurePoints, Id, Latitude, Longitude, Minutes, Text, hours, span

HALF_A_PLACE = Sentence(
    en="lat and lon belong together; give both or neither", da="lat og lon hører sammen; angiv begge eller ingen af dem"
)
HALF_THE_HOURS = Sentence(
    en="from and to belong together; give both or neither", da="from og to hører sammen; angiv begge eller ingen af dem"
)
WHO = Sentence(en="a blackout for scope {scope} needs a target", da="en lukning med scope {scope} skal have et target")
NOBODY = Sentence(en="a blackout for everyone has no target", da="en lukning for everyone har intet target")
ROW = ConfigDict(extra="forbid", allow_inf_nan=False, validate_by_name=True, validate_by_alias=True)
"""Configuration of every row."""

OptionalText = Annotated[str, Field(max_length=500)]


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
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


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class RegionChange:
    """A municipality belongs to another region from a day on."""

    municipality: Id
    region: Id
    from_day: date


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class Member:
    """A fixed participant of a municipality.

    Attributes:
        from_day, last_day: the time of taking part; from the beginning and to the end if they are left out.
    """

    id: Id
    municipality: Id
    role: OptionalText = ""
    from_day: date | None = None
    last_day: date | None = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.from_day is not None:
            span(self.from_day, self.last_day)
        return self

    def takes_part_on(self, day: date) -> bool:
        """Whether that day lies in the time of taking part."""
        return (self.from_day or day) <= day <= (self.last_day or day)


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class StaffPerson:
    """One of those who must be at meetings, by team."""

    id: Id
    team: Id
    name: OptionalText = ""


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class BusyTime:
    """When somebody cannot come: whole days, or the same hours on each of them.

    Attributes:
        source: the calendar it was imported from; empty if it was written by hand.
    """

    first_day: date
    last_day: date | None = None
    start: time | None = Field(default=None, alias="from")
    end: time | None = Field(default=None, alias="to")
    source: OptionalText = ""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        self.spell()
        return self

    def spell(self) -> Busy:
        """Days and hours together.

        Raises:
            WrongValueError: if days or hours run backwards, or half of the hours is missing.
        """
        return busy_spell(self.first_day, self.last_day, self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class TravelTime:
    """Minutes one way from a municipality to a venue."""

    municipality: Id
    venue: Id
    minutes: Minutes


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class VenueTravelTime:
    """Minutes from a venue to another, the same both ways unless the way back has its own row."""

    venue: Id
    other: Id
    minutes: Minutes


@dataclass(frozen=True, slots=True, kw_only=True, config=ROW)
class BlackoutRow:
    """Days closed for someone."""

    scope: Scope
    target: Id | None = None
    first_day: date
    last_day: date | None = None
    reason: Text
    kind: OwnKind = Kind.OWN.value
    points: ClosurePoints | None = None
    source: OptionalText = ""

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        self.span()
        if (self.scope is Scope.EVERYONE) != (self.target is None):
            raise refused(NOBODY) if self.scope is Scope.EVERYONE else refused(WHO, scope=self.scope.value)
        return self

    def span(self) -> Span:
        """The days."""
        return span(self.first_day, self.last_day)


def busy_spell(first_day: date, last_day: date | None, start: time | None, end: time | None) -> Busy:
    """Whole days, or the same hours on each of them.

    Raises:
        WrongValueError: if days or hours run backwards, or half of the hours is missing.
    """
    return Busy(span(first_day, last_day), _hours(start, end))


def _hours(start: time | None, end: time | None) -> Hours | None:
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise refused(HALF_THE_HOURS)
    return hours(start, end)


def check_place(lat: float | None, lon: float | None) -> None:
    """Refuse half a place.

    Raises:
        WrongValueError: if only one of the two is given.
    """
    if (lat is None) != (lon is None):
        raise refused(HALF_A_PLACE)
