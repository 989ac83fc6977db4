"""`planner init`, `examples`, `schema`, `busy` and `completion`."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import get_completion_class

from calendars.language import Locale, Message
from planner.cli.base.command import Argument, Command, ExitCode, Group, OneOf, Option
from planner.cli.base.parameters import FOLDER_NAME, HOME, NAME, WHERE, current_folder, folder, mark, place, shape
from planner.cli.base.terminal import write_stdout
from planner.examples import DESCRIPTIONS

INIT_HELP = Message(
    "commands.starting.init_help",
    "Write a network to start from, a copy of an example or a small template: into a folder, with comments, or as a "
    "workbook (.xlsx).",
)
INIT_FOLDER = Message(
    "commands.starting.init_folder",
    "Folder to write into, which is made if it is missing; or a workbook to write (my-network.xlsx).",
)
EXAMPLE = Message("commands.starting.example", "The example to copy (default: ledernetvaerk).")

BLANK = Message(
    "commands.starting.blank", "Write a small template to fill in, in your language, instead of an example."
)


def init_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "init", locale, INIT_HELP, does="planner.cli.actions.starting:run_init",
        params=[
            folder(INIT_FOLDER),
            Option("--example", says=EXAMPLE, of=NAME, type=OneOf(DESCRIPTIONS)),
            Option("--blank", says=BLANK, is_flag=True),
        ],
    )  # fmt: skip


CONVERT_HELP = Message(
    "commands.starting.convert_help",
    "Write the network of a folder as a workbook (.xlsx), or that of a workbook as a folder.\n\n"
    "Nothing is lost either way, and nothing is overwritten; comments in network.toml stay there.",
)
CONVERT_FROM = Message("commands.starting.convert_from", "The folder or workbook to read.")
CONVERT_TO = Message("commands.starting.convert_to", "The workbook or folder to write.")
FROM_NAME, TO_NAME = Message("commands.starting.from_name", "FROM"), Message("commands.starting.to_name", "TO")


def convert_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "convert", locale, CONVERT_HELP, does="planner.cli.actions.starting:run_convert",
        params=[
            Argument("source", says=CONVERT_FROM, of=FROM_NAME, type=HOME, required=True),
            Argument("target", says=CONVERT_TO, of=TO_NAME, type=HOME, required=True),
            mark(),
        ],
    )  # fmt: skip


EXAMPLES_HELP = Message("commands.starting.examples_help", "List the examples that ship with the program.")


def examples_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command("examples", locale, EXAMPLES_HELP, does="planner.cli.actions.starting:run_examples")


SCHEMA_HELP = Message(
    "commands.starting.schema_help",
    "Write the JSON Schema of the settings file network.toml, for editors that help while you type.",
)


def schema_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command("schema", locale, SCHEMA_HELP, does="planner.cli.actions.starting:run_schema")


BUSY_HELP = Message(
    "commands.starting.busy_help", "When people are busy and venues are closed, by their own calendars."
)
IMPORT = Message(
    "commands.starting.import",
    "Read a calendar into busy.csv or venue_closed.csv.\n\n"
    "Only times are kept, with the calendar's file name, or its server, and never titles. Importing the same "
    "calendar again adds what is new and removes what is gone; rows written by hand stay as they are.",
)
CALENDAR = Message(
    "commands.starting.calendar",
    "The calendar: a file (.ics), or an address that begins with https://, http:// or webcal://.",
)
PERSON = Message(
    "commands.starting.person", "The member or the one of the staff who is busy at its times, by id or name."
)
VENUE = Message("commands.starting.venue", "The venue that is closed on its days, by id or name.")
SOURCE_NAME = Message("commands.starting.source_name", "CALENDAR")
ID = Message("commands.starting.id", "ID")


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
            Option("--folder", says=WHERE, of=FOLDER_NAME, type=HOME, default=Path()),
        ],
    )  # fmt: skip


REGISTRATIONS_HELP = Message(
    "commands.starting.registrations_help", "Answers of members to single meetings (registrations.csv)."
)
IMPORT_REPLIES = Message(
    "commands.starting.import_replies",
    "Read answers to invitations into registrations.csv.\n\n"
    "Each file is a calendar with an answer (.ics, METHOD:REPLY), or the mail that it came in (.eml). Who answers is "
    "known by the mail address in members.csv, and the meeting by its accepted plan.",
)
LIST_ANSWERS = Message(
    "commands.starting.list_answers",
    "Show who comes to the meetings of the accepted plan.\n\n"
    "A line for each meeting to which somebody answered or which has a number of places, with those who wait in their "
    "order.",
)
REPLIES = Message("commands.starting.replies", "Files with answers.")
REPLY_NAME = Message("commands.starting.reply_name", "FILE")


def registrations_command(locale: Locale) -> click.Command:
    """The command in one language."""
    own = Command(
        "import", locale, IMPORT_REPLIES, does="planner.cli.actions.starting:run_replies",
        params=[
            Argument("files", says=REPLIES, of=REPLY_NAME, type=HOME, nargs=-1, required=True),
            Option("--folder", says=WHERE, of=FOLDER_NAME, type=HOME, default=Path()),
        ],
    )  # fmt: skip
    listed = Command(
        "list", locale, LIST_ANSWERS, does="planner.cli.actions.questions:run_registrations",
        params=[current_folder(), shape(), *place()],
    )  # fmt: skip
    return Group("registrations", locale, REGISTRATIONS_HELP, commands=[own, listed])


COMPLETION_HELP = Message(
    "commands.starting.completion_help",
    'Write the completion script of a shell, for example: eval "$(planner completion bash)".',
)
SHELL = Message("commands.starting.shell", "The shell: bash, zsh or fish.")
SHELL_NAME = Message("commands.starting.shell_name", "SHELL")


def completion_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "completion", locale, COMPLETION_HELP, does="planner.cli.commands.starting:run_completion",
        params=[Argument("shell", says=SHELL, of=SHELL_NAME, type=OneOf(["bash", "zsh", "fish"]))],
    )  # fmt: skip


COMPLETION_VARIABLE = "_PLANNER_COMPLETE"
"""Environment variable, derived by click from the program's name, by which a shell asks for completions."""


def run_completion(*, shell: str, locale: Locale) -> ExitCode:  # noqa: ARG001 - every command is given it
    """Write the script."""
    made_by = get_completion_class(shell)
    if made_by is None:
        message = f"click knows no {shell}"
        raise LookupError(message)
    write_stdout(made_by(click.get_current_context().find_root().command, {}, "planner", COMPLETION_VARIABLE).source())
    return ExitCode.GOOD
