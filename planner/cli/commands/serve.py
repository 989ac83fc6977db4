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
SLOTS = Sentence(
    en="How much is planned at a time, 0 for nothing (default: one for each processor).",
    da="Hvor meget der planlægges ad gangen, 0 for intet (ellers: én ting pr. processor).",
)
QUEUE = Sentence(
    en="How many requests for planning may wait besides (default: 32).",
    da="Hvor mange forespørgsler om planlægning der må vente derudover (ellers: 32).",
)
MEMORY = Sentence(
    en="Most memory of each planning process, in MiB (default: 4,096).",
    da="Højeste hukommelse for hver planlægningsproces i MiB (ellers: 4.096).",
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
            Option("--slots", says=SLOTS, of=N, type=WholeNumber(0)),
            Option("--queue", says=QUEUE, of=N, type=WholeNumber(0), default=32),
            Option("--memory", says=MEMORY, of=N, type=WholeNumber(256), default=4096),
        ],
    )  # fmt: skip
