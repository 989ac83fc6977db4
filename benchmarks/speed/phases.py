"""Seconds by phase of the work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from benchmarks.results import spread, table

if TYPE_CHECKING:
    from benchmarks.speed.run import Run

ALL = "all"
NAMES = {
    "reading": "reading the files and stating the problem",
    "building": "building the model",
    "relaxation": "linear relaxation",
    "search": "search",
    "proof": "waiting for the second engine's word",
    "check": "checking plans (beside the search)",
    ALL: "all",
}


def shares(runs: Sequence[Run]) -> str:
    """Return a table of seconds by phase over several runs."""
    phases = [run.ended.phases for run in runs if run.ended]
    known = [*NAMES, *sorted({name for each in phases for name in each} - NAMES.keys())]
    rows = [(NAMES.get(name, name), spread([each.get(name, 0.0) for each in phases])) for name in known]
    return table(["part", "seconds"], rows)
