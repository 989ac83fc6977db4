"""`planner publish`: write all calendars as files."""

from __future__ import annotations

import click

from calendars.language import Locale, Sentence
from planner.cli.command import Command, Option
from planner.cli.commands.shared import FOLDER, FOLDER_NAME
from planner.cli.commands.stored import current_folder, place

HELP = Sentence(
    en=(
        "Write every calendar as a file for a web server, after giving everyone one who never had any.\n\n"
        "The folder web is to be served. Beside it stand index.html and addresses.csv, which list all addresses: they "
        "are for planners and not to be served. Only files that change are written, each in one step."
    ),
    da=(
        "Skriv alle kalendere som filer til en webserver; alle, der aldrig har haft en, får en først.\n\n"
        "Mappen web er til webserveren. Ved siden af ligger index.html og addresses.csv med alle adresser: de er til "
        "planlæggere og må ikke lægges på nettet. Kun filer, der ændres, skrives, hver i ét trin."
    ),
)
TO = Sentence(
    en='Folder to write to (default: "published" in the network\'s folder).',
    da='Mappe at skrive til (ellers: "published" i netværkets mappe).',
)


def command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "publish", locale, HELP, does="planner.cli.actions.publish:run",
        params=[current_folder(), Option("--to", says=TO, of=FOLDER_NAME, type=FOLDER), *place()],
    )  # fmt: skip
