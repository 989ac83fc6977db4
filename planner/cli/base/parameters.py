"""Options and arguments that several commands share."""

from __future__ import annotations

from pathlib import Path

from calendars.language import BoundMessage, Message
from planner.cli.base.command import AnyPath, Argument, Day, OneOf, Option, Seconds, WholeNumber
from planner.use_cases import defaults

FOLDER_NAME = Message("parameters.folder_name", "FOLDER")
FILE_NAME = Message("parameters.file_name", "FILE")
NAME = Message("parameters.name", "NAME")

MIB_MAX = 2**30
"""Most memory that may be asked for, in MiB: more than any machine has, and a number that systems take."""
FOLDER = AnyPath(file_okay=False)
HOME = AnyPath()
"""A folder or a workbook."""
FILE = AnyPath(dir_okay=False)


def folder(says: Message, *, required: bool = True) -> Argument:
    """The argument FOLDER; it is looked into when the network is loaded."""
    return Argument("folder", says=says, of=FOLDER_NAME, type=HOME, required=required)


WHERE = Message("parameters.where", "Folder of the network, or its workbook (.xlsx; default: the current folder).")
STORE = Message(
    "parameters.store",
    "Where accepted plans are kept: a file, or postgresql://... (default: PLANNER_STORE, else network.sqlite in the "
    "folder).",
)
NETWORK = Message("parameters.network", "Name of the network in the store (default: the folder's name).")
FORMAT = Message("parameters.format", "table for people, json for programs (default: table).")
BY = Message("parameters.by", "Who accepts (default: your user name).")
AS_OF = Message(
    "parameters.as_of",
    "Take this day for today: what lies before it is past, and is not cancelled if the plan lacks it.",
)
DAY = Message("parameters.day", "DATE")
WHY = Message("parameters.why", "Why, in your own words.")
DESPITE = Message(
    "parameters.despite",
    "Accept the plan although it breaks this hard rule for this meeting (all: for the plan as a whole); the revision "
    "says so. May be repeated.",
)
RULE_AND_MEETING = Message("parameters.rule_and_meeting", "RULE MEETING")
ADDRESS = Message("parameters.address", "URL")
N = Message("parameters.n", "N")
TEXT = Message("parameters.text", "TEXT")


def current_folder() -> Argument:
    """The argument FOLDER, which may be left out."""
    return Argument("folder", says=WHERE, of=FOLDER_NAME, type=HOME, required=False, default=Path())


def shape() -> Option:
    """The option --format."""
    return Option("--format", "shape", says=FORMAT, type=OneOf(["table", "json"]), default="table")


WORKBOOK = Message("parameters.workbook", "Also write it as a workbook (.xlsx), for people who work in a spreadsheet.")


def workbook() -> Option:
    """The option --workbook."""
    return Option("--workbook", says=WORKBOOK, of=FILE_NAME, type=FILE)


MARK = Message(
    "parameters.mark",
    "If the workbook is wrong, write a copy in which each wrong cell is coloured and says what is wrong.",
)


def mark() -> Option:
    """The option --mark."""
    return Option("--mark", says=MARK, of=FILE_NAME, type=FILE)


def acceptance() -> list[Option]:
    """The options that say who accepts, why and when."""
    return [
        Option("--by", says=BY, of=NAME),
        Option("--why", says=WHY, of=TEXT, default=""),
        Option("--as-of", says=AS_OF, of=DAY, type=Day()),
    ]


def despite() -> Option:
    """The option --despite, which may be repeated."""
    return Option("--despite", says=DESPITE, of=RULE_AND_MEETING, nargs=2, multiple=True)


def place() -> list[Option]:
    """The options that name the store, and the network in it."""
    return [
        Option("--store", says=STORE, of=ADDRESS),
        Option("--network", says=NETWORK, of=NAME),
    ]


MEETING = Message(
    "parameters.meeting", 'Id of the meeting, or its name in quotes, as "Network meeting spring 2023, Syddanmark".'
)
MEETING_NAME = Message("parameters.meeting_name", "MEETING")
PLAN = Message(
    "parameters.plan",
    "Ask about the plan in this JSON file (default: the last accepted plan, as it was accepted; where there is "
    "none, the best that is found).",
)
OTHERS = Message(
    "parameters.others",
    "stay: move as few other meetings as possible; free: let them all move, for the fewest points (default: stay).",
)
SECONDS = Message("parameters.seconds", "Seconds a solve may take (default: {n}).")
WORKERS = Message("parameters.workers", "Processors it may use (default: {n}).")
SECONDS_NAME = Message("parameters.seconds_name", "S")


def meeting() -> Argument:
    """The argument MEETING."""
    return Argument("meeting", says=MEETING, of=MEETING_NAME, required=True)


def plan() -> Option:
    """The option --plan."""
    return Option("--plan", says=PLAN, of=FILE_NAME, type=FILE)


def others() -> Option:
    """The option --others."""
    return Option("--others", says=OTHERS, type=OneOf(["stay", "free"]), default=defaults.OTHERS)


def seconds(says: Message, default: float) -> Option:
    """The option --seconds; the default is named in the help as {n}."""
    said = BoundMessage(says, {"n": round(default)})
    return Option("--seconds", says=said, of=SECONDS_NAME, type=Seconds(), default=default)


def workers(says: Message) -> Option:
    """The option --workers; the default is named in the help as {n}."""
    said = BoundMessage(says, {"n": defaults.WORKERS})
    return Option("--workers", says=said, of=N, type=WholeNumber(1), default=defaults.WORKERS)


def limits(default: float) -> list[Option]:
    """The options that say what a solve may use."""
    return [seconds(SECONDS, default), workers(WORKERS)]
