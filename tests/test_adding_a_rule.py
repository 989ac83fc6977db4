"""The page that leads to a new rule leads to one: it is followed step by step in a copy of the tree."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from docs import make_messages

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "adding-a-rule.md").read_text(encoding="utf-8")
COPIED = ("benchmarks", "calendars", "constraints", "docs", "planner", "tests")
FILES = ("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "justfile", "pyproject.toml", "requirements.lock")
CATALOGUE = "calendars/locale/da.po"
LEFT_BY_TOOLS = shutil.ignore_patterns("__pycache__")

pytestmark = pytest.mark.slow


def blocks(language: str) -> list[str]:
    """What stands in the code blocks of that language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def files() -> dict[str, str]:
    """The files that the page says to write, by path."""
    return dict(re.findall(r"^`([\w/]+\.py)`:\n\n```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def translate(catalogue: Path) -> None:
    """Fill in what the page says in Danish."""
    known = make_messages.read(catalogue)
    said = read_po(io.BytesIO("\n".join(blocks("po")).encode()), locale="da")
    for each in (message for message in said if message.id):
        entry = known.get(each.id, context=each.context)
        assert entry is not None
        assert not entry.string
        entry.string = each.string
    catalogue.write_text(make_messages.written(known), encoding="utf-8")


def contents(copy: Path) -> set[tuple[str, bytes]]:
    """Every file of the copy, by path."""
    found = (path for folder in COPIED for path in (copy / folder).rglob("*"))
    paths = (path for path in found if path.is_file() and "__pycache__" not in path.parts)
    return {(path.relative_to(copy).as_posix(), path.read_bytes()) for path in paths}


def test_whoever_follows_the_page_has_a_rule_that_passes_every_check(tmp_path: Path) -> None:
    for folder in COPIED:
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=LEFT_BY_TOOLS)
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    before = contents(tmp_path)
    assert len(files()) == len(blocks("python")) == 2
    for path, text in files().items():
        assert not (tmp_path / path).exists()
        (tmp_path / path).write_text(text, encoding="utf-8")
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for command in "".join(blocks("sh")).splitlines():
        done = subprocess.run(
            command.split(), cwd=tmp_path, env={**os.environ, "PATH": tools, "PYTHONPATH": str(tmp_path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        if "make_messages" in command:
            translate(tmp_path / CATALOGUE)
    changed = {path for path, _ in contents(tmp_path) ^ before}
    written = {"docs/rules.md", "tests/constraints/relaxed.txt", "tests/wording/da.txt", "tests/wording/en.txt"}
    assert changed == {*files(), CATALOGUE, *written}
