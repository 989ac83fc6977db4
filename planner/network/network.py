"""A network: everything planners write, understood and checked, whether it came from files or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, SkipValidation, model_validator

from constraints.busy import Busy
from planner.errors import InputErrors
from planner.network.all_rounds import WrittenRound, all_rounds
from planner.network.checks import network_errors
from planner.network.fields import Id
from planner.network.lines import Lines
from planner.network.membership import Membership, meeting_id
from planner.network.references import reference_errors
from planner.network.rounds import Round
from planner.network.rows import (
    BlackoutRow,
    Member,
    Municipality,
    RegionChange,
    StaffPerson,
    TravelTime,
    VenueTravelTime,
)
from planner.network.settings import Settings
from planner.network.tables import Table
from planner.network.venue_rows import Room, Venue, VenueClosure, VenueTerm

_NOTHING_READ = Lines()


class Network(BaseModel):
    """A network as planners write it; immutable.

    Attributes:
        busy: when people (members and staff) cannot come, by id.
        lines: where in the files everything stands; nothing is known of a network made in memory.

    Raises:
        InputErrors: if references lead nowhere or parts do not go together.
        pydantic.ValidationError: if a value is of the wrong kind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    settings: Settings
    municipalities: tuple[Municipality, ...]
    members: tuple[Member, ...]
    venues: tuple[Venue, ...]
    rooms: tuple[Room, ...]
    staff: tuple[StaffPerson, ...] = ()
    busy: Mapping[Id, tuple[Busy, ...]] = Field(default_factory=dict)
    region_changes: tuple[RegionChange, ...] = ()
    venue_closed: tuple[VenueClosure, ...] = ()
    venue_terms: tuple[VenueTerm, ...] = ()
    travel: tuple[TravelTime, ...] = ()
    venue_travel: tuple[VenueTravelTime, ...] = ()
    blackouts: tuple[BlackoutRow, ...] = ()
    lines: Annotated[SkipValidation[Lines], Field(exclude=True, repr=False)] = _NOTHING_READ

    def changed(self, **parts: object) -> Self:
        """The same network with those parts replaced, checked anew; lines of files are then no longer known.

        Raises:
            InputErrors: as for a new network.
            pydantic.ValidationError: as for a new network.
        """
        kept = {name: getattr(self, name) for name in type(self).model_fields if name != "lines"}
        return self.model_validate({**kept, **parts})

    @cached_property
    def rounds(self) -> tuple[WrittenRound, ...]:
        """Every round, in order of their windows."""
        return all_rounds(self.settings)

    @cached_property
    def membership(self) -> Membership:
        """Regions of the municipalities by day."""
        return Membership(self.municipalities, self.region_changes)

    @cached_property
    def round_of(self) -> Mapping[str, Round]:
        """The round of each meeting, those that are dropped included, by the meeting's id."""
        return {meeting_id(round_.id, region): round_ for round_, region in self.meetings}

    @cached_property
    def meetings(self) -> tuple[tuple[Round, str | None], ...]:
        """Every round with each region it is for, or with None if it is joint; those that are dropped included."""
        return tuple(
            (each, region)
            for each in (written.round for written in self.rounds)
            for region in ([None] if each.kind == "joint" else self.regions_on(each.window.first))
        )

    def regions_on(self, day: date) -> list[str]:
        """Ids of the regions that have municipalities on that day, in the order of the settings."""
        return [each.id for each in self.settings.regions if self.membership.municipalities_of(each.id, day)]

    def column(self, table: Table, column: str) -> Sequence[str]:
        """Text of a column of one of the tables, "" where nothing stands."""
        if column == table.grouped_by:
            return tuple(getattr(self, table.name))
        values = (getattr(row, column) for row in getattr(self, table.name))
        return ["" if value is None else str(value) for value in values]

    def complete(self, _table: Table) -> bool:
        """Whether every row of the table is known; here it is."""
        return True

    def week_columns(self) -> Sequence[str]:
        """Names of the columns of municipalities that hold weeks."""
        return tuple(dict.fromkeys(name for each in self.municipalities for name in each.weeks))

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        errors = list(reference_errors(self)) or list(network_errors(self))
        if errors:
            raise InputErrors(errors, self.settings.locale)
        return self
