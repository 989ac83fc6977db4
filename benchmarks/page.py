"""Measure how long the first views of the page take on the server; write the results into RESULTS.md.

    python -m benchmarks.page [--runs N]

The default example with an accepted plan. Each run starts a server and asks for each view twice: after what is made
ahead is made (the server has nothing to do for a second), and for one at once when it listens. Seconds are those of the
server's processor, which a busy machine does not change, and by the clock of who asks.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import machine, replace_section, spread, table
from planner.examples import folder

TITLE = "The page"
PROGRAM = "from planner.cli import main; main()"
AS_OF = "2022-05-01"
VIEWS = {"plan": "/plan", "overview": "", "tell people": "/telling", "calendars": "/calendars"}
GOAL = "≤ 0.3 s"
QUIET_SECONDS = 1.0
LOOK_SECONDS = 0.1


@dataclass(frozen=True)
class Served:
    """A server of one network."""

    port: int
    pid: int
    root: str

    def ask(self, path: str) -> tuple[float, float]:
        """Return the seconds of the server's processor and by the clock that a view takes."""
        before, begun = self.used(), time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", self.root + path, headers={"Accept-Language": "da"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise RuntimeError(path, answer.status)
        return self.used() - before, time.perf_counter() - begun

    def used(self) -> float:
        """Return the seconds of processors that the server has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def wait_until_quiet(self) -> None:
        """Wait until the server has had nothing to do for a while."""
        last, since = self.used(), time.monotonic()
        while time.monotonic() - since < QUIET_SECONDS:
            time.sleep(LOOK_SECONDS)
            if self.used() > last:
                last, since = self.used(), time.monotonic()


@contextmanager
def serving(network: Path) -> Iterator[Served]:
    """Serve a network; a context manager."""
    command = [sys.executable, "-c", PROGRAM, "serve", str(network), "--port", "0", "--slots", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        lines = process.stdout or ()
        port = next(int(found[1]) for line in lines if (found := re.search(r"http://[\d.]+:(\d+)", line)))
        try:
            yield Served(port, process.pid, f"/n/{network.name}")
        finally:
            process.terminate()


def main() -> None:
    """Measure, print and write the results."""
    parser = argparse.ArgumentParser(description="How long the first views of the page take.")
    parser.add_argument("--runs", type=int, default=3, help="repetitions (default: %(default)s)")
    runs = parser.parse_args().runs
    found: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        network = Path(name) / "net"
        shutil.copytree(folder("ledernetvaerk"), network)
        accept = ["solve", str(network), "--accept", "--by", "benchmark", "--why", "benchmark", "--as-of", AS_OF]
        subprocess.run([sys.executable, "-c", PROGRAM, *accept], check=True, capture_output=True)
        for _ in range(runs):
            for when in ("first view", "at once"):
                with serving(network) as served:
                    if when == "first view":
                        served.wait_until_quiet()
                    for view, path in VIEWS.items() if when == "first view" else [("plan", "/plan")]:
                        found[view, when].append(served.ask(path))
                        if when == "first view":
                            found[view, "again"].append(served.ask(path))
    rows = [
        [view, when, *(spread([each[n] for each in seconds]) for n in (0, 1)), GOAL if when == "first view" else ""]
        for (view, when), seconds in found.items()
    ]
    body = table(["view", "when", "seconds of the server", "by the clock", "goal"], rows)
    print(body)
    said = machine("fastapi", "jinja2", runs=runs)
    replace_section(TITLE, f"{said}\n\n{(__doc__ or '').partition('The default')[2].join(['The default', ''])}\n{body}")


if __name__ == "__main__":
    main()
