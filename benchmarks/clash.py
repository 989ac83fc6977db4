"""Measure how long it takes to explain why a network is infeasible; write the results into benchmarks/RESULTS.md.

    python -m benchmarks.clash [WAY ...] [--seconds S]

It needs ../shared/reference beside the checkout.
"""

from __future__ import annotations

import argparse
import time

from benchmarks.impossible import WAYS
from benchmarks.reference import read_network
from benchmarks.results import machine, replace_section, table
from benchmarks.speed.reference import MISSING, REFERENCE_SCRIPT, instances
from constraints.conflicts.conflict import Conflict
from constraints.conflicts.find import find_conflicts
from constraints.conflicts.repairs import find_repairs
from constraints.problem.outcome import Limits
from planner.network.problem import build_problem

NOTE = (
    "The reference network (seed 1) made impossible in five ways. Every clash is confirmed by two engines and by a plan"
    " without each of its requirements; the clock runs until all clashes are known and the rest is seen to be possible."
    " Every way out comes from a plan that the check accepts."
)
GOALS = ("", "", "", "≤ 20", "", "≤ 60")


def main() -> None:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.clash", description="Measure how soon clashes are found."
    )
    parser.add_argument("ways", nargs="*", metavar="WAY", help=f"of {', '.join(WAYS)} (default: all)")
    parser.add_argument("--seconds", type=float, default=60.0, help="most that both may take (default: %(default)s)")
    arguments = parser.parse_args()
    if not REFERENCE_SCRIPT.exists():
        print(f"clash {MISSING}")
        return
    rows = [_row(way, arguments.seconds) for way in arguments.ways or WAYS]
    head = ["made impossible by", "clashes", "smallest, confirmed", "clashes, s", "ways out", "with ways out, s"]
    replace_section(
        "Clashes",
        "\n\n".join([NOTE, table(head, [*rows, ("goal", *GOALS[1:])]), machine("highspy", "ortools", runs=1)]),
    )


def _row(way: str, seconds: float) -> tuple[object, ...]:
    with instances(1) as (folder,):
        problem = WAYS[way](build_problem(read_network(folder)))
    begun = time.monotonic()
    clashes = find_conflicts(problem, Limits(seconds=seconds)).clashes
    known = time.monotonic() - begun
    found = find_repairs(problem, clashes, Limits(seconds=max(seconds - known, 0.0)))
    row = (way, len(clashes), _told(clashes), f"{known:.1f}", len(found), f"{time.monotonic() - begun:.1f}")
    print(*row, sep=" | ", flush=True)
    return row


def _told(clashes: tuple[Conflict, ...]) -> str:
    confirmed = [clash for clash in clashes if clash.confirmed]
    if not confirmed:
        return "none"
    smallest = min(confirmed, key=lambda clash: len(clash.requirements))
    return ", ".join(sorted({each.rule for each in smallest.requirements}))


if __name__ == "__main__":
    main()
