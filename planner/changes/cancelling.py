"""Meetings are called off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from calendars.language import Said, Sentence
from planner.changes.altering import decided
from planner.changes.change import AnyChange, Refusal, Situation, already_held, example, not_to_come
from planner.changes.postponing import current_window, earliest_day, given_room
from planner.network import Network
from planner.network.fields import Text

DROPPED = Sentence(
    en="{meeting} has been dropped before and is not to be held", da="{meeting} er udgået før og skal ikke holdes"
)
UNTIL = Sentence(
    en="until is the last day for meetings that are held later; leave it out with later = false",
    da="until er den sidste dag for møder, der holdes senere; udelad den, når later = false",
)
NO_TIME = Sentence(
    en="{meeting} can be held from {first:date} at the earliest, and {last:date} is the last day; give a later one, or"
    " drop it (later = false)",
    da="{meeting} kan tidligst holdes {first:date}, og {last:date} er den sidste dag; angiv en senere, eller lad det"
    " udgå (later = false)",
)

Meetings = Annotated[tuple[Text, ...], Field(min_length=1)]


class Cancel(AnyChange):
    """Meetings are cancelled, to be held later or not at all."""

    model_config = example(kind="cancel", meetings=["2022-2/syddanmark", "2022-2/nordjylland"], until="2023-01-31")
    refers: ClassVar = {"meetings": "meetings"}

    kind: Literal["cancel"] = "cancel"
    meetings: Meetings = Field(description="Ids of the meetings.")
    later: bool = Field(default=True, description="Whether they are held on another day instead; if not, never.")
    until: date | None = Field(
        default=None, description="Last day to hold them on instead; that of the planned time if left out."
    )

    def refusals(self, before: Situation) -> Iterator[Refusal]:
        """Meetings that are past or dropped, and last days that do not fit."""
        yield from already_held(before, "meetings", *self.meetings)
        gone = {choice.meeting for choice in before.network.settings.choices if choice.dropped}
        for meeting in self.meetings:
            if meeting in gone:
                yield Refusal("meetings", Said(DROPPED, {"meeting": meeting}), meeting)
        yield from not_to_come(before, "until", self.until)
        if self.until is not None and not self.later:
            yield Refusal("until", Said(UNTIL), self.until.isoformat())
        for meeting in self.meetings if self.later else ():
            first, last = earliest_day(before.network, meeting, before.as_of), self._last_day(before, meeting)
            if first > last:
                key = "meetings" if self.until is None else "until"
                yield Refusal(key, Said(NO_TIME, {"meeting": meeting, "first": first, "last": last}))

    def applied(self, before: Situation) -> Network:
        """Those that are dropped are left out; those held later get room and do not return to their days."""
        network = before.network
        if self.later:
            old = [(name, before.announced[name].start.date()) for name in self.meetings if name in before.announced]
            for meeting in self.meetings:
                network = given_room(network, [meeting], before.as_of, self._last_day(before, meeting), old)
            return network
        for meeting in self.meetings:
            network = decided(network, meeting, dropped=True)
        return network

    def _last_day(self, before: Situation, meeting: str) -> date:
        """The last day to hold the meeting on instead."""
        if self.until is None and before.keep_windows:
            return current_window(before.network, meeting).last
        return self.until or before.network.settings.last_day
