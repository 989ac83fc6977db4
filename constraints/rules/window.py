"""A meeting lies within the window of its round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from calendars.language import Sentence
from constraints.naming import days_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.held import Schedule

OUTSIDE = Sentence(
    en="{meeting} is on {day}, outside its window from {first} to {last}.",
    da="{meeting} ligger {day}, uden for sit vindue fra {first} til {last}.",
)


class Window(Rule):
    """Candidates are only ever made inside the window, so there is nothing to post."""

    title: ClassVar = Sentence(en="within its window", da="inden for sit vindue")

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            window = held.meeting.window.within(schedule.problem.horizon) or held.meeting.window
            if held.span.within(window) != held.span or not held.span.overlaps(schedule.problem.horizon):
                name, day = schedule.name(held), days_name(held.span)
                yield self.finding([held.id], OUTSIDE, meeting=name, day=day, first=window.first, last=window.last)
