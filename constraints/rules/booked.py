"""A meeting that is not where and when the best of its bookings is costs points, the more the firmer that one is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from pydantic import Field

from calendars.days import Span
from calendars.language import BoundMessage, Message
from constraints.problem.naming import booking_state, days_name
from constraints.problem.problem import BookingState
from constraints.problem.rule import Aim, Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Booking, Ints, Meeting, Problem

NOT_BOOKED = Message(
    "booked.not_booked", "{meeting} is on {day} at {venue}, where nothing is booked for it; {booked} is {state}."
)
LESS_FIRM = Message("booked.less_firm", "{meeting} is on {day} at {venue}, which is only {found}; {booked} is {state}.")
AT = Message("booked.at", "{venue} on {day}")
SHORT = {
    NOT_BOOKED: Message("booked.short_not_booked", "nothing is booked there; {booked} is {state}"),
    LESS_FIRM: Message("booked.short_less_firm", "only {found}; {booked} is {state}"),
}


class Booked(Rule):
    """Each meeting pays what its firmest booking weighs, less what the booking weighs where and when it is held.

    A booking counts for the meeting it names, and without one for every meeting at that venue on those days. It must
    cover all days and hours of the meeting. One held until a day that is past counts no more.
    """

    title: ClassVar = Message("booked.title", "as booked")
    short: ClassVar = SHORT
    aim: ClassVar = Aim.LEAST_CHANGE

    confirmed: int = Field(default=1000, ge=0, description="What a confirmed booking weighs, in points.")
    held: int = Field(default=300, ge=0, description="What a booking held until a date weighs.")
    asked: int = Field(default=100, ge=0, description="What a booking that was only asked for weighs.")
    reserve: int = Field(default=30, ge=0, description="What a reserve weighs.")

    @property
    def active(self) -> bool:
        return any((self.confirmed, self.held, self.asked, self.reserve))

    def charges(self, candidates: Candidates) -> Ints | None:
        problem = candidates.problem
        if not problem.bookings:
            return None
        total = np.zeros(len(candidates), dtype=np.int64)
        for number, meeting in enumerate(problem.meetings):
            best = max((self._weight(each) for each in _own(problem, number)), default=0)
            if best and not meeting.frozen:
                lines = candidates.of(number)
                total[lines] = best - np.minimum(self._found(candidates, number, lines), best)
        return total

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        problem = schedule.problem
        for held in schedule:
            own = _own(problem, held.index)
            if held.meeting.frozen or not own:
                continue
            best = max(own, key=self._weight)
            used = [each for each in _usable(problem, held.index) if _covers(each, held)]
            found = max(used, key=self._weight, default=None)
            points = self._weight(best) - (0 if found is None else self._weight(found))
            if points > 0:
                booked = BoundMessage(AT, {"venue": problem.venues[best.venue].name, "day": days_name(best.span)})
                yield self.finding(
                    [held.id], NOT_BOOKED if found is None else LESS_FIRM, points=points, meeting=schedule.name(held),
                    day=days_name(held.span), venue=schedule.venue(held).name, booked=booked,
                    state=booking_state(best.state, best.until),
                    found=None if found is None else booking_state(found.state, found.until),
                )  # fmt: skip

    def _weight(self, booking: Booking) -> int:
        return {
            BookingState.CONFIRMED: self.confirmed,
            BookingState.HELD: self.held,
            BookingState.ASKED: self.asked,
            BookingState.RESERVE: self.reserve,
        }[booking.state]

    def _found(self, candidates: Candidates, number: int, lines: slice) -> Ints:
        problem, meeting = candidates.problem, candidates.problem.meetings[number]
        found = np.zeros(lines.stop - lines.start, dtype=np.int64)
        for booking in _usable(problem, number):
            within = np.array([_within_hours(booking, each) for each in meeting.choices], dtype=np.bool_)
            first, last = problem.index(booking.span.first), problem.index(booking.span.last)
            here = (candidates.venue[lines] == booking.venue) & (candidates.day[lines] >= first)
            here &= (candidates.last_day[lines] <= last) & within[candidates.hours[lines]]
            found[here] = np.maximum(found[here], self._weight(booking))
        return found


def _usable(problem: Problem, number: int) -> list[Booking]:
    """Return the bookings that the meeting (index) may use: its own, and those for any meeting."""
    alive = (each for each in problem.bookings if not each.lapsed(problem.as_of))
    return [each for each in alive if each.meeting is None or each.meeting == problem.meetings[number].id]


def _own(problem: Problem, number: int) -> list[Booking]:
    return [each for each in _usable(problem, number) if each.meeting is not None]


def _within_hours(booking: Booking, meeting: Meeting) -> bool:
    hours, asked = booking.hours, meeting.hours
    return hours is None or (not asked.overnight and hours.start <= asked.start and asked.end <= hours.end)


def _covers(booking: Booking, held: ScheduledMeeting) -> bool:
    """Return whether a booking covers a meeting of a plan."""
    if booking.venue != held.venue or Span(held.day, held.span.last).within(booking.span) != held.span:
        return False
    begin, end, hours = held.start.time(), held.end.time(), booking.hours
    return hours is None or (not held.overnight and hours.start <= begin and end <= hours.end)
