"""Parameters that several commands have."""

from __future__ import annotations

from calendars.language import Sentence
from planner.cli.command import Argument
from planner.cli.values import AnyPath

FOLDER_NAME = Sentence(en="FOLDER", da="MAPPE")
FILE_NAME = Sentence(en="FILE", da="FIL")
NAME = Sentence(en="NAME", da="NAVN")

FOLDER = AnyPath(file_okay=False)
FILE = AnyPath(dir_okay=False)


def folder(says: Sentence, *, required: bool = True) -> Argument:
    """The argument FOLDER; it is looked into when the network is loaded."""
    return Argument("folder", says=says, of=FOLDER_NAME, type=FOLDER, required=required)
