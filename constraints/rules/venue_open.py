"""The venue is open on every day of a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from calendars.blackout import Scope
from calendars.language import Sentence
from constraints.marked_days import venue_closed
from constraints.naming import reason_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Schedule
    from constraints.problem import Bools

CLOSED = Sentence(
    en="{meeting} is on {day}, when {venue} is closed: {reason}.",
    da="{meeting} ligger {day}, hvor {venue} har lukket: {reason}.",
)


class VenueOpen(Rule):
    """Set-up and tear-down are a rule of their own, as they can be done by others than the meeting's staff."""

    title: ClassVar = Sentence(en="venue is open", da="mødestedet har åbent")

    def allows(self, candidates: Candidates) -> Bools:
        return ~venue_closed(candidates.problem).touch(candidates.venue, candidates.day, candidates.last_day)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            venue = schedule.venue(held)
            for blackout in schedule.blackouts(held.span):
                common = blackout.span.within(held.span)
                if blackout.hard and common and (blackout.scope, blackout.target) == (Scope.VENUE, venue.id):
                    yield self.finding(
                        [held.id], CLOSED, meeting=schedule.name(held), day=common.first, venue=venue.name,
                        reason=reason_name(blackout),
                    )  # fmt: skip
