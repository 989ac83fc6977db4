"""`planner hold`: ask for proposed dates to be kept free."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.shared import FILE, FILE_NAME
from planner.cli.commands.stored import acceptance, current_folder, place

HELP = Sentence(
    en=(
        "Ask for the dates of proposed plans to be kept free.\n\n"
        "They stand in calendars of their own until a plan is accepted, or until other dates are held instead; without "
        "a plan all are released."
    ),
    da=(
        "Bed om, at datoerne i foreslåede planer holdes fri.\n\n"
        "De står i deres egne kalendere, indtil en plan accepteres, eller andre datoer reserveres i stedet; uden en "
        "plan frigives alle."
    ),
)
PLAN = Sentence(
    en="A proposed plan, in the form that solve --out writes; may be given several times.",
    da="En foreslået plan i den form, solve --out skriver; kan angives flere gange.",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    plans = Option("--plan", "plans", says=PLAN, of=FILE_NAME, type=FILE, multiple=True)
    return Command(
        "hold", locale, HELP, does="planner.cli.actions.hold:run",
        params=[current_folder(), plans, *acceptance(), *place()],
    )  # fmt: skip
