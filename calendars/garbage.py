"""How rarely each process of the program looks for garbage."""

import gc

OBJECTS_BETWEEN_COLLECTIONS = 50_000
"""Threshold of the garbage collector; some tens of megabytes at most.

Importing and reading leave little behind: looking for it took a seventh of the time of a short command, and a fifth of
the polls that a server can answer.
"""


def collect_rarely() -> None:
    """Make cyclic garbage collection rare."""
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS, 20, 50)
