"""`planner accept`: make a plan the next revision."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Option
from planner.cli.commands.shared import FILE, FILE_NAME
from planner.cli.commands.stored import N, acceptance, current_folder, place, shape
from planner.cli.values import WholeNumber

HELP = Sentence(
    en=(
        "Accept a plan: it becomes the next revision.\n\n"
        "The plan is checked first. A plan that breaks a rule is not accepted, and neither is one that rests on a "
        "revision which is no longer the last."
    ),
    da=(
        "Acceptér en plan: den bliver den næste revision.\n\n"
        "Planen kontrolleres først. En plan, der bryder en regel, accepteres ikke, og heller ikke en, der bygger på en "
        "revision, som ikke længere er den sidste."
    ),
)
PLAN = Sentence(
    en="The plan as JSON, in the form that solve --out writes.", da="Planen som JSON i den form, solve --out skriver."
)
AFTER = Sentence(
    en="Number of the revision that the plan rests on, 0 for none (default: the last one now).",
    da="Nummeret på den revision, planen bygger på, 0 for ingen (ellers: den sidste nu).",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "accept", locale, HELP, does="planner.cli.actions.accept:run",
        params=[
            Argument("plan", says=PLAN, of=FILE_NAME, type=FILE, required=True),
            current_folder(),
            *acceptance(),
            Option("--after", says=AFTER, of=N, type=WholeNumber(0)),
            shape(),
            *place(),
        ],
    )  # fmt: skip
