"""Documents that are written from the code say what the code says."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from planner.cli.program import program

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"], key=str)
PATHS = re.compile(
    r"(?<![\w./-])(?:(?:benchmarks|calendars|constraints|docs|planner|tests)/[\w./-]*|[\w-]+(?:/[\w-]+)+\.py)"
)
NEW_FILES = re.compile(r"^`([\w./-]+)`:$", re.MULTILINE)
"""Files that a document gives the content of, for the reader to create."""
LINKS = re.compile(r"\]\(([^)#:]+)[^):]*\)")


def test_the_document_of_rules_is_written_from_the_rules(tmp_path: Path) -> None:
    script = ROOT / "docs" / "make_rules.py"
    copy = tmp_path / script.name
    copy.write_text(script.read_text(encoding="utf-8"), encoding="utf-8")
    subprocess.run([sys.executable, copy], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True)
    written = (tmp_path / "rules.md").read_text(encoding="utf-8")
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == written


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_and_link_in_a_document_leads_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = {ROOT / path.rstrip(".") for path in PATHS.findall(LINKS.sub("", text))}
    named -= {ROOT / path for path in NEW_FILES.findall(text)}
    linked = {document.parent / path for path in LINKS.findall(text)}
    assert [str(path) for path in named | linked if not path.exists()] == []


def test_paths_are_found_in_documents() -> None:
    text = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
    assert "constraints/check.py" in PATHS.findall(text)
    assert "../benchmarks/RESULTS.md" in LINKS.findall(text)


def test_every_command_of_a_service_or_a_script_is_one_of_the_program() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:ini|sh)\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^(?:ExecStart=\S*/)?planner (.+)$", "\n".join(blocks), flags=re.MULTILINE)
    assert len(lines) >= 6
    for line in lines:
        command: click.Command = program("en")
        words = shlex.split(line)
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        command.make_context("planner", words)
