"""`planner accept`, `undo`, `history`, `show`, `diff`, `export` and `upgrade`."""

from __future__ import annotations

import click

from calendars.language import Locale, Message
from planner.cli.base.command import Argument, Command, Day, Option, WholeNumber
from planner.cli.base.parameters import (
    AS_OF,
    DAY,
    FILE,
    FILE_NAME,
    HOME,
    NAME,
    N,
    acceptance,
    current_folder,
    despite,
    place,
    shape,
    workbook,
)

ACCEPT_HELP = Message(
    "commands.revisions.accept_help",
    "Accept a plan or a proposal: it becomes the next revision.\n\n"
    "The plan is checked first. A plan that breaks a rule is not accepted, and neither is one that rests on a "
    "revision which is no longer the last.",
)
PLAN = Message(
    "commands.revisions.plan", "Number of a proposal, or a plan as JSON, in the form that solve --out writes."
)
PLAN_NAME = Message("commands.revisions.plan_name", "NUMBER|FILE")
AFTER = Message(
    "commands.revisions.after", "Number of the revision that the plan rests on, 0 for none (default: the last one now)."
)


def accept_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "accept", locale, ACCEPT_HELP, does="planner.cli.actions.accepting:run_accept",
        params=[
            Argument("plan", says=PLAN, of=PLAN_NAME, type=FILE, required=True),
            current_folder(),
            *acceptance(),
            despite(),
            Option("--after", says=AFTER, of=N, type=WholeNumber(0)),
            shape(),
            *place(),
        ],
    )  # fmt: skip


UNDO_HELP = Message(
    "commands.revisions.undo_help",
    "Make a new revision equal to an earlier one.\n\n"
    "Nothing is deleted: calendars follow the new revision as they follow any other. Meetings that are past stay "
    "as they were held. To undo a second time is to redo what was undone; --to goes further back.",
)
TO = Message("commands.revisions.to", "Number of the revision to be like (default: the one before the last).")


def undo_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "undo", locale, UNDO_HELP, does="planner.cli.actions.accepting:run_undo",
        params=[
            current_folder(),
            Option("--to", "number", says=TO, of=N, type=WholeNumber(1)),
            *acceptance(),
            despite(),
            shape(),
            *place(),
        ],
    )  # fmt: skip


HISTORY_HELP = Message(
    "commands.revisions.history_help", "List the revisions: when each was accepted, by whom and why."
)


def history_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "history", locale, HISTORY_HELP, does="planner.cli.actions.revisions:run_history",
        params=[current_folder(), shape(), *place()],
    )  # fmt: skip


SHOWN = Message(
    "commands.revisions.shown", "Number of the revision (default: the last), and the network's folder (default: here)."
)
SHOWN_NAME = Message("commands.revisions.shown_name", "[N] [FOLDER]")
COMPARED = Message(
    "commands.revisions.compared",
    "Numbers of two revisions (default: the last and the one before it; with one number that one and the last), and "
    "the network's folder (default: here).",
)
COMPARED_NAME = Message("commands.revisions.compared_name", "[N [N]] [FOLDER]")


def _words(says: Message, name: Message) -> Argument:
    """Numbers of revisions, and a folder."""
    return Argument("words", says=says, of=name, type=HOME, nargs=-1)


SHOW_HELP = Message("commands.revisions.show_help", "Show a revision as it was accepted.")


def show_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "show", locale, SHOW_HELP, does="planner.cli.actions.revisions:run_show",
        params=[_words(SHOWN, SHOWN_NAME), shape(), workbook(), *place()],
    )  # fmt: skip


DIFF_HELP = Message(
    "commands.revisions.diff_help",
    "Say what is different from one revision to another: new, moved, cancelled, other venue, rooms, staff or title.",
)


def diff_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "diff", locale, DIFF_HELP, does="planner.cli.actions.revisions:run_diff",
        params=[_words(COMPARED, COMPARED_NAME), shape(), workbook(), *place()],
    )  # fmt: skip


TELL_HELP = Message(
    "commands.revisions.tell_help",
    "Say who must be told what after a revision, and record who was told.\n\n"
    "Without --on it lists them, with the notice that they get or got. With --on it records that they were told on "
    "that day, all of them or those that --whom names; notice is counted from it.",
)
TOLD = Message("commands.revisions.told", "Number of the revision (default: the last), and the network's folder.")
SINCE = Message(
    "commands.revisions.since",
    "Number of the revision that people know, 0 for none (default: for each what they were told last).",
)
ON = Message("commands.revisions.on", "Record that they were told on this day.")
WHOM = Message("commands.revisions.whom", "Only this reader, such as member/a1; can be repeated.")
WHOM_NAME = Message("commands.revisions.whom_name", "KIND/ID")
TOLD_BY = Message("commands.revisions.told_by", "Who told them (default: your user name).")


def tell_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "tell", locale, TELL_HELP, does="planner.cli.actions.revisions:run_tell",
        params=[
            _words(TOLD, SHOWN_NAME),
            Option("--since", says=SINCE, of=N, type=WholeNumber(0)),
            Option("--on", "told_on", says=ON, of=DAY, type=Day()),
            Option("--by", says=TOLD_BY, of=NAME),
            Option("--whom", says=WHOM, of=WHOM_NAME, multiple=True),
            Option("--as-of", says=AS_OF, of=DAY, type=Day()),
            shape(),
            *place(),
        ],
    )  # fmt: skip


EXPORT_HELP = Message(
    "commands.revisions.export_help",
    "Write every revision as JSON: the network, the plan and the meetings, who accepted it, when and why.",
)
PLAN_OF = Message(
    "commands.revisions.plan_of", "Write only the plan of this revision, in the form that check and accept read."
)
OUT = Message("commands.revisions.out", "File to write (default: standard output).")


def export_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "export", locale, EXPORT_HELP, does="planner.cli.actions.revisions:run_export",
        params=[
            current_folder(),
            Option("--plan", "number", says=PLAN_OF, of=N, type=WholeNumber(1)),
            Option("--out", says=OUT, of=FILE_NAME, type=FILE),
            *place(),
        ],
    )  # fmt: skip


UPGRADE_HELP = Message(
    "commands.revisions.upgrade_help",
    "Bring a store that an older version wrote to this version. Either all of it is upgraded or nothing is changed.",
)


def upgrade_command(locale: Locale) -> click.Command:
    """The command in one language."""
    store, _network = place()
    return Command(
        "upgrade",
        locale,
        UPGRADE_HELP,
        does="planner.cli.actions.revisions:run_upgrade",
        params=[current_folder(), store],
    )
