"""`planner examples`: which networks ship with the program."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command

HELP = Sentence(en="List the examples that ship with the program.", da="Vis de eksempler, der følger med programmet.")


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command("examples", locale, HELP, does="planner.cli.actions.examples:run")
