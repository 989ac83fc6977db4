"""`planner solve`, `check` and `reschedule`."""

from __future__ import annotations

import click

from calendars.language import BoundMessage, Locale, Message
from planner.cli.base.command import Argument, Command, Day, OneOf, Option, WholeNumber
from planner.cli.base.parameters import (
    DAY,
    FILE,
    FILE_NAME,
    MIB_MAX,
    NAME,
    acceptance,
    despite,
    folder,
    mark,
    place,
    seconds,
    shape,
    workbook,
    workers,
)
from planner.examples import DESCRIPTIONS
from planner.use_cases import defaults

SOLVE_HELP = Message(
    "commands.solving.solve_help",
    "Find the best plan, and prove it.\n\n"
    "Where a plan has been accepted, the new one goes on from it: what has been held stays, what people were told "
    "costs points to change (rule kept) and needs notice.\n\n"
    "Ctrl-C ends with the best plan so far, which is shown and saved; a second Ctrl-C ends at once.",
)
FOLDER = Message(
    "commands.solving.folder",
    "Folder of the network: network.toml and its tables. Left out, the current folder if it holds a network, else an "
    "example.",
)
EXAMPLE = Message("commands.solving.example", "Plan this example instead of a folder (default: ledernetvaerk).")
SECONDS = Message("commands.solving.seconds", "Seconds it may take (default: {n}).")
WORKERS = Message(
    "commands.solving.workers",
    "Processors it may use (default: {n}). With 1, the same input and seed always give the same plan.",
)
SEED = Message("commands.solving.seed", "Seed of everything drawn at random (default: {n}).")
MEMORY = Message("commands.solving.memory", "Memory each solving process may use (default: no limit).")
FORMAT = Message(
    "commands.solving.format",
    "table for people, json for programs, jsonl for programs that follow the progress too (default: table).",
)
OUT = Message("commands.solving.out", "Also save the plan as JSON in this file.")
PICTURE = Message("commands.solving.picture", "Also draw the plan as a timeline in this file (SVG).")
PROFILE = Message("commands.solving.profile", "Say at the end where the time went.")
FROM_SCRATCH = Message(
    "commands.solving.from_scratch",
    "Plan as if nothing had been published, and say what that would move. What has been held stays, and notice is "
    "given all the same.",
)
ACCEPT = Message("commands.solving.accept", "Also accept the plan: it becomes the next revision.")
NUMBER = Message("commands.solving.number", "N")
MIB = Message("commands.solving.mib", "MIB")


def solve_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "solve", locale, SOLVE_HELP, does="planner.cli.actions.solving:run_solve_and_accept",
        params=[
            folder(FOLDER, required=False),
            Option("--example", says=EXAMPLE, of=NAME, type=OneOf(DESCRIPTIONS)),
            seconds(SECONDS, defaults.SOLVE_SECONDS),
            workers(WORKERS),
            _seed(),
            Option("--memory", says=MEMORY, of=MIB, type=WholeNumber(64, MIB_MAX)),
            Option("--format", "shape", says=FORMAT, type=OneOf(["table", "json", "jsonl"]), default="table"),
            Option("--out", says=OUT, of=FILE_NAME, type=FILE),
            Option("--picture", says=PICTURE, of=FILE_NAME, type=FILE),
            workbook(),
            mark(),
            Option("--profile", says=PROFILE, is_flag=True),
            Option("--from-scratch", says=FROM_SCRATCH, is_flag=True),
            Option("--accept", says=ACCEPT, is_flag=True),
            *acceptance(),
            despite(),
            *place(),
        ],
    )  # fmt: skip


CHECK_HELP = Message(
    "commands.solving.check_help", "Check a plan, also one written by hand, and name every rule it breaks."
)
CHECK_FOLDER = Message("commands.solving.check_folder", "Folder of the network: network.toml and its tables.")
PLAN = Message("commands.solving.plan", "The plan as JSON, in the form that solve --out writes.")
CHECK_FORMAT = Message("commands.solving.check_format", "table for people, json for programs (default: table).")


