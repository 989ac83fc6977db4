"""`planner why`: say why a meeting is where it is."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command
from planner.cli.commands.asking import limits, meeting, others, plan
from planner.cli.commands.stored import current_folder, place, shape

HELP = Sentence(
    en=(
        "Say why a meeting is on its day and at its venue.\n\n"
        "Names the rules that strike out the other days and venues, and the best three others: what each costs, and "
        "what it would move."
    ),
    da=(
        "Sig, hvorfor et møde ligger sin dag på sit mødested.\n\n"
        "Nævner de regler, der udelukker de andre dage og mødesteder, og de tre bedste andre: hvad hver af dem koster, "
        "og hvad den ville flytte."
    ),
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "why", locale, HELP, does="planner.cli.actions.why:run",
        params=[meeting(), current_folder(), plan(), others(), *limits(20), shape(), *place()],
    )  # fmt: skip
