"""Measure how fast questions are answered over HTTP; write the results into RESULTS.md.

    python -m benchmarks.what_if [--times N] [--seeds N]

A real server with two slots runs in a process of its own. Reference networks need ../shared/reference beside the
checkout.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any

from benchmarks.reference import read_network
from benchmarks.results import machine, replace_section, table
from benchmarks.speed.reference import REFERENCE_SCRIPT, instances
from benchmarks.what_if_server import SLOTS, Served, served
from planner.examples import folder
from planner.files.load import load_network

TITLE = "Questions over HTTP"
EXAMPLE = "ledernetvaerk"
ELECTION = {
    "kind": "election", "reason": "Folketingsvalg", "called": "2022-10-05", "polling_day": "2022-11-01",
    "cabinet": "2022-12-15",
}  # fmt: skip
CALLED = "2022-10-05"
CONCURRENT_QUESTIONS = 10
PROPOSALS_WANTED = 3
MEETINGS_HIT = 5


@dataclass(frozen=True)
class Row:
    """The seconds measured for one question; `goal` applies to 95 % of the answers."""

    network: str
    question: str
    seconds: Sequence[float]
    goal: float | None
    note: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The row of the table."""
        goal = "" if self.goal is None else f"{self.goal:.2f}"
        middle, most = (f"{percentile(self.seconds, share):.2f}" for share in (50, 95))
        return self.network, self.question, str(len(self.seconds)), middle, most, goal, self.note


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description="How fast questions are answered over HTTP.")
    parser.add_argument("--times", type=int, default=40, help="of each question (default: %(default)s)")
    parser.add_argument("--seeds", type=int, default=3, help="reference networks (default: %(default)s)")
    arguments = parser.parse_args()
    rows = [*_example(arguments.times), *_references(arguments.seeds, arguments.times)]
    head = ("network", "question", "answers", "median, s", "95 %, s", "goal, s", "")
    text = f"A server on {SLOTS} slots.\n\n{table(head, [row.cells for row in rows])}\n\n"
    text += f"`python -m benchmarks.what_if`: {machine('ortools', 'highspy', 'uvicorn', runs=arguments.times)}"
    print(text)
    replace_section(TITLE, text)


def percentile(values: Sequence[float], share: int) -> float:
    """Return the value that `share` percent of the values do not exceed."""
    return quantiles(values, n=100, method="inclusive")[share - 1] if len(values) > 1 else values[0]


def _example(times: int) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as place, served(load_network(folder(EXAMPLE)), Path(place)) as server:
        _warm(server, ELECTION)
        yield from _moved(server, EXAMPLE, times, ELECTION)
        yield from _at_once(server)
        yield from _candidates(server, times)


def _references(seeds: int, times: int) -> Iterator[Row]:
    """Yield the answers to the cancellation of five meetings of the first regional round."""
    if not REFERENCE_SCRIPT.exists():
        return
    with instances(seeds) as found:
        for seed, files in enumerate(found, start=1):
            with tempfile.TemporaryDirectory() as place, served(read_network(files), Path(place)) as server:
                change = {"kind": "cancel", "meetings": _five_of_a_round(server), "later": True}
                _warm(server, change)
                yield from _moved(server, f"reference, seed {seed}", times, change)


def _five_of_a_round(server: Served) -> list[str]:
    """Return the ids of its first five meetings in order of time."""
    _, plan = server.ask("plan")
    rounds: dict[str, list[str]] = {}
    for meeting in (each["id"] for each in plan["meetings"]):
        rounds.setdefault(meeting.partition("/")[0], []).append(meeting)
    return next(found for found in rounds.values() if len(found) >= MEETINGS_HIT)[:MEETINGS_HIT]


def _warm(server: Served, change: dict[str, Any]) -> None:
    """Ask until both slots have answered once."""
    with ThreadPoolExecutor(SLOTS) as many:
        list(many.map(lambda _: server.what_if(change, as_of=CALLED), range(2 * SLOTS)))


def _moved(server: Served, network: str, times: int, change: dict[str, Any]) -> Iterator[Row]:
    found = [server.what_if(change, as_of=CALLED, k=PROPOSALS_WANTED) for _ in range(times)]
    for _, answer in found:
        _require(answer, PROPOSALS_WANTED)
    yield Row(network, "five meetings hit, three proposals, others fixed", [each[0] for each in found], 1.0)
    some = [server.what_if(change, as_of=CALLED, k=1, may_move="all") for _ in range(max(times // 8, 1))]
    for _, answer in some:
        _require(answer, 1)
    yield Row(network, "the same, one proposal, all may move", [each[0] for each in some], 10.0)


def _at_once(server: Served) -> Iterator[Row]:
    with server.polled() as polls, ThreadPoolExecutor(CONCURRENT_QUESTIONS) as many:
        found = list(many.map(lambda _: server.what_if(ELECTION, as_of=CALLED), range(CONCURRENT_QUESTIONS)))
    yield Row(EXAMPLE, f"{CONCURRENT_QUESTIONS} of the first at once", [each[0] for each in found], None, "no failure")
    note = f"99 %: {percentile(polls, 99) * 1000:.0f} ms, goal 50 ms"
    yield Row(EXAMPLE, "… polls of a feed meanwhile", polls, None, note)


def _candidates(server: Served, times: int) -> Iterator[Row]:
    _, plan = server.ask("plan")
    meetings = [each["id"] for each in plan["meetings"]]
    chosen = [meetings[number % len(meetings)] for number in range(times)]
    found = [server.get("candidates", meeting=each)[0] for each in chosen]
    yield Row(EXAMPLE, "other days and venues of a meeting, best first", found, 0.3)


def _require(answer: Any, proposals: int) -> None:  # noqa: ANN401 - JSON
    """Check that the measured answer is correct.

    Raises:
        RuntimeError: if there are fewer proposals, or one is not proved optimal.
    """
    found = [each["proof"]["status"] for each in answer["proposals"]]
    if found != ["optimal"] * proposals:
        raise RuntimeError(found)


if __name__ == "__main__":
    main()
