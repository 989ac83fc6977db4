"""`planner explain`: say what a plan costs and whom."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command
from planner.cli.commands.asking import PLAN, limits
from planner.cli.commands.shared import FILE, FILE_NAME, folder
from planner.cli.commands.stored import WHERE, place, shape

HELP = Sentence(
    en=(
        "Say what a plan costs and whom.\n\n"
        "Points by rule and by meeting, who is worst off, and the limits that leave no slack, each with what loosening "
        "it by one unit would save: found by solving again."
    ),
    da=(
        "Sig, hvad en plan koster, og hvem.\n\n"
        "Point pr. regel og pr. møde, hvem der er dårligst stillet, og de grænser, der ikke har luft, hver med det, "
        "der ville spares ved at løsne den én enhed: fundet ved at beregne igen."
    ),
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "explain", locale, HELP, does="planner.cli.actions.explain:run",
        params=[
            folder(WHERE),
            Argument("plan", says=PLAN, of=FILE_NAME, type=FILE, required=False),
            *limits(60),
            shape(),
            *place(),
        ],
    )  # fmt: skip
