"""How meetings, people, days, layouts and reasons are named in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.language import Said, Sentence, Title

if TYPE_CHECKING:
    from datetime import date

    from calendars.blackout import Blackout
    from calendars.span import Span
    from constraints.problem import Meeting, Problem, Room, StaffPerson

THAT_YEAR = Sentence(en="{day:monthday}", da="{day:monthday}")
WITH_YEAR = Sentence(en="{day:date}", da="{day:date}")
FROM_TO = Sentence(en="{first} to {last}", da="{first} til {last}")
IN_WEEK = Sentence(en="{reason}, week {week}", da="{reason} uge {week}")
BETWEEN = Sentence(en="from {first:date} to {last:date}", da="fra {first:date} til {last:date}")
ON = Sentence(en="on {first:date}", da="den {first:date}")
WITH_SOURCE = Sentence(en="{reason} (source: {source})", da="{reason} (kilde: {source})")
LAYOUTS = {
    "theatre": Sentence(en="theatre style", da="biografopstilling"),
    "classroom": Sentence(en="classroom style", da="skoleopstilling"),
    "cabaret": Sentence(en="cabaret style", da="cabaretopstilling"),
    "banquet": Sentence(en="banquet style", da="banketopstilling"),
    "boardroom": Sentence(en="boardroom style", da="mødebordsopstilling"),
    "u_shape": Sentence(en="U-shape", da="hesteskoopstilling"),
    "reception": Sentence(en="standing reception", da="stående reception"),
}


def meeting_name(problem: Problem, meeting: Meeting) -> str:
    """Title and region, as "Netværksmøde forår 2023, Syddanmark"; the title alone if the meeting is joint."""
    if meeting.region is None:
        return meeting.title
    return f"{meeting.title}, {problem.regions[meeting.region].name}"


def person_name(person: StaffPerson) -> str:
    """Name of one of the staff, or the id if no name is given."""
    return person.name or person.id


def room_name(room: Room) -> str:
    """Name of a room, or the id if no name is given."""
    return room.name or room.id


def layout_name(layout: str) -> Title:
    """A layout in the reader's language if it is a usual one."""
    return LAYOUTS.get(layout, layout)


def days_name(span: Span) -> Said | date:
    """A day, or first and last of several."""
    return span.first if len(span) == 1 else Said(FROM_TO, {"first": span.first, "last": span.last})


def dates_name(first: date, last: date) -> Said:
    """When something can be: from the one to the other, or on a single day."""
    return Said(ON if first == last else BETWEEN, {"first": first, "last": last})


def first_name(first: date, last: date) -> Said:
    """The first of two dates that are named together: without its year if that is the year of the last."""
    return Said(THAT_YEAR if first.year == last.year else WITH_YEAR, {"day": first})


def reason_name(blackout: Blackout) -> Said | str:
    """The reason of a blackout with its week and its source, as far as they are given."""
    reason: Said | str = blackout.reason
    if blackout.week is not None:
        reason = Said(IN_WEEK, {"reason": reason, "week": blackout.week})
    return Said(WITH_SOURCE, {"reason": reason, "source": blackout.source}) if blackout.source else reason
