"""`planner export`: take revisions out of the store."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.shared import FILE, FILE_NAME
from planner.cli.commands.stored import N, current_folder, place
from planner.cli.values import WholeNumber

HELP = Sentence(
    en="Write every revision as JSON: the network, the plan and the meetings, who accepted it, when and why.",
    da="Skriv alle revisioner som JSON: netværket, planen og møderne, hvem der accepterede, hvornår og hvorfor.",
)
PLAN_OF = Sentence(
    en="Write only the plan of this revision, in the form that check and accept read.",
    da="Skriv kun planen fra denne revision i den form, check og accept læser.",
)
OUT = Sentence(en="File to write (default: standard output).", da="Fil at skrive (ellers: standardoutput).")


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "export", locale, HELP, does="planner.cli.actions.export:run",
        params=[
            current_folder(),
            Option("--plan", "number", says=PLAN_OF, of=N, type=WholeNumber(1)),
            Option("--out", says=OUT, of=FILE_NAME, type=FILE),
            *place(),
        ],
    )  # fmt: skip
