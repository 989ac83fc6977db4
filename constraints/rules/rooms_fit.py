"""The plenary and breakout rooms of a meeting are large enough, in the right layout, and as many as needed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar

from calendars.language import Sentence
from constraints.naming import layout_name, room_name
from constraints.rule import Finding, Rule

if TYPE_CHECKING:
    from constraints.candidates import Candidates
    from constraints.held import Held, Schedule
    from constraints.problem import Bools, Room

PLENARY = Sentence(
    en="{room} at {venue} has {seats} {seats:seat|seats} ({layout}); {meeting} needs {needed} for the {expected} "
    "expected.",
    da="{room}, {venue}, har {seats} {seats:plads|pladser} ({layout}); {meeting} kræver {needed} til de {expected}, "
    "der ventes.",
)
BREAKOUT = Sentence(
    en="{room} at {venue} has {seats} {seats:seat|seats} ({layout}); a group of {meeting} needs {needed}, as "
    "{expected} are expected.",
    da="{room}, {venue}, har {seats} {seats:plads|pladser} ({layout}); en gruppe ved {meeting} kræver {needed}, da der "
    "ventes {expected}.",
)
NUMBER = Sentence(
    en="{meeting} has {found} breakout {found:room|rooms}; it needs {needed}.",
    da="{meeting} har {found} grupperum; det kræver {needed}.",
)


class RoomsFit(Rule):
    """Large enough for members free that day, guests and headroom; candidates carry the rooms that fit."""

    title: ClassVar = Sentence(en="rooms large enough", da="store nok lokaler")

    def allows(self, candidates: Candidates) -> Bools:
        return candidates.room_set >= 0

    def check(self, schedule: Schedule) -> Iterator[Finding]:
        for held in schedule:
            need = held.meeting.rooms
            heads = held.expected * (1 + Fraction(need.headroom, 100))
            plenary, *breakouts = schedule.rooms(held)
            if plenary.seats.get(need.layout, 0) < max(math.ceil(heads), 1):
                yield self._too_small(schedule, held, PLENARY, plenary, heads)
            for room in breakouts:
                if room.seats.get(need.breakout_layout, 0) < max(math.ceil(heads * need.share), 1):
                    yield self._too_small(schedule, held, BREAKOUT, room, heads * need.share)
            if len(breakouts) != need.breakouts:
                name = schedule.name(held)
                yield self.finding([held.id], NUMBER, meeting=name, found=len(breakouts), needed=need.breakouts)

    def _too_small(self, schedule: Schedule, held: Held, sentence: Sentence, room: Room, heads: Fraction) -> Finding:
        need = held.meeting.rooms
        layout = need.layout if sentence is PLENARY else need.breakout_layout
        return self.finding(
            [held.id], sentence, room=room_name(room), venue=schedule.venue(held).name,
            seats=room.seats.get(layout, 0), layout=layout_name(layout), meeting=schedule.name(held),
            needed=max(math.ceil(heads), 1), expected=held.expected,
        )  # fmt: skip
