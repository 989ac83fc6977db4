"""Measure polls of a feed while many accept plans at once: `python -m benchmarks.accepts`."""

from __future__ import annotations

import http.client
import json
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.results import machine, replace_section, spread, table
from benchmarks.what_if_server import NETWORK, START_TIMEOUT_SECONDS, Served, served
from planner.examples import folder
from planner.files.load import load_network

TITLE = "Calendars while plans are accepted"
EXAMPLE = "ledernetvaerk"
PARALLEL = 50
QUIET_SECONDS = 5
RUNS = 3
MILLISECONDS = 1000


def percentile(values: list[float], share: float) -> float:
    """Return the value below which that share of them lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def _accept(server: Served, plan: Any, revision: int) -> int:  # noqa: ANN401 - JSON
    """Accept a plan and return the status."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=START_TIMEOUT_SECONDS)
    headers = {"Content-Type": "application/json", "If-Match": f'"{revision}"'}
    body = json.dumps({"by": "x", "plan": plan, "as_of": "2022-05-01"})
    connection.request("POST", f"/networks/{NETWORK}/revisions", body, headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def _run(server: Served, plan: Any, revision: int) -> tuple[list[float], list[float], float, Counter[int]]:  # noqa: ANN401
    with server.polled() as quiet:
        time.sleep(QUIET_SECONDS)
    begun = time.perf_counter()
    with server.polled() as busy, ThreadPoolExecutor(PARALLEL) as many:
        statuses = Counter(many.map(lambda _: _accept(server, plan, revision), range(PARALLEL)))
    return quiet, busy, time.perf_counter() - begun, statuses


def _spreads(runs: list[list[float]]) -> list[str]:
    """Return median, 99 % and longest of each run, in milliseconds, as text."""
    return [spread([percentile(polls, share) * MILLISECONDS for polls in runs], 1) for share in (0.5, 0.99, 1)]


def main() -> None:
    """Measure, and write the section of RESULTS.md."""
    with tempfile.TemporaryDirectory() as place, served(load_network(folder(EXAMPLE)), Path(place)) as server:
        _, plan = server.get("plan")
        found = [_run(server, plan, revision) for revision in range(1, RUNS + 1)]
    for *_, statuses in found:
        if statuses != {201: 1, 412: PARALLEL - 1}:
            raise RuntimeError(statuses)
    rows = [
        ("nothing else to do", *_spreads([quiet for quiet, *_ in found])),
        (f"{PARALLEL} accept at once", *_spreads([busy for _, busy, *_ in found])),
    ]
    text = (
        f"The default example; {PARALLEL} clients accept a plan for the same revision at the same time. Each plan is "
        f"checked, one becomes the next revision, the others are told so. All are answered after "
        f"{spread([run[2] for run in found], 1)} s. Meanwhile one connection polls a feed; milliseconds:\n\n"
        f"{table(['', 'median', '99 %', 'longest'], rows)}"
    )
    replace_section(TITLE, f"{machine('uvicorn', 'fastapi', runs=RUNS)}\n\n{text}")


if __name__ == "__main__":
    main()
