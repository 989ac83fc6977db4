"""A plan with a choice fixed, as a planner reads it: what it costs by rule, and what moves."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from calendars.language import Locale, Sentence
from planner.explaining.shapes import Move, RulePoints, Solved
from planner.output.signed import signed

DIFFERENCE = Sentence(en="Difference in points", da="Forskel i point")
MOVES = Sentence(en="What else moves", da="Det flytter sig også")
FROM_TO = Sentence(
    en="{meeting}: from {old:short}, {old_venue}, to {new:short}, {new_venue}",
    da="{meeting}: fra {old:short}, {old_venue}, til {new:short}, {new_venue}",
)
NEW_DAY = Sentence(
    en="{meeting}: from {old:short} to {new:short}, still at {new_venue}",
    da="{meeting}: fra {old:short} til {new:short}, fortsat {new_venue}",
)
NEW_VENUE = Sentence(
    en="{meeting}: still on {old:short}, from {old_venue} to {new_venue}",
    da="{meeting}: fortsat {old:short}, fra {old_venue} til {new_venue}",
)


def solved_report(solved: Solved, locale: Locale) -> Iterator[RenderableType]:
    """Points by rule and moves, each under a title if there are any."""
    if solved.rules:
        yield Text(DIFFERENCE.say(locale), style="bold")
        yield points_table(solved.rules, locale)
    if solved.moves:
        yield Text(MOVES.say(locale), style="bold")
        yield from (Text(move_line(move, locale)) for move in solved.moves)


def points_table(rules: tuple[RulePoints, ...], locale: Locale) -> Table:
    """A row for each rule, differences with their sign."""
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(overflow="fold")
    table.add_column(justify="right")
    for each in rules:
        table.add_row(each.title, signed(each.points, locale))
    return table


def move_line(move: Move, locale: Locale) -> str:
    """One meeting that moves."""
    old, new = move.before, move.after
    sentence = NEW_VENUE if old.day == new.day else NEW_DAY if old.venue == new.venue else FROM_TO
    return sentence.say(
        locale, meeting=move.meeting.name, old=old.day, new=new.day, old_venue=old.venue.name,
        new_venue=new.venue.name,
    )  # fmt: skip
