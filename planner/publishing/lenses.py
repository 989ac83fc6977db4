"""How the kinds of audience see meetings: whom a meeting concerns, what of it they are shown, and how it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from planner.publishing.concerned import (
    Concerned,
    Wanted,
    house,
    house_with_setup,
    house_with_teardown,
    overview,
    participants,
)
from planner.publishing.entries import Write, overview_entry, participants_entry
from planner.publishing.held_entries import held_entry
from planner.publishing.venue_entries import end_of_teardown, setup_entry, teardown_entry
from planner.publishing.views import Past, View, views
from planner.revisions.announced import Announced, Aspect
from planner.revisions.life import Life
from planner.store.feeds import Audience

_SHOWN = frozenset({Aspect.TIME, Aspect.VENUE, Aspect.ROOMS, Aspect.TITLE})
_WITH_SETUP = _SHOWN | {Aspect.SETUP}


@dataclass(frozen=True, slots=True)
class Moment:
    """A revision, and what was past at it and at those before."""

    past: Past
    revision: int

    def before(self) -> Moment:
        """The revision before, with the same meetings."""
        return replace(self, revision=self.revision - 1)


@dataclass(frozen=True, slots=True)
class Lens:
    """How some audiences see meetings.

    Attributes:
        aspects: what they are shown, settled once and for ever: their SEQUENCE counts its changes.
        end: of what is written.
    """

    concerned: Concerned
    write: Write
    aspects: frozenset[Aspect] = _SHOWN
    end: Callable[[Announced], datetime] = attrgetter("end")

    def views(self, life: Life, moment: Moment, wanted: Wanted) -> Iterator[tuple[View, frozenset[Audience]]]:
        """How those of the audiences see a meeting whom it concerns or once did."""
        concerns = [self.concerned(step.announced, wanted) for step in life.steps]
        return views(life, self.aspects, concerns, moment.past)

    def over(self, view: View, moment: Moment) -> bool:
        """Whether it may leave their calendars with that revision."""
        return moment.past.over(view, moment.revision, self.end(view.announced))

    def may_change(self, life: Life, moment: Moment) -> bool:
        """Whether that revision can have changed anything: a look at it before it is looked at closely."""
        if life.steps[-1].revision == moment.revision:
            return True
        before = moment.before()
        ends = {self.end(step.announced) for step in life.steps}
        return any(
            moment.past.day_over(end, moment.revision) != moment.past.day_over(end, before.revision) for end in ends
        )


LENSES = (
    Lens(overview, overview_entry),
    Lens(participants, participants_entry),
    Lens(house, overview_entry),
    Lens(house_with_setup, setup_entry, _WITH_SETUP),
    Lens(house_with_teardown, teardown_entry, _WITH_SETUP, end_of_teardown),
)
"""The ways of seeing decided meetings."""

HELD_LENSES = tuple(Lens(concerned, held_entry) for concerned in (overview, participants, house))
"""The ways of seeing proposed dates."""
