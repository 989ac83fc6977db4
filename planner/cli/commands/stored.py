"""Parameters of the commands that use a store."""

from __future__ import annotations

from pathlib import Path

from calendars.language import Sentence
from planner.cli.command import Argument, Option
from planner.cli.commands.shared import FOLDER, FOLDER_NAME, NAME
from planner.cli.values import Day, OneOf, WholeNumber

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
