"""The options of a measurement, its time budget, and its section of the results."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import RESULTS, machine, replace_section

PACKAGES = ("ortools", "highspy", "numpy")


@dataclass(frozen=True, slots=True)
class Wish:
    """Command-line options; None leaves the choice to the part.

    Attributes:
        runs: repetitions.
        seeds: number of reference networks.
        seconds: time limit of one run.
        results: the file of results.
        networks: folder of the networks of part `hard`, or None to draw some.
        alone: whether part `hard` leaves out the general solvers.
    """

    runs: int = 3
    seeds: int | None = None
    seconds: float | None = None
    results: Path = RESULTS
    networks: Path | None = None
    alone: bool = False

    def write(self, title: str, *paragraphs: str, runs: int) -> None:
        """Write a section and print it."""
        under = f"`python -m benchmarks.speed`: {machine(*PACKAGES, runs=runs)}"
        body = "\n\n".join([*filter(None, paragraphs), under])
        replace_section(title, body, self.results)
        print(f"## {title}\n\n{body}\n", flush=True)


class Budget:
    """A time budget for all runs of a part: once it is spent, no further run is started."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._left_out: list[str] = []

    def allows(self, name: str) -> bool:
        """Return whether there is time to start; if not, the name is recorded as left out."""
        if time.monotonic() < self._until:
            return True
        self._left_out.append(name)
        return False

    @property
    def note(self) -> str:
        """What was left out, or ""."""
        return f"Not measured, as the time was up: {', '.join(self._left_out)}." if self._left_out else ""


def seconds(value: float | None, digits: int = 2) -> str:
    """Return seconds as a table cell; a dash for None."""
    return "–" if value is None else f"{value:.{digits}f}"


def percent(value: float | None) -> str:
    """Return a gap as a table cell."""
    return "–" if value is None else f"{value:.2f} %"
