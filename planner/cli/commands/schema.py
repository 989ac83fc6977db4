"""`planner schema`: the form of the settings file."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command

HELP = Sentence(
    en="Write the JSON Schema of the settings file network.toml, for editors that help while you type.",
    da="Skriv JSON Schema for indstillingsfilen network.toml, til editorer, der hjælper, mens man skriver.",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command("schema", locale, HELP, does="planner.cli.actions.schema:run")
