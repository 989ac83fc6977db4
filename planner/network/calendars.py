"""Sections about calendars (.ics) that are read when the network is: busy people, closed venues, blackouts."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from calendars.blackout import Kind
from calendars.language import Sentence
from planner.errors import refused
from planner.network.closures import Closure, OwnKind
from planner.network.fields import Id, Text

CALENDAR_FORM = Sentence(
    en="a calendar has one of these: person (who is busy at its times); venue (which is closed on its days); reason "
    "(why its days are closed, for everyone or for those named)",
    da="en kalender har én af disse: person (som er optaget på dens tidspunkter); venue (som er lukket på dens dage); "
    "reason (hvorfor dens dage er lukket, for alle eller for dem, der nævnes)",
)
NEEDS_REASON = Sentence(
    en="{names} can stand only in a calendar with reason", da="{names} kan kun stå i en kalender med reason"
)

_OF_A_BLACKOUT = ("regions", "municipalities", "venues", "people", "points", "kind")


class Calendar(Closure):
    """A calendar whose times count: somebody's busy times, days a venue is closed, or a blackout."""

    source: Text = Field(
        description="A file (.ics) in the network's folder, or an address (https://, http:// or webcal://)."
    )
    person: Id | None = Field(default=None, description="Member or one of the staff, who is busy at its times.")
    venue: Id | None = Field(default=None, description="Venue that is closed on its days.")
    reason: Text | None = Field(default=None, description="Why its days are closed, for everyone or for those named.")
    kind: OwnKind = Field(default=Kind.OWN.value, description="What closes the days; own if left out.")

    @model_validator(mode="after")
    def _one_use(self) -> Self:
        if len(self._written(("person", "venue", "reason"))) != 1:
            raise refused(CALENDAR_FORM)
        stray = [name for name in _OF_A_BLACKOUT if name in self.model_fields_set]
        if stray and self.reason is None:
            raise refused(NEEDS_REASON, names=stray)
        return self
