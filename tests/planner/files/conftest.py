"""The small network as a folder."""

from pathlib import Path

import pytest

from tests.planner.network_files import NetworkFiles


@pytest.fixture
def network_files(tmp_path: Path) -> NetworkFiles:
    """Return a folder with the small network."""
    return NetworkFiles(tmp_path)
