"""Test setup: Hypothesis profiles, and the folder of shared data that may be beside a checkout."""

import gc
import os
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from calendars.garbage import collect_rarely

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"

# Processes started by tests import from the checkout too, whatever their working directory.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(REPOSITORY), os.environ.get("PYTHONPATH")]))

# Hundreds of processes load the program: it is compiled once, also where the surroundings forbid to keep that.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# What is collected lives to the end, and tests leave few cycles behind: looking for them took a tenth of the time.
collect_rarely()

# The same examples on every run, so that a failure is the change's own; --hypothesis-profile=thorough looks further.
settings.register_profile("quick", max_examples=45, derandomize=True, deadline=None)
settings.register_profile("thorough", max_examples=2_000, deadline=None, print_blob=True)
settings.load_profile("quick")


def pytest_collection_finish() -> None:
    """Have the garbage collector pass over what was collected."""
    gc.freeze()


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the folder of the checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def shared() -> Callable[[str], Path]:
    """Return a function that returns paths inside `../shared`; a missing path skips the test."""

    def path(inside: str) -> Path:
        found = SHARED / inside
        if not found.exists():
            pytest.skip(f"needs ../shared/{inside}")
        return found

    return path


def _fail_if_shared_is_required(report: Any) -> Any:
    """Turn a skip because of a missing `../shared` into a failure if REQUIRE_SHARED is set."""
    if os.environ.get("REQUIRE_SHARED") and report.skipped and "../shared" in str(report.longrepr):
        report.outcome = "failed"
        report.longrepr = f"skipped although ../shared is required: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Apply REQUIRE_SHARED to tests."""
    return _fail_if_shared_is_required((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, Any, Any]:
    """Apply REQUIRE_SHARED to modules that skip themselves."""
    return _fail_if_shared_is_required((yield))
