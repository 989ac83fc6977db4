"""`planner undo`: go back to an earlier plan by going on."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.stored import N, acceptance, current_folder, place, shape
from planner.cli.values import WholeNumber

HELP = Sentence(
    en=(
        "Make a new revision equal to an earlier one.\n\n"
        "Nothing is deleted: calendars follow the new revision as they follow any other. Meetings that are past stay "
        "as they were held. To undo a second time is to redo what was undone; --to goes further back."
    ),
    da=(
        "Lav en ny revision magen til en tidligere.\n\n"
        "Intet slettes: kalendere følger den nye revision som enhver anden. Møder, der er forbi, bliver, som de blev "
        "holdt. Fortrydes der to gange i træk, er man tilbage, hvor man begyndte; med --to når man længere tilbage."
    ),
)
TO = Sentence(
    en="Number of the revision to be like (default: the one before the last).",
    da="Nummeret på den revision, den skal ligne (ellers: den næstsidste).",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "undo", locale, HELP, does="planner.cli.actions.undo:run",
        params=[
            current_folder(),
            Option("--to", "number", says=TO, of=N, type=WholeNumber(1)),
            *acceptance(),
            shape(),
            *place(),
        ],
    )  # fmt: skip
