"""`planner why-not`: say why a meeting is not on another day."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.asking import limits, meeting, others, plan
from planner.cli.commands.shared import NAME
from planner.cli.commands.stored import DAY, current_folder, place, shape
from planner.cli.values import Day

HELP = Sentence(
    en=(
        "Say why a meeting is not on another day.\n\n"
        "Names the rules it would break there with their reasons; if it breaks none by itself, a plan with that choice "
        "is solved for: what it costs, and what else has to move."
    ),
    da=(
        "Sig, hvorfor et møde ikke ligger en anden dag.\n\n"
        "Nævner de regler, det ville bryde der, med deres begrundelser; bryder det ingen i sig selv, findes en plan "
        "med det valg: hvad den koster, og hvad der ellers må flyttes."
    ),
)
ON = Sentence(en="The day it would begin.", da="Dagen, det ville begynde.")
AT = Sentence(
    en="The venue, by id or name (default: any it may be held at).",
    da="Mødestedet, id eller navn (ellers: et hvilket som helst, hvor det kan holdes).",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "why-not", locale, HELP, does="planner.cli.actions.why_not:run",
        params=[
            meeting(),
            current_folder(),
            Option("--on", "day", says=ON, of=DAY, type=Day(), required=True),
            Option("--at", says=AT, of=NAME),
            plan(),
            others(),
            *limits(20),
            shape(),
            *place(),
        ],
    )  # fmt: skip
