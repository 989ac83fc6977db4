"""Bookings that another plan leaves unused are named, and no others."""

from __future__ import annotations

from datetime import date

import pytest

from calendars.days import Span
from planner.network.history import Stay, unused_bookings
from planner.network.network import Network
from planner.network.tables import BookingRow
from tests.planner.network_files import NetworkFiles

DAY, OTHER = date(2023, 3, 7), date(2023, 3, 14)


def stay(day: date = DAY, venue: str = "akkc") -> Stay:
    return Stay("Forår, Nord", venue, Span(day, day))


def booked(state: str, day: date = DAY, venue: str = "akkc", meeting: str = "2023-1/nord") -> BookingRow:
    until = {"until": date(2023, 2, 1)} if state == "held" else {}
    return BookingRow(venue=venue, first_day=day, meeting=meeting, state=state, **until)  # type: ignore[arg-type]


@pytest.fixture
def network(tmp_path: object) -> Network:
    return NetworkFiles(tmp_path).load()  # type: ignore[arg-type]


def named(network: Network, row: BookingRow, after: Stay | None) -> bool:
    changed = network.model_copy(update={"bookings": (row,)})
    now = {} if after is None else {"2023-1/nord": after}
    return bool([*unused_bookings(changed, {"2023-1/nord": stay()}, now)])


@pytest.mark.parametrize(
    ("row", "after", "expected"),
    [
        (booked("confirmed"), stay(OTHER), True),
        (booked("confirmed"), stay(venue="messe-c"), True),
        (booked("confirmed"), None, True),
        (booked("held"), stay(OTHER), True),
        (booked("asked"), stay(OTHER), False),
        (booked("confirmed"), stay(), False),
        (booked("confirmed", OTHER), stay(OTHER), False),
        (booked("confirmed", OTHER), None, False),
        (booked("confirmed", meeting="2023-2/nord"), stay(OTHER), False),
        (booked("reserve", OTHER), stay(OTHER), False),
        (booked("reserve", OTHER), stay(date(2023, 4, 4)), True),
        (booked("reserve", OTHER), None, True),
        (booked("reserve", OTHER), stay(), False),
    ],
)
def test_what_was_booked_and_is_no_longer_used_is_named(
    network: Network,
    row: BookingRow,
    after: Stay | None,
    expected: bool,  # noqa: FBT001
) -> None:
    assert named(network, row, after) is expected


def test_the_venue_the_days_and_the_state_are_said(network: Network) -> None:
    changed = network.model_copy(update={"bookings": (booked("confirmed"),)})
    (said,) = unused_bookings(changed, {"2023-1/nord": stay()}, {})
    assert (said.values["venue"], said.values["meeting"]) == ("AKKC", "Forår, Nord")
    assert "AKKC" in said.say("da")
