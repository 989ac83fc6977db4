"""The locked versions stand for what pyproject.toml asks for, and name no place to fetch them from."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parent.parent
LOCK = (REPOSITORY / "requirements.lock").read_text(encoding="utf-8")


def _asked() -> Iterator[Requirement]:
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    lists = [settings["build-system"]["requires"], project["dependencies"], *project["optional-dependencies"].values()]
    wanted = (Requirement(text) for texts in lists for text in texts)
    return (requirement for requirement in wanted if requirement.name != project["name"])


def _locked() -> dict[str, list[str]]:
    pins: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", LOCK, flags=re.MULTILINE):
        pins.setdefault(canonicalize_name(name), []).append(version)
    return pins


def test_every_dependency_is_locked_within_its_bounds() -> None:
    pins = _locked()
    unmet = [
        str(asked)
        for asked in _asked()
        if not (found := pins.get(canonicalize_name(asked.name))) or not all(map(asked.specifier.contains, found))
    ]
    assert unmet == []


def test_every_locked_version_has_hashes() -> None:
    entries = re.split(r"^(?=[\w.-]+==)", LOCK, flags=re.MULTILINE)[1:]
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_lock_names_no_address() -> None:
    assert re.findall(r"\S*(?:://|--index|--find-links)\S*", LOCK) == []
