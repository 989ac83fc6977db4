"""Every example in README.md and in the documents that have any, run as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ANYTHING = "…"


def sessions(document: str = "README.md") -> list[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.findall(r"^```console\n(.*?)^```", text, flags=re.DOTALL | re.MULTILINE)


def steps(session: str) -> Iterator[tuple[str, str]]:
    """Each command of a session with the output that is shown below it."""
    for part in session.split("$ ")[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def shows(shown: str, output: str) -> bool:
    """Whether the output is what is shown, where an ellipsis stands for any text."""
    pattern = ".*".join(re.escape(part) for part in shown.strip().split(ANYTHING))
    return re.fullmatch(pattern, output.strip(), flags=re.DOTALL) is not None


@pytest.mark.parametrize("document", ["README.md", "docs/explaining.md", "docs/operations.md", "docs/workbook.md"])
def test_every_console_example_shows_what_happens(document: str, tmp_path: Path) -> None:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "120", "LANG": "C.UTF-8",
    }  # fmt: skip
    for session in sessions(document):
        for command, shown in steps(session):
            done = subprocess.run(
                ["/bin/bash", "-c", f"{command} 2>&1"], cwd=tmp_path, env=environment, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            assert shows(shown, done.stdout), f"$ {command}\n{done.stdout}"


def test_readme_has_examples_to_run() -> None:
    assert sum(len(list(steps(session))) for session in sessions()) >= 5


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
