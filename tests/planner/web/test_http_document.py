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

from planner.changes.kinds import KINDS
from planner.changes.reading import read_changes
from planner.web.api.dependencies import PAGE_MAX_ITEMS
from planner.web.api.questions import READER_JOBS_MAX, READER_SECONDS_MAX
from planner.web.bodies import (
    BODY_MAX_BYTES,
    BODY_TIMEOUT_SECONDS,
    JSON_MAX_DEPTH,
    JSON_MAX_PARTS,
    MIB,
    UPLOAD_MAX_BYTES,
)
from planner.web.roles import Role
from tests.planner.web.office import FILES, plan
from tests.planner.web.planning import CANCEL, Planning

DOCUMENT = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
ANYTHING = "…"
RESERVE = {"meeting": "2023-1/nord", "first_day": "2023-04-18", "venue": "messe-c", "rooms": ["A"], "staff": ["K1"],
           "state": "reserve", "until": "2023-03-01", "source": "reserve"}  # fmt: skip


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
def test_every_example_shows_what_happens(busy: Planning, tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    accepted = {"by": "Anne", "why": "Kick-off", "plan": plan()}
    (tmp_path / "plan.json").write_text(json.dumps(accepted), encoding="utf-8")
    changes = {"changes": [CANCEL], "as_of": "2023-02-01", "k": 1, "save": True}
    (tmp_path / "changes.json").write_text(json.dumps(changes), encoding="utf-8")
    (tmp_path / "reserves.json").write_text(json.dumps({"revision": 1, "bookings": [RESERVE]}), encoding="utf-8")
    environment = {**os.environ, "PLANNER": busy.server.url, "KEY": busy.client.key or ""}
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
        f"| body | {BODY_MAX_BYTES // MIB} MiB; files of a network {UPLOAD_MAX_BYTES // MIB} MiB,",
        f"| JSON | {JSON_MAX_DEPTH} levels, {JSON_MAX_PARTS:,} parts |",
        f"| time for a body to arrive | {BODY_TIMEOUT_SECONDS} s |",
        f"| page | {PAGE_MAX_ITEMS} items |",
        f"at most {READER_JOBS_MAX} questions at once, each for at most {READER_SECONDS_MAX:g} s",
    ):
        assert said in DOCUMENT


def test_every_address_is_listed_with_what_it_is_for(busy: Planning) -> None:
    described = busy.client.ask("/openapi.json").json["paths"]
    expected = [
        (method.upper(), path, operation["description"].partition("\n")[0])
        for path, operations in described.items()
        for method, operation in operations.items()
    ]
    assert re.findall(r"^\| ([A-Z]+) \| `(.+)` \| (.+) \|$", DOCUMENT, flags=re.MULTILINE) == expected


def test_every_body_that_is_described_has_examples(busy: Planning) -> None:
    paths = busy.client.ask("/openapi.json").json["paths"]
    bodies = [
        each["requestBody"] for operations in paths.values() for each in operations.values() if "requestBody" in each
    ]
    assert len(bodies) >= 7
    assert all(each["content"]["application/json"]["examples"] for each in bodies)


def test_every_kind_of_change_has_an_example_that_is_read(busy: Planning) -> None:
    operation = busy.client.ask("/openapi.json").json["paths"]["/networks/{network}/what-if"]["post"]
    examples = operation["requestBody"]["content"]["application/json"]["examples"]
    assert set(examples) == set(KINDS)
    for name, example in examples.items():
        (change,) = read_changes({"changes": example["value"]["changes"]}, "en")
        assert change.kind == name
