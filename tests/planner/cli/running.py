"""Run the command line, in this process or in one of its own, and write a network for it."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

from planner.cli.program import run
from planner.errors import SETTINGS_FILE
from tests.planner.network_files import FILES

PROGRAM = (sys.executable, "-c", "from planner.cli import main; main()")
ROOT = Path(__file__).resolve().parents[3]


def surroundings(**changes: str) -> dict[str, str]:
    """Return environment variables without colours, width and language of the caller."""
    dropped = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **changes}


def planner(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end in this process, which has loaded the program already."""
    words = [*map(str, arguments)]
    with (
        mock.patch.dict(os.environ, surroundings(**environment), clear=True),
        contextlib.chdir(cwd or Path.cwd()),
        _written() as out,
        _written() as err,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run(words)
        return subprocess.CompletedProcess(words, code, _text(out), _text(err))


def _written() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)


def _text(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def process(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end in a process of its own."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)], cwd=cwd, env=surroundings(**environment), capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


def small_network(folder: Path, locale: str = "da", more: str = "", **files: str) -> Path:
    """Write the small network in that language into a folder, with settings appended and files replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = FILES[SETTINGS_FILE].replace('locale = "da"', f'locale = "{locale}"')
    replaced = {name.replace("_", "."): text for name, text in files.items()}
    for name, text in {**FILES, SETTINGS_FILE: f'{settings}\n[tables]\ndecimal = ","\n{more}', **replaced}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
