"""`planner serve`: serve calendars over HTTP."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.stored import ADDRESS, STORE, N, current_folder
from planner.cli.values import WholeNumber

HELP = Sentence(
    en=(
        "Serve the calendars of a store over HTTP, until Ctrl-C.\n\n"
        "Each is at its own secret address and follows whatever is accepted, from whichever process."
    ),
    da=(
        "Vis lagerets kalendere over HTTP indtil Ctrl-C.\n\n"
        "Hver ligger på sin egen hemmelige adresse og følger alt, der accepteres, uanset fra hvilken proces."
    ),
)
HOST = Sentence(
    en="Address of this machine to listen on (default: 127.0.0.1).",
    da="Den adresse på maskinen, der lyttes på (ellers: 127.0.0.1).",
)
PORT = Sentence(
    en="Port to listen on, 0 for any that is free (default: 8000).",
    da="Port, der lyttes på, 0 for en vilkårlig ledig (ellers: 8000).",
)
HOST_NAME = Sentence(en="HOST", da="VÆRT")


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "serve", locale, HELP, does="planner.cli.actions.serve:run",
        params=[
            current_folder(),
            Option("--host", says=HOST, of=HOST_NAME, default="127.0.0.1"),
            Option("--port", says=PORT, of=N, type=WholeNumber(0), default=8000),
            Option("--store", says=STORE, of=ADDRESS),
        ],
    )  # fmt: skip
