"""The facts behind the example networks: municipalities, venues and halls, read from example_facts/."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "example_facts"
FERRY_WAIT_MINUTES = 20
"""Assumed minutes at a ferry besides the crossing."""

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Municipality:
    """A Danish municipality with the coordinates of its seat; `winter_week`: ISO week of the winter holiday."""

    code: str
    name: str
    region: str
    region_from_2027: str
    population: int
    lat: str
    lon: str
    ferry: int
    winter_week: int

    @property
    def extra_minutes(self) -> int:
        """Minutes to the nearest road of the mainland; 0 without a ferry."""
        return self.ferry + FERRY_WAIT_MINUTES if self.ferry else 0


@dataclass(frozen=True, slots=True)
class Hall:
    """A large room with its seats in theatre layout, and the hall it is part of."""

    id: str
    name: str
    theatre: int
    part_of: str


@dataclass(frozen=True, slots=True)
class Term:
    """A step of cancellation terms: with less than `days` of notice the venue charges `percent` of the rent."""

    days: int
    percent: int


@dataclass(frozen=True, slots=True)
class Venue:
    """A real venue; price level (percent), group rooms and most halls are illustrative."""

    id: str
    name: str
    town: str
    municipality: str
    address: str
    lat: str
    lon: str
    setup: int
    teardown: int
    price_level: int
    group_rooms: int
    group_seats: int
    halls: tuple[Hall, ...]
    terms: tuple[Term, ...]
    moving_cancels: bool


@cache
def municipalities() -> tuple[Municipality, ...]:
    """Return all 98 municipalities, in order of their codes."""
    return tuple(
        Municipality(
            row["code"],
            row["name"],
            row["region"],
            row["region_from_2027"],
            int(row["population_2020"]),
            row["lat"],
            row["lon"],
            int(row["ferry_minutes"]),
            int(row["winter_week"]),
        )
        for row in _rows("municipalities.csv")
    )


@cache
def venues() -> tuple[Venue, ...]:
    """Return all venues with their halls."""
    return tuple(
        Venue(
            row["id"],
            row["name"],
            row["town"],
            row["municipality"],
            row["address"],
            row["lat"],
            row["lon"],
            int(row["setup_half_days"]),
            int(row["teardown_half_days"]),
            int(row["price_level"]),
            int(row["group_rooms"]),
            int(row["group_seats"]),
            tuple(_halls_of(row["id"])),
            tuple(Term(int(term["days"]), int(term["percent"])) for term in _terms_of(row["id"])),
            any(term["moving_cancels"] == "1" for term in _terms_of(row["id"])),
        )
        for row in _rows("venues.csv")
    )


def _halls_of(venue: str) -> Iterator[Hall]:
    for row in _rows("halls.csv"):
        if row["venue"] == venue:
            yield Hall(row["id"], row["name"], int(row["theatre"]), row["part_of"])


def _terms_of(venue: str) -> list[Row]:
    return [row for row in _rows("venue_terms.csv") if row["venue"] == venue]


@cache
def _rows(name: str) -> tuple[Row, ...]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
