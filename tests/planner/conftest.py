"""Databases for the tests: files of SQLite, and databases of a PostgreSQL server that runs while they are needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.planner.postgresql_server import MISSING, Server, programs, running


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server; without its programs the test is skipped, or fails where REQUIRE_POSTGRESQL says they are there."""
    binaries = programs()
    if binaries is None:
        (pytest.fail if os.environ.get("REQUIRE_POSTGRESQL") else pytest.skip)(MISSING)
    with running(binaries) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty store, once on each database."""
    if request.param == "sqlite":
        return str(tmp_path / "network.sqlite")
    server: Server = request.getfixturevalue("postgresql")
    return server.new_database()
