"""Weekdays as planners write them and as people read them."""

from __future__ import annotations

from typing import Literal, get_args

from calendars.language import Sentence

WeekdayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[WeekdayName, ...] = get_args(WeekdayName)
"""In the order of `date.weekday()`."""

WEEKDAY_TEXTS: dict[WeekdayName, Sentence] = {
    "monday": Sentence(en="Monday", da="mandag"),
    "tuesday": Sentence(en="Tuesday", da="tirsdag"),
    "wednesday": Sentence(en="Wednesday", da="onsdag"),
    "thursday": Sentence(en="Thursday", da="torsdag"),
    "friday": Sentence(en="Friday", da="fredag"),
    "saturday": Sentence(en="Saturday", da="lørdag"),
    "sunday": Sentence(en="Sunday", da="søndag"),
}
