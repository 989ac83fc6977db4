"""`planner busy import`: read a calendar into the tables of a network."""

from __future__ import annotations

from pathlib import Path

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Group, Option
from planner.cli.commands.shared import FOLDER, FOLDER_NAME
from planner.cli.commands.stored import WHERE

HELP = Sentence(
    en="When people are busy and venues are closed, by their own calendars.",
    da="Hvornår personer er optaget og mødesteder er lukket efter deres egne kalendere.",
)
IMPORT = Sentence(
    en=(
        "Read a calendar into busy.csv or venue_closed.csv.\n\n"
        "Only times are kept, with the calendar's file name, or its server, and never titles. Importing the same "
        "calendar again adds what is new and removes what is gone; rows written by hand stay as they are."
    ),
    da=(
        "Indlæs en kalender i busy.csv eller venue_closed.csv.\n\n"
        "Kun tidspunkter gemmes sammen med navnet på kalenderens fil eller server, aldrig titler. Indlæses den samme "
        "kalender igen, tilføjes det nye, og det, der er væk, fjernes; rækker skrevet i hånden bliver stående."
    ),
)
CALENDAR = Sentence(
    en="The calendar: a file (.ics), or an address that begins with https://, http:// or webcal://.",
    da="Kalenderen: en fil (.ics) eller en adresse, der begynder med https://, http:// eller webcal://.",
)
PERSON = Sentence(
    en="Id of the member or the one of the staff who is busy at its times.",
    da="Id på det medlem eller den medarbejder, der er optaget på dens tidspunkter.",
)
VENUE = Sentence(en="Id of the venue that is closed on its days.", da="Id på det mødested, der er lukket på dens dage.")
SOURCE_NAME = Sentence(en="CALENDAR", da="KALENDER")
ID = Sentence(en="ID", da="ID")


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Group("busy", locale, HELP, commands=[_import(locale)])


def _import(locale: Locale) -> click.Command:
    return Command(
        "import", locale, IMPORT, does="planner.cli.actions.busy:run",
        params=[
            Argument("source", says=CALENDAR, of=SOURCE_NAME, required=True),
            Option("--person", says=PERSON, of=ID),
            Option("--venue", says=VENUE, of=ID),
            Option("--folder", says=WHERE, of=FOLDER_NAME, type=FOLDER, default=Path()),
        ],
    )  # fmt: skip
