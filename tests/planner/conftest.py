"""Databases for tests: SQLite files, and databases of a PostgreSQL server that runs while it is needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.planner.postgresql_server import MISSING, Server, programs, running


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """Run a server; without its programs skip the test, or fail if REQUIRE_POSTGRESQL is set."""
    binaries = programs()
    if binaries is None:
        (pytest.fail if os.environ.get("REQUIRE_POSTGRESQL") else pytest.skip)(MISSING)
    with running(binaries) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the address of an empty store, once on each database."""
    if request.param == "sqlite":
        yield str(tmp_path / "network.sqlite")
        return
    server: Server = request.getfixturevalue("postgresql")
    with server.lent() as found:
        yield found
