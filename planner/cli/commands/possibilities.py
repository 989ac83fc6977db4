"""`planner possibilities`: show where a meeting could be."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.asking import limits, meeting, plan
from planner.cli.commands.shared import FILE, FILE_NAME
from planner.cli.commands.stored import N, current_folder, place, shape
from planner.cli.values import WholeNumber

HELP = Sentence(
    en=(
        "Show where a meeting could be.\n\n"
        "Every day of its window is free, costs points or is impossible, and then why; the other meetings are as "
        "planned."
    ),
    da=(
        "Vis, hvor et møde kunne ligge.\n\n"
        "Hver dag i dets vindue er fri, koster point eller er umulig, og så hvorfor; de andre møder ligger som "
        "planlagt."
    ),
)
REASONS = Sentence(
    en="Tell all reasons why a day is impossible, not only the first.",
    da="Fortæl alle grunde til, at en dag er umulig, ikke kun den første.",
)
BEST = Sentence(
    en="Instead of the days show the best N days and venues, the best first.",
    da="Vis i stedet for dagene de N bedste dage og mødesteder, det bedste først.",
)
PICTURE = Sentence(
    en="Also draw the days as a calendar in this file (SVG).", da="Tegn også dagene som kalender i denne fil (SVG)."
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "possibilities", locale, HELP, does="planner.cli.actions.possibilities:run",
        params=[
            meeting(),
            current_folder(),
            plan(),
            Option("--reasons", says=REASONS, is_flag=True),
            Option("--best", says=BEST, of=N, type=WholeNumber(1)),
            Option("--picture", says=PICTURE, of=FILE_NAME, type=FILE),
            *limits(60),
            shape(),
            *place(),
        ],
    )  # fmt: skip
