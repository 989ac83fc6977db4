"""`planner diff`: compare two revisions."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command
from planner.cli.commands.stored import current_folder, place, revision_number, shape

HELP = Sentence(
    en="Say what is different from one revision to another: new, moved, cancelled, other venue, rooms, staff or title.",
    da="Sig forskellen fra én revision til en anden: nyt, flyttet, aflyst, andet mødested, lokale, titel eller andre "
    "medarbejdere.",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "diff", locale, HELP, does="planner.cli.actions.diff:run",
        params=[revision_number("first"), revision_number("second"), current_folder(), shape(), *place()],
    )  # fmt: skip
