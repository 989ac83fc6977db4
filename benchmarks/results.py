"""RESULTS.md: each benchmark replaces its own section and leaves the others unchanged."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).parent / "RESULTS.md"
TITLE = "# Results\n\nEach section tells the machine, the day and the versions that it was measured with.\n"

_FIGURE = re.compile(r"[<>≥≤]? ?-?[\d.,]+( ?%)?( \([\d.,]+–[\d.,]+\))?")


def replace_section(title: str, body: str, file: Path = RESULTS) -> None:
    """Replace the section with that title, or append it; a missing file is created.

    Args:
        title: heading of the section.
        body: its content, without headings of the same level.
        file: the file to change.
    """
    whole = file.read_text(encoding="utf-8") if file.exists() else TITLE
    head, *found = whole.split("\n## ")
    sections = {name: text for name, _, text in (section.partition("\n") for section in found)}
    sections[title] = body
    parts = (f"\n## {name}\n\n{text.strip()}\n" for name, text in sections.items())
    file.write_text(f"{head.rstrip()}\n{''.join(parts)}", encoding="utf-8")


def machine(*packages: str, runs: int) -> str:
    """Return date, machine, load, package versions and repetitions, on which the figures depend."""
    load, _, _ = os.getloadavg()
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    return (
        f"{datetime.now(UTC).date()}, {_processor()}, {os.cpu_count()} cores (load {load:.1f} at the end), "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
        f"{', ' if versions else ''}{versions}; {runs} {'run' if runs == 1 else 'runs'}."
    )


def spread(values: Sequence[float], digits: int = 2) -> str:
    """Return the median, with minimum and maximum of several values; a dash without values."""
    if not values:
        return "–"
    least, middle, most = (f"{each:,.{digits}f}" for each in (min(values), statistics.median(values), max(values)))
    return middle if len(values) == 1 else f"{middle} ({least}–{most})"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table with right-aligned columns of figures."""
    lines = [[str(cell) for cell in row] for row in rows]
    columns = zip(*lines, strict=True) if lines else [()] * len(head)
    rules = ["---:" if all(map(_is_figure, column)) else "---" for column in columns]
    return "\n".join(f"| {' | '.join(line)} |" for line in [head, rules, *lines])


def _is_figure(cell: str) -> bool:
    return cell in {"", "–"} or _FIGURE.fullmatch(cell) is not None


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
