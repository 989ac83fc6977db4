"""The locked versions stand for what pyproject.toml asks for, and name no place to fetch them from."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

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


DATA = frozenset({"tzdata", "holidays"})
"""Of these every version is wanted: they hold what governments decide."""


def _first_untried(version: str) -> Version:
    """Return the next version that may break something: the next major one, or the next minor one before 1.0."""
    major, minor, *_ = Version(version).release
    return Version(f"{major + 1}") if major or not minor else Version(f"0.{minor + 1}")


def test_what_the_first_command_installs_is_bounded_by_what_was_tried() -> None:
    pins, project = _locked(), tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [each for extra in ("postgresql", "workers") for each in project["optional-dependencies"][extra]]
    installed = [Requirement(each) for each in (*project["dependencies"], *extras)]
    for asked in (each for each in installed if each.name != project["name"]):
        bounds = [Version(each.version) for each in asked.specifier if each.operator == "<"]
        assert len(bounds) == 1, f"{asked} has no upper bound"
        if asked.name not in DATA:
            tried = max(map(_first_untried, pins[canonicalize_name(asked.name)]))
            assert bounds[0] <= tried, f"{asked} allows {tried}, which was not tried"


def test_no_version_with_a_published_weakness_is_locked_or_asked_for() -> None:
    pins = _locked()
    advisories = tomllib.loads((REPOSITORY / "tests" / "advisories.toml").read_text(encoding="utf-8"))["advisory"]
    assert len(advisories) > 0
    lowest = {
        canonicalize_name(asked.name): Version(each.version)
        for asked in _asked()
        for each in asked.specifier
        if each.operator == ">="
    }
    for found in advisories:
        versions = [*map(Version, pins.get(found["name"], [])), *filter(None, [lowest.get(found["name"])])]
        assert versions, f"{found['name']} is no longer used"
        assert min(versions) >= Version(found["fixed"]), f"{found['name']} has {found['id']} up to {found['fixed']}"
