"""Measure how fast what may come is foreseen, and answered from what is kept; write the results into RESULTS.md.

    python -m benchmarks.foreseeing [--seconds N]

The default example, accepted and seen on its first day. The first picture is the plan with the worst days above it, as
`planner foresee --picture` saves it before the repairs are looked for. An answer for a day is read from the store.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.results import machine, replace_section, spread, table
from benchmarks.stress import EXAMPLE, planned
from constraints.check import check
from constraints.problem.outcome import Limits
from constraints.search.sessions import SequentialSession
from planner.examples import folder
from planner.files.load import load_network
from planner.network.problem import build_problem
from planner.pictures.timeline import draw
from planner.pictures.timeline_rows import View
from planner.reschedule.foreseen import basis_of, keep, kept, on_day
from planner.reschedule.search import SearchResources
from planner.schemas.foresight import Foresight
from planner.store.archive import Acceptance, Archive, Draft
from planner.store.database import open_store
from planner.store.documents import Content
from planner.use_cases.foresight.assumptions import ForesightRequest
from planner.use_cases.foresight.foreseeing import foresee


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description="How fast what may come is foreseen.")
    parser.add_argument("--seconds", type=float, default=60.0, help="for all repairs (default: %(default)s)")
    arguments = parser.parse_args()
    network = load_network(folder(EXAMPLE))
    as_of = network.settings.first_day
    content = Content(network, planned(network, as_of))
    limits = Limits(arguments.seconds)
    first: list[float] = []
    first_used: list[float] = []

    def draw_first(found: Foresight) -> None:
        schedule = check(build_problem(network), content.plan).schedule
        draw(schedule, View(today=as_of, foreseen=found.risks))
        first.append(time.monotonic() - begun)
        first_used.append(sum(os.times()[:4]) - used)

    with SequentialSession.start(limits) as turns:
        begun, used = time.monotonic(), sum(os.times()[:4])
        solving = SearchResources(turns, limits)
        found = foresee(content, 1, ForesightRequest(as_of), solving, on_first=draw_first)
        whole = time.monotonic() - begun
    processor = sum(os.times()[:4]) - used
    runs = sum(len(risk.groups) for risk in found.risks)
    rows = [
        ("first picture, s", spread(first), "≤ 5"),
        ("first picture, s of a processor", spread(first_used), ""),
        (f"complete, s ({runs - found.unknown} of {runs} repairs known)", spread([whole]), "≤ 60"),
        ("complete, s of a processor", spread([processor]), ""),
        ("a day answered from what is kept, ms", spread(_days(content, found), 0), "≤ 100"),
    ]
    body = f"{table(['', 'measured', 'goal'], rows)}\n\n`python -m benchmarks.foreseeing`: {machine(runs=1)}"
    print(body)
    replace_section("Foresight", body)


def _days(content: Content, found: Foresight) -> list[float]:
    """Return the milliseconds that answers for days take, in a store of their own."""
    taken = []
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory() as place, open_store(str(Path(place) / "network.sqlite")) as store:
        archive = Archive(store, "example")
        draft = Draft.of(content.network, build_problem(content.network), content.plan)
        archive.accept(draft, Acceptance("benchmark", "", now, as_of=now))
        keep(archive, found, basis_of(archive, folder(EXAMPLE)), now)
        for n in range(20):
            begun = time.perf_counter()
            on_day(kept(archive, basis_of(archive, folder(EXAMPLE))), found.as_of + timedelta(10 * n))
            taken.append(1000 * (time.perf_counter() - begun))
    return taken


if __name__ == "__main__":
    main()
