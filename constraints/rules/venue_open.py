"""The venue is open on every day of a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from calendars.blackouts import BlackoutScope
from calendars.language import BoundMessage, Message
from constraints.problem.naming import for_each, meeting_name, reason_name
from constraints.problem.relaxations import ConcessionKind, Relaxation, Unit, chosen
from constraints.problem.rule import Finding, Rule
from constraints.rules.shared.closed_days import Closed, closed_days, in_line, opened, reasons, venue_closed

if TYPE_CHECKING:
    from calendars.blackouts import Blackout
    from constraints.problem.candidates import Candidates
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.problem import Bools, Meeting, Problem, Venue

CLOSED = Message("venue_open.closed", "{meeting} is on {day}, when {venue} is closed: {reason}.")

OPEN = Message(
    "venue_open.open", "{meeting} may only be held where the venue is open; closed within its window: {closed}."
)
ALL_OPEN = Message(
    "venue_open.all_open", "{meeting} may only be held where the venue is open; all are within its window."
)
AT = Message("venue_open.at", "{venue} ({reasons})")
KEEP_OPEN = Message("venue_open.keep_open", "Get {venue} to open on the days it is closed ({reasons}).")
SHORT = {
    CLOSED: Message("venue_open.short_closed", "{venue} is closed: {reason}"),
}


class VenueOpen(Rule):
    """Set-up and tear-down are a rule of their own, as they can be done by others than the meeting's staff."""

    title: ClassVar = Message("venue_open.title", "venue is open")
    short: ClassVar = SHORT

    def allows(self, candidates: Candidates) -> Bools:
        problem, venue, first, last = candidates.problem, candidates.venue, candidates.day, candidates.last_day
        if all(blackout.hours is None for blackout in problem.blackouts):
            return ~venue_closed(problem).touch(venue, first, last)
        closed = {hours: venue_closed(problem, hours) for hours in {meeting.hours for meeting in candidates.choices}}
        shut = np.zeros(len(candidates), dtype=np.bool_)
        for number, meeting in enumerate(candidates.choices):
            lines = np.flatnonzero(candidates.choice == number)
            shut[lines] = closed[meeting.hours].touch(venue[lines], first[lines], last[lines])
        return ~shut

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            venue = schedule.venue(held)
            for blackout in schedule.blackouts(held.span):
                common = blackout.span.within(held.span)
                theirs = (blackout.scope, blackout.target) == (BlackoutScope.VENUE, venue.id)
                if blackout.hard and common and theirs and _meet(held, blackout):
                    yield self.finding(
                        [held.id], CLOSED, meeting=schedule.name(held), day=common.first, venue=venue.name,
                        reason=reason_name(blackout),
                    )  # fmt: skip

    def demand(self, problem: Problem, meetings: frozenset[int]) -> BoundMessage:
        def closures(_number: int, meeting: Meeting) -> BoundMessage:
            name = meeting_name(problem, meeting)
            found = _closed_at(problem, meeting)
            if not found:
                return BoundMessage(ALL_OPEN, {"meeting": name})
            said = [BoundMessage(AT, {"venue": venue.name, "reasons": reasons(closed)}) for venue, closed in found]
            return BoundMessage(OPEN, {"meeting": name, "closed": in_line(said)})

        return for_each(problem, meetings, closures, self.title)

    def relaxations(self, problem: Problem, meetings: frozenset[int]) -> Iterator[Relaxation]:
        for number in chosen(problem, meetings):
            for venue, closed in _closed_at(problem, problem.meetings[number]):
                yield Relaxation(
                    self.key(), "open", frozenset({number}), Unit.CHOICE, ConcessionKind.HOUSES, 1,
                    apply=partial(_reopened, closed), say=partial(_reopen, venue, closed), values={"venue": venue.id},
                )  # fmt: skip


def _meet(held: ScheduledMeeting, blackout: Blackout) -> bool:
    """Return whether the times of day of a meeting meet those of a closure, for a meeting that ends no later any."""
    begin, end, closed = held.start.time(), held.end.time(), blackout.hours
    return closed is None or held.overnight or (begin < closed.end and closed.start < end)


def _closed_at(problem: Problem, meeting: Meeting) -> list[tuple[Venue, list[Closed]]]:
    """Return the venues of a meeting that are closed on days of its window, with the reasons."""
    window = meeting.window.within(problem.horizon) or meeting.window

    def closed(venue: Venue) -> list[Closed]:
        def minds(blackout: Blackout) -> bool:
            theirs = (blackout.scope, blackout.target) == (BlackoutScope.VENUE, venue.id)
            return theirs and all(blackout.closes_during(each.hours) for each in meeting.choices)

        return closed_days(problem, window, minds)

    venues = (problem.venues[number] for number in sorted(meeting.venues))
    return [(venue, found) for venue in venues if (found := closed(venue))]


def _reopened(closed: list[Closed], problem: Problem, _amount: int) -> Problem:
    return opened(problem, (blackout for each in closed for blackout in each.blackouts))


def _reopen(venue: Venue, closed: list[Closed], _amount: int) -> BoundMessage:
    return BoundMessage(KEEP_OPEN, {"venue": venue.name, "reasons": reasons(closed)})
