"""`planner status`, `planner fees` and `planner change`."""

from __future__ import annotations

import click

from calendars.language import Locale, Message
from planner.cli.base.command import Argument, Command, Day, Group, Option, WholeNumber
from planner.cli.base.parameters import DAY, FILE, FILE_NAME, N, current_folder, place, shape

STATUS_HELP = Message(
    "commands.changes.status_help",
    "Say how the accepted plan stands today.\n\n"
    "The last revision; what was edited since, in the files and in what has happened; whether the plan still keeps "
    "every rule; and what is due. Ends with 1 if the plan breaks a rule.",
)
AS_OF = Message("commands.changes.as_of", "Take this day for today.")
CHANGE_HELP = Message(
    "commands.changes.change_help", "What has happened, as it stands in changes.toml: list it, correct it, withdraw it."
)
LIST_HELP = Message("commands.changes.list_help", "List what has happened, by number.")
EDIT_HELP = Message(
    "commands.changes.edit_help",
    "Correct a change: from now on it counts as it is said now.\n\n"
    "polling_day=2022-11-08 sets one key and cabinet= takes one away; a kind and its keys, as planner reschedule takes "
    "them, say the whole anew. The accepted plan stays as it is: planner status says whether it still fits.",
)
WITHDRAW_HELP = Message(
    "commands.changes.withdraw_help",
    "Withdraw a change: it no longer counts.\n\n"
    "The accepted plan stays as it is; planner reschedule 'fix meeting=... day=...' proposes how a meeting goes back.",
)
NUMBER = Message("commands.changes.number", "Number of the change.")
WORDS = Message(
    "commands.changes.words", "Folder of the network (default: the current one), then what is other than before."
)
WORDS_NAME = Message("commands.changes.words_name", "[FOLDER] KEY=VALUE...")


def status_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "status", locale, STATUS_HELP, does="planner.cli.actions.changes:run_status",
        params=[current_folder(), Option("--as-of", says=AS_OF, of=DAY, type=Day()), shape(), *place()],
    )  # fmt: skip


FEES_HELP = Message(
    "commands.changes.fees_help",
    "Show what each municipality pays (price_per_member and [fees]).\n\n"
    "Who joins later pays for the days that are left, who takes over from a colleague nothing, who leaves gets nothing "
    "back.",
)
FEES_CSV = Message("commands.changes.fees_csv", "Write a row for each member, for whoever sends the invoices.")


def fees_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "fees", locale, FEES_HELP, does="planner.cli.actions.changes:run_fees",
        params=[current_folder(), Option("--csv", "file", says=FEES_CSV, of=FILE_NAME, type=FILE), shape(), *place()],
    )  # fmt: skip


def change_command(locale: Locale) -> click.Command:
    """The commands in one language."""
    number = Argument("number", says=NUMBER, of=N, type=WholeNumber(1), required=True)
    words = Argument("words", says=WORDS, of=WORDS_NAME, nargs=-1, required=True)
    return Group(
        "change", locale, CHANGE_HELP,
        commands=[
            Command(
                "list", locale, LIST_HELP, does="planner.cli.actions.changes:run_list",
                params=[current_folder(), shape(), *place()],
            ),
            Command(
                "edit", locale, EDIT_HELP, does="planner.cli.actions.changes:run_edit",
                params=[number, words, *place()],
            ),
            Command(
                "withdraw", locale, WITHDRAW_HELP, does="planner.cli.actions.changes:run_withdraw",
                params=[number, current_folder(), *place()],
            ),
        ],
    )  # fmt: skip
