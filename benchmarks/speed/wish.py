"""What is asked of a measurement, and where it is written."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import RESULTS, machine, replace_section

PACKAGES = ("ortools", "highspy", "numpy")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the command line asks; None leaves it to the part.

    Attributes:
        runs: of what is repeated.
        seeds: how many reference networks.
        seconds: most that one run may take.
        results: file of results.
    """

    runs: int = 3
    seeds: int | None = None
    seconds: float | None = None
    results: Path = RESULTS

    def write(self, title: str, *paragraphs: str, runs: int) -> None:
        """Write a section and show it."""
        under = f"`python -m benchmarks.speed`: {machine(*PACKAGES, runs=runs)}"
        body = "\n\n".join([*filter(None, paragraphs), under])
        replace_section(title, body, self.results)
        print(f"## {title}\n\n{body}\n", flush=True)


class Budget:
    """What all runs of a part may take together: once it is spent, no further one is begun."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._left_out: list[str] = []

    def allows(self, name: str) -> bool:
        """Whether there is time to begin; if not, the name is remembered as left out."""
        if time.monotonic() < self._until:
            return True
        self._left_out.append(name)
        return False

    @property
    def note(self) -> str:
        """What was left out, or nothing."""
        return f"Not measured, as the time was up: {', '.join(self._left_out)}." if self._left_out else ""


def seconds(value: float | None, digits: int = 2) -> str:
    """Seconds as a cell of a table; a dash if it never came to that."""
    return "–" if value is None else f"{value:.{digits}f}"


def percent(value: float | None) -> str:
    """A gap as a cell of a table."""
    return "–" if value is None else f"{value:.2f} %"
