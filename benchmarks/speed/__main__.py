"""Measure how fast plans are found and proved optimal; write the results into benchmarks/RESULTS.md.

    python -m benchmarks.speed [examples] [reference] [baselines] [growth] [hard] [--runs N] [--seeds N] [--seconds S]

Without names all parts are measured. `reference` and `baselines` need ../shared/reference beside the checkout.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.results import RESULTS
from benchmarks.speed import baselines, examples, growth, hard, reference
from benchmarks.speed.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).resolve().parents[2]

PARTS: dict[str, Callable[[Wish], None]] = {
    "examples": examples.measure,
    "reference": reference.measure,
    "baselines": baselines.measure,
    "growth": growth.measure,
    "hard": hard.measure,
}


def main() -> None:
    """Measure the parts that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description="Measure speed and size.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--runs", type=int, default=3, help="runs of what is repeated (default: %(default)s)")
    parser.add_argument(
        "--seeds", type=int, help="drawn networks, from seed 1 on (default: 20, 3 for baselines, 5 for hard)"
    )
    parser.add_argument("--seconds", type=float, help="most that one run may take (default: as the part has it)")
    parser.add_argument("--results", type=Path, default=RESULTS, help="file to write into (default: %(default)s)")
    parser.add_argument("--networks", type=Path, help="folder of folders for part hard (default: networks are drawn)")
    parser.add_argument("--alone", action="store_true", help="leave the general solvers out of part hard")
    arguments = parser.parse_args()
    unknown = set(arguments.parts) - PARTS.keys()
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    # Measured processes import from this checkout, wherever this one was started.
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))
    wish = Wish(
        arguments.runs, arguments.seeds, arguments.seconds, arguments.results, arguments.networks, arguments.alone
    )
    for part in arguments.parts or PARTS:
        PARTS[part](wish)


if __name__ == "__main__":
    main()
