"""`planner show`: show a revision."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command
from planner.cli.commands.stored import current_folder, place, revision_number, shape

HELP = Sentence(en="Show a revision as it was accepted.", da="Vis en revision, som den blev accepteret.")


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "show", locale, HELP, does="planner.cli.actions.show:run",
        params=[revision_number("number"), current_folder(), shape(), *place()],
    )  # fmt: skip
