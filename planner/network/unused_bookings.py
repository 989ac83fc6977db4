"""Bookings of meetings that another plan no longer uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from calendars.days import Span
from calendars.language import BoundMessage, Message
from constraints.problem.naming import booking_state, days_name
from constraints.problem.problem import BookingState
from planner.network.history import Difference
from planner.network.published import PublishedMeeting

if TYPE_CHECKING:
    from planner.network.network import Network
    from planner.network.tables import BookingRow

UNUSED = Message(
    "unused_bookings.unused", "Booked, but no longer used: {venue} on {day} for {meeting} ({state}). Tell the venue."
)


@dataclass(frozen=True, slots=True)
class Stay:
    """Where and when a meeting is held; `venue` is an id."""

    name: str
    venue: str
    days: Span

    @classmethod
    def of(cls, announced: PublishedMeeting) -> Stay:
        """Return where and when a published meeting is held."""
        return cls(announced.name, announced.venue.id, Span(announced.start.date(), announced.end.date()))

    def uses(self, row: BookingRow) -> bool:
        """Return whether it is held where and when a row has booked."""
        return self.venue == row.venue and self.days.within(row.span()) == self.days


def unused_bookings(network: Network, before: Mapping[str, Stay], after: Mapping[str, Stay]) -> Iterator[BoundMessage]:
    """Yield the bookings that meetings used and no longer do, and reserves of meetings that are now held elsewhere.

    Args:
        network: the network with the bookings.
        before: where meetings were held, by their ids.
        after: where they are held now; one that is missing is not held.
    """
    venues = {venue.id: venue.name for venue in network.venues}
    for row in network.bookings:
        old, new = before.get(row.meeting or ""), after.get(row.meeting or "")
        if old is None or (new is not None and (new.venue, new.days) == (old.venue, old.days)):
            continue
        known = row.state is BookingState.RESERVE or (row.state is not BookingState.ASKED and old.uses(row))
        if known and not (new is not None and new.uses(row)):
            yield BoundMessage(UNUSED, {
                "venue": venues.get(row.venue, row.venue), "day": days_name(row.span()), "meeting": old.name,
                "state": booking_state(row.state, row.until),
            })  # fmt: skip


def with_unused_bookings(found: Difference, network: Network) -> Difference:
    """Return a difference that names the bookings of a network which it leaves unused."""
    before = [each.announced for each in found.cancelled] + [each.before for each in found.changed]
    after = [each.announced for each in found.new] + [each.after for each in found.changed]
    stays, stay_after = ({each.meeting: Stay.of(each) for each in meetings} for meetings in (before, after))
    return replace(found, bookings=tuple(unused_bookings(network, stays, stay_after)))
