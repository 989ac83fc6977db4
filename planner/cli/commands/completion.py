"""`planner completion`: let the shell complete commands and options."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command
from planner.cli.values import OneOf

HELP = Sentence(
    en='Write the completion script of a shell, for example: eval "$(planner completion bash)".',
    da='Skriv fuldførelsesscriptet til en skal, for eksempel: eval "$(planner completion bash)".',
)
SHELL = Sentence(en="The shell: bash, zsh or fish.", da="Skallen: bash, zsh eller fish.")
SHELL_NAME = Sentence(en="SHELL", da="SKAL")


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "completion", locale, HELP, does="planner.cli.actions.completion:run",
        params=[Argument("shell", says=SHELL, of=SHELL_NAME, type=OneOf(["bash", "zsh", "fish"]))],
    )  # fmt: skip
