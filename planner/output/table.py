"""The plan as a table: regional meetings under the title of their round, joint meetings by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Sentence, say_value
from planner.output.names import room_names, staff_names, venue_name

if TYPE_CHECKING:
    from constraints.held import Held, Schedule

WIDE = 120
"""Columns from which each part of a meeting has a column of its own."""
TITLE = 34
"""Columns after which a title is broken."""

MEETING = Sentence(en="Meeting", da="Møde")
DATE = Sentence(en="Date", da="Dato")
HOURS = Sentence(en="Hours", da="Tid")
VENUE = Sentence(en="Venue", da="Mødested")
ROOMS = Sentence(en="Rooms", da="Lokaler")
STAFF = Sentence(en="Staff", da="Medarbejdere")
EXPECTED = Sentence(en="Expected", da="Ventes")
ABSENT = Sentence(en="Absent", da="Fravær")
PRESENCE = Sentence(en="{expected} expected, {absent} absent", da="{expected} ventes, {absent} fraværende")
CLOCK = Sentence(en="{start}–{end}", da="{start}–{end}")


def plan_table(schedule: Schedule, locale: Locale, width: int) -> Table:
    """The meetings in order of time, for paper of that many columns."""
    wide = width >= WIDE
    table = _empty(locale, wide=wide)
    previous = ""
    for held in schedule:
        new_round = held.meeting.round != previous
        if new_round and previous:
            table.add_row()
        if new_round and not held.meeting.joint:
            table.add_row(Text(held.meeting.title, style="bold"))
        previous = held.meeting.round
        cells = _cells(schedule, held, locale)
        table.add_row(*(cells if wide else _stacked(cells, locale)))
    return table


def dates(held: Held, locale: Locale) -> str:
    """Its day, or its first and last day, with weekday."""
    days = dict.fromkeys((held.span.first, held.span.last))
    return " –\n".join(say_value(day, locale, "short") for day in days)


def _empty(locale: Locale, *, wide: bool) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column(MEETING.say(locale), max_width=TITLE, overflow="fold")
    table.add_column(DATE.say(locale), no_wrap=True)
    if wide:
        table.add_column(HOURS.say(locale), no_wrap=True)
    for title in (VENUE, ROOMS, STAFF) if wide else (VENUE,):
        table.add_column(title.say(locale), overflow="fold")
    for title in (EXPECTED, ABSENT) if wide else ():
        table.add_column(title.say(locale), justify="right", no_wrap=True)
    return table


def _cells(schedule: Schedule, held: Held, locale: Locale) -> list[Text]:
    region = held.meeting.region
    name = (
        Text(held.meeting.title, style="bold") if region is None else Text(f"  {schedule.problem.regions[region].name}")
    )
    texts = (
        dates(held, locale),
        CLOCK.say(locale, start=held.start, end=held.end),
        venue_name(schedule.venue(held)),
        room_names(schedule, held),
        staff_names(schedule, held),
        say_value(held.expected, locale),
        say_value(len(held.absent), locale),
    )
    return [name, *map(Text, texts)]


def _stacked(cells: list[Text], locale: Locale) -> list[Text]:
    """The same in fewer columns: hours under the date; rooms, staff and how many come under the venue."""
    name, date, hours, venue, rooms, staff, expected, absent = cells
    presence = Text(PRESENCE.say(locale, expected=expected.plain, absent=absent.plain))
    where = Text("\n").join(text for text in (venue, rooms, staff, presence) if text)
    return [name, Text("\n").join((date, hours)), where]
