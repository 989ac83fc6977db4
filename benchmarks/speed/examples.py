"""Part `examples`: what a user meets first: the example network, the help, and the size of the package."""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from benchmarks.example_facts import municipalities
from benchmarks.make_examples import RECIPES, Recipe, write_tables
from benchmarks.results import spread, table
from benchmarks.speed.run import Run, failures, measured
from benchmarks.speed.wish import Wish
from planner.examples import DEFAULT
from planner.files.start import example_folder, write_starting_network

REPOSITORY = Path(__file__).resolve().parents[2]
RUN_LIMIT_SECONDS = 60.0
MEMBER_FACTOR = 10
NEAR_GAP_PERCENT = 1.0
"""Percent."""
SLOW_IMPORTS = ("fastapi", "highspy", "numpy", "ortools", "pydantic", "scipy", "sqlalchemy")
HELP = """
import sys
from planner.cli import main
names, sys.argv = sys.argv[1:], ["planner", "--help"]
try:
    main()
finally:
    print("heavy:", *(name for name in names if name in sys.modules), file=sys.stderr)
"""
Goal = tuple[str, str, str]
"""What is measured, the figure, and its target."""
BUILD = "hatchling", "build", "--target", "wheel", "--directory"


def measure(wish: Wish) -> None:
    """Write the table of targets, each figure over several runs."""
    limit = wish.seconds or RUN_LIMIT_SECONDS
    with tempfile.TemporaryDirectory() as root:
        plain = _planned(example_folder(DEFAULT), 1, limit, wish.runs)
        tenfold = _planned(_with_members(Path(root) / "tenfold"), MEMBER_FACTOR, limit, wish.runs)
        applied = _planned(_with_applicants(Path(root) / "applied"), 1, limit, wish.runs)
    lines = [*_of_default(plain), *_of_tenfold(tenfold), *_of_offers(applied), *of_help(wish.runs), _of_wheel()]
    failed = failures([*plain, *tenfold, *applied])
    wish.write("Examples", table(["", "measured", "goal"], lines), failed, runs=wish.runs)


def _planned(folder: Path, roomier: int, limit: float, runs: int) -> list[Run]:
    return [measured(folder.name, "benchmarks.speed.jobs:folder", folder, roomier, seconds=limit) for _ in range(runs)]


def _with_members(folder: Path) -> Path:
    """Write the default example with ten times the members and return its folder."""
    write_starting_network(folder)
    recipe = next(each for each in RECIPES if each.name == DEFAULT)
    write_tables(_enlarged(recipe, folder.name), folder)
    return folder


def _with_applicants(folder: Path) -> Path:
    """Write the example of theme days with an application of every municipality and return its folder."""
    write_starting_network(folder, "temadage-2016")
    rows = [
        f"{place.code};2016-10-{n % 28 + 1:02} 09:{n % 60:02};{5 + n % 14};{('', 'oplæg', 'workshop')[n % 3]};"
        f"{('', 'tirsdag, onsdag', '2017-01-09 til 2017-05-31')[n % 3]};{('', 'fredag')[n % 2]};30"
        for n, place in enumerate(municipalities())
    ]
    header = "municipality;received;persons;parts;days;not_days;seats"
    (folder / "applications.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return folder


def _of_offers(runs: Sequence[Run]) -> list[Goal]:
    return [("theme days, 98 applicants for 5 places: proof, s", _seconds(run.proved for run in runs), "≤ 10")]


def _enlarged(recipe: Recipe, name: str) -> Recipe:
    return replace(recipe, name=name, members=lambda place: [*recipe.members(place)] * MEMBER_FACTOR)


def _of_default(runs: Sequence[Run]) -> list[Goal]:
    return [
        ("default example: first checked plan, s", _seconds(run.first_plan() for run in runs), "≤ 2"),
        ("default example: proof, s", _seconds(run.proved for run in runs), "≤ 10"),
        ("default example: memory of all processes, MiB", spread([run.mib for run in runs], 0), "< 1,024"),
    ]


def _of_tenfold(runs: Sequence[Run]) -> list[Goal]:
    return [
        ("ten times the members: proof, s", _seconds(run.proved for run in runs), "≤ 60, or"),
        ("ten times the members: within 1 %, s", _seconds(run.reached(NEAR_GAP_PERCENT) for run in runs), "≤ 60"),
        ("ten times the members: memory of all processes, MiB", spread([run.mib for run in runs], 0), ""),
    ]


def _seconds(values: Iterable[float | None]) -> str:
    found = [value for value in values if value is not None]
    return spread(found) if found else "never"


def of_help(runs: int) -> Iterator[Goal]:
    """Yield the figures of the program's start."""
    used, heavy = zip(*(_help() for _ in range(runs)), strict=True)
    yield "`planner --help`: processor time, ms", spread(used, 0), "< 250"
    yield "`planner --help`: heavy packages imported", heavy[-1] or "none", "no solver, no web, no database"


def _help() -> tuple[float, str]:
    """Return milliseconds of processor time, and which slow packages were imported."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", HELP, *SLOW_IMPORTS]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used * 1000, done.stderr.rpartition("heavy:")[2].strip()


def _of_wheel() -> Goal:
    if find_spec("hatchling") is None:
        return "wheel, MB", "not built: it needs hatchling, of the dev extra", "< 2"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", *BUILD, folder]
        subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True)
        (wheel,) = Path(folder).glob("*.whl")
        return "wheel, MB", f"{wheel.stat().st_size / 1e6:.2f}", "< 2"
