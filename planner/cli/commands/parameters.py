"""Parameters that several commands share."""

from __future__ import annotations

from pathlib import Path

from calendars.language import Said, Sentence
from planner.cli.command import AnyPath, Argument, Day, OneOf, Option, Seconds, WholeNumber

FOLDER_NAME = Sentence(en="FOLDER", da="MAPPE")
FILE_NAME = Sentence(en="FILE", da="FIL")
NAME = Sentence(en="NAME", da="NAVN")

FOLDER = AnyPath(file_okay=False)
FILE = AnyPath(dir_okay=False)


def folder(says: Sentence, *, required: bool = True) -> Argument:
    """The argument FOLDER; it is looked into when the network is loaded."""
    return Argument("folder", says=says, of=FOLDER_NAME, type=FOLDER, required=required)


WHERE = Sentence(
    en="Folder of the network (default: the current folder).", da="Netværkets mappe (ellers: den aktuelle mappe)."
)
STORE = Sentence(
    en="Where accepted plans are kept: a file, or postgresql://... (default: PLANNER_STORE, else network.sqlite in the "
    "folder).",
    da="Hvor accepterede planer gemmes: en fil eller postgresql://... (ellers: PLANNER_STORE, ellers network.sqlite i "
    "mappen).",
)
NETWORK = Sentence(
    en="Name of the network in the store (default: the folder's name).",
    da="Netværkets navn i lageret (ellers: mappens navn).",
)
NUMBER = Sentence(en="Number of the revision.", da="Revisionens nummer.")
FORMAT = Sentence(
    en="table for people, json for programs (default: table).",
    da="table til mennesker, json til programmer (ellers: table).",
)
BY = Sentence(en="Who accepts (default: your user name).", da="Hvem der accepterer (ellers: dit brugernavn).")
AS_OF = Sentence(
    en="Take this day for today: what lies before it is past, and is not cancelled if the plan lacks it.",
    da="Regn denne dag for i dag: det, der ligger før, er forbi og aflyses ikke, hvis planen mangler det.",
)
DAY = Sentence(en="DATE", da="DATO")
WHY = Sentence(en="Why, in your own words.", da="Hvorfor, med dine egne ord.")
ADDRESS = Sentence(en="URL", da="URL")
N = Sentence(en="N", da="N")
TEXT = Sentence(en="TEXT", da="TEKST")


def current_folder() -> Argument:
    """The argument FOLDER, which may be left out."""
    return Argument("folder", says=WHERE, of=FOLDER_NAME, type=FOLDER, required=False, default=Path())


def revision_number(name: str) -> Argument:
    """An argument that is the number of a revision."""
    return Argument(name, says=NUMBER, of=N, type=WholeNumber(1), required=True)


def shape() -> Option:
    """The option --format."""
    return Option("--format", "shape", says=FORMAT, type=OneOf(["table", "json"]), default="table")


def acceptance() -> list[Option]:
    """The options that say who accepts, why and when."""
    return [
        Option("--by", says=BY, of=NAME),
        Option("--why", says=WHY, of=TEXT, default=""),
        Option("--as-of", says=AS_OF, of=DAY, type=Day()),
    ]


def place() -> list[Option]:
    """The options that name the store, and the network in it."""
    return [
        Option("--store", says=STORE, of=ADDRESS),
        Option("--network", says=NETWORK, of=NAME),
    ]


MEETING = Sentence(
    en='Id of the meeting, or its name in quotes, as "Network meeting spring 2023, Syddanmark".',
    da="Mødets id, eller dets navn i anførselstegn, som »Netværksmøde forår 2023, Syddanmark«.",
)
MEETING_NAME = Sentence(en="MEETING", da="MØDE")
PLAN = Sentence(
    en="Ask about the plan in this JSON file (default: the last accepted plan, as it was accepted; where there is "
    "none, the best that is found).",
    da="Spørg om planen i denne JSON-fil (ellers: den sidst accepterede plan, som den blev accepteret; findes der "
    "ingen, den bedste, der findes).",
)
OTHERS = Sentence(
    en="stay: move as few other meetings as possible; free: let them all move, for the fewest points (default: stay).",
    da="stay: flyt så få andre møder som muligt; free: lad dem alle flytte for at få færrest point (ellers: stay).",
)
SECONDS = Sentence(en="Seconds a solve may take (default: {n}).", da="Sekunder, en beregning må tage (ellers: {n}).")
WORKERS = Sentence(en="Processors it may use (default: 2).", da="Processorer, det må bruge (ellers: 2).")
SECONDS_NAME = Sentence(en="S", da="S")


def meeting() -> Argument:
    """The argument MEETING."""
    return Argument("meeting", says=MEETING, of=MEETING_NAME, required=True)


def plan() -> Option:
    """The option --plan."""
    return Option("--plan", says=PLAN, of=FILE_NAME, type=FILE)


def others() -> Option:
    """The option --others."""
    return Option("--others", says=OTHERS, type=OneOf(["stay", "free"]), default="stay")


def limits(seconds: int) -> list[Option]:
    """The options that say what a solve may use."""
    said = Said(SECONDS, {"n": seconds})
    return [
        Option("--seconds", says=said, of=SECONDS_NAME, type=Seconds(), default=float(seconds)),
        Option("--workers", says=WORKERS, of=N, type=WholeNumber(1), default=2),
    ]
