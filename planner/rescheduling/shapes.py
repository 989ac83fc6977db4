"""What the parts of a proposal are made of, the same on the command line, over HTTP and in the store."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Immutable, and nothing but what is described."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(Shape):
    """Something with an id."""

    id: str = Field(description="Id as the planners write it.")
    name: str = Field(description="Name as people read it.")


class Venue(Named):
    """A venue."""

    town: str = Field(default="", description="Town it lies in; may be empty.")


class Days(Shape):
    """Days that follow each other."""

    first: date = Field(description="First day.")
    last: date = Field(description="Last day.")


class Held(Shape):
    """When, where and with whom a meeting is held."""

    start: datetime = Field(description="Beginning, with the offset of the network's time zone.")
    end: datetime = Field(description="End, on its last day.")
    venue: Venue = Field(description="Where it is held.")
    rooms: tuple[Named, ...] = Field(description="Its rooms, the plenary room first.")
    staff: tuple[Named, ...] = Field(description="Those who must be there.")


class Attendance(Shape):
    """What another day means for the members of one meeting; members who are asked to it under the changes."""

    members: int = Field(description="How many are asked.")
    absent_before: int = Field(description="How many of them are busy at the old time.")
    absent_after: int = Field(description="How many of them are busy at the new time.")
    losing: tuple[str, ...] = Field(description="Ids of those who could come and no longer can.")
    gaining: tuple[str, ...] = Field(description="Ids of those who could not come and now can.")


class Cost(Shape):
    """What one meeting costs, in whole units of the network's currency."""

    fee: int = Field(description="What the old venue asks for the cancellation.")
    fee_percent: int = Field(description="The step of its ladder, in percent of the old rent; 0 for nothing.")
    rent_before: int = Field(description="Rent of the old rooms.")
    rent_after: int = Field(description="Rent of the new rooms.")


class Notice(Shape):
    """How long before the day people are told, in days from the day that is taken for today."""

    to_old_day: int | None = Field(description="Days to the day that is called off or left; None for a new meeting.")
    to_new_day: int | None = Field(description="Days to the new day; None for a meeting that is dropped.")
    least: int = Field(description="The shorter of the two.")
    members: int = Field(description="Members who are told.")
    staff: int = Field(description="Staff who are told: those of before and those of after.")
