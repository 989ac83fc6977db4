"""Part `growth`: the cost of more members, regions, years and networks."""

from __future__ import annotations

import math
from collections.abc import Sequence

from benchmarks.growing import Size
from benchmarks.results import table
from benchmarks.speed.run import Run, failures, measured
from benchmarks.speed.wish import Budget, Wish, percent, seconds

RUN_LIMIT_SECONDS = 120.0
PART_BUDGET_SECONDS = 750.0
"""Time after which no further size is started, unless the command line sets the time of each run."""
NEAR_GAP_PERCENT = 1.0
"""Gap at which a plan counts as nearly optimal."""

SIZES = {
    "size 1": Size(),
    "10 networks": Size(networks=10),
    "3 networks": Size(networks=3),
    "10 regions": Size(regions=10),
    "25 regions": Size(regions=25),
    "50 regions": Size(regions=50),
    "8 years": Size(years=8),
    "12 years": Size(years=12),
    "3 times the members": Size(members=3),
    "10 times the members": Size(members=10),
    "30 times the members": Size(members=30),
}
NOTE = (
    "Networks drawn by `benchmarks/growing.py`; size 1 is like the reference network, and several networks share staff"
    " and venues. Pairs are options of pair costs, which are priced in. Building and relaxation are parts of the"
    " seconds to the first plan; memory is that of all processes together."
)
HEADER = ["", "columns", "rows", "pairs", "building, s", "relaxation, s", "first plan, s", "gap 1 %, s", "proof, s",
          "last gap", "MiB"]  # fmt: skip


def measure(wish: Wish, sizes: dict[str, Size] | None = None) -> None:
    """Plan every size once, within the time budget."""
    limit, budget = wish.seconds or RUN_LIMIT_SECONDS, Budget(PART_BUDGET_SECONDS if wish.seconds is None else math.inf)
    runs: list[Run] = []
    for name, size in (sizes or SIZES).items():
        if budget.allows(name):
            runs.append(measured(name, "benchmarks.speed.jobs:growing", size, seconds=limit))
            print(_row(runs[-1]), flush=True)
    wish.write("Growth", f"{NOTE} A run is ended after {limit:.0f} s.", rows(runs), failures(runs), budget.note, runs=1)


def rows(runs: Sequence[Run]) -> str:
    """Return a row for every size."""
    return table(HEADER, [_row(run) for run in runs])


def _row(run: Run) -> tuple[object, ...]:
    extent, phases = run.extent, run.ended.phases if run.ended else {}
    size = ("–", "–", "–") if extent is None else (f"{n:,}" for n in (extent.columns, extent.rows, extent.pairs))
    return (
        run.label, *size, seconds(phases.get("building")), seconds(phases.get("relaxation")), seconds(run.first_plan()),
        seconds(run.reached(NEAR_GAP_PERCENT)), seconds(run.proved), percent(run.gap), run.mib,
    )  # fmt: skip
