"""Measure how fast a network is read from a workbook and written to one; write the results into RESULTS.md.

    python -m benchmarks.workbook [--runs N]

The default example, and the same with ten times its busy times. Each run is a process of its own, so that its memory is
known; reading takes another process within it, whose memory is counted too.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.results import machine, replace_section, spread, table
from calendars.child import children_memory, own_memory
from planner.examples import folder
from planner.files.load import load_network, read_home
from planner.files.workbook.contents import contents_of
from planner.files.workbook.writing import write_workbook

TITLE = "Workbooks"
TIMES = 10
GOALS = {"example": ("≤ 3 s", "≤ 3 s"), "ten times": ("≤ 30 s", "≤ 30 s, < 500 MB")}
MEGABYTE = 10**6


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description="How fast workbooks are read and written.")
    parser.add_argument("--runs", type=int, default=3, help="repetitions (default: %(default)s)")
    parser.add_argument("--one", nargs=3, help="measure one step in this process: write or read, from, to")
    arguments = parser.parse_args()
    if arguments.one:
        print(json.dumps(_measured(*arguments.one)))
        return
    with tempfile.TemporaryDirectory() as name:
        rows = [row for network in ("example", "ten times") for row in _rows(network, Path(name), arguments.runs)]
    body = table(["network", "busy times", "step", "seconds", "memory, MB", "file, MB", "goal"], rows)
    said = machine("xlsxwriter", runs=arguments.runs)
    print(body)
    replace_section(
        TITLE, f"{said}\n\n{__doc__.partition('The default')[1]}{__doc__.partition('The default')[2]}\n{body}"
    )


def _rows(network: str, work: Path, runs: int) -> list[list[str]]:
    source, file = work / network.replace(" ", "-"), work / f"{network.replace(' ', '-')}.xlsx"
    shutil.copytree(folder("ledernetvaerk"), source)
    rows = _multiply(source, TIMES if network != "example" else 1)
    found = []
    for step, goal in zip(("write", "read"), GOALS[network], strict=True):
        each = [_in_process(step, source, file) for _ in range(runs)]
        seconds = spread([one["seconds"] for one in each], 2)
        memory = spread([one["memory"] / MEGABYTE for one in each], 0)
        size = f"{file.stat().st_size / MEGABYTE:.1f}"
        found.append([network, f"{rows:,}", step, seconds, memory, size, goal])
    return found


def _multiply(source: Path, times: int) -> int:
    """Give everybody their busy times that often, each time with another source; return how many there are."""
    path = source / "busy.csv"
    head, *rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    head = [*head, *(["source"] if "source" not in head else [])]
    at = head.index("source")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(head)
    for n in range(times):
        writer.writerows([*row[:at], f"calendar {n}" if n else ""] for row in rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return len(rows) * times


def _in_process(step: str, source: Path, file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.workbook", "--one", step, str(source), str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(ended.stdout))


def _measured(step: str, source: str, file: str) -> dict[str, float]:
    contents = contents_of(read_home(Path(source))[0]) if step == "write" else None
    begun = time.perf_counter()
    if contents is None:
        load_network(Path(file))
    else:
        Path(file).write_bytes(write_workbook(contents, Path(file).name))
    return {"seconds": time.perf_counter() - begun, "memory": max(own_memory(), children_memory())}


if __name__ == "__main__":
    main()
