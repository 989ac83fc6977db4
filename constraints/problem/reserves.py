"""What days in reserve must be like, what is held, and which meetings of a plan an event that may come would close."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from calendars.blackouts import BlackoutScope
from constraints.problem.naming import concerns
from constraints.problem.plan import ScheduledMeeting
from constraints.problem.problem import BookingState, PlannedMeeting
from constraints.problem.rooms import DAY_MINUTES, let_minutes

if TYPE_CHECKING:
    from calendars.days import Span
    from constraints.problem.plan import Schedule
    from constraints.problem.problem import Booking, Bools, Ints, Meeting, Problem, Risk


@dataclass(frozen=True, slots=True)
class ReserveTerms:
    """What a rule wants of days in reserve.

    Attributes:
        rounds: ids of the rounds that have them.
        limit: the greatest chance, in millionths, that a single event takes both days.
        within_days: most days from the first day to the second.
        release_days: days before the first day on which the second is released.
        members: whether members see them.
    """

    rounds: tuple[str, ...]
    limit: int
    within_days: int
    release_days: int
    members: bool


def closes(problem: Problem, risk: Risk, held: ScheduledMeeting) -> bool:
    """Return whether the risk would close a meeting where and when it is held; candidates have a way of their own."""
    return any(
        held.span.overlaps(each.span)
        and (
            problem.venues[held.venue].id == each.target
            if each.scope is BlackoutScope.VENUE
            else concerns(problem, each, held.meeting, held.members)
            and not (each.in_person and problem.venues[held.venue].online)
        )
        for each in risk.blackouts
    )


def takes(problem: Problem, risk: Risk, held: ScheduledMeeting) -> bool:
    """Return whether the risk would close a meeting where and when it is held, or keep somebody of its staff away."""
    return closes(problem, risk, held) or any(
        held.span.overlaps(span) for person in held.staff for span in kept_away(problem, risk, person)
    )


def kept_away(problem: Problem, risk: Risk, person: int) -> Iterator[Span]:
    """Yield the days on which the risk may keep somebody of the staff (index) away."""
    name = problem.staff[person].id
    return (each.span for each in risk.blackouts if each.scope is BlackoutScope.PERSON and each.target == name)


@dataclass(frozen=True, slots=True)
class HeldReserve:
    """A booking in reserve that is still held.

    Attributes:
        meeting: the meeting as it would be then: its days and hours.
        own: indices of the meetings of which one uses it if it is on one of its days: the meeting, and its reserve.
    """

    booking: Booking
    meeting: Meeting
    own: frozenset[int]

    def used(self, schedule: Schedule) -> bool:
        """Return whether a plan needs it no more: the meeting is on one of its days, or not in the plan at all."""
        own = [schedule[number] for number in self.own if number in schedule]
        return not own or any(each.span.overlaps(self.booking.span) for each in own)

    def parts(self, problem: Problem) -> frozenset[int]:
        """Return the parts of its rooms."""
        return frozenset(part for room in self.booking.rooms for part in problem.rooms[room].parts)

    def planned(self, problem: Problem) -> PlannedMeeting:
        """Return the meeting just as its reserve is booked."""
        booking = self.booking
        start, end = self.meeting.hours.on(booking.span, problem.zone)
        return PlannedMeeting(
            self.meeting.id, start, end, problem.venues[booking.venue].id,
            tuple(problem.rooms[room].id for room in booking.rooms),
            tuple(problem.staff[person].id for person in booking.staff),
        )  # fmt: skip

    def place(self, problem: Problem) -> ScheduledMeeting:
        """Return the meeting as it would be then; who comes is left out."""
        booking, nobody = self.booking, frozenset[int]()
        start, end = self.meeting.hours.on(booking.span, problem.zone)
        return ScheduledMeeting(
            -1, self.meeting, start, end, booking.venue, booking.rooms, booking.staff, nobody, nobody, nobody
        )

    def lets_at(self, problem: Problem, choices: Sequence[Meeting], choice: Ints, day: Ints, venue: Ints) -> Bools:
        """Return for which candidates rooms are let at the same venue and time.

        Args:
            problem: the problem.
            choices: meetings with their hours.
            choice: place in `choices` of each candidate, shape (candidates,).
            day: first day of each.
            venue: venue of each.

        Returns:
            Shape (candidates,).
        """
        found = np.zeros(len(day), dtype=np.bool_)
        house, begins = problem.venues[self.booking.venue], problem.index(self.booking.span.first) * DAY_MINUTES
        mine = [(begins + first, begins + after) for first, after in let_minutes(self.meeting, house)]
        for number in np.unique(choice[venue == self.booking.venue]).tolist():
            lines = np.flatnonzero((choice == number) & (venue == self.booking.venue))
            midnight = day[lines] * DAY_MINUTES
            for first, after in let_minutes(choices[number], house):
                for begin, end in mine:
                    found[lines] |= (midnight + first < end) & (midnight + after > begin)
        return found


def reserves_held(problem: Problem) -> Iterator[HeldReserve]:
    """Yield what is held in reserve: for meetings to come, as long as it is not released."""
    for booking in problem.bookings:
        meeting = problem.meeting(booking.meeting) if booking.meeting else None
        reserve = booking.state is BookingState.RESERVE and not booking.lapsed(problem.as_of)
        if meeting is not None and reserve and not _is_past(problem, meeting):
            hours = meeting.hours if meeting.hours.overnight else booking.hours or meeting.hours
            then = replace(meeting, hours=hours, other_hours=(), days=len(booking.span))
            own = (
                n for n, each in enumerate(problem.meetings)
                if meeting.id in {each.id, each.stands_in.meeting if each.stands_in else None}
            )  # fmt: skip
            yield HeldReserve(booking, then, frozenset(own))


def reserves_to_come(problem: Problem) -> list[HeldReserve]:
    """Return what is held in reserve on days after `problem.as_of`, in order of time; nothing without it."""
    held = [each for each in reserves_held(problem) if problem.as_of and each.booking.span.first > problem.as_of]
    return sorted(held, key=lambda each: each.booking.span)


def _is_past(problem: Problem, meeting: Meeting) -> bool:
    """Return whether a meeting has been held; one that is frozen because it may not move is still to come."""
    told = meeting.published
    if not meeting.frozen or told is None or problem.as_of is None:
        return meeting.frozen
    return told.start.astimezone(problem.zone).date() < problem.as_of
