"""The tables of a network: which there are, what their rows are, and what their columns refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from planner.network.rows import (
    BlackoutRow,
    BusyTime,
    Member,
    Municipality,
    RegionChange,
    StaffPerson,
    TravelTime,
    VenueTravelTime,
)
from planner.network.venue_rows import Room, Venue, VenueClosure, VenueTerm


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table.

    Attributes:
        name: of the file, without its ending, and of the network's field.
        row: class of its rows; its fields are the columns.
        key: columns that no two rows have alike; empty if rows may repeat.
        refers: what each column with ids refers to, as named in `references`.
        required: whether a network has to have it.
        grouped_by: column that is no part of the row but tells whose it is.
        open_columns: field that takes up further columns, which the settings name.
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

    @property
    def id_columns(self) -> tuple[str, ...]:
        """Columns that hold ids of their own or of others, each once."""
        return tuple(dict.fromkeys((*self.key, *self.refers)))


MUNICIPALITIES = Table(
    "municipalities", Municipality, ("id",), {"region": "regions"}, required=True, open_columns="weeks"
)
MEMBERS = Table("members", Member, ("id",), {"municipality": "municipalities"}, required=True)
VENUES = Table("venues", Venue, ("id",), {"region": "regions", "municipality": "municipalities"}, required=True)
ROOMS = Table("rooms", Room, ("venue", "id"), {"venue": "venues"}, required=True)
STAFF = Table("staff", StaffPerson, ("id",))
BUSY = Table("busy", BusyTime, (), {"person": "people"}, grouped_by="person")
REGION_CHANGES = Table(
    "region_changes",
    RegionChange,
    ("municipality", "from_day"),
    {"municipality": "municipalities", "region": "regions"},
)
VENUE_CLOSED = Table("venue_closed", VenueClosure, (), {"venue": "venues"})
VENUE_TERMS = Table("venue_terms", VenueTerm, ("venue", "days"), {"venue": "venues"})
TRAVEL = Table("travel", TravelTime, ("municipality", "venue"), {"municipality": "municipalities", "venue": "venues"})
VENUE_TRAVEL = Table("venue_travel", VenueTravelTime, ("venue", "other"), {"venue": "venues", "other": "venues"})
BLACKOUTS = Table("blackouts", BlackoutRow)

TABLES = (
    MUNICIPALITIES,
    MEMBERS,
    VENUES,
    ROOMS,
    STAFF,
    BUSY,
    REGION_CHANGES,
    VENUE_CLOSED,
    VENUE_TERMS,
    TRAVEL,
    VENUE_TRAVEL,
    BLACKOUTS,
)
