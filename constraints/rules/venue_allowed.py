"""A meeting is held at one of its venues: those of its region, or those in its list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from calendars.language import Sentence
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Schedule

ELSEWHERE = Sentence(
    en="{venue} is not among the venues at which {meeting} may be held.",
    da="{venue} er ikke blandt de mødesteder, hvor {meeting} kan holdes.",
)


class VenueAllowed(Rule):
    """Candidates are only ever made at these venues, so there is nothing to post."""

    title: ClassVar = Sentence(en="at one of its venues", da="på et af sine mødesteder")

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            if held.venue not in held.meeting.venues:
                venue = schedule.venue(held).name
                yield self.finding([held.id], ELSEWHERE, venue=venue, meeting=schedule.name(held))
