"""The catalogues: whole, true to the messages of the code, and all that a further language takes."""

from __future__ import annotations

import shutil
import string
import subprocess
import sys
from collections import Counter
from pathlib import Path

import babel
import pytest
from babel.messages.catalog import Message as Translation

from calendars.language import CATALOGUES
from docs import make_messages

ROOT = Path(__file__).parents[2]
PATHS = sorted(CATALOGUES.glob("*.po"))


def shown(template: str) -> set[tuple[str, str]]:
    """The values that a message shows, each with its form; choices between words aside."""
    parts = string.Formatter().parse(template)
    return {(name, form or "") for _, name, form, _ in parts if name is not None and "|" not in (form or "")}


def choices(template: str) -> list[int]:
    """How many words each choice of a message is between."""
    parts = string.Formatter().parse(template)
    return [form.count("|") + 1 for _, name, form, _ in parts if name is not None and form and "|" in form]


def translations(path: Path) -> list[Translation]:
    return [each for each in make_messages.read(path) if each.id]


def test_every_message_has_a_key_of_its_own() -> None:
    keys = Counter(key for key, _, _ in make_messages.messages())
    assert [key for key, n in keys.items() if n > 1] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_catalogue_has_just_the_messages_of_the_code(path: Path) -> None:
    known = {(key, text) for key, text, _ in make_messages.messages() if text}
    assert {(each.context, each.id) for each in translations(path)} == known
    assert path.read_text(encoding="utf-8") == make_messages.written(
        make_messages.renewed(make_messages.read(path), path.stem)
    )


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_translation_is_there_and_seen_by_a_person(path: Path) -> None:
    assert [each.context for each in translations(path) if not each.string or each.fuzzy] == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_translation_shows_the_same_values(path: Path) -> None:
    wrong = [each.context for each in translations(path) if shown(str(each.string)) != shown(str(each.id))]
    assert wrong == []


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_translation_has_a_word_for_each_plural_category(path: Path) -> None:
    categories = len(babel.Locale.parse(path.stem).plural_form.tags | {"other"})
    wrong = [each.context for each in translations(path) if {*choices(str(each.string))} - {categories}]
    assert wrong == []


def test_a_further_language_is_one_new_file(tmp_path: Path) -> None:
    for package in ("calendars", "constraints", "planner"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "calendars" / "locale" / "sv.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: sv\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgctxt "program.version"\nmsgid "Show the version and end."\nmsgstr "Visa versionen och sluta."\n',
        encoding="utf-8",
    )
    spoken = subprocess.run(
        [sys.executable, "-c", "from planner.cli import main; main()", "--help"], cwd=tmp_path, check=True,
        env={"PYTHONPATH": str(tmp_path), "LANG": "sv_SE.UTF-8", "PYTHONUTF8": "1"}, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert "Visa versionen och sluta." in spoken
    assert "Exit codes:" in spoken  # what is not translated yet is English
