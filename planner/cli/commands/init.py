"""`planner init`: write a network to start from."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.shared import NAME, folder
from planner.cli.values import OneOf
from planner.examples import DEFAULT, DESCRIPTIONS

HELP = Sentence(
    en="Write a commented network to start from, a copy of an example, into a folder.",
    da="Skriv et kommenteret netværk at begynde med, en kopi af et eksempel, i en mappe.",
)
FOLDER = Sentence(
    en="Folder to write into; it is made if it is missing.", da="Mappe at skrive i; den oprettes, hvis den mangler."
)
EXAMPLE = Sentence(
    en="The example to copy (default: ledernetvaerk).", da="Eksemplet, der kopieres (ellers: ledernetvaerk)."
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "init", locale, HELP, does="planner.cli.actions.init:run",
        params=[folder(FOLDER), Option("--example", says=EXAMPLE, of=NAME, type=OneOf(DESCRIPTIONS), default=DEFAULT)],
    )  # fmt: skip
