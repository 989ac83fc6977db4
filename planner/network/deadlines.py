"""Days by which something must be done before a meeting: registration, numbers, catering, options of venues."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from constraints.problem.problem import BookingState

if TYPE_CHECKING:
    from planner.network.network import Network


class DeadlineKind(StrEnum):
    """What must be done."""

    REGISTRATION = "registration"
    NUMBERS = "numbers"
    CATERING = "catering"
    OPTION = "option"


def deadlines(network: Network, meeting: str, venue: str, day: date) -> tuple[tuple[DeadlineKind, date], ...]:
    """Return the last days for what must be done before a meeting that begins on a day at a venue, the soonest first.

    Args:
        network: the network, which says them.
        meeting: id of the meeting.
        venue: id of the venue.
        day: first day of the meeting.
    """
    round_ = network.round_of.get(meeting)
    house = next((each for each in network.venues if each.id == venue), None)
    before = {
        DeadlineKind.REGISTRATION: round_.register_days if round_ else None,
        DeadlineKind.NUMBERS: house.numbers_days if house else None,
        DeadlineKind.CATERING: house.catering_days if house else None,
    }
    found = [(kind, day - timedelta(days)) for kind, days in before.items() if days is not None]
    found += [
        (DeadlineKind.OPTION, row.until)
        for row in network.bookings
        if row.meeting == meeting and row.venue == venue and day in row.span()
        and row.state is BookingState.HELD and row.until is not None
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda each: (each[1], each[0])))
