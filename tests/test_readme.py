"""Every example in README.md and in the documents that have any, run as it stands."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from planner.cli.program import program

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


def write_planner(installed: Path) -> None:
    """Write the command as pip does, for the packages that run this test, which need not be installed."""
    start = f"import sys; sys.path[:0] = {[str(ROOT), *sys.path]!r}; from planner.cli import main; main()"
    installed.write_text(f"#!{sys.executable}\n{start}\n", encoding="utf-8")
    installed.chmod(0o755)


@pytest.mark.slow
@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "docs/explaining.md",
        "docs/foresight.md",
        "docs/operations.md",
        "docs/programmes.md",
        "docs/workbook.md",
    ],
)
def test_every_console_example_shows_what_happens(document: str, tmp_path: Path) -> None:
    commands, folder = tmp_path / "bin", tmp_path / "folder"
    commands.mkdir()
    folder.mkdir()
    write_planner(commands / "planner")
    environment = os.environ | {
        "PATH": f"{commands}{os.pathsep}{os.environ['PATH']}", "COLUMNS": "120", "LANG": "C.UTF-8",
    }  # fmt: skip
    for session in sessions(document):
        for command, shown in steps(session):
            done = subprocess.run(
                ["/bin/bash", "-c", f"{command} 2>&1"], cwd=folder, env=environment, capture_output=True, text=True,
                check=False,
            )  # fmt: skip
            assert shows(shown, done.stdout), f"$ {command}\n{done.stdout}"


def test_readme_has_examples_to_run() -> None:
    assert sum(len(list(steps(session))) for session in sessions()) >= 5


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


ROWS = re.findall(r"^\| (`planner .*?) \| (.*) \|$", README, flags=re.MULTILINE)
COMMANDS = program("en").commands


def group_and_name(first_cell: str) -> list[tuple[str, str]]:
    """Return the commands of a row, each with the group it stands in, or ""."""
    found, group = [], ""
    for text in re.findall(r"`(?:planner )?([^`]+)`", first_cell):
        name, *more = text.split()
        if isinstance(COMMANDS.get(name), click.Group) and more:
            group, (name, *_) = name, more
        found.append((group if name not in COMMANDS else "", name))
    return found


def test_the_table_has_every_command_and_no_other() -> None:
    listed = [each for first_cell, _ in ROWS for each in group_and_name(first_cell)]
    for group, name in listed:
        parent = COMMANDS[group] if group else None
        assert name in (parent.commands if isinstance(parent, click.Group) else COMMANDS), name
    assert {group or name for group, name in listed} == set(COMMANDS)


@pytest.mark.parametrize(("first_cell", "about"), ROWS, ids=[first_cell for first_cell, _ in ROWS])
def test_the_table_names_options_that_the_commands_of_its_row_have(first_cell: str, about: str) -> None:
    known = {option for group, name in group_and_name(first_cell) for option in options(COMMANDS[group or name])}
    assert set(re.findall(r"(?<![\w-])--[a-z-]+", f"{first_cell} {about}")) <= known


def options(command: click.Command) -> set[str]:
    inner = command.commands.values() if isinstance(command, click.Group) else ()
    return {name for each in (command, *inner) for parameter in each.params for name in parameter.opts}


def test_after_activation_planner_is_typed_alone(tmp_path: Path) -> None:
    (activate,) = re.findall(r"<!-- command: activate -->\n```sh\n(.*?)\n```", README, flags=re.DOTALL)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", ".venv"], cwd=tmp_path, check=True)
    installed = tmp_path / ".venv" / "bin" / "planner"
    write_planner(installed)
    commands = f"cd '{tmp_path}' && {activate} && cd / && command -v planner && planner examples"
    done = subprocess.run(["/bin/bash", "-c", commands], capture_output=True, text=True, check=True)
    first, *examples = done.stdout.splitlines()
    assert first == str(installed)
    assert any(line.startswith("ledernetvaerk") for line in examples)


@pytest.mark.parametrize(
    ("lang", "begins"),
    [("da_DK.UTF-8", "Brug: planner"), ("en_GB.UTF-8", "Usage: planner"), ("C.UTF-8", "Usage: planner")],
)
def test_help_speaks_as_the_system_does_and_says_how_to_switch(lang: str, begins: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"LC_ALL", "LC_MESSAGES"}}
    start = [sys.executable, "-c", "from planner.cli import main; main()", "--help"]
    surroundings = {**environment, "LANG": lang, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    done = subprocess.run(start, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(begins)
    for switch in re.findall(r"`export (LANG=\S+)`", README):
        assert switch in done.stdout
