"""What a proposal moves, old and new side by side, and what else is told of each move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Sentence, say_value
from planner.rescheduling.proposal import Move, MoveKind, Part

if TYPE_CHECKING:
    from planner.rescheduling.shapes import Held, Named, Venue

EVERYONE = Sentence(en="Everyone", da="Alle")
DROPPED = Sentence(en="not held", da="holdes ikke")
NEW = Sentence(en="new", da="nyt")
SAME_DAY = Sentence(en="same day", da="samme dag")
OTHER_VENUE = Sentence(en="{new} instead of {old}", da="{new} i stedet for {old}")
NOTES = Sentence(en="{region}: {notes}.", da="{region}: {notes}.")
ROOMS = Sentence(en="rooms {rooms}", da="lokaler {rooms}")
STAFF = Sentence(en="{new} instead of {old}", da="{new} i stedet for {old}")
MORE_STAFF = Sentence(en="also with {new}", da="også {new}")
LESS_STAFF = Sentence(en="without {old}", da="uden {old}")
NOTICE = Sentence(en="{days} {days:day's|days'} notice", da="{days} {days:dags|dages} varsel")
OUTSIDE = Sentence(
    en="Outside the window, which ends on {last:date}: {regions}.",
    da="Uden for vinduet, som slutter {last:date}: {regions}.",
)
REGION, DAY = 12, 19
"""Columns of the screen for a region and for a day."""


def moves_report(moves: Sequence[Move], locale: Locale) -> Iterator[RenderableType]:
    """A table of the moves of a round, then a line on each, and which of them leave their windows."""
    yield _table(moves, locale)
    for move in moves:
        yield Text(NOTES.say(locale, region=_region(move, locale), notes="; ".join(_notes(move, locale))), style="dim")
    windows = dict.fromkeys(move.outside.window.last for move in moves if move.outside)
    for last in windows:
        outside = [_region(move, locale) for move in moves if move.outside and move.outside.window.last == last]
        yield Text(OUTSIDE.say(locale, regions=outside, last=last), style="bold")


def _table(moves: Iterable[Move], locale: Locale) -> Table:
    """Region, old day, new day and venue of each; the columns of all rounds stand below each other."""
    table = Table(box=None, pad_edge=False, show_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(min_width=REGION, overflow="fold")
    table.add_column(min_width=DAY, no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(min_width=DAY, no_wrap=True)
    table.add_column(overflow="fold")
    for move in moves:
        cells = (_region(move, locale), _old(move, locale), "→", _new(move, locale), _place(move, locale))
        table.add_row(*map(Text, cells))
    return table


def _notes(move: Move, locale: Locale) -> Iterator[str]:
    yield NOTICE.say(locale, days=move.notice.least)
    if move.after is not None and Part.STAFF in move.parts and move.before is not None:
        yield _staff(move.before, move.after, locale)
    if move.after is not None and {Part.ROOMS, Part.VENUE} & {*move.parts}:
        yield ROOMS.say(locale, rooms=[room.name for room in move.after.rooms])


def _staff(before: Held, after: Held, locale: Locale) -> str:
    """Who comes instead of whom."""
    new, old = _names_without(after.staff, before.staff), _names_without(before.staff, after.staff)
    sentence = STAFF if new and old else MORE_STAFF if new else LESS_STAFF
    return sentence.say(locale, new=new, old=old)


def _names_without(people: Iterable[Named], others: Iterable[Named]) -> list[str]:
    known = {each.id for each in others}
    return [each.name for each in people if each.id not in known]


def _region(move: Move, locale: Locale) -> str:
    return move.region.name if move.region else EVERYONE.say(locale)


def _old(move: Move, locale: Locale) -> str:
    return _day(move.before, locale) if move.before else NEW.say(locale)


def _new(move: Move, locale: Locale) -> str:
    if move.after is None:
        return DROPPED.say(locale)
    return SAME_DAY.say(locale) if move.kind is MoveKind.REARRANGED else _day(move.after, locale)


def _day(held: Held, locale: Locale) -> str:
    return say_value(held.start.date(), locale, "short")


def _place(move: Move, locale: Locale) -> str:
    held = move.after or move.before
    if held is None:
        return ""
    if Part.VENUE in move.parts and move.before is not None:
        return OTHER_VENUE.say(locale, new=_name(held.venue), old=_name(move.before.venue))
    return _name(held.venue)


def _name(venue: Venue) -> str:
    return venue.name if not venue.town or venue.town in venue.name else f"{venue.name}, {venue.town}"