def check_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "check", locale, CHECK_HELP, does="planner.cli.actions.solving:run_check",
        params=[
            folder(CHECK_FOLDER),
            Argument("plan", says=PLAN, of=FILE_NAME, type=FILE),
            Option("--format", "shape", says=CHECK_FORMAT, type=OneOf(["table", "json"]), default="table"),
            mark(),
        ],
    )  # fmt: skip


RESCHEDULE_HELP = Message(
    "commands.solving.reschedule_help",
    "Propose plans that answer what has happened.\n\n"
    "A change is its kind and what belongs to it, each change in quotes of its own: 'election "
    "reason=Folketingsvalg called=2022-10-05 polling_day=2022-11-01', 'cancel meetings=2023-1/syddanmark', "
    "'venue_closed venue=akkc'. A list has commas between its items; an item with a comma stands in double quotes. A "
    ".toml or .json file holds several. Without any change it answers what the files say "
    "now, such as applications and registrations, with the fewest moves. The proposals are kept; planner accept NUMBER "
    "accepts one.\n\n"
    "Kinds: cancel, blackout, election, venue_closed, room_closed, room_smaller, staff_away, staff_leaves, busy, free, "
    "member_joined, member_left, application, fix, window, online, together, rules, region_merged, law.",
)
WORDS = Message(
    "commands.solving.words",
    "Folder of the network (default: the current one), then the changes; none for what the files say now.",
)
WORDS_NAME = Message("commands.solving.words_name", "[FOLDER] [CHANGE...]")
WANTED = Message("commands.solving.wanted", "How many proposals, {most} at most (default: {n}).")
MAY_MOVE = Message(
    "commands.solving.may_move",
    "What else may be moved: nothing, the same round, the same region, or all (default: nothing).",
)
KEEP_WINDOWS = Message(
    "commands.solving.keep_windows", "Hold no meeting outside its window, even if too few days are left in it."
)
RESCHEDULE_SECONDS = Message("commands.solving.reschedule_seconds", "Seconds it may take in all (default: {n}).")
AS_OF = Message(
    "commands.solving.as_of", "Take this day for today: what lies before it is past, and notice is counted from it."
)


def reschedule_command(locale: Locale) -> click.Command:
    """The command in one language."""
    return Command(
        "reschedule", locale, RESCHEDULE_HELP, does="planner.cli.actions.reschedule:run_reschedule",
        params=[
            Argument("words", says=WORDS, of=WORDS_NAME, nargs=-1, required=False),
            _wanted(),
            Option("--as-of", says=AS_OF, of=DAY, type=Day()),
            _may_move(),
            Option("--keep-windows", says=KEEP_WINDOWS, is_flag=True),
            seconds(RESCHEDULE_SECONDS, defaults.RESCHEDULE_SECONDS),
            workers(WORKERS),
            _seed(),
            Option("--memory", says=MEMORY, of=MIB, type=WholeNumber(64, MIB_MAX)),
            shape(),
            workbook(),
            *place(),
        ],
    )  # fmt: skip


def _seed() -> Option:
    says = BoundMessage(SEED, {"n": defaults.SEED})
    return Option("--seed", says=says, of=NUMBER, type=WholeNumber(0), default=defaults.SEED)


def _wanted() -> Option:
    says = BoundMessage(WANTED, {"most": defaults.PROPOSALS_MAX, "n": defaults.PROPOSALS})
    kind = WholeNumber(1, defaults.PROPOSALS_MAX)
    return Option("-k", "wanted", says=says, of=NUMBER, type=kind, default=defaults.PROPOSALS)


def _may_move() -> Option:
    kind = OneOf(["nothing", "round", "region", "all"])
    return Option("--may-move", says=MAY_MOVE, type=kind, default=defaults.MAY_MOVE)
