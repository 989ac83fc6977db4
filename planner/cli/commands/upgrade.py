"""`planner upgrade`: bring an older store to this version."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command
from planner.cli.commands.stored import current_folder, place

HELP = Sentence(
    en="Bring a store that an older version wrote to this version. Either all of it is upgraded or nothing is changed.",
    da="Bring et lager, som en ældre version skrev, op til denne version. Enten opgraderes det hele, eller også ændres "
    "intet.",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    store, _network = place()
    return Command("upgrade", locale, HELP, does="planner.cli.actions.upgrade:run", params=[current_folder(), store])
