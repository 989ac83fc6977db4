"""Changes: things that happened, as planners say them, and what they make of a network."""

from planner.changes.apply import Changed, apply_changes
from planner.changes.command_line import as_command_line
from planner.changes.kinds import KINDS, Change, Changes
from planner.changes.postponing import postponed
from planner.changes.reading import read_changes
from planner.changes.text import parse_change

__all__ = [
    "KINDS",
    "Change",
    "Changed",
    "Changes",
    "apply_changes",
    "as_command_line",
    "parse_change",
    "postponed",
    "read_changes",
]
