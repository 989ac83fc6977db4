"""Few different venues, or many: the use of another venue or of the same one again costs points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field

from calendars.language import Message
from constraints.problem.posting import LinearExpr
from constraints.problem.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.problem.plan import Schedule, ScheduledMeeting
    from constraints.problem.posting import Model

DIFFERENT = Message("venue_variety.different", "The network uses {n} {n:venue|different venues}: {venues}.")
AGAIN = Message("venue_variety.again", "{region} meets {n} times at {venue}: {days}.")


class VenueVariety(Rule):
    """Different venues are counted over the whole network, repeated ones within each region; online is no venue."""

    title: ClassVar = Message("venue_variety.title", "variety of venues")

    few: int = Field(default=0, ge=0, description="Points for each different venue that the network uses.")
    many: int = Field(default=0, ge=0, description="Points for each time a region meets at a venue again.")

    @property
    def active(self) -> bool:
        return self.few > 0 or self.many > 0

    def post(self, model: Model) -> None:
        if self.few:
            self._charge_different(model)
        if self.many:
            self._charge_again(model)

    def _charge_different(self, model: Model) -> None:
        venues = {venue for meeting in range(len(model.problem.meetings)) for venue in model.venues_of(meeting)}
        houses = [venue for venue in sorted(venues) if not model.problem.online[venue]]
        model.charge(self.few * LinearExpr.total(model.used(venue) for venue in houses))

    def _charge_again(self, model: Model) -> None:
        uses: dict[tuple[int, int], list[LinearExpr]] = defaultdict(list)
        for index, meeting in enumerate(model.problem.meetings):
            if meeting.region is not None:
                houses = [venue for venue in model.venues_of(index) if not model.problem.online[venue]]
                for venue in houses:
                    uses[meeting.region, venue].append(model.at_venue(index, venue))
        for times in uses.values():
            if len(times) > 1:
                again = model.quantity()
                model.require(again - LinearExpr.total(times), at_least=-1)
                model.charge(self.many * again)

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        if self.few and any(not schedule.venue(held).online for held in schedule):
            yield self._different(schedule)
        if self.many:
            yield from self._again(schedule)

    def _different(self, schedule: Schedule) -> Finding:
        venues = {held.venue for held in schedule if not schedule.venue(held).online}
        names, count = sorted({schedule.problem.venues[venue].name for venue in venues}), len(venues)
        return self.finding((held.id for held in schedule), DIFFERENT, points=self.few * count, n=count, venues=names)

    def _again(self, schedule: Schedule) -> Iterator[Finding]:
        for region, meetings in schedule.by_region().items():
            by_venue: dict[int, list[ScheduledMeeting]] = defaultdict(list)
            for held in meetings:
                if not schedule.venue(held).online:
                    by_venue[held.venue].append(held)
            for venue, there in by_venue.items():
                if len(there) > 1:
                    yield self.finding(
                        (held.id for held in there), AGAIN, points=self.many * (len(there) - 1), n=len(there),
                        region=schedule.problem.regions[region].name, venue=schedule.problem.venues[venue].name,
                        days=[held.day for held in there],
                    )  # fmt: skip
