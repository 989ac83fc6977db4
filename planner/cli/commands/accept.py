"""`planner accept`: make a plan the next revision."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Option
from planner.cli.commands.shared import FILE
from planner.cli.commands.stored import N, acceptance, current_folder, place, shape
from planner.cli.values import WholeNumber

HELP = Sentence(
    en=(
        "Accept a plan or a proposal: it becomes the next revision.\n\n"
        "The plan is checked first. A plan that breaks a rule is not accepted, and neither is one that rests on a "
        "revision which is no longer the last."
    ),
    da=(
        "Acceptér en plan eller et forslag: planen bliver den næste revision.\n\n"
        "Planen kontrolleres først. En plan, der bryder en regel, accepteres ikke, og heller ikke en, der bygger på en "
        "revision, som ikke længere er den sidste."
    ),
)
PLAN = Sentence(
    en="Number of a proposal, or a plan as JSON, in the form that solve --out writes.",
    da="Nummeret på et forslag, eller en plan som JSON i den form, solve --out skriver.",
)
PLAN_NAME = Sentence(en="NUMBER|FILE", da="NUMMER|FIL")
AFTER = Sentence(
    en="Number of the revision that the plan rests on, 0 for none (default: the last one now).",
    da="Nummeret på den revision, planen bygger på, 0 for ingen (ellers: den sidste nu).",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "accept", locale, HELP, does="planner.cli.actions.accept:run",
        params=[
            Argument("plan", says=PLAN, of=PLAN_NAME, type=FILE, required=True),
            current_folder(),
            *acceptance(),
            Option("--after", says=AFTER, of=N, type=WholeNumber(0)),
            shape(),
            *place(),
        ],
    )  # fmt: skip
