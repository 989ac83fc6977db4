"""Servers that are shared between tests, which use networks of their own, because starting a server takes seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.planner.postgresql_server import Server
from tests.planner.web.office import Office, office
from tests.planner.web.planning import Planning, planning


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Run a server on SQLite."""
    place = tmp_path_factory.mktemp("office")
    with office(str(place / "store.sqlite"), place) as found:
        yield found


@pytest.fixture(scope="session")
def served_from_postgresql(postgresql: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Run a server on PostgreSQL."""
    with office(postgresql.new_database(), tmp_path_factory.mktemp("office")) as found:
        yield found


@pytest.fixture(scope="session")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planning]:
    """Run a server that plans."""
    place = tmp_path_factory.mktemp("planning")
    with planning(str(place / "store.sqlite"), place) as found:
        found.set_up()
        found.wait_for_workers()
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def on_each(request: pytest.FixtureRequest) -> Office:
    """Return a server, once on each database."""
    found: Office = request.getfixturevalue("served" if request.param == "sqlite" else "served_from_postgresql")
    return found
