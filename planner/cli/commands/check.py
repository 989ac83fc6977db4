"""`planner check`: judge a plan."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Option
from planner.cli.commands.shared import FILE, FILE_NAME, folder
from planner.cli.values import OneOf

HELP = Sentence(
    en="Check a plan, also one written by hand, and name every rule it breaks.",
    da="Kontrollér en plan, også en skrevet i hånden, og nævn hver regel, den bryder.",
)
FOLDER = Sentence(
    en="Folder of the network: network.toml and its tables.", da="Netværkets mappe: network.toml og dens tabeller."
)
PLAN = Sentence(
    en="The plan as JSON, in the form that solve --out writes.", da="Planen som JSON i den form, solve --out skriver."
)
FORMAT = Sentence(
    en="table for people, json for programs (default: table).",
    da="table til mennesker, json til programmer (ellers: table).",
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "check", locale, HELP, does="planner.cli.actions.check:run",
        params=[
            folder(FOLDER),
            Argument("plan", says=PLAN, of=FILE_NAME, type=FILE),
            Option("--format", "shape", says=FORMAT, type=OneOf(["table", "json"]), default="table"),
        ],
    )  # fmt: skip
