"""Measure how fast calendars are published and served; write the results into RESULTS.md.

    python benchmarks/feeds.py [--only publishing|many|serving] [--times N]

Serving needs wrk and nginx (Debian: apt-get install wrk nginx-light).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.feeds_many import FEED_COUNT, many_feeds
from benchmarks.feeds_serving import serving
from benchmarks.results import machine, replace_section, spread, table
from constraints.problem.outcome import Limits
from constraints.solve import solve
from planner.examples import folder
from planner.feeds.folder import Folder, give_everyone, publish_to
from planner.feeds.publish import publisher
from planner.files.load import load_network
from planner.network.problem import build_problem
from planner.store.archive import Acceptance, Archive, Draft
from planner.store.database import open_store

PACKAGES = ("sqlalchemy", "uvicorn")
HEAD = ("step", "seconds")

NOW = datetime(2022, 5, 1, 8, tzinfo=UTC)
ID = "ledernetvaerk"


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description="How fast calendars are published and served.")
    parser.add_argument("--only", choices=["publishing", "many", "serving"])
    parser.add_argument("--times", type=int, default=5, help="repetitions (default: %(default)s)")
    arguments = parser.parse_args()
    parts: dict[str, Callable[[int], str]] = {"publishing": publishing, "many": many, "serving": served}
    chosen = [arguments.only] if arguments.only else list(parts)
    for name in chosen:
        measured = parts[name](arguments.times)
        text = f"{machine(*PACKAGES, runs=arguments.times)}\n\n{measured}"
        print(f"{text}\n")
        replace_section(f"Calendars: {name}", text)


def publishing(times: int) -> str:
    """Measure publishing the default example, and moving one of its meetings."""
    draft = example_draft()
    found = [published(draft) for _ in range(times)]
    rows = [
        ("give everyone a calendar", spread([each.given for each in found])),
        ("move one meeting: accept and publish", spread([each.moved for each in found])),
        ("… of which publishing", spread([each.publishing for each in found])),
        ("write all files", spread([each.files for each in found])),
        ("write files again, nothing changed", spread([each.again for each in found])),
    ]
    return f"The default example, {found[0].feeds} feeds, SQLite.\n\n{table(HEAD, rows)}"


def many(times: int) -> str:
    """Measure publishing a hundred thousand distinct feeds."""
    found = [many_feeds() for _ in range(times)]
    rows = [
        ("all meetings move: accept and publish", spread([each.everything for each in found])),
        ("one meeting moves: accept and publish", spread([each.one for each in found])),
        ("… feeds rendered anew", spread([each.touched for each in found], 0)),
    ]
    return f"{FEED_COUNT:,} feeds, no two alike, SQLite.\n\n{table(HEAD, rows)}"


def served(times: int) -> str:
    """Measure polls with If-None-Match, of this program and of nginx with the same files."""
    with tempfile.TemporaryDirectory() as place, open_store(f"{place}/network.sqlite") as store:
        draft = example_draft()
        archive = Archive(store, ID)
        archive.accept(draft, Acceptance("x", "", NOW), publisher(draft.content.network))
        return serving(archive, Path(place), times)


@dataclass(frozen=True)
class Times:
    """Durations in seconds."""

    feeds: int
    given: float
    moved: float
    publishing: float
    files: float
    again: float


def published(draft: Draft) -> Times:
    """Publish once in a new store and return the durations."""
    network = draft.content.network
    with tempfile.TemporaryDirectory() as place, open_store(f"{place}/network.sqlite") as store:
        archive, to = Archive(store, ID), Folder(Path(place) / "to")
        archive.accept(draft, Acceptance("x", "", NOW), publisher(network))
        clock = stopwatch()
        next(clock)
        with store.writing() as connection:
            given = len(give_everyone(connection, ID, network, NOW))
        seconds = [next(clock)]
        publish, inside = publisher(network), [0.0]

        def timed(*what: object) -> None:
            begun = time.perf_counter()
            publish(*what)  # type: ignore[arg-type]  # whatever accept gives it
            inside[0] = time.perf_counter() - begun

        archive.accept(moved(draft), Acceptance("x", "", NOW + timedelta(days=1)), timed)
        seconds.append(next(clock))
        publish_to(to, archive, NOW)
        seconds.append(next(clock))
        publish_to(to, archive, NOW)
        seconds.append(next(clock))
    first, second, third, fourth = seconds
    return Times(given, first, second, inside[0], third, fourth)


def example_draft() -> Draft:
    """Return the best plan of the default example."""
    network = load_network(folder(ID))
    problem = build_problem(network)
    plan = solve(problem, Limits(seconds=120)).plan
    if plan is None:
        raise RuntimeError(ID)
    return Draft.of(network, problem, plan)


def moved(draft: Draft) -> Draft:
    """Return the draft with its last meeting an hour later."""
    name, last = max(draft.announced.items(), key=lambda item: item[1].start)
    later = replace(last, start=last.start + timedelta(hours=1), end=last.end + timedelta(hours=1))
    return replace(draft, announced={**draft.announced, name: later})


def stopwatch() -> Iterator[float]:
    """Yield the seconds since the previous value."""
    last = time.perf_counter()
    while True:
        now = time.perf_counter()
        yield now - last
        last = now


if __name__ == "__main__":
    main()
