"""`planner history`: list the revisions."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command
from planner.cli.commands.stored import current_folder, place, shape

HELP = Sentence(
    en="List the revisions: when each was accepted, by whom and why.",
    da="Vis revisionerne: hvornår hver blev accepteret, af hvem og hvorfor.",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "history", locale, HELP, does="planner.cli.actions.history:run",
        params=[current_folder(), shape(), *place()],
    )  # fmt: skip
