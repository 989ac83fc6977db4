"""`planner init`, `examples`, `schema`, `busy` and `completion`."""

from __future__ import annotations

from pathlib import Path

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Argument, Command, Group, OneOf, Option
from planner.cli.commands.parameters import FOLDER, FOLDER_NAME, NAME, WHERE, folder
from planner.examples import DEFAULT, DESCRIPTIONS

INIT_HELP = Sentence(
    en="Write a commented network to start from, a copy of an example, into a folder.",
    da="Skriv et kommenteret netværk at begynde med, en kopi af et eksempel, i en mappe.",
)
INIT_FOLDER = Sentence(
    en="Folder to write into; it is made if it is missing.", da="Mappe at skrive i; den oprettes, hvis den mangler."
)
EXAMPLE = Sentence(
    en="The example to copy (default: ledernetvaerk).", da="Eksemplet, der kopieres (ellers: ledernetvaerk)."
)


def init_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "init", locale, INIT_HELP, does="planner.cli.actions.starting:run_init",
        params=[
            folder(INIT_FOLDER),
            Option("--example", says=EXAMPLE, of=NAME, type=OneOf(DESCRIPTIONS), default=DEFAULT),
        ],
    )  # fmt: skip


EXAMPLES_HELP = Sentence(
    en="List the examples that ship with the program.", da="Vis de eksempler, der følger med programmet."
)


def examples_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command("examples", locale, EXAMPLES_HELP, does="planner.cli.actions.starting:run_examples")


SCHEMA_HELP = Sentence(
    en="Write the JSON Schema of the settings file network.toml, for editors that help while you type.",
    da="Skriv JSON Schema for indstillingsfilen network.toml, til editorer, der hjælper, mens man skriver.",
)


def schema_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command("schema", locale, SCHEMA_HELP, does="planner.cli.actions.starting:run_schema")


BUSY_HELP = Sentence(
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


def busy_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Group("busy", locale, BUSY_HELP, commands=[_import(locale)])


def _import(locale: Locale) -> click.Command:
    return Command(
        "import", locale, IMPORT, does="planner.cli.actions.starting:run_busy",
        params=[
            Argument("source", says=CALENDAR, of=SOURCE_NAME, required=True),
            Option("--person", says=PERSON, of=ID),
            Option("--venue", says=VENUE, of=ID),
            Option("--folder", says=WHERE, of=FOLDER_NAME, type=FOLDER, default=Path()),
        ],
    )  # fmt: skip


COMPLETION_HELP = Sentence(
    en='Write the completion script of a shell, for example: eval "$(planner completion bash)".',
    da='Skriv fuldførelsesscriptet til en skal, for eksempel: eval "$(planner completion bash)".',
)
SHELL = Sentence(en="The shell: bash, zsh or fish.", da="Skallen: bash, zsh eller fish.")
SHELL_NAME = Sentence(en="SHELL", da="SKAL")


def completion_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "completion", locale, COMPLETION_HELP, does="planner.cli.program:run_completion",
        params=[Argument("shell", says=SHELL, of=SHELL_NAME, type=OneOf(["bash", "zsh", "fish"]))],
    )  # fmt: skip
