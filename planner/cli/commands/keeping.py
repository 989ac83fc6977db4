"""`planner backup`, `restore` and `person`."""

from __future__ import annotations

import click

from calendars.language import Locale, Message
from planner.cli.base.command import Argument, Command, Group, OneOf, Option
from planner.cli.base.parameters import FILE, FILE_NAME, FOLDER, FOLDER_NAME, NAME, current_folder, place

BACKUP_HELP = Message(
    "commands.keeping.backup_help",
    "Write all that a store holds to one file, while others read and write it.\n\n"
    "The file is whole or not there. It holds people's data and is for its owner alone. It can be restored to either "
    "kind of store, an SQLite file or PostgreSQL.",
)
RESTORE_HELP = Message(
    "commands.keeping.restore_help",
    "Put a backup in place of all that a store holds, while others use it: all of it or nothing.\n\n"
    "What was accepted since the backup is gone; back it up first if it may be needed. Calendars keep their addresses "
    "and see the state of the backup as a change. Keys that were revoked and people who were erased since stay so.",
)
TO = Message("commands.keeping.to", "File to write; one that is there is replaced in one step.")
SOURCE = Message("commands.keeping.source", "File that planner backup wrote.")


def backup_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return _with_file("backup", locale, BACKUP_HELP, TO)


def restore_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return _with_file("restore", locale, RESTORE_HELP, SOURCE)


def _with_file(name: str, locale: Locale, says: Message, of_file: Message) -> click.Command:
    store, _network = place()
    file = Argument("file", says=of_file, of=FILE_NAME, type=FILE, required=True)
    does = f"planner.cli.actions.keeping:run_{name}"
    return Command(name, locale, says, does=does, params=[file, current_folder(), store])


MOVE_HELP = Message(
    "commands.keeping.move_help",
    "Move the home of a network, the one place where it is edited: from its folder into the store, or back.\n\n"
    "The files of the network leave the one and are in the other, as they are, with what has happened. What is "
    "accepted stays in the store. A folder that a network has left refuses to change it and says where it lives.",
)
TARGET = Message(
    "commands.keeping.target", "store: HTTP is the editor from then on; folder: its files are edited there."
)


def move_command(locale: Locale) -> click.Command:
    """The command in one language."""
    target = Option("--to", "target", says=TARGET, type=OneOf(["store", "folder"]), required=True)
    return Command(
        "move", locale, MOVE_HELP, does="planner.cli.actions.keeping:run_move",
        params=[current_folder(), target, *place()],
    )  # fmt: skip


PERSON_HELP = Message("commands.keeping.person_help", "What is kept of a person: show it, or forget it.")
EXPORT_HELP = Message(
    "commands.keeping.export_help",
    "Write all that the store and the folder keep of a person, as JSON.",
)
ERASE_HELP = Message(
    "commands.keeping.erase_help",
    "Forget a person for good: in the folder, and in every revision, proposal and job that is kept.\n\n"
    "A number stands in place of the id from then on, so that plans stay as they were. Name, role, busy times and "
    "calendar are gone, and the id is refused if an old file or a backup brings it back.",
)
PERSON = Message("commands.keeping.person", "Id of the member or of one of the staff.")
ID = Message("commands.keeping.id", "ID")
ERASED_BY = Message("commands.keeping.erased_by", "Who asks for it (default: your user name).")
PUBLISHED = Message("commands.keeping.published", 'Folder that planner publish wrote (default: "published").')


def person_command(locale: Locale) -> click.Command:
    """The commands in one language."""
    export = Command(
        "export", locale, EXPORT_HELP, does="planner.cli.actions.keeping:run_person_export",
        params=[_whom(), current_folder(), *place()],
    )  # fmt: skip
    erase = Command(
        "erase", locale, ERASE_HELP, does="planner.cli.actions.keeping:run_person_erase",
        params=[
            _whom(), current_folder(), Option("--by", says=ERASED_BY, of=NAME),
            Option("--published", says=PUBLISHED, of=FOLDER_NAME, type=FOLDER), *place(),
        ],
    )  # fmt: skip
    return Group("person", locale, PERSON_HELP, commands=[export, erase])


def _whom() -> Argument:
    return Argument("person", says=PERSON, of=ID, required=True)
