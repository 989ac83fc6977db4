"""A store with feeds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.planner.feeds.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path / "network.sqlite")
    with found.store:
        yield found
