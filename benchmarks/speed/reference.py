"""Part `reference`: instances of the reference network by seed, from reading the files to the checked plan."""

from __future__ import annotations

import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from benchmarks.results import spread, table
from benchmarks.speed.phases import shares
from benchmarks.speed.run import Run, failures, measured
from benchmarks.speed.wish import Budget, Wish, percent, seconds

REFERENCE_SCRIPT = Path(__file__).resolve().parents[3] / "shared" / "reference" / "make_reference.py"
MISSING = "left out: it needs ../shared/reference beside the checkout"
DEFAULT_SEED_COUNT = 20
RUN_LIMIT_SECONDS = 60.0
PART_BUDGET_SECONDS = 300.0
"""Time after which no further seed is started, unless the command line sets the time of each run."""
NEAR_OPTIMUM_FACTOR = 1.003
"""Factor on the best known points within which a plan counts as nearly optimal."""


def measure(wish: Wish) -> None:
    """Plan every seed once, and seed 1 repeatedly to show the noise."""
    if not REFERENCE_SCRIPT.exists():
        print(f"reference {MISSING}")
        return
    limit, budget = wish.seconds or RUN_LIMIT_SECONDS, Budget(PART_BUDGET_SECONDS if wish.seconds is None else math.inf)
    with instances(wish.seeds or DEFAULT_SEED_COUNT) as folders:
        again = [_planned("seed 1, for noise", folders[0], limit) for _ in range(wish.runs)]
        named = [(f"seed {n}", folder) for n, folder in enumerate(folders, start=1)]
        runs = [_planned(name, folder, limit) for name, folder in named if budget.allows(name)]
    wish.write(
        "Reference network", _goals(runs), _noise(again), _by_seed(runs), failures([*again, *runs]), budget.note, runs=1
    )
    wish.write("Where the time goes", shares(runs), runs=len(runs))


@contextmanager
def instances(count: int) -> Iterator[list[Path]]:
    """Yield the folders of the reference network for seeds 1 to `count`."""
    with tempfile.TemporaryDirectory() as root:
        folders = [Path(root) / str(seed) for seed in range(1, count + 1)]
        for seed, folder in enumerate(folders, start=1):
            make = [sys.executable, str(REFERENCE_SCRIPT), str(seed), str(folder)]
            subprocess.run(make, check=True, capture_output=True)
        yield folders


def _planned(name: str, folder: Path, limit: float) -> Run:
    run = measured(name, "benchmarks.speed.jobs:reference", folder, seconds=limit)
    print(f"{run.label}: proved after {seconds(run.proved)} s, gap {percent(run.gap)}, {run.mib} MiB", flush=True)
    return run


def near(run: Run) -> float | None:
    """Return the seconds until a plan was within 0.3 % of the best known points."""
    return None if run.best is None else run.first_plan(run.best * NEAR_OPTIMUM_FACTOR)


def _goals(runs: Sequence[Run]) -> str:
    proved = [run.proved for run in runs if run.proved is not None]
    first = [found for run in runs if (found := run.first_plan()) is not None]
    close = [found for run in runs if (found := near(run)) is not None]
    rows = [
        ("optimum proved and confirmed", f"{len(proved)} of {len(runs)} seeds", "all"),
        ("first checked plan, s", _typical(first), "worst ≤ 1"),
        ("within 0.3 % of the optimum, s", _typical(close), "worst ≤ 2"),
        ("proof, s", _typical(proved), "median ≤ 5, worst ≤ 15"),
        ("peak memory, MiB", f"worst {max(run.mib for run in runs)}", "< 1,024"),
    ]
    return table(["", "measured", "goal"], rows)


def _typical(values: Sequence[float]) -> str:
    return f"median {median(values):.2f}, worst {max(values):.2f}" if values else "never"


def _noise(again: Sequence[Run]) -> str:
    proved = [run.proved for run in again if run.proved is not None]
    return f"Noise: seed 1 takes {spread(proved)} s to its proof in {len(again)} more runs."


def _by_seed(runs: Sequence[Run]) -> str:
    rows = [
        (run.label, seconds(run.first_plan()), seconds(near(run)), seconds(run.proved), percent(run.gap),
         run.best or "–", run.mib)
        for run in runs
    ]  # fmt: skip
    return table(["", "first plan, s", "within 0.3 %, s", "proof, s", "gap", "points", "MiB"], rows)
