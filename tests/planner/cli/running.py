"""Run the command line in a process of its own, and write a network for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
    """Run one command to its end."""
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
