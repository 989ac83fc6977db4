"""What is installed: the packages whole, with their data, and nothing else."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGES = ("calendars", "constraints", "planner")
LARGEST = 2_000_000
"""Bytes a wheel may have at most."""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("hatchling", reason="hatchling comes with the dev extra")
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=REPOSITORY, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < LARGEST


def test_wheel_holds_every_file_of_the_packages_and_no_other(wheel: Path) -> None:
    names = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    files = (path for package in PACKAGES for path in (REPOSITORY / package).rglob("*") if path.is_file())
    kept = {path.relative_to(REPOSITORY) for path in files if "__pycache__" not in path.parts}
    catalogues = {path for path in kept if path.parent == Path("calendars/locale")}
    compiled = {path.with_suffix(".mo") for path in catalogues if path.suffix == ".po"}
    assert names == {path.as_posix() for path in (kept - catalogues) | compiled}


def test_wheel_carries_its_licence(wheel: Path) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in ZipFile(wheel).namelist())
