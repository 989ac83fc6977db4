"""Every example in docs/http.md, run as it stands against a server."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.web.api.paging import MOST
from planner.web.bodies import DEEPEST, LARGEST, LARGEST_UPLOAD, MIB, MOST_PARTS, SECONDS
from planner.web.security.roles import Role
from tests.planner.web.office import FILES, Office, plan

DOCUMENT = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
ANYTHING = "…"


def steps() -> Iterator[tuple[str, str]]:
    """Each command with the output that is shown below it."""
    for session in re.findall(r"^```console\n(.*?)^```", DOCUMENT, flags=re.DOTALL | re.MULTILINE):
        for part in session.split("$ ", 1)[1].split("\n$ "):
            command, _, shown = part.partition("\n")
            yield command, shown


def shows(shown: str, output: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in shown.strip().split(ANYTHING))
    return re.fullmatch(pattern, output.strip(), flags=re.DOTALL) is not None


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_every_example_shows_what_happens(served: Office, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    accepted = {"by": "Anne", "why": "Kick-off", "plan": plan()}
    (tmp_path / "plan.json").write_text(json.dumps(accepted), encoding="utf-8")
    environment = {**os.environ, "PLANNER": served.server.url, "KEY": served.planner.key or ""}
    found = list(steps())
    assert len(found) >= 8
    for command, shown in found:
        done = subprocess.run(
            ["/bin/bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert shows(shown, done.stdout), f"$ {command}\n{done.stdout}{done.stderr}"


def test_roles_and_limits_are_those_of_the_program() -> None:
    assert re.findall(r"^\| `(\w+)` \|", DOCUMENT, flags=re.MULTILINE) == list(Role)
    for said in (
        f"| body | {LARGEST // MIB} MiB; files of a network {LARGEST_UPLOAD // MIB} MiB,",
        f"| JSON | {DEEPEST} levels, {MOST_PARTS:,} parts |",
        f"| time for a body to arrive | {SECONDS} s |",
        f"| page | {MOST} items |",
    ):
        assert said in DOCUMENT
